import { evidenceOf, fail, pass, unknown, whyNotKnown } from '../judgement.ts';
import { buildText, knownBuild, measure } from '../known-build.ts';
import { fromReport, mailboxOnly } from '../preconditions.ts';
import { unsettled } from './cut-off.ts';

/** The build contains the Mitigation service: September 2021 CU or later, on a Mailbox server (learn.microsoft.com, EEMS). */
export const eemsAvailable = mailboxOnly(
  fromReport((subject, current) => {
    const role = current.observation.role;
    if (!role.known) {
      const text = `The server's role ${whyNotKnown(role)}; only Mailbox servers have the Mitigation service.`;
      return unknown({ code: 'role-unknown', text, evidence: evidenceOf(subject, role) });
    }

    const known = knownBuild(subject);
    const { outcome } = measure(subject.catalogue, known, 'serviceFrom');
    if (known.kind === 'none' || (outcome !== 'meets' && outcome !== 'misses'))
      return unsettled(subject, known, outcome);
    const build = buildText(subject.catalogue, known);
    if (outcome === 'meets') {
      return pass({
        code: 'contains-service',
        text: `Build ${build} contains the Mitigation service.`,
        evidence: known.evidence,
      });
    }
    const text = `Build ${build} does not contain the Mitigation service, which came with the September 2021 cumulative updates.`;
    return fail({ code: 'no-service', text, evidence: known.evidence });
  }),
);
