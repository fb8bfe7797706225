import type { TextColor } from '@microsoft/teams.cards';
import type { ChangeRow, ChangeType, ChangeView, Risk } from '../../changes/model.ts';
import type { ChangeState } from '../../changes/states.ts';
import { countText } from '../../readiness/words.ts';
import type { Mark } from './marks.ts';

/** How a change stands. Only what evidence or the clock has said has a verdict's mark: an approval proves nothing. */
export interface ChangeMark {
  readonly sign: Mark['sign'] | '';
  readonly word: string;
  readonly color: TextColor;
}

const marks: Readonly<Record<ChangeState, ChangeMark>> = {
  proposed: { sign: '', word: 'waits for approval', color: 'Default' },
  approved: { sign: '', word: 'approved', color: 'Default' },
  rejected: { sign: '', word: 'rejected', color: 'Attention' },
  withdrawn: { sign: '', word: 'withdrawn', color: 'Default' },
  lapsed: { sign: '', word: 'lapsed without a decision', color: 'Default' },
  'in-progress': { sign: '', word: 'in progress', color: 'Accent' },
  implemented: { sign: '?', word: 'done, not proven', color: 'Attention' },
  verified: { sign: '✔', word: 'verified', color: 'Good' },
  failed: { sign: '✖', word: 'failed', color: 'Attention' },
  missed: { sign: '✖', word: 'missed: never started', color: 'Attention' },
  cancelled: { sign: '', word: 'cancelled', color: 'Default' },
  moot: { sign: '', word: 'moot: nothing was left to do', color: 'Default' },
};

/** `needed` approvals, of which `given` are there. */
export function changeMark(
  of: Pick<ChangeRow, 'state' | 'overrun' | 'reviewOverdue' | 'needed' | 'given'>,
): ChangeMark {
  if (of.overrun) return { sign: '✖', word: 'in progress past its window', color: 'Attention' };
  if (of.state === 'proposed' && of.needed > 1)
    return { ...marks.proposed, word: `waits for approval, has ${of.given} of ${of.needed}` };
  return marks[of.state];
}

/** With its mark, where it has one. */
export function marked(mark: ChangeMark, words: string): string {
  return mark.sign === '' ? words : `${mark.sign} ${words}`;
}

export function viewMark(view: ChangeView): ChangeMark {
  const { state, overrun, reviewOverdue, approvals } = view;
  return changeMark({ state, overrun, reviewOverdue, needed: approvals.needed, given: approvalsOn(view).length });
}

export function approvalsOn({ approvals }: ChangeView) {
  return approvals.votes.filter(({ vote }) => vote === 'approve');
}

export const typeWords: Readonly<Record<ChangeType, string>> = {
  standard: 'Standard change',
  normal: 'Change',
  emergency: 'Emergency change',
};

export const riskMarks: Readonly<Record<Risk, string>> = { low: 'low', medium: 'medium', high: 'high' };

/** `update of 2 servers`: what it does, in a count. */
export function whatText({ plan }: ChangeView['change']): string {
  const retired = plan.servers.filter(({ target }) => target.kind === 'retired').length;
  const updated = plan.servers.length - retired;
  if (retired === 0) return `update ${countText(updated, 'server')}`;
  return updated === 0
    ? `retire ${countText(retired, 'server')}`
    : `update ${countText(updated, 'server')}, retire ${retired}`;
}
