import { evidenceOf, pass, unknown, whyNotKnown } from '../judgement.ts';
import { familiesOf } from '../mitigation-families.ts';
import { onService } from '../preconditions.ts';

const HEARTBEAT = 'PING1';

/** PING1 is applied: the only witness that a round ever completed. Its absence proves nothing, and its presence is no proof of today. */
export const mitigationsHeartbeat = onService((subject, current) => {
  const applied = current.observation.mitigationsApplied;
  const evidence = evidenceOf(subject, applied);
  if (!applied.known) {
    const text = `No round of the Mitigation service is witnessed: the list of applied mitigations ${whyNotKnown(applied)}.`;
    return unknown({ code: 'no-heartbeat', text, evidence });
  }
  if (familiesOf(applied.value).includes(HEARTBEAT)) {
    const text = `${HEARTBEAT} is applied: the Mitigation service has completed a round, though not necessarily today.`;
    return pass({ code: 'heartbeat', text, evidence });
  }
  const text = `${HEARTBEAT} is not applied, so no completed round is witnessed. Look for event 1008 of MSExchange Mitigation Service, and for TLS inspection.`;
  return unknown({ code: 'no-heartbeat', text, evidence });
});
