import type { AnyAnswer } from '../../src/cards/present.ts';
import type { RolloutView } from '../../src/cards/rollout.ts';
import type { ChangeId } from '../../src/changes/model.ts';
import type { LeftOut, RolloutId, RolloutPart } from '../../src/changes/rollout/model.ts';
import { DAY, instant } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { hoursAgo, NOW } from '../support/factories.ts';
import { aConflict, ana, aPlan, asActor, bo, cy } from './change-samples.ts';
import { hostileStrings } from './hostile-strings.ts';

const serverOf = (name: string) => ({
  id: serverId(`${name.toLowerCase().slice(0, 60) || 'x'}.contoso.test`),
  name,
  aim: 'build 15.2.2562.56 or later (SE RTM Oct26SU)',
});

export function aPart(change: Partial<RolloutPart> = {}): RolloutPart {
  return {
    change: null,
    state: null,
    title: 'DAG-BER',
    servers: ['BER-EX01', 'BER-EX02', 'BER-EX03'].map(serverOf),
    window: aPlan().window,
    risk: 'medium',
    because: ['Within the maintenance rule Berlin monthly.', 'DAG-BER keeps 3 of 4 votes.'],
    approvals: null,
    conflicts: [],
    ...change,
  };
}

const laterWindow = (days: number, zone = 'Europe/Berlin') => ({
  ...aPlan().window,
  zone,
  start: instant(aPlan().window.start + days * DAY),
  end: instant(aPlan().window.end + days * DAY),
});

const parts: readonly RolloutPart[] = [
  aPart(),
  aPart({
    title: 'London (site)',
    servers: [serverOf('LON-EX04')],
    window: laterWindow(1, 'Europe/London'),
    risk: 'high',
    because: ['Within the maintenance rule London patching.'],
    conflicts: [
      aConflict({
        type: 'last-in-service',
        severity: 'warns',
        text: 'LON-EX04 is one of 2 servers in service in London.',
      }),
    ],
  }),
  aPart({ title: 'DAG-PAR', servers: ['PAR-EX01', 'PAR-EX02'].map(serverOf), window: laterWindow(7, 'Europe/Paris') }),
];

const left: readonly LeftOut[] = [
  { server: serverId('lon-ex05'), name: 'LON-EX05', why: 'Exchange 2013 has no update any more: replace it.' },
  { server: serverId('par-ex04'), name: 'PAR-EX04', why: 'Only a switch is off: mitigations are disabled on it.' },
];

const unplaced: readonly LeftOut[] = [
  { server: serverId('osl-ex01'), name: 'OSL-EX01', why: 'It is the only server in service in Oslo.' },
];

const form = {
  kind: 'rollout-form',
  asOf: NOW,
  scope: 'outdated',
  title: 'all that is outdated',
  reason: '',
  hash: 'a'.repeat(64),
  parts,
  left,
  unplaced,
} as const satisfies AnyAnswer;

const proposed = parts.map((part, at) => ({
  ...part,
  change: `CHG-001${at}` as ChangeId,
  state: 'proposed' as const,
}));

export function aRollout(change: Partial<RolloutView> = {}): RolloutView {
  return {
    kind: 'rollout',
    asOf: NOW,
    rollout: {
      id: 'ROLLOUT-0001' as RolloutId,
      revision: 1,
      scope: { by: 'outdated' },
      requester: asActor(ana),
      place: null,
      madeAt: hoursAgo(3),
      reason: 'The October updates close two holes that are exploited.',
      changes: proposed.map(({ change: id }) => id),
      left,
    },
    title: 'all that is outdated',
    hash: 'b'.repeat(64),
    parts: proposed,
    waiting: 3,
    may: [bo, cy],
    notice: null,
    ...change,
  };
}

/** Answers about rollouts, by the name of their golden file. */
export const rolloutAnswers: Readonly<Record<string, AnyAnswer>> = {
  'rollout-form': form,
  'rollout-form-one': {
    ...form,
    scope: 'dag:DAG-BER',
    title: 'DAG-BER',
    reason: 'October update',
    parts: parts.slice(0, 1),
    left: [],
    unplaced: [],
  },
  'rollout-form-nothing': { ...form, parts: [], unplaced: [] },
  'rollout-form-stale': {
    ...form,
    problem: {
      code: 'conflict',
      message: 'What it comes to has changed since it was shown.',
      hint: 'Look at it again, then send it off.',
    },
  },
  'rollout-form-hostile': {
    ...form,
    title: hostileStrings[3] ?? '',
    scope: hostileStrings[4] ?? '',
    parts: hostileStrings.slice(0, 14).map((text) =>
      aPart({
        title: text,
        servers: [serverOf(text), serverOf(text)],
        because: [text, text],
        conflicts: [aConflict({ text, severity: 'warns' })],
      }),
    ),
    left: hostileStrings.slice(14, 40).map((text) => ({ server: serverId('ex1'), name: text, why: text })),
    unplaced: hostileStrings.slice(40, 60).map((text) => ({ server: serverId('ex1'), name: text, why: text })),
  },
  rollout: aRollout(),
  'rollout-blocked': aRollout({
    parts: proposed.map((part, at) => (at === 1 ? { ...part, conflicts: [aConflict()] } : part)),
  }),
  'rollout-under-way': aRollout({
    parts: proposed.map((part, at) => ({
      ...part,
      state: (['verified', 'approved', 'proposed'] as const)[at] ?? 'proposed',
    })),
    waiting: 1,
    may: [],
  }),
  'rollout-approved': aRollout({
    parts: proposed.map((part) => ({ ...part, state: 'approved' as const })),
    waiting: 0,
    may: [],
    notice: '3 changes are approved.',
  }),
  'rollout-forty': aRollout({
    parts: Array.from({ length: 40 }, (_, at) =>
      aPart({
        change: `CHG-${String(at + 100).padStart(4, '0')}` as ChangeId,
        state: 'proposed',
        title: `DAG-${at}`,
        servers: Array.from({ length: 16 }, (_unused, index) => serverOf(`SITE${at}-EX${index}`)),
      }),
    ),
    waiting: 40,
  }),
};
