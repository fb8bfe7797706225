import type { CardElementArray, ITable } from '@microsoft/teams.cards';
import type { Check } from '../../readiness/model.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';
import { marked, verdictMarks } from './marks.ts';
import { table } from './table.ts';
import { text } from './text.ts';
import { checkTitles } from './words.ts';

/** Checks with verdict, public id, reason and evidence. Passing ones tell their reason in small print. */
export function checksTable(title: string, checks: readonly Check[], room: Room): ITable {
  return table({
    columns: [
      { title, width: 2 },
      { title: checks.some((check) => check.evidence.path !== null) ? 'Reason and evidence' : 'Reason', width: 3 },
    ],
    rows: checks.map((check) => [verdict(check), because(check, room)]),
    fallback: checks.map((check) => `${marked(verdictMarks[check.verdict])}: ${checkTitles[check.id]}`),
  });
}

function verdict(check: Check): CardElementArray {
  const mark = verdictMarks[check.verdict];
  return [
    text(`${mark.sign} ${checkTitles[check.id]}`, { bold: weighs(check), ...(weighs(check) && { color: mark.color }) }),
    text(`${mark.word} · ${check.id}`, { subtle: true, size: 'Small', spacing: 'None' }),
  ];
}

// With little room the checks that matter keep their reasons.
const TERSE_BELOW = 8;

function because(check: Check, room: Room): CardElementArray {
  if (room.rows < TERSE_BELOW && !weighs(check)) return [];
  const found = evidenceText(check, room);
  const reasons = check.reasons.map((reason) => clean(reason.text, room.sentence)).join(' ');
  return [
    ...(reasons ? [text(reasons, { size: 'Small', max: room.sentence * 2 })] : []),
    ...(found ? [text(found, { size: 'Small', subtle: true, spacing: 'None' })] : []),
  ];
}

/** `ExchangeSetup > FileVersion = 15.02.2562.037`, or null where no place in a report decided. */
export function evidenceText({ evidence }: Check, room: Room): string | null {
  if (evidence.path === null) return null;
  const path = clean(evidence.path, room.sentence);
  return evidence.value === null ? path : `${path} = ${clean(evidence.value, room.name)}`;
}

function weighs(check: Check): boolean {
  return check.verdict === 'fail' || check.verdict === 'unknown' || check.verdict === 'warn';
}
