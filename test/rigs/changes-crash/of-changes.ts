import { z } from 'zod';
import { CALL_POST, CHANGE_POST, ROLLOUT_POST } from '../../../src/changes/app.ts';
import { readCallSubject } from '../../../src/changes/call.ts';
import { planHash } from '../../../src/changes/hash.ts';
import type { Change } from '../../../src/changes/model.ts';
import { type ChangeState, changeEvents, after as following, isOpen } from '../../../src/changes/states.ts';
import { canonical } from '../../../src/core/json.ts';
import { approvalsNeeded } from '../../../src/people/default-policy.ts';
import type { Kept, Row } from './kept.ts';
import { CHANNEL, policy } from './model.ts';
import { approvedTogether } from './of-rollouts.ts';

const standing = z.looseObject({
  state: z.string(),
  plan: z.string(),
  vote: z.string().optional(),
  approvedBy: z.unknown().optional(),
});
type Standing = z.infer<typeof standing>;

/** Every change is what its rows in the log made of it, with what belongs to that, and nothing tells of another one. */
export function ofChanges(kept: Kept, changes: readonly Change[]): string[] {
  const together = approvedTogether(kept.audit);
  const wrong = changes.flatMap((change, index) => {
    const row = kept.changes[index];
    return row ? ofChange(kept, change, row, together) : [];
  });
  return [...wrong, ...strangers(kept)];
}

/** With the votes, servers, posts, overrides and wake-ups that belong to it. */
function ofChange(kept: Kept, change: Change, row: Row<'changes'>, together: ReadonlySet<Row<'audit'>>): string[] {
  const wrong: string[] = [];
  const say = (what: string): void => void wrong.push(`${change.id} (${change.state}): ${what}`);
  const deeds = kept.audit.filter(({ subject, verb }) => subject === change.id && verb.startsWith('change.'));

  let at: Standing | null = null;
  for (const { verb, before, after } of deeds) {
    const from = before === null ? null : standing.parse(JSON.parse(before));
    const to = standing.parse(JSON.parse(after ?? 'null'));
    if (from?.state !== at?.state || from?.plan !== at?.plan) say(`${verb} does not follow what was before`);
    if (from && !leads(from.state, to.state)) say(`${verb} led from ${from.state} to ${to.state}`);
    at = to;
  }
  if (at?.state !== change.state) say(`the log left it ${at?.state}`);
  if (at?.plan !== change.planHash) say('the log knows another plan');
  if (planHash(change.plan) !== change.planHash) say('its hash is not of its plan');
  if (change.revision !== deeds.length) say(`revision ${change.revision} with ${deeds.length} rows in the log`);
  if (row.open !== isOpen(change.state)) say('its own flag is of another state');

  const servers = kept.servers.filter(({ change_id }) => change_id === change.id);
  const planned = change.plan.servers.map(({ server }) => server);
  if (servers.map(({ server_id }) => server_id).join() !== planned.join()) say('other servers than in its plan');
  if (servers.some(({ open }) => open !== isOpen(change.state))) say('a server has the flag of another state');
  const ticks = deeds.filter(({ verb }) => verb === 'change.ticked' || verb === 'change.unticked');
  const ticked = new Set<string>();
  for (const { verb, after } of ticks) {
    const { server } = z.looseObject({ server: z.string() }).parse(JSON.parse(after ?? 'null'));
    if (verb === 'change.ticked') ticked.add(server);
    else ticked.delete(server);
  }
  const noted = servers.filter(({ ticked_at }) => ticked_at !== null).map(({ server_id }) => server_id);
  if (noted.sort().join() !== [...ticked].sort().join()) say('other ticks than in the log');

  wrong.push(...votesOf(kept, change, deeds).map((what) => `${change.id} (${change.state}): ${what}`));
  for (const what of [...postsOf(kept, change, deeds, together), ...conflictsOf(change, deeds)]) say(what);
  if (kept.jobs && change.dueAt !== null && !kept.jobs.has(`change ${change.id}`)) say('nothing wakes it');
  return wrong;
}

function leads(from: string, to: string): boolean {
  return from === to || changeEvents.some((event) => following(from as ChangeState, event) === to);
}

/** By one person, beside approvals. */
const DECIDING: ReadonlySet<string> = new Set(['change.rejected', 'change.reviewed']);

function votesOf({ votes, asked }: Kept, change: Change, deeds: readonly Row<'audit'>[]): string[] {
  const wrong: string[] = [];
  const cast = votes.filter(({ change_id }) => change_id === change.id);
  const told = deeds.filter(({ verb, after }) => {
    return DECIDING.has(verb) || standing.parse(JSON.parse(after ?? 'null')).vote !== undefined;
  });
  if (cast.length !== told.length) wrong.push(`${cast.length} votes, ${told.length} in the log`);
  for (const { voter_key } of cast)
    if (change.record.authors.includes(voter_key)) wrong.push(`${voter_key} shaped the plan and voted`);

  const approvals = cast.filter(({ plan_hash, vote }) => plan_hash === change.planHash && vote === 'approve').length;
  const needed = approvalsNeeded(policy, change.plan.type, change.plan.risk);
  const approvings = deeds
    .filter(({ verb }) => verb === 'change.approved')
    .map(({ after }) => standing.parse(JSON.parse(after ?? 'null')))
    .filter(({ plan }) => plan === change.planHash);
  const wasApproved = approvings.some(({ approvedBy }) => approvedBy == null);
  const refused = cast.some(({ plan_hash, vote }) => plan_hash === change.planHash && vote === 'reject');
  if (change.plan.type !== 'emergency') {
    if (wasApproved !== approvals >= needed)
      wrong.push(`${wasApproved ? 'approved' : 'not approved'} with ${approvals} of ${needed} votes`);
    if (refused !== (change.state === 'rejected')) wrong.push('a rejection and its state do not agree');
  }
  const byRule = approvings.length > 0 && !wasApproved;
  if (!byRule && !asked.some((one) => one.change_id === change.id && one.plan_hash === change.planHash))
    wrong.push('nobody was asked about its plan');
  return wrong;
}

/** What a deed says beside the card. */
const sayings: Readonly<Record<string, string>> = {
  'change.called-soon': 'soon',
  'change.called-start': 'start',
  'change.called-end': 'end',
  'change.overran': 'overrun',
  'change.evidence-asked': 'evidence',
  'change.missed': 'missed',
  'change.lapsed': 'decided',
  'change.approved': 'decided',
  'change.rejected': 'decided',
  'change.moot': 'decided',
  'change.verified': 'verified',
  'change.review-overdue': 'review-overdue',
  'change.declared': 'emergency',
};

function postsOf(
  { outbox, asked }: Kept,
  change: Change,
  deeds: readonly Row<'audit'>[],
  together: ReadonlySet<Row<'audit'>>,
): string[] {
  const wrong: string[] = [];
  const { rollout } = change.record;
  const cards = outbox.filter(({ kind, subject }) => kind === CHANGE_POST && subject === change.id);
  const card = cards.find(({ conversation_id }) => conversation_id === CHANNEL);
  const announced = announcements(change, deeds);
  if ((card?.wanted ?? 0) !== announced) wrong.push(`its card is announced ${card?.wanted} times of ${announced}`);
  const standsFor = outbox.filter(({ kind, subject }) => kind === ROLLOUT_POST && subject === rollout);
  const places = new Set([...cards, ...standsFor].map(({ conversation_id }) => conversation_id));
  for (const { change_id, conversation_id } of asked)
    if (change_id === change.id && conversation_id !== null && !places.has(conversation_id))
      wrong.push(`${conversation_id} was asked and has no card`);

  const said = new Set(
    outbox
      .filter(({ kind, subject }) => kind === CALL_POST && subject.startsWith(`${change.id} `))
      .map(({ subject }) => subject),
  );
  for (const call of new Set([...Object.values(sayings), 'conflict'])) {
    const expected = deeds.filter((deed) => says(deed) === call && !(call === 'decided' && together.has(deed))).length;
    const actual = [...said].filter((subject) => readCallSubject(subject)?.call === call).length;
    if (actual !== expected) wrong.push(`${call} is said ${actual} times of ${expected}`);
  }
  return wrong;
}

/**
 * How often its card was: when it was written first, and with each write after that. Of a rollout it comes with the approval,
 * and is announced with each that follows.
 */
function announcements({ record, revision }: Change, deeds: readonly Row<'audit'>[]): number {
  if (record.rollout === null) return revision;
  return deeds.reduce((times, { verb }) => times + Number(times > 0) + Number(verb === 'change.approved'), 0);
}

const looked = z.looseObject({ found: z.array(z.string()) });

/** Whoever has their change approved beforehand hears it at once; a look that found nothing new only takes off what is gone. */
function says({ verb, after }: Row<'audit'>): string | undefined {
  if (verb === 'change.approved' && standing.parse(JSON.parse(after ?? 'null')).approvedBy != null) return undefined;
  if (verb !== 'change.conflicts') return sayings[verb];
  return looked.parse(JSON.parse(after ?? 'null')).found.length > 0 ? 'conflict' : undefined;
}

const recorded = z.looseObject({
  plan: z.string(),
  overrides: z
    .array(z.looseObject({ plan: z.string(), keys: z.array(z.string()).min(1), by: z.unknown().optional() }))
    .optional(),
  conflicts: z.array(z.string()).optional(),
  told: z.array(z.string()).optional(),
});

/** What is borne, noted and told is what the log says, and nothing of one plan is told twice. */
function conflictsOf({ record }: Change, deeds: readonly Row<'audit'>[]): string[] {
  const wrong: string[] = [];
  const overrides = deeds.filter(({ verb }) => verb === 'change.overridden');
  if (overrides.length !== record.overrides.length)
    wrong.push(`${record.overrides.length} overrides, ${overrides.length} in the log`);
  for (const [index, { actor, after }] of overrides.entries()) {
    const said = recorded.parse(JSON.parse(after ?? 'null'));
    const [word, stored] = [said.overrides?.[index], record.overrides[index]];
    if (canonical(word) !== canonical(stored)) wrong.push(`override ${index + 1} is not what the log says`);
    if (word?.plan !== said.plan) wrong.push(`override ${index + 1} is of another plan`);
    if (canonical(word?.by) !== canonical(JSON.parse(actor))) wrong.push(`override ${index + 1} is somebody else's`);
  }
  let known: { readonly plan: string; readonly told: readonly string[] } | undefined;
  for (const { verb, after } of deeds) {
    const { plan, conflicts, told } = recorded.parse(JSON.parse(after ?? 'null'));
    if (!conflicts || !told) continue;
    if (new Set(told).size !== told.length) wrong.push(`a conflict was told twice: ${told}`);
    if (known?.plan === plan && verb === 'change.conflicts') {
      if (!known.told.every((key) => told.includes(key))) wrong.push('what was told was forgotten');
      const news = told.length > known.told.length;
      if (news !== looked.parse(JSON.parse(after ?? 'null')).found.length > 0) wrong.push('what was told is not new');
    }
    known = { plan, told };
  }
  if (known && known.told.join() !== record.told.join()) wrong.push('other conflicts are told than in the log');
  return wrong;
}

/** Nothing tells of a change that is not there. */
function strangers({ audit, changes, outbox }: Kept): string[] {
  const known = new Set(changes.map(({ id }) => id));
  const named = [
    ...audit.filter(({ verb }) => verb.startsWith('change.')).map(({ subject }) => subject),
    ...outbox
      .filter(({ kind }) => kind === CHANGE_POST || kind === CALL_POST)
      .map(({ subject }) => subject.split(' ')[0] ?? ''),
  ];
  return [...new Set(named)].filter((id) => !known.has(id)).map((id) => `${id} is told of and not there`);
}
