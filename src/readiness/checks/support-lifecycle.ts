import { laneOf, productName, productOf } from '../../catalogue/lookup.ts';
import { supportOn, type SupportStatus } from '../../catalogue/support.ts';
import { type Day, dayOf, type Instant, instant } from '../../core/clock.ts';
import { never } from '../../core/result.ts';
import { fail, pass, unknown, warn } from '../judgement.ts';
import { knownBuild } from '../known-build.ts';
import type { Judgement, Subject } from '../model.ts';
import { missingReport } from '../preconditions.ts';
import { dayText } from '../words.ts';
import { unsettled } from './cut-off.ts';

/** Product and CU are in support on the day. The inventory's build settles it too: it names product and CU. */
export function supportLifecycle(subject: Subject): Judgement {
  const { catalogue, now } = subject;
  const known = knownBuild(subject);
  if (known.kind === 'none')
    return unknown(missingReport(subject) ?? { code: 'no-build', text: 'The report names no build.' });
  const product = productOf(known.build);
  if (!product) return unsettled(subject, known, 'no-lane');

  const lane = laneOf(catalogue, known.build);
  const status = supportOn(catalogue, product, lane?.cu ?? null, dayOf(now));
  const line = lane ? `${productName(product)} ${lane.cu}` : productName(product);
  if (!lane && status.state === 'supported') return unsettled(subject, known, 'no-lane');
  const told = {
    code: status.reason,
    text: sentence(line, status),
    evidence: known.evidence,
    until: startOf(status.until),
  };
  if (status.reason === 'not-known') return unknown(told);
  switch (status.state) {
    case 'supported':
      return pass(told);
    case 'esu-only':
      return warn(told);
    case 'ended':
      return fail(told);
    default:
      return never(status.state);
  }
}

function sentence(line: string, status: SupportStatus): string {
  const ended = status.endsOn ? dayText(status.endsOn) : 'a day that is not known';
  const esu = status.esuUntil ? dayText(status.esuUntil) : 'a day that is not known';
  switch (status.reason) {
    case 'no-end-named':
      return `${line} is in support; Microsoft names no end.`;
    case 'before-end':
      return `${line} is in support until ${ended}.`;
    case 'esu-running':
      return `Support of ${line} ended on ${ended}; Extended Security Updates run until ${esu}.`;
    case 'product-ended':
      return `Support of ${line} ended on ${ended}.`;
    case 'esu-over':
      return `Support of ${line} ended on ${ended}, and its Extended Security Updates on ${esu}.`;
    case 'cu-superseded':
      return `${line} is out of support: two newer cumulative updates are out.`;
    case 'not-known':
      return `How long ${line} is supported is not known.`;
    default:
      return never(status.reason);
  }
}

function startOf(day: Day | null): Instant | null {
  return day === null ? null : instant(Date.parse(`${day}T00:00:00Z`));
}
