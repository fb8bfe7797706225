import { z } from 'zod';
import { ROLLOUT_POST } from '../../../src/changes/app.ts';
import type { Change } from '../../../src/changes/model.ts';
import type { Kept, Row } from './kept.ts';
import { CHANNEL } from './model.ts';

const stored = z.looseObject({ id: z.string(), changes: z.array(z.string()).min(1) });
const sent = z.looseObject({ changes: z.array(z.string()) });

/** A rollout is there with all of its changes, each with its own row in the log beside its, and its post; or not at all. */
export function ofRollouts(kept: Kept, changes: readonly Change[]): string[] {
  const wrong: string[] = [];
  const posts = kept.outbox.filter(({ kind }) => kind === ROLLOUT_POST);
  for (const row of kept.rollouts) {
    const say = (what: string): void => void wrong.push(`${row.id}: ${what}`);
    const rollout = stored.parse(JSON.parse(row.rollout));
    const deeds = kept.audit.filter(({ subject, verb }) => subject === row.id && verb === 'rollout.proposed');
    if (deeds.length !== 1) say(`it was sent off ${deeds.length} times`);
    const [deed] = deeds;
    const logged = sent.parse(JSON.parse(deed?.after ?? '{"changes":[]}')).changes;
    if (logged.join() !== rollout.changes.join()) say('the log knows other changes of it');
    const its = changes.filter(({ record }) => record.rollout === row.id);
    const ids = its.map(({ id }) => id as string);
    if (ids.sort().join() !== [...rollout.changes].sort().join()) say(`${ids.join()} are there of ${rollout.changes}`);
    const from = deed ? kept.audit.indexOf(deed) + 1 : kept.audit.length;
    const following = kept.audit.slice(from, from + rollout.changes.length);
    const proposed = following.filter(({ verb }) => verb === 'change.proposed').map(({ subject }) => subject);
    if (proposed.join() !== rollout.changes.join()) say('not each of its changes has its row in the log beside it');
    const post = posts.find(({ subject, conversation_id }) => subject === row.id && conversation_id === CHANNEL);
    // Announced once when it was sent off, and with each write of one of its changes after that.
    const writes = its.reduce((sum, { revision }) => sum + revision - 1, 1);
    if (post?.wanted !== writes) say(`its card is announced ${post?.wanted} times of ${writes}`);
  }
  const known = new Set(kept.rollouts.map(({ id }) => id));
  const named = [
    ...kept.audit.filter(({ verb }) => verb.startsWith('rollout.')).map(({ subject }) => subject),
    ...posts.map(({ subject }) => subject),
    ...changes.flatMap(({ record }) => record.rollout ?? []),
  ];
  const strange = [...new Set(named)].filter((id) => !known.has(id));
  return [...wrong, ...strange.map((id) => `${id} is told of and not there`)];
}

/** The rows of changes that one press approved with others: they stand right before the rollout's own. */
export function approvedTogether(audit: Kept['audit']): ReadonlySet<Row<'audit'>> {
  return new Set(
    audit.flatMap((row, index) => {
      if (row.verb !== 'rollout.approved') return [];
      return audit.slice(index - sent.parse(JSON.parse(row.after ?? 'null')).changes.length, index);
    }),
  );
}
