import { changesMeanwhile, windowOf } from './picture-index.ts';
import { blocking, type ConflictRule, nameOf } from './rule.ts';

/** One server is not worked on by two changes at a time. */
export const sameServer: ConflictRule = (picture, plan, self) =>
  plan.servers.flatMap(({ server }) =>
    changesMeanwhile(picture, { server }, plan, self).map((other) => ({
      type: 'same-server' as const,
      severity: blocking(plan),
      key: `same-server ${server} ${other.id}`,
      servers: [server],
      with: [other.id],
      text: `${nameOf(picture, server)} is in ${other.id} too: ${windowOf(other)}.`,
    })),
  );
