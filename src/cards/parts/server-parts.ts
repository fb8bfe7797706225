import type { CardElementArray, IExecuteAction } from '@microsoft/teams.cards';
import type { Instant } from '../../core/clock.ts';
import type { Intent } from '../../questions/model.ts';
import type { OpenVulnerability, ServerRow } from '../../readiness/model.ts';
import { countText, listText } from '../../readiness/words.ts';
import { ask, type PresentContext } from './actions.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';
import { readinessMarks, type Mark } from './marks.ts';
import { lines, text } from './text.ts';
import { age, momentIn } from './when.ts';
import { fullBuildLabel } from './words.ts';

export function serverName(server: ServerRow, room: Room): string {
  return clean(server.name, room.name) || clean(server.fqdn, room.name) || 'Server without a name';
}

/** The verdict on one server as a sentence that starts with its mark. */
export function serverVerdict(server: ServerRow, room: Room): { readonly line: string; readonly color: Mark['color'] } {
  const name = serverName(server, room);
  const { sign, color } = readinessMarks[server.assessment.readiness];
  switch (server.assessment.readiness) {
    case 'failing':
      return { line: `${sign} ${name} can not take new mitigations`, color };
    case 'unknown':
      return { line: `${sign} ${name} is unknown: it may or may not take new mitigations`, color };
    case 'ready':
      return { line: `${sign} ${name} can take new mitigations`, color };
    case 'notApplicable':
      return { line: `${sign} ${name}: mitigations are not applicable`, color };
  }
}

/** Fqdn, what it runs, where it stands. */
export function identityLine(server: ServerRow, room: Room): string {
  const { assessment } = server;
  const build =
    assessment.product && assessment.build
      ? `${fullBuildLabel(assessment)} (${assessment.build})`
      : fullBuildLabel(assessment);
  const parts = [server.fqdn, build, server.dag, server.site, server.organisation?.name];
  return parts
    .filter((part): part is string => Boolean(part))
    .map((part) => clean(part, room.name))
    .join(' · ');
}

/** `Evidence: HealthChecker-BER-EX02.xml, 3 hours old (21 Nov 2026, 07:00 Europe/Berlin)`. */
export function evidenceLine(server: ServerRow, asOf: Instant, context: PresentContext, room: Room): string {
  if (server.file === null) return 'Evidence: no report of this server counts';
  const file = clean(server.file, room.name + 20);
  if (server.observedAt === null) return `Evidence: ${file}, undated`;
  return `Evidence: ${file}, ${age(server.observedAt, asOf)} old (${momentIn(server.observedAt, context.zone)})`;
}

/** What to do, in order, and what to know before. */
export function nextStep(server: ServerRow, room: Room): CardElementArray {
  const { summary, steps, remarks } = server.assessment.nextStep;
  const numbered = upTo(
    Math.min(12, room.rows),
    steps.map((step, index) => `${index + 1}. ${clean(step, room.sentence)}`),
    'step',
  );
  const remarked = upTo(
    Math.min(6, room.rows),
    remarks.map((remark) => clean(remark, room.sentence)),
    'remark',
  );
  return [
    text(nextLine(clean(summary, room.sentence)), { bold: true, spacing: 'Medium' }),
    ...(steps.length > 1 ? [lines(numbered, { spacing: 'Small' })] : []),
    ...(remarked.length > 0 ? [lines(remarked, { subtle: true, size: 'Small', spacing: 'Small' })] : []),
  ];
}

/** What is left out is counted: a path that ends early would look done. */
function upTo(most: number, all: readonly string[], what: string): readonly string[] {
  if (all.length <= most) return all;
  return [...all.slice(0, most), `and ${countText(all.length - most, `more ${what}`)}`];
}

/** `Next: install 15.2.2562.56`: the step's sentence goes on after the colon. */
export function nextLine(summary: string): string {
  return `Next: ${summary.replace(/^[A-Z](?=[a-z]+ )/, (letter) => letter.toLowerCase()) || 'nothing to do.'}`;
}

/** `5 known vulnerabilities are open, 1 of them exploited: ProxyShell`; null when there is none. */
export function vulnerabilityCount(open: readonly OpenVulnerability[]): string | null {
  if (open.length === 0) return null;
  const exploited = open.filter((one) => one.exploited).length;
  const named = namesOf(open);
  const counted = `${countText(open.length, 'known vulnerability', 'known vulnerabilities')} ${open.length === 1 ? 'is' : 'are'} open`;
  return `${counted}${exploited > 0 ? `, ${exploited} of them exploited` : ''}${named.length > 0 ? `: ${listText(named)}` : ''}`;
}

/** Exploited ones first, then `and 97 more`. */
export function vulnerabilityList(open: readonly OpenVulnerability[], most: number): string {
  const sorted = [...open].sort(
    (a, b) => Number(b.exploited) - Number(a.exploited) || Number(b.name !== null) - Number(a.name !== null),
  );
  const shown = sorted.slice(0, most).map(({ cve, name, exploited }) => {
    const about = [name, exploited ? 'exploited' : null].filter(Boolean).join(', ');
    return clean(about ? `${cve} (${about})` : cve, 60);
  });
  const left = open.length - shown.length;
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ');
}

function namesOf(open: readonly OpenVulnerability[]): readonly string[] {
  return [...new Set(open.flatMap((one) => (one.name === null ? [] : [clean(one.name, 40)])))].slice(0, 4);
}

type ServerIntent = Extract<Intent, { readonly server: string }>;

export function askServer(
  title: string,
  kind: ServerIntent['kind'],
  server: ServerRow,
  context: PresentContext,
  primary = false,
): IExecuteAction {
  return ask(title, { kind, server: server.id }, context, { primary });
}

export function askFailing(context: PresentContext): IExecuteAction {
  return ask('Failing servers', { kind: 'failing', scope: null, cause: null, page: 1 }, context);
}
