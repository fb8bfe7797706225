import { offerSlots } from '../../changes/slots/offer-slots.ts';
import type { Slot, SlotOffer } from '../../changes/slots/model.ts';
import { refusalOf } from '../../changes/refusals.ts';
import { stateAt } from '../../changes/state-at.ts';
import { after } from '../../changes/states.ts';
import { loadChange } from '../../changes/store.ts';
import { windowText } from '../../maintenance/window-words.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import { ok, refuse, type Result } from '../../core/result.ts';
import { changeIdIn } from '../../questions/change-id.ts';
import { dayText } from '../../readiness/words.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, plain, printJson, printRefusal } from '../output.ts';

/** `slots ID`: the next times at which nothing is in the way of a change that has not begun. Found wanting when there is none. */
export async function slots(
  house: Pick<House, 'database' | 'changes'>,
  output: Output,
  asked: string,
  { json, now }: { readonly json: boolean; readonly now: Instant },
): Promise<ExitCode> {
  const found = await offerOf(house, asked, now);
  if (!found.ok) return printRefusal(output, found.refusal, json);
  const { id, offer } = found.value;
  if (json) printJson(output, { asOf: isoOf(now), change: id, ...offerJson(offer) });
  else output.out(wordsOf(id, offer).map(plain).join('\n'));
  return offer.kind === 'slots' ? 0 : 1;
}

async function offerOf(
  { database, changes: app }: Pick<House, 'database' | 'changes'>,
  asked: string,
  now: Instant,
): Promise<Result<{ readonly id: string; readonly offer: SlotOffer }>> {
  return database.read(async (reader) => {
    const id = changeIdIn(asked);
    const change = id && (await loadChange(reader, id));
    if (!change) {
      return refuse('not-found', `There is no change ${plain(asked)}.`, 'patchwarden changes --filter all lists them.');
    }
    const state = stateAt(change, now);
    const mayMove = after(state, 'edit') !== null || after(state, 'postpone') !== null;
    if (!mayMove) return { ok: false, refusal: refusalOf(change.id, state, 'postpone') };
    return ok({ id: change.id, offer: await offerSlots(reader, app, change.plan, { self: change.id, now }) });
  });
}

function offerJson(offer: SlotOffer): object {
  if (offer.kind === 'none') return { slots: [], until: isoOf(offer.until), blockedBy: offer.blockedBy };
  return {
    slots: offer.slots.map((slot) => ({ ...slot, start: isoOf(slot.start), end: isoOf(slot.end) })),
    notEarlier: offer.notEarlier,
  };
}

function wordsOf(id: string, offer: SlotOffer): string[] {
  if (offer.kind === 'none') {
    const until = dayText(isoOf(offer.until).slice(0, 10));
    return [`There is no safe slot for ${id} until ${until}. What blocks them all:`, ...indented(offer.blockedBy)];
  }
  return [
    `Safe slots for ${id}:`,
    ...offer.slots.flatMap((slot, index) => slotLines(slot, index + 1)),
    ...(offer.notEarlier.length > 0 ? ['Why not earlier:', ...indented(offer.notEarlier)] : []),
  ];
}

function slotLines(slot: Slot, number: number): string[] {
  return [`${number}. ${windowText(slot)}`, ...indented(slot.because)];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `   ${line}`);
}
