import { DAY, HOUR, instant, type Instant } from '../../core/clock.ts';
import { evidenceOf, pass, unknown, whyNotKnown } from '../judgement.ts';
import { fromReport, mailboxOnly } from '../preconditions.ts';
import { countText, instantText } from '../words.ts';

/** How far a server's clock may run ahead of ours. */
export const CLOCK_TOLERANCE = HOUR;

/** The newest report is young enough: its age counts up to, and without, the maximum. */
export const evidenceAge = mailboxOnly(
  fromReport((subject, current) => {
    const generated = current.observation.generatedAt;
    if (!generated.known) {
      const text = `The newest report is undated: its time of generation ${whyNotKnown(generated)}.`;
      return unknown({ code: 'undated', text, evidence: evidenceOf(subject, generated) });
    }

    const evidence = evidenceOf(subject, generated, instantText(generated.value));
    if (generated.value > current.receivedAt + CLOCK_TOLERANCE) {
      const text = `The newest report is dated ${evidence.value}, later than it was received, so it does not count.`;
      return unknown({ code: 'future-report', text, evidence });
    }
    if (generated.value > subject.now + CLOCK_TOLERANCE) {
      const text = `The newest report is dated ${evidence.value}, which has not come yet.`;
      return unknown({ code: 'not-yet', text, evidence, until: instant(generated.value - CLOCK_TOLERANCE) });
    }

    const age = subject.now - generated.value;
    const allowed = countText(subject.maxEvidenceAge / DAY, 'day');
    if (age >= subject.maxEvidenceAge) {
      const text = `The newest report is ${countText(Math.floor(age / DAY), 'day')} old; it may be trusted for ${allowed}.`;
      return unknown({ code: 'too-old', text, evidence, until: nextDayOfAge(generated.value, age) });
    }
    const until = instant(generated.value + subject.maxEvidenceAge);
    const text = `The newest report is of ${evidence.value} and may be trusted until ${instantText(until)}.`;
    return pass({ code: 'fresh', text, evidence, until });
  }),
);

// The sentence names the age in days, so it ages by one with each of them.
function nextDayOfAge(generated: Instant, age: number): Instant {
  return instant(generated + (Math.floor(age / DAY) + 1) * DAY);
}
