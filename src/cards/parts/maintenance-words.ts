import type { FreezeView, MaintenanceRule, Occurrence, RuleView } from '../../maintenance/model.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';
import { datedMoment, knownZone, spanForReader, spanText } from './when.ts';
import { whoText } from './who.ts';

/** A rule's name, else its number. */
export function ruleName({ name, id }: Pick<MaintenanceRule, 'name' | 'id'>, room: Pick<Room, 'name'>): string {
  return clean(name, room.name) || clean(id, room.name) || 'a rule without a name';
}

export function freezeName({ freeze: { name, id } }: FreezeView, room: Pick<Room, 'name'>): string {
  return clean(name, room.name) || clean(id, room.name) || 'a freeze without a name';
}

/** What a rule does for standard changes, and whether that counts. */
export function preApprovalText({ rule, approved }: RuleView, zone: string, room: Room): string {
  if (!rule.preApproves) return 'approves nothing beforehand';
  const { approval } = rule;
  if (!approved || approval === null) {
    const before = approval === null ? '' : ', as it was changed since';
    return `approves standard changes beforehand once an approver has approved the rule itself${before}`;
  }
  const known = knownZone(zone);
  return `approves standard changes beforehand: approved by ${whoText(approval.by, room)}, ${datedMoment(approval.at, known)}`;
}

/** Whether its approval is still to be given. */
export function waitsForApproval({ rule, approved }: Pick<RuleView, 'rule' | 'approved'>): boolean {
  return rule.preApproves && !approved;
}

/** `forbids work now`, `warns from then on`. */
export function effectText({ freeze, current }: FreezeView): string {
  if (freeze.effect === 'forbids') return current ? '✖ forbids work now' : 'forbids work then';
  return current ? 'warns now' : 'warns then';
}

/** A time in its own zone, in the reader's where their clocks differ, and what the clocks do to it. */
export function occurrenceLines(occurrence: Occurrence, zone: string, reader: string, room: Room): readonly string[] {
  const theirs = spanForReader(occurrence, zone, reader);
  return [
    spanText(occurrence, zone),
    ...(theirs === null ? [] : [`in your time zone ${theirs}`]),
    ...occurrence.remarks.slice(0, 3).map((remark) => clean(remark, room.sentence)),
  ];
}
