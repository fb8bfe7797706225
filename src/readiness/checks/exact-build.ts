import { formatBuild } from '../../catalogue/build-number.ts';
import { evidenceOf, pass, unknown, whyNotKnown } from '../judgement.ts';
import { buildText, knownBuild } from '../known-build.ts';
import { fromReport, mailboxOnly } from '../preconditions.ts';

/** ExSetup's file version is known. AdminDisplayVersion alone hides the security update. */
export const exactBuild = mailboxOnly(
  fromReport((subject, current) => {
    const known = knownBuild(subject);
    if (known.kind === 'exact') {
      const text = `The exact build is ${buildText(subject.catalogue, known)}.`;
      return pass({ code: 'known', text, evidence: known.evidence });
    }

    const fact = current.observation.build;
    const evidence = evidenceOf(subject, fact);
    const why = fact.known ? 'is not known' : whyNotKnown(fact);
    if (known.kind === 'displayed') {
      const text = `ExSetup's file version ${why}; ${formatBuild(known.build)} names the cumulative update and hides the security update.`;
      return unknown({ code: 'update-hidden', text, evidence });
    }
    return unknown({ code: 'no-build', text: `ExSetup's file version ${why}.`, evidence });
  }),
);
