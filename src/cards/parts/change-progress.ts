import type { Actor } from '../../core/actor.ts';
import type { Instant } from '../../core/clock.ts';
import type { ChangeView } from '../../changes/model.ts';
import type { Room } from './card.ts';
import { provenBy } from './change-evidence.ts';
import { clean } from './escape.ts';
import type { Fact } from './facts.ts';
import { datedMoment, knownZone } from './when.ts';
import { whoText } from './who.ts';

const closings: Readonly<Partial<Record<ChangeView['state'], string>>> = {
  rejected: 'Rejected because',
  failed: 'Failed because',
  cancelled: 'Cancelled because',
};

/** What became of it after it was decided: start, end, what proved it, why it ended as it did. */
export function progressFacts(view: ChangeView, zone: string, room: Room): readonly Fact[] {
  const { record } = view.change;
  const known = knownZone(zone);
  const at = (moment: Instant, by: Actor | null) =>
    `${datedMoment(moment, known)} ${known}${by === null ? '' : `, by ${whoText(by, room)}`}`;
  // A vote's own sentence has it already.
  const said = record.closing !== null && !view.approvals.votes.some(({ reason }) => reason === record.closing);
  return [
    ...(record.startedAt !== null
      ? ([['Started', at(record.startedAt, record.startedBy)]] as const)
      : record.startNeverRecorded
        ? ([['Started', 'never recorded: evidence shows that it was done']] as const)
        : []),
    ...(record.finishedAt !== null
      ? ([['Done', at(record.finishedAt, record.finishedBy)]] as const)
      : record.endNeverRecorded
        ? ([['Done', 'never recorded: evidence shows that it was done']] as const)
        : []),
    ...(record.missedAt !== null ? ([['Missed', at(record.missedAt, null)]] as const) : []),
    ...provenBy(view, zone, room),
    ...(said && record.closing !== null
      ? ([[closings[view.state] ?? 'Because', clean(record.closing, room.sentence)]] as const)
      : []),
    ...(isEnd(view) ? ([['Closed', at(record.since, null)]] as const) : []),
  ];
}

function isEnd({ state }: ChangeView): boolean {
  return !['proposed', 'approved', 'in-progress', 'implemented', 'missed'].includes(state);
}
