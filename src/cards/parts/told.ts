import type { CardElementArray } from '@microsoft/teams.cards';
import type { Told } from '../../changes/story/model.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';
import { lines } from './text.ts';
import { datedMoment, knownZone } from './when.ts';

const MOST_NOTES = 4;

/** Deeds of the audit log, one block each: when, the sentence, and what belongs to it. */
export function toldBlocks(told: readonly Told[], zone: string, room: Room): CardElementArray {
  const known = knownZone(zone);
  return told.map((one) => {
    const notes = one.notes.slice(0, Math.min(MOST_NOTES, room.rows)).map((note) => clean(note, room.sentence));
    const left = one.notes.length - notes.length;
    const said = `${datedMoment(one.at, known)} · ${clean(one.text, room.sentence)}`;
    return lines([said, ...notes.map((note) => `· ${note}`), ...(left > 0 ? [`and ${left} more`] : [])], {
      spacing: 'Small',
      max: 500,
    });
  });
}
