import type { ServerId } from '../../core/ids.ts';
import type { PicturedDag, PicturedServer } from './picture.ts';

/** Servers by id, each with the DAGs that only the policy file names it a member of: where it and reports differ both count. */
export function withMemberships(
  servers: Iterable<PicturedServer>,
  dags: ReadonlyMap<string, PicturedDag>,
): Map<ServerId, PicturedServer> {
  const found = new Map<ServerId, PicturedServer>();
  for (const server of servers) found.set(server.id, server);
  for (const [key, { policy }] of dags) {
    for (const { server: id } of policy?.members ?? []) {
      const server = id === null ? undefined : found.get(id);
      if (server && server.dag !== key) found.set(server.id, { ...server, alsoIn: [...(server.alsoIn ?? []), key] });
    }
  }
  return found;
}
