import type { Assessment, CheckId } from '../readiness/model.ts';
import { gatesBeing } from './bound.ts';
import type { AckEnd, Bound } from './model.ts';

/** Why something ends an acknowledgement: one sentence or two, in plain words. */
export interface Ending {
  readonly as: AckEnd;
  readonly why: string;
}

const LONGEST_REASON = 300;

/**
 * What a new judgement does to an acknowledgement; null: it stays. Fewer causes keep it, and so does a gate that is not known
 * any more: nothing was found that its author did not accept.
 *
 * | judgement                                                       | it ends |
 * |-----------------------------------------------------------------|---------|
 * | ready                                                           | ready   |
 * | no gate applies                                                 | gone    |
 * | a gate fails that did not; that it was not known covers nothing | worse   |
 * | another build, and everything that was acknowledged is as it was | worse   |
 */
export function endedBy(bound: Bound, assessment: Assessment): Ending | null {
  const { readiness } = assessment;
  if (readiness === 'ready') return { as: 'ready', why: 'The server is ready: mitigations arrive again.' };
  if (readiness === 'notApplicable')
    return { as: 'gone', why: 'The gates do not apply to this server any more: there is nothing left to acknowledge.' };

  const failing = gatesBeing(assessment, 'fail');
  // Of an unknown server too: a judgement that had expired names what failed, and judged anew the same evidence fails just that.
  const added = failing.filter((id) => !bound.failing.includes(id));
  if (added.length > 0) {
    const what = bound.readiness === 'unknown' ? 'It was unknown and fails now.' : 'It got worse.';
    return { as: 'worse', why: `${what} ${reasonsOf(assessment, added)}` };
  }
  if (isOtherBuild(bound, assessment) && isAsItWas(bound, assessment)) {
    const why = `It runs build ${assessment.build} now instead of ${bound.build}, and nothing of what was acknowledged is better.`;
    return { as: 'worse', why };
  }
  return null;
}

function isOtherBuild(bound: Bound, { build }: Assessment): boolean {
  return bound.build !== null && build !== null && bound.build !== build;
}

function isAsItWas(bound: Bound, assessment: Assessment): boolean {
  const failing = gatesBeing(assessment, 'fail');
  const open = [...failing, ...gatesBeing(assessment, 'unknown')];
  return bound.failing.every((id) => failing.includes(id)) && bound.unknown.every((id) => open.includes(id));
}

function reasonsOf({ checks }: Assessment, ids: readonly CheckId[]): string {
  const texts = checks
    .filter(({ id }) => ids.includes(id))
    .map(({ id, reasons }) => reasons[0]?.text ?? `${id} fails.`);
  const text = texts.join(' ');
  return text.length <= LONGEST_REASON ? text : `${text.slice(0, LONGEST_REASON - 1)}…`;
}
