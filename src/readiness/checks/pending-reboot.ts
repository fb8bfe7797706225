import { evidenceOf, pass, unknown, warn, whyNotKnown } from '../judgement.ts';
import { fromReport } from '../preconditions.ts';

/** Windows waits for no restart. */
export const pendingReboot = fromReport((subject, current) => {
  const pending = current.observation.pendingReboot;
  const evidence = evidenceOf(subject, pending);
  if (!pending.known) {
    const text = `The value that tells of a pending restart ${whyNotKnown(pending)}.`;
    return unknown({ code: 'restart-unknown', text, evidence });
  }
  if (pending.value) return warn({ code: 'restart-pending', text: 'A restart is pending.', evidence });
  return pass({ code: 'no-restart-pending', text: 'No restart is pending.', evidence });
});
