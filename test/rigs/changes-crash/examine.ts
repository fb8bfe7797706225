import { z } from 'zod';
import { verifyAudit } from '../../../src/audit/verify.ts';
import { changeOf } from '../../../src/changes/store.ts';
import type { Instant } from '../../../src/core/clock.ts';
import { personRoles } from '../../../src/people/model.ts';
import type { Database } from '../../../src/storage/database.ts';
import type { Dialect } from './booked.ts';
import { type Kept, readKept } from './kept.ts';
import { unnoted } from './noted.ts';
import { ofChanges } from './of-changes.ts';
import { ofMaintenance } from './of-maintenance.ts';
import { ofRollouts } from './of-rollouts.ts';
import { retrace } from './retrace.ts';

export interface Verdict {
  /** By number, of every row of the audit log. `outcome`: what its press was to be answered with. */
  readonly log: ReadonlyMap<number, { readonly hash: string; readonly outcome: string | null }>;
  /** How often what was done. */
  readonly verbs: ReadonlyMap<string, number>;
  readonly wrong: readonly string[];
}

/** Holds everything that stands there against everything else, as of one moment between two transactions. */
export function examine(database: Database, dialect: Dialect, now: Instant): Promise<Verdict> {
  return database.transaction(async (tx) => {
    const verified = await verifyAudit(tx);
    const kept = await readKept(tx, dialect);
    const changes = kept.changes.map(changeOf);
    const verbs = new Map<string, number>();
    for (const { verb } of kept.audit) verbs.set(verb, (verbs.get(verb) ?? 0) + 1);
    return {
      log: new Map(kept.audit.map(({ seq, hash, outcome }) => [seq, { hash, outcome }])),
      verbs,
      wrong: [
        ...(verified.ok ? [] : [verified.sentence]),
        ...ofChanges(kept, changes),
        ...ofRollouts(kept, changes),
        ...ofMaintenance(kept),
        ...retrace(kept),
        ...(await unnoted(tx, kept, changes, now)),
        ...ofAcknowledgements(kept),
        ...ofPeople(kept),
        ...ofServers(kept, verbs),
      ],
    };
  });
}

const ackOf = z.looseObject({ id: z.string() });

function ofAcknowledgements({ acks, audit, outbox, jobs }: Kept): string[] {
  const wrong: string[] = [];
  const ids = (verb: string, of: 'before' | 'after'): string[] =>
    audit.flatMap((row) => (row.verb === verb && row[of] !== null ? [ackOf.parse(JSON.parse(row[of])).id] : []));
  const made = ids('acknowledgement.made', 'after');
  const replaced = ids('acknowledgement.made', 'before');
  const withdrawn = ids('acknowledgement.withdrawn', 'after');
  const ended = ids('acknowledgement.ended', 'after');
  const count = (list: readonly string[], id: string): number => list.filter((one) => one === id).length;
  for (const id of made) if (!acks.some((ack) => ack.id === id)) wrong.push(`acknowledgement ${id} is in the log only`);
  const open = new Set<string>();
  for (const { id, server_id, ended_as } of acks) {
    const say = (what: string): void => void wrong.push(`acknowledgement ${id} (${ended_as ?? 'open'}): ${what}`);
    const logged = [count(made, id), count(replaced, id), count(withdrawn, id), count(ended, id)].join();
    const byItself = ended_as !== null && ended_as !== 'replaced' && ended_as !== 'withdrawn';
    const expected = [1, Number(ended_as === 'replaced'), Number(ended_as === 'withdrawn'), Number(byItself)].join();
    if (logged !== expected) say(`the log has ${logged} of it, not ${expected}`);
    const told = outbox.filter(({ subject }) => subject === `${id} ended`).length;
    if (told !== Number(byItself)) say(`its end is told ${told} times`);
    if (ended_as !== null) continue;
    if (open.has(server_id)) say('its server has another one');
    open.add(server_id);
    if (jobs && !jobs.has(`acknowledgement ${id}`)) say('nothing wakes it');
  }
  return wrong;
}

const roles = z.object({ roles: z.array(z.enum(personRoles)) });

function ofPeople({ audit, grants, delegations }: Kept): string[] {
  const wrong: string[] = [];
  const held = new Map<string, string>();
  for (const { verb, subject, before, after } of audit) {
    if (verb !== 'role.granted' && verb !== 'role.revoked') continue;
    const [was, is] = [before, after].map((text) => roles.parse(JSON.parse(text ?? 'null')).roles.join());
    if (was !== (held.get(subject) ?? '')) wrong.push(`${verb} of ${subject} does not follow what was before`);
    held.set(subject, is ?? '');
  }
  for (const [person, logged] of held) {
    const stored = grants.filter((grant) => grant.person === person).map(({ role }) => role);
    const ordered = personRoles.filter((role) => stored.includes(role)).join();
    if (ordered !== logged) wrong.push(`${person} is ${ordered}, in the log ${logged}`);
  }
  const subjects = (wanted: string): string[] => audit.filter(({ verb }) => verb === wanted).map((row) => row.subject);
  const same = (one: readonly string[], other: readonly string[]): boolean =>
    [...one].sort().join() === [...other].sort().join();
  if (
    !same(
      subjects('delegation.set'),
      delegations.map(({ id }) => id),
    )
  )
    wrong.push('other delegations than in the log');
  const ended = delegations.filter(({ ended_at }) => ended_at !== null).map(({ id }) => id);
  if (!same(subjects('delegation.ended'), ended)) wrong.push('other ends of delegations than in the log');
  return wrong;
}

function ofServers({ audit, retirements, assessed, reports }: Kept, verbs: ReadonlyMap<string, number>): string[] {
  const wrong: string[] = [];
  const retired = new Set<string>();
  for (const { verb, subject } of audit) {
    if (verb === 'server.retired') retired.add(subject);
    if (verb === 'server.revived') retired.delete(subject);
  }
  const stored = retirements.map(({ server_id }) => server_id);
  if (stored.sort().join() !== [...retired].sort().join()) wrong.push('other retired servers than in the log');
  for (const server of stored) if (assessed.has(server)) wrong.push(`${server} is retired and judged`);
  if (reports !== (verbs.get('report.taken') ?? 0)) wrong.push('other reports than in the log');
  return wrong;
}
