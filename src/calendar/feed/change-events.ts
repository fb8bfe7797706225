import { MINUTE } from '../../core/clock.ts';
import { listText } from '../../readiness/words.ts';
import { windowText } from '../../maintenance/window-words.ts';
import { serversText } from './servers-text.ts';
import type { FeedChange, FeedEvent, FeedState } from './model.ts';

/** How long before its window an approved change reminds of itself, in ms. */
const ALARM = 15 * MINUTE;

const states: Readonly<Record<FeedChange['state'], string>> = {
  proposed: 'waits for approval',
  approved: 'approved',
  'in-progress': 'in progress',
};

/** What is planned or under way, each in its window. What is only proposed is tentative. */
export function changeEvents({ changes, audience, instance }: FeedState): FeedEvent[] {
  return changes.map((change) => {
    const { id, revision, state, start, end, servers, changedAt } = change;
    const names = audience === 'names';
    return {
      uid: `${id}@${instance}`,
      revision,
      changedAt,
      time: { kind: 'once', start, end },
      title: `${id} ${states[state]}: ${serversText(servers, audience)}`,
      about: [
        `${id}: ${states[state]}`,
        windowText(change),
        ...(names ? [`Servers: ${listText(servers)}`, `Reason: ${change.reason}`] : []),
      ],
      status: state === 'proposed' ? 'TENTATIVE' : 'CONFIRMED',
      busy: true,
      alarm: state === 'approved' ? ALARM : null,
    };
  });
}
