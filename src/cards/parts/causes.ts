import type { ListAnswer } from '../../questions/model.ts';
import type { Check, CheckId, ServerRow } from '../../readiness/model.ts';
import { listText } from '../../readiness/words.ts';

/** Why a server stands in a list, in a few words: when the check fails, and when its answer is unknown. */
const causes: Readonly<Record<CheckId, { readonly fail: string; readonly unknown: string }>> = {
  'evidence-age': { fail: 'Evidence too old', unknown: 'No fresh evidence' },
  'exact-build': { fail: 'Exact build not known', unknown: 'Exact build not known' },
  'eems-available': { fail: 'Build has no mitigation service', unknown: 'Mitigation service in build not known' },
  'ocs-certificate': { fail: 'Cut off since January 2025', unknown: 'Cut-off of January 2025 not known' },
  'ocs-signing': { fail: 'Cut off since July 2026', unknown: 'Cut-off of July 2026 not known' },
  'mitigations-enabled': { fail: 'Mitigations switched off', unknown: 'Mitigation switch not known' },
  'mitigation-service': { fail: 'Mitigation service not running', unknown: 'Mitigation service not known' },
  'ocs-endpoint': { fail: 'Mitigation endpoint not reached', unknown: 'Mitigation endpoint not known' },
  'mitigations-heartbeat': { fail: 'No heartbeat PING1', unknown: 'No heartbeat PING1 seen' },
  'url-rewrite': { fail: 'URL Rewrite missing', unknown: 'URL Rewrite not known' },
  'mitigations-applied': { fail: 'Mitigation on offer not applied', unknown: 'Applied mitigations not known' },
  'mitigations-leftover': { fail: 'Leftover mitigation', unknown: 'Leftover mitigations not known' },
  'mitigations-blocked': { fail: 'Mitigation blocked', unknown: 'Blocked mitigations not known' },
  'latest-update': { fail: 'Misses a security update', unknown: 'Newest update not known' },
  'support-lifecycle': { fail: 'Out of support', unknown: 'Support not known' },
  'known-vulnerabilities': { fail: 'Known vulnerabilities open', unknown: 'Known vulnerabilities not known' },
  'pending-reboot': { fail: 'Restart pending', unknown: 'Pending restart not known' },
};

/** A reason that says more than its check does. */
const closer: Readonly<Record<string, string>> = {
  'organisation-off': 'Mitigations off for the organisation',
  'server-off': 'Mitigations off for this server',
  'not-automatic': 'Mitigation service not automatic',
  'never-reported': 'Never reported',
  'future-report': 'Only report is dated in the future',
  undated: 'Newest report is undated',
  'too-old': 'Newest report too old',
  expired: 'Judgement not renewed in time',
};

/** `✖ Cut off since July 2026`, `? Never reported`: the check's sign and why, in a few words. */
export interface Cause {
  readonly check: CheckId;
  readonly sign: '✖' | '?';
  readonly words: string;
}

/** What keeps a server from being ready: what fails first, then what is unknown. One cause behind several checks is told once. */
export function causesOf(server: ServerRow): readonly Cause[] {
  const gates = server.assessment.checks.filter((check) => check.gate);
  return told([...gates.filter(fails), ...gates.filter(isUnknown)]);
}

/** What is not known of a server. Without evidence that may be trusted nothing else is, and that alone is told. */
export function unknownCausesOf({ assessment }: ServerRow): readonly Cause[] {
  const open = assessment.checks.filter((check) => check.gate && isUnknown(check));
  const evidence = open.filter((check) => check.id === 'evidence-age');
  return told(evidence.length > 0 ? evidence : open);
}

/** What makes a server outdated. */
export function outdatedCausesOf({ assessment }: ServerRow): readonly Cause[] {
  const ids: readonly CheckId[] = [
    ...(assessment.missesUpdate ? (['latest-update'] as const) : []),
    ...(assessment.outOfSupport ? (['support-lifecycle'] as const) : []),
  ];
  return ids.map((check) => ({ check, sign: '✖', words: causes[check].fail }));
}

/** What the filter of a list calls a check. */
export function causeTitle(check: CheckId, kind: ListAnswer['kind']): string {
  return causes[check][kind === 'unknown' ? 'unknown' : 'fail'];
}

/** At most `most` causes, then how many more. */
export function causeLines(all: readonly Cause[], most: number): readonly string[] {
  const lines = all.slice(0, most).map((cause) => `${cause.sign} ${cause.words}`);
  return all.length > most ? [...lines, `and ${all.length - most} more`] : lines;
}

export function causesText(all: readonly Cause[]): string {
  return listText(causeLines(all, 3));
}

/** The same for gates of which only the ids are kept, within a line: at most `most + 1`, else `most` and how many more. */
export function gateWords(ids: readonly CheckId[], kind: 'fail' | 'unknown', most: number): string {
  const evidence = kind === 'unknown' && ids.includes('evidence-age');
  const told = (evidence ? (['evidence-age'] as const) : ids).filter(
    (id) => !(kind === 'fail' && id === 'ocs-signing' && ids.includes('ocs-certificate')),
  );
  const words = [
    ...new Set(told.map((id) => causes[id][kind].replace(/^[A-Z](?=[a-z])/, (sign) => sign.toLowerCase()))),
  ];
  return listText(words.length > most + 1 ? [...words.slice(0, most), `${words.length - most} more`] : words);
}

function told(checks: readonly Check[]): readonly Cause[] {
  const seen = new Set<string>();
  return checks.map(causeOf).filter((cause) => {
    // The older cut-off includes the newer one, and saying both only makes the row longer.
    if (cause.check === 'ocs-signing' && cause.sign === '✖' && seen.has(causes['ocs-certificate'].fail)) return false;
    return !seen.has(cause.words) && seen.add(cause.words);
  });
}

function causeOf(check: Check): Cause {
  const kind = fails(check) ? 'fail' : 'unknown';
  const code = check.reasons[0]?.code ?? '';
  const words = (Object.hasOwn(closer, code) ? closer[code] : undefined) ?? causes[check.id][kind];
  return { check: check.id, sign: kind === 'fail' ? '✖' : '?', words };
}

function fails(check: Check): boolean {
  return check.verdict === 'fail';
}

function isUnknown(check: Check): boolean {
  return check.verdict === 'unknown';
}
