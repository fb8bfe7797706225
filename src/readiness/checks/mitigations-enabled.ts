import { instant } from '../../core/clock.ts';
import { adding, evidenceOf, fail, pass, unknown, whyNotKnown } from '../judgement.ts';
import type { CurrentReport, Evidence, Judgement, OrganisationSwitch, Subject } from '../model.ts';
import { onService } from '../preconditions.ts';
import { instantText } from '../words.ts';

/** Both switches are on. The organisation's overrules the server's (learn.microsoft.com, EEMS); its value is the newest known. */
export const mitigationsEnabled = onService((subject, current) => {
  const organisation = judgeOrganisation(subject);
  const server = judgeServer(subject, current);

  // What the server's own switch settles stays so, whatever becomes of the organisation's value with time.
  if (organisation.verdict === 'fail')
    return server.verdict === 'fail' ? { ...both(organisation, server), until: null } : organisation;
  if (server.verdict === 'fail') return server;
  if (organisation.verdict === 'unknown')
    return server.verdict === 'unknown' ? both(organisation, server) : organisation;
  if (server.verdict === 'unknown') return server;
  return { ...both(server, organisation), until: organisation.until };
});

function both(first: Judgement, second: Judgement): Judgement {
  return second.reasons.reduce(adding, first);
}

function judgeServer(subject: Subject, current: CurrentReport): Judgement {
  const fact = current.observation.serverSwitch;
  const evidence = evidenceOf(subject, fact);
  if (!fact.known) {
    return unknown({ code: 'server-switch-unknown', text: `The server's switch ${whyNotKnown(fact)}.`, evidence });
  }
  if (fact.value) return pass({ code: 'server-on', text: 'Mitigations are on for this server.', evidence });
  return fail({ code: 'server-off', text: 'Mitigations are turned off for this server.', evidence });
}

function judgeOrganisation(subject: Subject): Judgement {
  const known = subject.organisationSwitch;
  if (!known) {
    return unknown({
      code: 'organisation-switch-unknown',
      text: "No report tells whether the organisation's switch is on.",
    });
  }
  const evidence = organisationEvidence(known);
  if (!known.value.known) {
    const text = `The organisation's switch ${whyNotKnown(known.value)}.`;
    return unknown({ code: 'organisation-switch-unknown', text, evidence });
  }
  const until = instant(known.at + subject.maxEvidenceAge);
  const seen = `as ${known.server} reported on ${instantText(known.at)}`;
  if (subject.now >= until) {
    const text = `The organisation's switch was last seen on ${instantText(known.at)}, too long ago to be trusted.`;
    return unknown({ code: 'organisation-switch-too-old', text, evidence });
  }
  if (known.value.value) {
    return pass({
      code: 'organisation-on',
      text: `Mitigations are on for the organisation, ${seen}.`,
      evidence,
      until,
    });
  }
  const text = `Mitigations are turned off for the whole organisation, ${seen}; the server's own switch does not matter then.`;
  return fail({ code: 'organisation-off', text, evidence, until });
}

function organisationEvidence(known: OrganisationSwitch): Evidence {
  const value = known.value.known ? String(known.value.value) : null;
  return { file: known.file, path: known.value.path, value };
}
