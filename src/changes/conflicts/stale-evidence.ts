import { instantText } from '../../readiness/words.ts';
import type { ConflictRule } from './rule.ts';

/** What is planned for a server rests on what its newest report says. */
export const staleEvidence: ConflictRule = (picture, plan) =>
  plan.servers.flatMap(({ server }) => {
    const pictured = picture.servers.get(server);
    if (!pictured || pictured.fresh) return [];
    const { name, observedAt } = pictured;
    const text =
      observedAt === null
        ? `No report of ${name} counts: what it has now is not known.`
        : `The newest report of ${name} is of ${instantText(observedAt)}: too old to tell what it has now.`;
    return {
      type: 'stale-evidence',
      severity: 'warns',
      key: `stale-evidence ${server}`,
      servers: [server],
      with: [],
      text,
    };
  });
