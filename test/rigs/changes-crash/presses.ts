import { actorKey } from '../../../src/core/actor.ts';
import type { Change, ChangeCommand, Draft } from '../../../src/changes/model.ts';
import { HOUR, type Instant, isoOf, later, MINUTE } from '../../../src/core/clock.ts';
import { type ServerId, serverId } from '../../../src/core/ids.ts';
import type { PersonKey } from '../../../src/people/identity.ts';
import type { Random } from '../random.ts';
import {
  admin,
  approvers,
  type Deed,
  everybody,
  operators,
  others,
  type Person,
  type Press,
  servers,
} from './model.ts';
import { pickMaintenance } from './maintenance-presses.ts';
import { pick } from './pick.ts';
import type { Situation } from './view.ts';

/** Something that somebody may do now; most of it has an effect, some comes too late or from the wrong one. */
export function pickPress(random: Random, at: Situation, number: number): Press {
  const press = (by: Person, deed: Deed): Press => ({ once: `press-${number}`, by, deed });
  const die = random.between(1, 100);
  const rollout = die <= 8 ? ofRollout(random, at) : null;
  const change = at.changes.length > 0 && die <= 50 ? pick(random, at.changes) : null;
  const next = rollout ?? (change && nextOf(random, change, at));
  if (next) return press(next[0], { about: 'change', command: next[1] });
  if (die <= 63) {
    const [by, command] = pickMaintenance(random, at);
    return press(by, { about: 'maintenance', command });
  }
  if (die <= 77) return press(pick(random, operators), { about: 'change', command: proposal(random, at.now) });
  if (die <= 83) return press(...acknowledging(random, at));
  if (die <= 86) return press(pick(random, operators), { about: 'server', command: leaving(random, at) });
  if (die <= 91) return press(...ofPeople(random, at));
  const [server, generated] = [pick(random, servers), later(at.now, -random.between(1, 50_000))];
  return press(admin, { about: 'evidence', server, at: generated, healthy: random.between(1, 3) === 1 });
}

/** Null: there is nothing to send off or to approve at once. */
function ofRollout(random: Random, { rollouts, offer }: Situation): [Person, ChangeCommand] | null {
  const approves = rollouts.length > 0 && (offer === null || random.between(1, 3) > 1);
  if (approves) {
    const { id, hash } = pick(random, rollouts);
    const by = pick(random, random.between(1, 6) === 1 ? everybody : approvers);
    return [by, { kind: 'approve-rollout', rollout: id, hash }];
  }
  return offer && [pick(random, operators), sendingOff(offer)];
}

export function sendingOff({ scope, hash }: NonNullable<Situation['offer']>): ChangeCommand {
  return { kind: 'rollout', scope, hash, reason: 'October update' };
}

function nextOf(random: Random, change: Change, { now, rollouts }: Situation): [Person, ChangeCommand] {
  const { id, planHash: plan, state, record } = change;
  const together = rollouts.find((rollout) => rollout.id === record.rollout);
  if (together && random.between(1, 3) === 1) {
    return [pick(random, approvers), { kind: 'approve-rollout', rollout: together.id, hash: together.hash }];
  }
  const blocks = state === 'proposed' || state === 'approved' ? record.conflicts.filter(isBlocking) : [];
  if (blocks.length > 0 && random.between(1, 2) === 1) {
    const keys = random.between(1, 5) === 1 ? [pick(random, blocks)] : record.conflicts;
    return [pick(random, approvers), { kind: 'override', change: id, plan, keys, reason: 'It is borne.' }];
  }
  if (state === 'approved' && change.plan.window.start <= now && random.between(1, 3) > 1) {
    return [pick(random, operators), { kind: 'start', change: id }];
  }
  const operator = pick(random, operators);
  const reason = 'The board decided so.';
  const review = [
    pick(random, approvers),
    { kind: 'review', change: id, verdict: pick(random, ['accepted', 'objected']), reason },
  ] as [Person, ChangeCommand];
  if (record.review !== null && record.review.decided === null && random.between(1, 4) === 1) return review;
  const tick = { kind: 'tick', change: id, server: pick(random, change.plan.servers).server } as const;
  const choices: Readonly<Record<string, readonly [Person, ChangeCommand][]>> = {
    proposed: [
      [pick(random, approvers), { kind: 'approve', change: id, plan }],
      [pick(random, approvers), { kind: 'approve', change: id, plan }],
      [pick(random, approvers), { kind: 'approve', change: id, plan }],
      [pick(random, everybody), { kind: 'approve', change: id, plan }],
      [pick(random, approvers), { kind: 'reject', change: id, plan, reason }],
      [
        operator,
        { kind: 'edit', change: id, plan, draft: draftOf(random, change, now), despite: random.between(1, 2) === 1 },
      ],
      [operator, { kind: 'withdraw', change: id }],
    ],
    approved: [
      [operator, { kind: 'start', change: id }],
      [operator, { kind: 'start', change: id }],
      [operator, { kind: 'start', change: id }],
      [
        operator,
        { kind: 'edit', change: id, plan, draft: draftOf(random, change, now), despite: random.between(1, 2) === 1 },
      ],
      [operator, { kind: 'postpone', change: id, ...windowIn(random, now) }],
      [operator, { kind: 'cancel', change: id, reason }],
    ],
    'in-progress': [
      [operator, { ...tick, done: true }],
      [operator, { ...tick, done: true }],
      [operator, { ...tick, done: false }],
      [operator, { kind: 'finish', change: id }],
      [operator, { kind: 'finish', change: id }],
      [operator, { kind: 'fail', change: id, reason }],
    ],
    implemented: [[operator, { kind: 'fail', change: id, reason }]],
    missed: [
      [operator, { kind: 'postpone', change: id, ...windowIn(random, now) }],
      [operator, { kind: 'cancel', change: id, reason }],
    ],
  };
  return pick(random, choices[state] ?? [[operator, { kind: 'show', change: id }]]);
}

/** Of the keys that are noted; the others only warn. */
function isBlocking(key: string): boolean {
  return /^(same-server|same-dag|quorum|last-in-service|freeze|unreachable|prerequisite) /.test(key);
}

function proposal(random: Random, now: Instant): ChangeCommand {
  const first = random.between(0, servers.length - 1);
  const named = Array.from(
    { length: random.between(1, 3) },
    (_, index) => servers[(first + index) % servers.length] ?? '',
  );
  const draft: Draft = {
    type: pick(random, ['emergency', 'standard', 'normal', 'normal', 'normal', 'normal']),
    servers: named.map((server, index) => ({ server, target: 'build:15.2.2562.56', order: String(index + 1) })),
    ...windowIn(random, now),
    reason: 'October update',
    risk: '',
    impact: '',
    backout: '',
    adPrep: false,
  };
  return { kind: 'propose', draft, despite: random.between(1, 2) === 1 };
}

function draftOf(random: Random, { plan }: Change, now: Instant): Draft {
  return {
    type: plan.type,
    servers: plan.servers.map(({ server }, index) => ({
      server,
      target: 'build:15.2.2562.56',
      order: String(plan.servers.length - index),
    })),
    ...windowIn(random, now),
    reason: pick(random, ['October update', 'November update']),
    risk: '',
    impact: plan.impact,
    backout: plan.backout,
    adPrep: plan.adPrep,
  };
}

function windowIn(random: Random, now: Instant): Pick<Draft, 'date' | 'time' | 'hours' | 'zone'> {
  const ahead = pick(random, [30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 26 * HOUR]);
  const iso = isoOf(later(now, ahead + random.between(0, 30) * MINUTE));
  return { date: iso.slice(0, 10), time: iso.slice(11, 16), hours: pick(random, ['1', '2', '4']), zone: 'UTC' };
}

function acknowledging(random: Random, { acks, now }: Situation): [Person, Deed] {
  const [ack] = acks;
  if (ack && random.between(1, 4) === 1) {
    const author = operators.find((one) => actorKey(one) === ack.author) ?? pick(random, operators);
    return [author, { about: 'acknowledgement', command: { kind: 'withdraw', id: ack.id } }];
  }
  const named: ServerId[] = Array.from({ length: random.between(1, 3) }, () => serverId(pick(random, servers)));
  const until = isoOf(later(now, random.between(0, 3) * 24 * HOUR)).slice(0, 10);
  const command = { kind: 'make', servers: named, until, zone: 'UTC', reason: 'Waiting for the board.' } as const;
  return [pick(random, operators), { about: 'acknowledgement', command }];
}

function leaving(random: Random, { retired }: Situation): Extract<Deed, { about: 'server' }>['command'] {
  const back = retired.length > 0 && random.between(1, 2) === 1;
  const server = serverId(back ? pick(random, retired) : pick(random, servers));
  return back || retired.length > 3
    ? { kind: 'revive', server, reason: 'Needed after all.' }
    : { kind: 'retire', server, replacedBy: null, reason: 'Switched off.' };
}

function ofPeople(random: Random, { delegations, now }: Situation): [Person, Deed] {
  const other = pick(random, others);
  const named = { person: actorKey(other) as PersonKey, name: other.name };
  const role = pick(random, ['viewer', 'operator', 'approver'] as const);
  const about = 'people' as const;
  switch (random.between(1, 4)) {
    case 1:
      return [admin, { about, command: { kind: 'grant', role, ...named } }];
    case 2:
      return [admin, { about, command: { kind: 'revoke', role, ...named } }];
    case 3: {
      const [held] = delegations;
      if (held) return [admin, { about, command: { kind: 'end-delegation', delegation: held } }];
    }
  }
  const day = isoOf(later(now, 24 * HOUR)).slice(0, 10);
  const command = { kind: 'delegate', ...named, from: day, until: day, zone: 'UTC', reason: 'On leave.' } as const;
  return [pick(random, approvers), { about, command }];
}
