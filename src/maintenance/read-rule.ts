import { type Day, type Instant, MINUTE } from '../core/clock.ts';
import { localDay } from '../core/local-time.ts';
import { readText } from '../core/plain-text.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { RuleContent } from './approved.ts';
import { missing, readLength, readTime, readZone, wrong } from './fields.ts';
import type { MaintenanceRule, RuleDraft } from './model.ts';
import { readRecurrence } from './read-recurrence.ts';
import { plainRrule } from './read-rrule.ts';
import { type Fleet, readScope } from './read-scope.ts';

const LONGEST_NAME = 60;

export interface RuleReading {
  readonly fleet: Fleet;
  readonly now: Instant;
  /** The zone where none was chosen. */
  readonly zone: string;
  /** Rules that hold: a name is one rule's. */
  readonly held: readonly MaintenanceRule[];
  /** The one that is edited. */
  readonly before: MaintenanceRule | null;
}

/** Reads what a form sent. Refuses, naming the field and the value: `invalid`, `too-large`, `not-found`, `ambiguous`, `conflict` (the name is taken). */
export function readRule(draft: RuleDraft, reading: RuleReading): Result<RuleContent> {
  const name = readName(draft.name, reading);
  if (!name.ok) return name;
  const zone = readZone(draft.zone.trim() === '' ? reading.zone : draft.zone);
  if (!zone.ok) return zone;
  const recurrence = readRecurrence(draft, countedFrom(draft, reading, localDay(reading.now, zone.value)));
  if (!recurrence.ok) return recurrence;
  const time = readTime(draft.time);
  if (time === '') return missing('time', 'Say when it opens, for example 22:00.');
  if (time === null) return wrong('time', draft.time, 'Write it like 22:00.');
  const length = readLength(draft.hours);
  if (!length.ok) return length;
  const noStartBefore = readNoStart(draft.noStartBefore, length.value);
  if (!noStartBefore.ok) return noStartBefore;
  const scope = readScope(draft.scope, reading.fleet);
  if (!scope.ok) return scope;
  return ok({
    name: name.value,
    zone: zone.value,
    recurrence: recurrence.value,
    time,
    length: length.value,
    noStartBefore: noStartBefore.value,
    scope: scope.value,
    preApproves: draft.preApproves,
  });
}

/** On one line. Refuses: `invalid`, `too-large`. */
export function readNameText(text: string): Result<string> {
  const name = readText('name', text, LONGEST_NAME);
  return name.ok && name.value === '' ? missing('name', 'Call it something, for example Berlin nights.') : name;
}

function readName(text: string, { held, before }: RuleReading): Result<string> {
  const name = readNameText(text);
  if (!name.ok) return name;
  const same = held.find((rule) => rule.id !== before?.id && keyOf(rule.name) === keyOf(name.value));
  if (!same) return name;
  return refuse(
    'conflict',
    `The name ${name.value} is that of ${same.id}.`,
    'Call this one otherwise, or edit that one.',
  );
}

function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The same RRULE goes on counting from where it began. */
function countedFrom(draft: RuleDraft, { before }: RuleReading, today: Day): Day {
  const was = before?.recurrence;
  return was?.kind === 'rrule' && was.rrule === plainRrule(draft.rrule) ? was.from : today;
}

/** Minutes to ms. */
function readNoStart(text: string, length: number): Result<number> {
  const minutes = text.trim();
  if (minutes === '') return ok(0);
  const hint = `Write minutes, from 0 to ${length / MINUTE - 1}: the window has ${length / MINUTE}.`;
  if (!/^\d{1,5}$/.test(minutes) || Number(minutes) * MINUTE >= length) {
    return wrong('last start', `${text.trim()} minutes before the end`, hint);
  }
  return ok(Number(minutes) * MINUTE);
}
