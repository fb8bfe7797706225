import type { Instant } from '../core/clock.ts';
import type { CalendarEntry } from '../maintenance/model.ts';
import { countText } from '../readiness/words.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { standingIn } from './conflicts/standing.ts';
import { unborne } from './conflicts/unborne.ts';
import type { Change } from './model.ts';
import { stateAt } from './state-at.ts';
import { claims } from './states.ts';
import { claimingWithin } from './store.ts';

type Planned = Extract<CalendarEntry, { readonly kind: 'change' }>;

/** What is planned and in progress with a window that overlaps [from, to), as a calendar shows it, by its start. */
export async function plannedEntries(
  reader: Reader,
  app: Pick<ChangeApp, 'picture'>,
  { from, to, now }: { readonly from: Instant; readonly to: Instant; readonly now: Instant },
): Promise<Planned[]> {
  const changes = await claimingWithin(reader, from, to);
  const picture = await app.picture(reader, { plans: changes.map(({ plan }) => plan), from, to, now });
  return changes.flatMap((change) => {
    const state = stateAt(change, now);
    if (!claims(state)) return [];
    const { id, plan } = change;
    return {
      kind: 'change',
      id,
      start: plan.window.start,
      end: plan.window.end,
      zone: plan.window.zone,
      state,
      title: titleOf(change, (server) => picture.servers.get(server)?.name ?? server),
      blocked: state !== 'in-progress' && unborne(standingIn(picture, change)).length > 0,
    };
  });
}

const MOST_NAMED = 3;

/** `BER-EX01, BER-EX02 and 4 more servers`. */
function titleOf({ plan }: Change, nameOf: (server: Change['plan']['servers'][number]['server']) => string): string {
  const names = plan.servers.map(({ server }) => nameOf(server));
  if (names.length <= MOST_NAMED) return names.join(', ');
  return `${names.slice(0, 2).join(', ')} and ${countText(names.length - 2, 'more server')}`;
}
