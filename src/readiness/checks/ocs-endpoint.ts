import { evidenceOf, fail, pass, unknown, whyNotKnown } from '../judgement.ts';
import { onService } from '../preconditions.ts';

/** The server's own probe reached officeclient.microsoft.com. It tests the network only and never overrules a cut-off. */
export const ocsEndpoint = onService((subject, current) => {
  const probe = current.observation.ocsProbe;
  const evidence = evidenceOf(subject, probe);
  if (!probe.known) {
    const text = `The server's probe of officeclient.microsoft.com ${whyNotKnown(probe)}.`;
    return unknown({ code: 'no-probe', text, evidence });
  }
  if (probe.value === 200) {
    return pass({ code: 'reached', text: 'The server reached officeclient.microsoft.com.', evidence });
  }
  if (probe.value === null) {
    const text = 'The server did not reach officeclient.microsoft.com: its request failed.';
    return fail({ code: 'request-failed', text, evidence });
  }
  const text = `The server got status ${probe.value} from officeclient.microsoft.com instead of 200.`;
  return fail({ code: 'bad-status', text, evidence });
});
