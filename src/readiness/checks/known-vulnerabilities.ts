import { laneOf } from '../../catalogue/lookup.ts';
import type { BuildNumber, Catalogue } from '../../catalogue/model.ts';
import { supportOn } from '../../catalogue/support.ts';
import { vulnerabilitiesKnown } from '../../catalogue/vulnerabilities.ts';
import type { Day } from '../../core/clock.ts';
import { exposureOf } from '../exposure.ts';
import { fail, pass, unknown } from '../judgement.ts';
import { buildText, fittingRange, knownBuild } from '../known-build.ts';
import type { Judgement, OpenVulnerability, Subject } from '../model.ts';
import { missingReport } from '../preconditions.ts';
import { countText, dayText, listText } from '../words.ts';
import { unsettled } from './cut-off.ts';

/** No vulnerability is open that a later update of the product fixes. */
export function knownVulnerabilities(subject: Subject): Judgement {
  const { catalogue } = subject;
  const known = knownBuild(subject);
  const range = fittingRange(catalogue, known);
  if (known.kind === 'none' || !range) {
    return unknown(
      missingReport(subject) ?? { code: 'no-build', text: 'The report names no build.', evidence: known.evidence },
    );
  }

  const certain = exposureOf(catalogue, range.highest);
  const complete = vulnerabilitiesKnown(catalogue, known.build);
  const evidence = known.evidence;
  if (certain.length > 0) {
    const atLeast = known.kind === 'displayed' || !complete;
    return fail({ code: 'open', text: sentence(certain, atLeast), evidence });
  }
  if (!complete) return unsettled(subject, known, 'no-lane');
  if (exposureOf(catalogue, range.lowest).length > 0) return unsettled(subject, known, 'unsettled');
  const ended = supportEnd(catalogue, known.build);
  if (ended) {
    const text = `Build ${buildText(catalogue, known)} has every listed fix, but nothing that was found after ${dayText(ended)}, the end of support, is listed for it.`;
    return unknown({ code: 'no-longer-listed', text, evidence });
  }
  const text = `No vulnerability known on ${dayText(catalogue.asOf)} is open in build ${buildText(catalogue, known)}.`;
  return pass({ code: 'none-open', text, evidence });
}

/** The end of a product that had ended, its paid updates included, when the catalogue was made: its silence since proves nothing. */
function supportEnd(catalogue: Catalogue, build: BuildNumber): Day | null {
  const lane = laneOf(catalogue, build);
  if (!lane) return null;
  const { reason, endsOn, esuUntil } = supportOn(catalogue, lane.product, lane.cu, catalogue.asOf);
  if (reason === 'esu-over') return esuUntil;
  return reason === 'product-ended' ? endsOn : null;
}

/** What is certainly open: for a build of which only the CU is known, what no update of it fixes. */
export function certainlyOpen(subject: Subject): readonly OpenVulnerability[] {
  const range = fittingRange(subject.catalogue, knownBuild(subject));
  return range ? exposureOf(subject.catalogue, range.highest) : [];
}

function sentence(open: readonly OpenVulnerability[], atLeast: boolean): string {
  const names = [...new Set(open.flatMap(({ name }) => name ?? []))];
  const exploited = open.filter((one) => one.exploited).length;
  const vulnerabilities = countText(open.length, 'known vulnerability', 'known vulnerabilities');
  const count = `${atLeast ? 'At least ' : ''}${vulnerabilities} ${open.length === 1 ? 'is' : 'are'} fixed by later updates`;
  const attacked = exploited > 0 ? `, ${exploited} of them exploited` : '';
  return `${count}${attacked}${names.length > 0 ? `: ${listText(names)}${names.length < open.length ? ' among them' : ''}` : ''}.`;
}
