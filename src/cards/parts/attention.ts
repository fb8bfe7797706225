import type { CardElementArray } from '@microsoft/teams.cards';
import type { Attention, AttentionTotals } from '../../attention/model.ts';
import type { PresentContext } from './actions.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';
import { lines } from './text.ts';
import { datedMoment, knownZone, lastDayText } from './when.ts';
import { whoText } from './who.ts';

const planWords: Readonly<Record<NonNullable<Attention['planned']>['state'], string>> = {
  proposed: 'waits for approval',
  approved: 'planned',
  'in-progress': 'in progress',
  implemented: 'done, not proven',
  missed: 'missed',
};

/** Who has a server, a line each: `CHG-0007 planned`, `acknowledged by Ana Ortiz until 31 Jan 2027`. Empty: nobody. */
export function attentionLines(attention: Attention | null | undefined, zone: string, room: Room): readonly string[] {
  if (!attention) return [];
  const { acknowledged, planned, updating } = attention;
  return [
    ...(updating ? [`being updated${planned ? ` (${clean(planned.change, 20)})` : ''}`] : []),
    ...(planned && !updating ? [plannedText(planned)] : []),
    ...(acknowledged
      ? [
          `acknowledged by ${whoText(acknowledged.by, { name: Math.min(room.name, 40) })} until ${lastDayText(acknowledged.until, zone)}`,
        ]
      : []),
  ];
}

/** The same as a block, for cards of one server. */
export function attentionBlock(attention: Attention | null, context: PresentContext, room: Room): CardElementArray {
  const said = attentionDetails(attention, context.zone, room);
  return said.length > 0 ? [lines(said, { bold: true, max: 700 })] : [];
}

/** With the reason and the window. */
function attentionDetails(attention: Attention | null, zone: string, room: Room): readonly string[] {
  if (!attention) return [];
  const { acknowledged, planned, updating } = attention;
  const known = planned ? knownZone(planned.zone) : 'UTC';
  return [
    ...(updating ? ['Being updated now: reports from meanwhile raise no alarm.'] : []),
    ...(planned
      ? [`${plannedText(planned)}: ${datedMoment(planned.start, known)} – ${datedMoment(planned.end, known)} ${known}`]
      : []),
    ...(acknowledged
      ? [
          `Acknowledged by ${whoText(acknowledged.by, room)} until ${lastDayText(acknowledged.until, zone)}: ${clean(acknowledged.reason, room.sentence)}`,
        ]
      : []),
  ];
}

/** `Of the 13 failing: 4 planned, 3 acknowledged, 6 with nobody's name on them`. Null: none fails. */
export function attentionTotalsText({ failing, planned, acknowledged, unattended }: AttentionTotals): string | null {
  if (failing === 0) return null;
  return `Of the ${failing} failing: ${planned} planned, ${acknowledged} acknowledged, ${unattended} with nobody’s name on ${unattended === 1 ? 'it' : 'them'}`;
}

function plannedText({ change, state }: NonNullable<Attention['planned']>): string {
  return `${clean(change, 20)} ${planWords[state]}`;
}
