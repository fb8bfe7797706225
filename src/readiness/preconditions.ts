import { notApplicable, unknown } from './judgement.ts';
import { instantText } from './words.ts';
import { knownBuild, measure } from './known-build.ts';
import type { CurrentReport, Judgement, Reason, Rule, Subject } from './model.ts';

/** A rule over the newest report, which is there. */
export type ReportRule = (subject: Subject, current: CurrentReport) => Judgement;

/** Why there is nothing to judge. Null when there is a current report. */
export function missingReport(subject: Subject): Reason | null {
  if (subject.current) return null;
  if (subject.withheld) {
    const dated = instantText(subject.withheld.generatedAt);
    return {
      code: 'future-report',
      text: `The only report is dated ${dated}, later than it was received, so it does not count.`,
    };
  }
  return { code: 'never-reported', text: 'No report of this server was ever received.' };
}

const edge: Reason = { code: 'edge-server', text: 'Edge servers do not take emergency mitigations.' };

/** A rule that has no meaning on an Edge server. */
export function mailboxOnly(rule: Rule): Rule {
  return (subject) => (subject.role === 'edge' ? notApplicable(edge) : rule(subject));
}

/** A rule that needs a report. */
export function fromReport(rule: ReportRule): Rule {
  return (subject) => {
    const missing = missingReport(subject);
    if (missing || !subject.current) return unknown(missing ?? { code: 'never-reported', text: 'There is no report.' });
    return rule(subject, subject.current);
  };
}

/** A gate or advice on the Mitigation service: not for Edge, not without a report, not for a build that lacks the service. */
export function onService(rule: ReportRule): Rule {
  return mailboxOnly(
    fromReport((subject, current) => {
      if (measure(subject.catalogue, knownBuild(subject), 'serviceFrom').outcome !== 'misses')
        return rule(subject, current);
      return notApplicable({ code: 'no-service', text: 'This build does not contain the Mitigation service.' });
    }),
  );
}
