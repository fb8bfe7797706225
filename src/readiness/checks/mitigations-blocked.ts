import { evidenceOf, pass, warn } from '../judgement.ts';
import { listNotKnown } from '../mitigation-families.ts';
import { onService } from '../preconditions.ts';
import { listText } from '../words.ts';

/** Nobody blocked a mitigation. */
export const mitigationsBlocked = onService((subject, current) => {
  const blocked = current.observation.mitigationsBlocked;
  const evidence = evidenceOf(subject, blocked);
  const notKnown = listNotKnown(subject, blocked, 'blocked');
  if (notKnown) return notKnown;
  if (!blocked.known || blocked.value.length === 0) {
    return pass({ code: 'none-blocked', text: 'No mitigation is blocked.', evidence });
  }
  const are = blocked.value.length === 1 ? 'is' : 'are';
  return warn({ code: 'blocked', text: `${listText(blocked.value)} ${are} blocked on this server.`, evidence });
});
