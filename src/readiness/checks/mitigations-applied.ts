import { mitigationCovers, mitigationOf } from '../../catalogue/mitigations.ts';
import { evidenceOf, pass, unknown, warn, whyNotKnown } from '../judgement.ts';
import { knownBuild } from '../known-build.ts';
import { familiesOf, forBuild, listNotKnown } from '../mitigation-families.ts';
import { onService } from '../preconditions.ts';
import { listText } from '../words.ts';

/** What Microsoft offered to this server's own probe, and is meant for its build, is applied; compared by family. */
export const mitigationsApplied = onService((subject, current) => {
  const { mitigationsOnOffer: offer, mitigationsApplied: applied, mitigationsBlocked: blocked } = current.observation;
  if (!offer.known) {
    const text = `The list of mitigations on offer ${whyNotKnown(offer)}.`;
    return unknown({ code: 'offer-unknown', text, evidence: evidenceOf(subject, offer) });
  }
  const evidence = evidenceOf(subject, applied);
  const notKnown = listNotKnown(subject, applied, 'applied');
  if (notKnown) return notKnown;

  const known = knownBuild(subject);
  const dealtWith = familiesOf([applied, blocked].flatMap((fact) => (fact.known ? fact.value : [])));
  const open = familiesOf(offer.value).filter((family) => !dealtWith.includes(family));
  const covers = (family: string) => {
    const mitigation = mitigationOf(subject.catalogue, family);
    return mitigation ? forBuild(subject.catalogue, known, mitigation, mitigationCovers) : 'unknown';
  };
  const missing = open.filter((family) => covers(family) === true);
  const unsure = open.filter((family) => covers(family) === 'unknown');

  if (missing.length > 0) {
    const are = missing.length === 1 ? 'is' : 'are';
    const text = `${listText(missing)} ${are} on offer for this build and not applied.`;
    return warn({ code: 'not-applied', text, evidence });
  }
  if (unsure.length > 0) {
    const are = unsure.length === 1 ? 'is' : 'are';
    const text = `${listText(unsure)} ${are} on offer and not applied; whether this build needs ${unsure.length === 1 ? 'it' : 'them'} is not known.`;
    return unknown({ code: 'need-unknown', text, evidence });
  }
  return pass({
    code: 'all-applied',
    text: 'Every mitigation on offer for this build is applied or blocked.',
    evidence,
  });
});
