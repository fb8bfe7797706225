import type { IExecuteAction } from '@microsoft/teams.cards';
import { unborne } from '../../changes/conflicts/unborne.ts';
import type { ChangeCommand, ChangeView } from '../../changes/model.ts';
import { never } from '../../core/result.ts';
import type { PersonKey } from '../../people/identity.ts';
import { act, ask, type ButtonOptions, type PresentContext } from './actions.ts';
import { hasVoted, isAuthor } from './change-approvals.ts';
import { timeHelps } from './change-conflicts.ts';
import { changeServerName } from './change-servers.ts';
import { inert } from './escape.ts';

/** Where a card of a change is shown: to one person alone, or to everybody in a conversation. */
export interface ChangeContext extends PresentContext {
  /** Left out: everybody; then each button that anybody may press is there, and who may is said when it is pressed. */
  readonly viewer?: PersonKey;
}

/** What may be done now, the most wanted first; at most six. */
export function changeActions(view: ChangeView, context: ChangeContext): readonly IExecuteAction[] {
  const story = ask('History', { kind: 'story', change: view.change.id }, context);
  return [...buttonsFor(view, context), story];
}

function buttonsFor(view: ChangeView, context: ChangeContext): readonly IExecuteAction[] {
  const { asOf, state, change } = view;
  const { id: of, plan } = change;
  const to = (title: string, command: ChangeCommand, options?: ButtonOptions) =>
    act(title, { change: command }, context, options);
  const solve = solvedBy(view, context);
  const override = mayOverride(view, context)
    ? [to('Override', { kind: 'override-form', change: of }, { primary: true })]
    : [];
  // The buttons for a safe slot and a newer target open the same form, and a card has six at most.
  const edit =
    mayEdit(view) && solve.length + override.length < 2 ? [to('Edit', { kind: 'form', servers: [], change: of })] : [];
  const postpone = to('Postpone', { kind: 'postpone-form', change: of });
  const cancel = to('Cancel the change', { kind: 'cancel-form', change: of });
  switch (state) {
    case 'proposed':
      return [
        ...(mayVote(view, context)
          ? [
              // While a conflict blocks it, an approval would be refused.
              ...(override.length > 0
                ? override
                : [to('Approve', { kind: 'approve', change: of, plan: change.planHash }, { primary: true })]),
              to('Reject', { kind: 'reject-form', change: of }),
            ]
          : override),
        ...solve,
        ...edit,
        ...(mayWithdraw(view, context) ? [to('Withdraw', { kind: 'withdraw', change: of })] : []),
      ];
    case 'approved':
      return asOf < plan.window.start
        ? [...override, ...solve, ...edit, postpone, cancel]
        : [...override, to('Start', { kind: 'start', change: of }, { primary: true }), postpone, cancel];
    case 'in-progress':
      return [...ticks(view, context), ...reviewed(view, context)];
    case 'implemented':
      return [to('Failed', { kind: 'fail-form', change: of }), ...reviewed(view, context)];
    case 'missed':
      return [postpone, cancel];
    case 'verified':
    case 'failed':
      return reviewed(view, context);
    case 'rejected':
    case 'withdrawn':
    case 'lapsed':
    case 'cancelled':
    case 'moot':
      return [];
    default:
      return never(state);
  }
}

/** What does away with conflicts by another plan: another window, newer targets. */
export function solvedBy(view: ChangeView, context: ChangeContext): readonly IExecuteAction[] {
  if (!mayEdit(view)) return [];
  const { conflicts, change } = view;
  const { id: of, planHash: plan } = change;
  return [
    ...(timeHelps(conflicts)
      ? [act('Show safe slots', { change: { kind: 'slots', change: of, plan, draft: null } }, context)]
      : []),
    ...(conflicts.some(({ type, override }) => type === 'superseded' && override === null)
      ? [act('Retarget', { change: { kind: 'retarget-form', change: of } }, context)]
      : []),
  ];
}

function mayEdit({ asOf, editableUntil, change }: ChangeView): boolean {
  return asOf < editableUntil && change.plan.type !== 'emergency';
}

/** Whether a conflict blocks it that somebody other than its authors could bear. */
function mayOverride(view: ChangeView, { viewer }: ChangeContext): boolean {
  if (view.change.plan.type === 'emergency' || unborne(view.conflicts).length === 0) return false;
  return viewer === undefined || !isAuthor(view, viewer);
}

/** The next server in its order, the last one back, and the end of it. Of one server alone its end is the change's. */
function ticks(view: ChangeView, context: ChangeContext): readonly IExecuteAction[] {
  const of = view.change.id;
  const next = view.servers.find(({ tick }) => tick === null);
  const last = view.servers.filter(({ tick }) => tick !== null).at(-1);
  const several = view.servers.length > 1;
  const room = { name: 20 };
  const to = (title: string, command: ChangeCommand, options?: ButtonOptions) =>
    act(title, { change: command }, context, options);
  return [
    ...(next && several
      ? [
          to(
            `${inert(changeServerName(next, room))} is done`,
            { kind: 'tick', change: of, server: next.id, done: true },
            { primary: true },
          ),
        ]
      : []),
    to(next && several ? 'All done' : 'Done', { kind: 'finish', change: of }, { primary: !next || !several }),
    to('Failed', { kind: 'fail-form', change: of }),
    // A card has six buttons at most, and those of a review come first.
    ...(last && !awaitsReview(view, context)
      ? [
          to(`${inert(changeServerName(last, room))} is not done`, {
            kind: 'tick',
            change: of,
            server: last.id,
            done: false,
          }),
        ]
      : []),
  ];
}

/** Whether the review of an emergency is open, and this reader may give it. */
export function awaitsReview(view: ChangeView, context: ChangeContext): boolean {
  const { review } = view.change.record;
  if (review === null || review.decided !== null) return false;
  return context.viewer === undefined || !isAuthor(view, context.viewer);
}

function reviewed(view: ChangeView, context: ChangeContext): readonly IExecuteAction[] {
  if (!awaitsReview(view, context)) return [];
  const judge = (verdict: 'accepted' | 'objected') =>
    ({ change: { kind: 'review', change: view.change.id, verdict, reason: '' } }) as const;
  return [
    act('Accept afterwards', judge('accepted'), context, { withInputs: true, primary: view.state !== 'in-progress' }),
    act('Object', judge('objected'), context, { withInputs: true }),
  ];
}

function mayVote(view: ChangeView, { viewer }: ChangeContext): boolean {
  return view.approvals.needed > 0 && (viewer === undefined || (!isAuthor(view, viewer) && !hasVoted(view, viewer)));
}

function mayWithdraw(view: ChangeView, { viewer }: ChangeContext): boolean {
  return viewer === undefined || isAuthor(view, viewer);
}
