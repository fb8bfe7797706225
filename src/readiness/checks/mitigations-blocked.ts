import { evidenceOf, pass, unknown, warn, whyNotKnown } from '../judgement.ts';
import { onService } from '../preconditions.ts';
import { listText } from '../words.ts';

/** Nobody blocked a mitigation. Exchange exports an empty list as Nil. */
export const mitigationsBlocked = onService((subject, current) => {
  const blocked = current.observation.mitigationsBlocked;
  const evidence = evidenceOf(subject, blocked);
  if (!blocked.known && blocked.why !== 'nil') {
    return unknown({
      code: 'list-unknown',
      text: `The list of blocked mitigations ${whyNotKnown(blocked)}.`,
      evidence,
    });
  }
  if (!blocked.known || blocked.value.length === 0) {
    return pass({ code: 'none-blocked', text: 'No mitigation is blocked.', evidence });
  }
  const are = blocked.value.length === 1 ? 'is' : 'are';
  return warn({ code: 'blocked', text: `${listText(blocked.value)} ${are} blocked on this server.`, evidence });
});
