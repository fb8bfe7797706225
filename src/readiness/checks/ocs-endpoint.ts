import { evidenceOf, fail, pass, unknown, whyNotKnown } from '../judgement.ts';
import { onService } from '../preconditions.ts';

const WEB_PAGE = /^\s*<(!doctype\s+html|html)\b/i;

/** The server's own probe reached officeclient.microsoft.com. It tests the network only and never overrules a cut-off. */
export const ocsEndpoint = onService((subject, current) => {
  const probe = current.observation.ocsProbe;
  const evidence = evidenceOf(subject, probe);
  if (!probe.known) {
    const text = `The server's probe of officeclient.microsoft.com ${whyNotKnown(probe)}.`;
    return unknown({ code: 'no-probe', text, evidence });
  }
  const reply = current.observation.mitigationsOnOffer;
  if (probe.value === 200 && !reply.known && reply.why === 'unreadable' && WEB_PAGE.test(reply.raw)) {
    const text =
      'The server got status 200, but with a web page instead of mitigations: a proxy may have answered for officeclient.microsoft.com.';
    return unknown({ code: 'other-reply', text, evidence: evidenceOf(subject, reply) });
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
