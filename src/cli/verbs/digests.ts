import { type Instant, isoOf } from '../../core/clock.ts';
import { localAt } from '../../core/local-time.ts';
import type { Conversation } from '../../delivery/model.ts';
import { listConversations } from '../../delivery/list-conversations.ts';
import { describeSchedule } from '../../digests/describe-schedule.ts';
import type { Subscription } from '../../digests/model.ts';
import { listSubscriptions } from '../../digests/read.ts';
import { lastDelivered } from '../../digests/store.ts';
import type { Reader } from '../../storage/database.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, plain, printJson } from '../output.ts';
import { placeJson, placeName } from '../places.ts';
import { table } from '../table.ts';

interface Shown {
  readonly subscription: Subscription;
  readonly conversation: Conversation | null;
  /** When the digest was composed that reached the conversation last. */
  readonly lastTold: Instant | null;
}

/** `digests`: which conversation asked for one, and when. Found wanting when one is on and can not run. */
export async function digests(
  house: Pick<House, 'database' | 'clock'>,
  output: Output,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const shown = await house.database.read(readAll);
  const broken = shown.filter(({ subscription: { on, invalid } }) => on && invalid !== null);
  if (json) printJson(output, { asOf: isoOf(house.clock.now()), subscriptions: shown.map(subscriptionJson) });
  else if (shown.length === 0)
    output.out('No conversation asked for a digest. In a channel or chat: digest daily 08:00');
  else {
    output.out(overview(shown, output.width));
    for (const { subscription, conversation } of broken) {
      const place = placeName(conversation, subscription.conversation);
      output.out(plain(`${place} gets no digest: ${subscription.invalid} Set it anew there: digest daily 08:00`));
    }
  }
  return broken.length > 0 ? 1 : 0;
}

async function readAll(reader: Reader): Promise<Shown[]> {
  const places = new Map((await listConversations(reader)).map((one) => [one.id, one]));
  const shown: Shown[] = [];
  for (const subscription of await listSubscriptions(reader)) {
    const told = await lastDelivered(reader, subscription.conversation);
    shown.push({
      subscription,
      conversation: places.get(subscription.conversation) ?? null,
      lastTold: (told?.composed_at ?? null) as Instant | null,
    });
  }
  return shown;
}

function overview(shown: readonly Shown[], width: number): string {
  const rows = shown.map(({ subscription, conversation, lastTold }) => {
    const { schedule, scope, nextSlot, missed } = subscription;
    return [
      placeName(conversation, subscription.conversation),
      describeSchedule(schedule),
      scope === null ? 'whole fleet' : scope.value,
      stateOf(subscription, conversation),
      nextSlot === null ? '' : localText(nextSlot, schedule.zone),
      lastTold === null ? 'never' : localText(lastTold, schedule.zone),
      missed === 0 ? '' : String(missed),
    ];
  });
  return table(
    [
      { title: 'Conversation', grow: 2 },
      { title: 'Schedule', grow: 2 },
      { title: 'Of', grow: 1 },
      { title: 'State', grow: 0 },
      { title: 'Next', grow: 0 },
      { title: 'Last told', grow: 0 },
      { title: 'Missed', grow: 0 },
    ],
    rows,
    width,
  );
}

function stateOf({ on, invalid }: Subscription, conversation: Conversation | null): string {
  if (!on) return 'off';
  if (invalid !== null) return 'can not run';
  return conversation?.gone ? 'gone' : 'on';
}

/** In the digest's own zone, which stands beside it; in UTC where that zone is not known any more. */
function localText(at: Instant, zone: string): string {
  try {
    return localAt(at, zone).replace('T', ' ');
  } catch {
    return `${isoOf(at).slice(0, 16).replace('T', ' ')} UTC`;
  }
}

function subscriptionJson({ subscription, conversation, lastTold }: Shown): object {
  const { schedule, scope, minimum, quiet, on, invalid, nextSlot, lastSlot, missed, setAt } = subscription;
  const iso = (at: Instant | null) => (at === null ? null : isoOf(at));
  return {
    conversation: placeJson(conversation, subscription.conversation),
    on,
    invalid,
    schedule,
    scope,
    minimum,
    quiet,
    nextSlot: iso(nextSlot),
    lastSlot: iso(lastSlot),
    lastTold: iso(lastTold),
    missed,
    setAt: isoOf(setAt),
  };
}
