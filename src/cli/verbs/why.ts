import { actorName } from '../../core/actor-name.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import { refuse } from '../../core/result.ts';
import { judgeAt } from '../../readiness/judge-at.ts';
import type { Check, ServerRow } from '../../readiness/model.ts';
import { retiredServer } from '../../readiness/retirements/store.ts';
import { type ServerName, serverNames } from '../../readiness/rows.ts';
import { instantText } from '../../readiness/words.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, plain, printJson, printRefusal } from '../output.ts';
import { ageText, marks, verdictMarks } from '../words.ts';
import { serverJson } from './status.ts';

const MANY = 8;

/** `why SERVER`: verdict, reasons with their evidence, next step, judged at `now`. */
export async function why(
  house: House,
  output: Output,
  asked: string,
  { json, now }: { json: boolean; now: Instant },
): Promise<ExitCode> {
  const wanted = asked.trim().toLowerCase();
  if (wanted === '') {
    return printRefusal(
      output,
      refuse('invalid', 'No server is named.', 'Name one: patchwarden why SERVER.').refusal,
      json,
    );
  }
  const names = await house.database.read(serverNames);
  const fits = names.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  const [only] = fits;
  if (!only || fits.length > 1) {
    const { refusal } = only
      ? refuse(
          'ambiguous',
          `More than one server is called ${asked}.`,
          `Name one: ${fits.map(({ id }) => id).join(', ')}.`,
        )
      : refuse('not-found', `There is no server ${asked}.`, hintOf(names, wanted));
    return printRefusal(output, { ...refusal, message: plain(refusal.message) }, json);
  }
  const measure = { catalogue: house.catalogue(), now, maxEvidenceAge: house.config.evidenceMaxAge };
  const [row] = await house.database.read((reader) => judgeAt(reader, measure, [only.id]));
  const retired = row ? null : await house.database.read((reader) => retiredServer(reader, only.id));
  if (retired) {
    const { by, at, reason } = retired.retirement;
    const message = plain(`${retired.name} is retired, by ${actorName(by)} on ${instantText(at)}: ${reason}`);
    const hint = `patchwarden history ${retired.name} tells the rest.`;
    return printRefusal(output, refuse('not-found', message, hint).refusal, json);
  }
  if (!row)
    return printRefusal(output, refuse('not-found', `${asked} has just left the fleet.`, 'Ask again.').refusal, json);

  if (json)
    printJson(output, {
      asOf: isoOf(now),
      catalogueAsOf: measure.catalogue.asOf,
      server: serverJson(row, measure.catalogue),
    });
  else output.out(wordsOf(row, now).map(plain).join('\n'));
  return row.assessment.readiness === 'failing' || row.assessment.readiness === 'unknown' ? 1 : 0;
}

/** A part of a name is enough to be told the whole. */
function hintOf(names: readonly ServerName[], wanted: string): string {
  const near = names.filter(({ id }) => id.includes(wanted)).map(({ name }) => name);
  if (near.length === 0 || near.length > MANY) return 'patchwarden status lists all of them.';
  return near.length === 1 ? `Did you mean ${near[0]}?` : `Did you mean one of ${near.join(', ')}?`;
}

function wordsOf(row: ServerRow, now: Instant): string[] {
  const { assessment } = row;
  const told = assessment.checks.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'notApplicable');
  const { summary, steps, remarks } = assessment.nextStep;
  const lines = [
    `${marks[assessment.readiness]}: ${row.name} (${row.fqdn})`,
    `Evidence: ${evidenceText(row, now)}`,
    ...grouped(told, row.file).flatMap(checkLines),
    `Next: ${summary}`,
    ...steps.map((step, at) => `  ${at + 1}. ${step}`),
    ...remarks.map((remark) => `  Note: ${remark}`),
  ];
  const open = assessment.openVulnerabilities;
  if (open.length > 0) lines.push(`Open vulnerabilities (${open.length}): ${open.map(({ cve }) => cve).join(', ')}`);
  return lines;
}

function evidenceText({ file, observedAt }: ServerRow, now: Instant): string {
  if (file === null) return 'no report';
  return observedAt === null ? `${file}, not dated` : `${file}, ${ageText(observedAt, now)} old`;
}

interface Told {
  readonly ids: readonly string[];
  readonly verdict: Check['verdict'];
  readonly text: string;
  /** Where the value stands; '' when nothing was read. */
  readonly source: string;
}

/** Checks that say the same of the same value share a line: without a report all of them do. */
function grouped(checks: readonly Check[], newest: string | null): Told[] {
  const groups = new Map<string, Told>();
  for (const { id, verdict, reasons, evidence } of checks) {
    const { file, path, value } = evidence;
    // The newest report is named once, at the top; the organisation's switch may come from another.
    const elsewhere = file === newest ? null : file;
    const source = path === null ? '' : [elsewhere, path, value ?? 'no value'].filter(Boolean).join(' | ');
    const text = reasons.map((reason) => reason.text).join(' ');
    const key = [verdict, text, source].join('\n');
    groups.set(key, { ids: [...(groups.get(key)?.ids ?? []), id], verdict, text, source });
  }
  return [...groups.values()];
}

function checkLines({ ids, verdict, text, source }: Told): string[] {
  return [`  ${verdictMarks[verdict]}  ${ids.join(', ')}: ${text}`, ...(source ? [`      ${source}`] : [])];
}
