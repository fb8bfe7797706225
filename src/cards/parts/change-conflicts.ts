import type { CardElementArray } from '@microsoft/teams.cards';
import { unborne } from '../../changes/conflicts/unborne.ts';
import type { ConflictType, StandingConflict } from '../../changes/model.ts';
import { countText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';
import { lines, text } from './text.ts';
import { datedMoment, knownZone } from './when.ts';
import { personText, whoText } from './who.ts';

/** Of each kind, whatever the card: the rest is counted. */
const MOST_SAID = 6;
/** A reason may be long, and stays on the card. */
const LONGEST = 700;

export const conflictWords: Readonly<Record<ConflictType, string>> = {
  'same-server': 'Server in two changes',
  'same-dag': 'DAG in two changes',
  quorum: 'Quorum',
  'last-in-service': 'Last in service',
  freeze: 'Frozen',
  unreachable: 'Target out of reach',
  prerequisite: 'Something comes first',
  'outside-rules': 'Outside the maintenance rules',
  'too-short': 'Window too short',
  'no-redundancy': 'No redundancy meanwhile',
  'quorum-unknown': 'Quorum not known',
  'service-unknown': 'Service not known',
  'stale-evidence': 'Old evidence',
  superseded: 'Newer update',
  'freeze-warning': 'Freeze that warns',
  order: 'Order',
};

const byTime: readonly ConflictType[] = [
  'same-server',
  'same-dag',
  'quorum',
  'last-in-service',
  'freeze',
  'outside-rules',
  'freeze-warning',
];

/** Whether another window would do away with one that nobody has overridden. */
export function timeHelps(conflicts: readonly StandingConflict[]): boolean {
  return conflicts.some(({ type, override }) => override === null && byTime.includes(type));
}

/** `2 block it, 1 overridden, 1 warning`; `none`. */
export function conflictCounts(conflicts: readonly StandingConflict[]): string {
  const { blocking, borne, warnings } = sorted(conflicts);
  const said = [
    ...(blocking.length > 0 ? [`✖ ${blocking.length} ${blocking.length === 1 ? 'blocks' : 'block'} it`] : []),
    ...(borne.length > 0 ? [`${borne.length} overridden`] : []),
    ...(warnings.length > 0 ? [countText(warnings.length, 'warning')] : []),
  ];
  return said.join(', ') || 'none';
}

export interface ConflictText {
  /** What it means that some block, after their count: `: it can not be approved like this`. */
  readonly meaning: string;
  /** In which overrides are dated. */
  readonly zone: string;
}

/** What blocks, what of it somebody bears and why, and what only warns: each apart, under its own line. */
export function conflictBlock(
  conflicts: readonly StandingConflict[],
  { meaning, zone }: ConflictText,
  room: Room,
): CardElementArray {
  const { blocking, borne, warnings } = sorted(conflicts);
  return [
    ...group(
      blocking,
      text(`✖ ${countText(blocking.length, 'conflict blocks', 'conflicts block')} it${meaning}`, {
        bold: true,
        color: 'Attention',
      }),
      (conflict) => [conflictLine(conflict, room)],
      room,
    ),
    ...group(
      borne,
      text(countText(borne.length, 'overridden conflict'), { bold: true }),
      (conflict) => [conflictLine(conflict, room), overrideLine(conflict, zone, room)],
      room,
    ),
    ...group(
      warnings,
      text(warningsText(warnings.length), { bold: true }),
      (conflict) => [conflictLine(conflict, room)],
      room,
    ),
  ];
}

function group(
  conflicts: readonly StandingConflict[],
  title: ReturnType<typeof text>,
  said: (conflict: StandingConflict) => readonly string[],
  room: Room,
): CardElementArray {
  if (conflicts.length === 0) return [];
  const shown = conflicts.slice(0, Math.min(MOST_SAID, room.rows));
  const left = conflicts.length - shown.length;
  return [
    title,
    lines([...shown.flatMap(said), ...(left > 0 ? [`and ${left} more`] : [])], {
      size: 'Small',
      spacing: 'Small',
      max: LONGEST,
    }),
  ];
}

function warningsText(count: number): string {
  return count === 1 ? '1 warning, which does not block it' : `${count} warnings, which do not block it`;
}

/** `Quorum: DAG-BER has 4 members …`. */
export function conflictLine({ type, text: said }: StandingConflict, room: Pick<Room, 'sentence'>): string {
  return `${conflictWords[type]}: ${clean(said, room.sentence) || 'not described'}`;
}

function overrideLine({ override }: StandingConflict, zone: string, room: Room): string {
  if (override === null) return '';
  const { by, onBehalfOf, reason, at } = override;
  const whose = onBehalfOf === null ? '' : ` for ${personText(onBehalfOf, room)}`;
  const when = datedMoment(at, knownZone(zone));
  return `Overridden by ${whoText(by, room)}${whose}, ${when}: “${clean(reason, room.sentence)}”`;
}

function sorted(conflicts: readonly StandingConflict[]) {
  const blocking = unborne(conflicts);
  return {
    blocking,
    borne: conflicts.filter(({ severity, override }) => severity === 'blocks' && override !== null),
    warnings: conflicts.filter(({ severity }) => severity === 'warns'),
  };
}
