import { calledText } from './called-text.ts';
import type { FeedEvent, FeedState } from './model.ts';

const effects = { forbids: 'no changes', warns: 'changes with care' } as const;

/** When work is forbidden, or warned of. */
export function freezeEvents({ freezes, audience, instance }: FeedState): FeedEvent[] {
  return freezes.map(({ freeze, when, scope }) => ({
    uid: `${freeze.id}@${instance}`,
    revision: freeze.revision,
    changedAt: freeze.madeAt,
    time: { kind: 'once', start: freeze.start, end: freeze.end },
    title: `${calledText('Freeze', freeze, audience)} (${effects[freeze.effect]})`,
    about: [
      `The freeze ${freeze.effect === 'forbids' ? 'forbids changes' : 'warns of changes'} in its time.`,
      when,
      `For: ${scope}`,
      ...(audience === 'names' && freeze.reason !== '' ? [`Reason: ${freeze.reason}`] : []),
    ],
    status: 'CONFIRMED',
    busy: false,
    alarm: null,
  }));
}
