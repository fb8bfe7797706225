import fc from 'fast-check';
import type { AnyAnswer } from '../../src/cards/present.ts';
import { calls } from '../../src/changes/app.ts';
import type { ChangeId, ChangeView } from '../../src/changes/model.ts';
import { conflictTypes } from '../../src/changes/conflicts/model.ts';
import type { SlotOffer } from '../../src/changes/slots/model.ts';
import { changeStates } from '../../src/changes/states.ts';
import { instant } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { NOW } from '../support/factories.ts';
import { words } from './any-words.ts';
import {
  aChangeForm,
  aChangeView,
  aConflict,
  ana,
  aPerson,
  aPlan,
  aProof,
  aRow,
  asActor,
  aServer,
  aVote,
  END,
  START,
} from './change-samples.ts';
import { aListed, anAck } from './people-states.ts';

const zone = fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Kathmandu', 'Not/AZone');
const when = fc.integer({ min: -40 * 86_400_000, max: 40 * 86_400_000 }).map((away) => instant(START + away));
const person = fc.tuple(fc.option(words), fc.integer({ min: 1, max: 9 })).map(([name, digit]) => aPerson(name, digit));
const sentences = fc.array(words, { maxLength: 8 });
const ids = fc.integer({ min: 1, max: 99 }).map((at) => serverId(`ex${at}.contoso.test`));

const server = fc
  .record({
    id: ids,
    name: words,
    said: words,
    where: fc.option(words),
    done: fc.boolean(),
    missing: sentences,
    steps: sentences,
  })
  .map(({ id, name, said, where, done, missing, steps }) =>
    aServer({
      id,
      name,
      site: where,
      dag: where,
      aim: said,
      fixes: said,
      build: where,
      observedAt: done ? NOW : null,
      tick: done ? { server: id, at: NOW, by: asActor(aPerson(name, 4)) } : null,
      proof: done ? aProof({ missing, file: said, build: where }) : null,
      steps,
    }),
  );

const override = fc.record({ said: words, whose: fc.option(person) }).map(({ said, whose }) => ({
  keys: [],
  plan: 'a'.repeat(64),
  by: asActor(aPerson(said, 3)),
  onBehalfOf: whose,
  reason: said,
  at: NOW,
}));

const anyConflicts = fc.array(
  fc
    .record({
      type: fc.constantFrom(...conflictTypes),
      severity: fc.constantFrom('blocks' as const, 'warns' as const),
      text: words,
      key: fc.string({ maxLength: 200 }),
      borne: fc.option(override),
    })
    .map(({ borne, ...one }) => aConflict({ ...one, override: borne })),
  { maxLength: 30 },
);

/** Any change, of the size and with the strings of a bad day. */
export const anyChange: fc.Arbitrary<ChangeView> = fc
  .record({
    state: fc.constantFrom(...changeStates),
    asOf: when,
    zone,
    servers: fc.array(server, { minLength: 1, maxLength: 50 }),
    said: words,
    all: sentences,
    conflicts: anyConflicts,
    people: fc.array(person, { maxLength: 12 }),
    needed: fc.nat(5),
    overrun: fc.boolean(),
    overdue: fc.boolean(),
    review: fc.constantFrom('none', 'open', 'decided'),
    type: fc.constantFrom('standard' as const, 'normal' as const, 'emergency' as const),
  })
  .map(({ state, asOf, servers, said, all, conflicts, people, needed, review, type, ...rest }) =>
    aChangeView({
      state,
      asOf,
      servers,
      overrun: rest.overrun,
      reviewOverdue: rest.overdue,
      plan: {
        type,
        servers: servers.map(({ id, target }) => ({ server: id, target })),
        window: { ...aPlan().window, zone: rest.zone, end: END },
        reason: said,
        impact: said,
        backout: said,
        adPrep: rest.overdue,
      },
      risk: { risk: 'high', why: all },
      conflicts,
      record: {
        edited: all,
        closing: said,
        startedAt: asOf,
        startedBy: asActor(aPerson(said, 3)),
        finishedAt: asOf,
        finishedBy: { kind: 'cli', user: said },
        missedAt: asOf,
        startNeverRecorded: rest.overrun,
        approvedBy: rest.overdue ? { kind: 'rule', rule: said } : { kind: 'policy' },
        review:
          review === 'none'
            ? null
            : {
                dueAt: asOf,
                overdueToldAt: null,
                decided:
                  review === 'open'
                    ? null
                    : { at: asOf, by: asActor(aPerson(said, 3)), verdict: 'objected', reason: said },
              },
      },
      approvals: {
        needed,
        votes: people.map((one, at) =>
          aVote(one, { vote: at % 3 === 2 ? 'reject' : 'approve', reason: said, onBehalfOf: people[0] ?? null }),
        ),
        void: people.map((one) => aVote(one)),
        may: people,
        asked: people.map((one, at) => ({ person: one, at: asOf, reached: at % 2 === 0, fallback: at % 3 === 0 })),
        lapsesAt: asOf,
      },
      change: { requester: asActor(aPerson(said, 2)) },
    }),
  );

export const anyCall = fc.constantFrom(...calls);
export const anyViewer = fc.option(fc.constantFrom(ana.person, aPerson('Bo', 2).person, aPerson('Cy', 3).person), {
  nil: undefined,
});

const slot = fc.record({ start: when, hours: fc.integer({ min: 1, max: 200 }), zone, because: sentences });

const anySlots: fc.Arbitrary<SlotOffer> = fc.oneof(
  fc.record({ all: fc.array(slot, { minLength: 1, maxLength: 3 }), notEarlier: sentences }).map(
    ({ all, notEarlier }): SlotOffer => ({
      kind: 'slots',
      notEarlier,
      slots: all.map(({ hours, start, ...rest }) => ({
        ...rest,
        start,
        end: instant(start + hours * 3_600_000),
        date: '2026-11-28',
        time: '22:00',
        hours: String(hours),
      })),
    }),
  ),
  fc
    .record({ until: when, blockedBy: fc.array(words, { minLength: 1, maxLength: 9 }) })
    .map((none): SlotOffer => ({ kind: 'none', ...none })),
);

const form: fc.Arbitrary<AnyAnswer> = fc
  .record({
    edits: fc.boolean(),
    servers: fc.uniqueArray(
      fc.record({ id: ids, name: words, about: words, choices: fc.array(words, { maxLength: 14 }) }),
      { maxLength: 50, selector: ({ id }) => id },
    ),
    left: fc.array(words, { maxLength: 50 }),
    said: words,
    type: fc.constantFrom('standard', 'normal', 'emergency'),
    conflicts: anyConflicts,
    slots: fc.option(anySlots),
    code: fc.constantFrom('conflict' as const, 'invalid' as const),
  })
  .map(({ edits, servers, left, said, type, conflicts, slots, code }) =>
    aChangeForm({
      conflicts,
      slots,
      problem: { code, message: said, hint: said },
      edits: edits ? { change: 'CHG-0007' as ChangeId, plan: 'a'.repeat(64) } : null,
      servers: servers.map(({ choices, ...one }) => ({
        ...one,
        choices: choices.map((title, at) => ({ title, value: `build:${at}:${title.slice(0, 60)}` })),
      })),
      left: left.map((name) => ({ name, refusal: { code: 'not-found', message: name, hint: name } })),
      readBack: said,
      risk: { risk: 'high', why: [said, said] },
      draft: {
        ...aChangeForm().draft,
        type,
        date: said,
        time: said,
        hours: said,
        zone: said,
        reason: said.slice(0, 500),
        impact: said.slice(0, 1000),
        backout: said.slice(0, 1000),
        risk: said,
      },
    }),
  );

/** Any other answer about changes, acknowledgements, people and retired servers. */
export const anyDeskAnswer: fc.Arbitrary<AnyAnswer> = fc.oneof(
  form,
  fc.record({ rows: fc.array(fc.tuple(words, fc.constantFrom(...changeStates)), { maxLength: 60 }), said: words }).map(
    ({ rows, said }): AnyAnswer => ({
      kind: 'changes',
      asOf: NOW,
      filter: 'open',
      page: 2,
      pages: 900,
      total: 9000,
      filters: [{ filter: 'open', changes: 9000 }],
      rows: rows.map(([text, state]) =>
        aRow({
          reason: text,
          state,
          requester: asActor(aPerson(said, 3)),
          servers: rows.map(([name], at) => ({ id: serverId(`ex${at}`), name })),
          waitsFor: [aPerson(text, 5), aPerson(said, 6)],
        }),
      ),
    }),
  ),
  fc.array(words, { maxLength: 60 }).map(
    (all): AnyAnswer => ({
      kind: 'story',
      asOf: NOW,
      change: aRow({ reason: all[0] ?? '' }),
      deeds: 400,
      told: all.map((text, seq) => ({
        seq,
        at: NOW,
        actor: asActor(ana),
        who: text,
        verb: 'x',
        text,
        notes: all.slice(0, 6),
        hash: text,
      })),
    }),
  ),
  fc.record({ all: fc.array(words, { minLength: 1, maxLength: 50 }), said: words }).map(
    ({ all, said }): AnyAnswer => ({
      kind: 'ack-form',
      asOf: NOW,
      servers: all.map((name, at) => ({
        id: serverId(`ex${at}.contoso.test`),
        name,
        bound: anAck().bound,
        current: at % 2 === 0 ? anAck({ author: asActor(aPerson(said, 3)) }) : null,
        cutOffSince: said,
      })),
      left: all.map((name) => ({
        server: { id: serverId('ex99'), name },
        refusal: { code: 'conflict', message: name, hint: name },
      })),
      until: said,
      longest: said,
      zone: said,
      reason: said.slice(0, 500),
    }),
  ),
  fc.record({ all: fc.array(words, { maxLength: 60 }), zone }).map(
    ({ all, zone: at }): AnyAnswer => ({
      kind: 'acks',
      asOf: NOW,
      zone: at,
      rows: all.map((name, index) => aListed({ id: `ack-${index}`, reason: name, zone: at }, name)),
      mayWithdraw: all.map((_, index) => `ack-${index}`),
    }),
  ),
  fc.array(words, { maxLength: 60 }).map(
    (all): AnyAnswer => ({
      kind: 'roles',
      asOf: NOW,
      holders: all.map((name, at) => ({
        ...aPerson(name, at % 9),
        roles: ['viewer', 'operator'],
        bySetting: at % 2 === 0,
        reachable: at % 3 === 0,
      })),
      mayGrant: true,
      notice: all[0] ?? null,
    }),
  ),
  fc.array(words, { maxLength: 60 }).map(
    (all): AnyAnswer => ({
      kind: 'delegations',
      asOf: NOW,
      delegations: all.map((name, at) => ({
        id: `d-${at}`,
        from: aPerson(name, 3),
        to: aPerson(name, 4),
        starts: NOW,
        ends: NOW,
        reason: name,
        setBy: asActor(ana),
        setAt: NOW,
      })),
      notice: all[0] ?? null,
    }),
  ),
);
