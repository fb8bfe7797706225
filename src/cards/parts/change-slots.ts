import type { CardElementArray } from '@microsoft/teams.cards';
import type { Slot, SlotOffer } from '../../changes/slots/model.ts';
import { countText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { clean, inert } from './escape.ts';
import { lines, sentencesText, subheading, text } from './text.ts';
import { datedMoment, knownZone, spanForReader, spanText } from './when.ts';

/** The value of the choice that is none of the slots. */
export const OTHER_TIME = 'other';

const MOST_SLOTS = 3;
const MOST_REASONS = 6;
/** A choice comes back as it is or not at all. */
const LONGEST_VALUE = 120;

/** The window as it stands in the fields of the form. */
export interface ChosenTime {
  readonly date: string;
  readonly time: string;
  readonly hours: string;
  readonly zone: string;
}

/** `2026-11-28|22:00|3|Europe/Berlin`. */
export function slotValue({ date, time, hours, zone }: ChosenTime): string {
  return [date, time, hours, zone].join('|');
}

/** The choice of a safe slot (`slot`), what speaks for each, and why none is earlier; or what leaves none. */
export function slotBlock(
  offer: SlotOffer,
  { chosen, zone, room }: { readonly chosen: ChosenTime; readonly zone: string; readonly room: Room },
): CardElementArray {
  if (offer.kind === 'none') return noSlot(offer, zone, room);
  const slots = distinct(offer.slots)
    .filter((slot) => slotValue(slot).length <= LONGEST_VALUE)
    .slice(0, MOST_SLOTS);
  const values = slots.map(slotValue);
  const first = values[0];
  if (first === undefined) return [];
  const kept = values.find((value) => value === slotValue(chosen)) ?? first;
  const earlier = sentencesText(offer.notEarlier, Math.min(MOST_REASONS, room.rows), room.sentence);
  return [
    {
      type: 'Input.ChoiceSet',
      id: 'slot',
      label: 'Safe slots',
      style: 'expanded',
      wrap: true,
      value: kept,
      choices: [
        ...slots.map((slot) => ({ title: inert(spanText(slot, slot.zone)), value: slotValue(slot) })),
        { title: 'Another time: the fields below', value: OTHER_TIME },
      ],
    },
    lines(
      slots.map((slot) => whyLine(slot, zone, room)),
      { size: 'Small', max: 900 },
    ),
    ...(earlier === '' ? [] : [text(`Not earlier: ${earlier}`, { size: 'Small', subtle: true, max: 900 })]),
  ];
}

function whyLine(slot: Slot, zone: string, room: Room): string {
  const why = sentencesText(slot.because, Math.min(MOST_REASONS, room.rows), room.sentence);
  const theirs = spanForReader(slot, slot.zone, zone);
  return [
    `${datedMoment(slot.start, knownZone(slot.zone))}: ${why || 'Nothing keeps it from being done then.'}`,
    ...(theirs === null ? [] : [`In your time zone ${theirs}.`]),
  ].join(' ');
}

function noSlot(
  { until, blockedBy }: Extract<SlotOffer, { readonly kind: 'none' }>,
  zone: string,
  room: Room,
): CardElementArray {
  const shown = blockedBy.slice(0, Math.min(MOST_REASONS, room.rows)).map((why) => clean(why, room.sentence));
  const left = blockedBy.length - shown.length;
  const known = knownZone(zone);
  return [
    { ...subheading('Safe slots'), spacing: 'Medium' },
    text(`✖ None until ${datedMoment(until, known)} ${known}. What leaves none:`, { bold: true, color: 'Attention' }),
    lines([...shown, ...(left > 0 ? [`and ${countText(left, 'more reason')}`] : [])], {
      size: 'Small',
      spacing: 'Small',
    }),
  ];
}

function distinct(slots: readonly Slot[]): readonly Slot[] {
  return slots.filter((slot, at) => slots.findIndex((other) => slotValue(other) === slotValue(slot)) === at);
}
