import { adding } from '../judgement.ts';
import { onService } from '../preconditions.ts';
import { judgeCutOff } from './cut-off.ts';

/** Cut-off 2: the issuer that signs mitigation files released from July 2026 on (Exchange Team, June 2026 update). */
export const ocsSigning = onService((subject, current) => {
  const judgement = judgeCutOff(subject, {
    bound: 'ocsSigningFrom',
    update: 'the June 2026 update',
    met: 'it knows the issuer of mitigation files released from July 2026 on',
    consequence:
      'Since July 2026 Microsoft signs mitigation files with an issuer this build does not know: what is applied keeps working, what comes next does not arrive.',
  });
  const { ocsProbe } = current.observation;
  if (judgement.verdict !== 'fail' || !ocsProbe.known || ocsProbe.value !== 200) return judgement;
  return adding(judgement, {
    code: 'probe-is-not-enough',
    text: 'Health Checker says "200 - Reachable". That is true and not enough: it tests the network, not the signature.',
  });
});
