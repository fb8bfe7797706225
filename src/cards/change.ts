import type { CardElementArray } from '@microsoft/teams.cards';
import type { ChangeView } from '../changes/model.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { ask } from './parts/actions.ts';
import { fitted, type Presented, type Room, wholeRooms } from './parts/card.ts';
import { awaitsReview, changeActions, type ChangeContext } from './parts/change-actions.ts';
import { decidedFacts, editedText, waitingFacts } from './parts/change-approvals.ts';
import { isProven, missingProof, oldEvidence } from './parts/change-evidence.ts';
import { conflictBlock, conflictCounts } from './parts/change-conflicts.ts';
import { planFacts, windowFacts } from './parts/change-facts.ts';
import { progressFacts } from './parts/change-progress.ts';
import { reviewBlock } from './parts/change-review.ts';
import { changeServerName, changeServers } from './parts/change-servers.ts';
import { marked, riskMarks, typeWords, viewMark, whatText } from './parts/change-words.ts';
import { clean } from './parts/escape.ts';
import { factSet } from './parts/facts.ts';
import { heading, lines, text } from './parts/text.ts';
import { age } from './parts/when.ts';
import { whoText } from './parts/who.ts';

export type { ChangeContext } from './parts/change-actions.ts';

/** One change as it stands: what, why, when, in what order, who decides, and what may be done now. */
export function changeCard(view: ChangeView, context: ChangeContext, notice: string | null = null): Presented {
  if (context.audience !== 'names') return changeCounts(view, context);
  return fitted((room) => {
    const title = changeTitle(view);
    return {
      summary: `${title.line}: ${whatText(view.change)}. ${notice ?? clean(view.change.plan.reason, 120)}`,
      wide: true,
      body: [
        heading(title.line, title.color),
        text(subtitle(view, room), { subtle: true, size: 'Small', spacing: 'None' }),
        ...(notice === null ? [] : [text(clean(notice, room.sentence), { bold: true })]),
        ...remarks(view, room),
        // What has to be done next stands above what was planned.
        ...checklist(view, room),
        ...missingProof(view, room),
        ...conflictBlock(view.conflicts, { meaning: meaningOf(view), zone: context.zone }, room),
        factSet(planFacts(view, context.zone, room)),
        ...changeServers(view, context.zone, room),
        ...factsBelow(view, context, room),
        ...reviewBlock(view, context, room, awaitsReview(view, context)),
      ],
      actions: changeActions(view, context),
    };
  }, wholeRooms);
}

/** The same for a conversation that people from outside can read: nothing that names a server, and nothing to decide. */
function changeCounts(view: ChangeView, context: ChangeContext): Presented {
  return fitted(() => {
    const title = changeTitle(view);
    const { needed, votes } = view.approvals;
    const given = votes.filter(({ vote }) => vote === 'approve').length;
    const proven = view.servers.filter(isProven).length;
    return {
      summary: `${title.line}: ${whatText(view.change)}.`,
      body: [
        heading(title.line, title.color),
        text(`${typeWords[view.change.plan.type]}: ${whatText(view.change)}`, {
          subtle: true,
          size: 'Small',
          spacing: 'None',
        }),
        factSet([
          ...windowFacts(view, context.zone),
          ['Risk', riskMarks[view.risk.risk]],
          ['Conflicts', conflictCounts(view.conflicts)],
          ['Approvals', needed === 0 ? 'no second person is required by policy' : `${given} of ${needed}`],
          ['Done', `${view.servers.filter(({ tick }) => tick !== null).length} of ${view.servers.length}`],
          ['Proven', `${proven} of ${view.servers.length}`],
        ]),
        text(COUNTS_ONLY, { size: 'Small' }),
      ],
      actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
    };
  });
}

export function changeTitle(view: ChangeView) {
  const mark = viewMark(view);
  const { id, plan } = view.change;
  const begun = view.state === 'approved' && view.asOf >= plan.window.start ? ', its window has begun' : '';
  const emergency = plan.type === 'emergency' ? ', emergency' : '';
  return { line: marked(mark, `${id} ${mark.word}${begun}${emergency}`), color: mark.color };
}

function subtitle({ change, asOf }: ChangeView, room: Room): string {
  return `${typeWords[change.plan.type]}: ${whatText(change)} · asked for by ${whoText(change.requester, room)}, ${age(change.createdAt, asOf)} ago`;
}

/** What has to be known before anything is pressed. */
function remarks(view: ChangeView, room: Room): CardElementArray {
  const edited = editedText(view, room);
  return [
    ...(view.overrun
      ? [text('✖ It runs on past its window. Say Done when it is done, or Failed.', { color: 'Attention', bold: true })]
      : []),
    ...oldEvidence(view, room),
    ...(edited === null ? [] : [text(edited, { max: 1200 })]),
  ];
}

function meaningOf({ state, change }: ChangeView): string {
  if (change.plan.type === 'emergency') return '';
  return `: it can not be ${state === 'proposed' ? 'approved' : 'started'} until an approver overrides that in writing`;
}

/** What is done on the server whose turn it is. */
function checklist(view: ChangeView, room: Room): CardElementArray {
  if (view.state !== 'in-progress') return [];
  const next = view.servers.find(({ tick }) => tick === null);
  const steps = next?.steps ?? [];
  if (!next) return [text('Every server is done. Press Done to end the change; evidence then proves it.')];
  if (steps.length === 0) return [text(`Next: ${changeServerName(next, room)}`, { bold: true, spacing: 'Medium' })];
  const shown = steps
    .slice(0, Math.min(20, room.rows))
    .map((step, index) => `${index + 1}. ${clean(step, room.sentence)}`);
  const left = steps.length - shown.length;
  return [
    text(`Next: ${changeServerName(next, room)}, in this order`, { bold: true, spacing: 'Medium' }),
    lines([...shown, ...(left > 0 ? [`and ${countText(left, 'more step')}`] : [])], {
      size: 'Small',
      spacing: 'Small',
    }),
  ];
}

function factsBelow(view: ChangeView, context: ChangeContext, room: Room): CardElementArray {
  const decision =
    view.state === 'proposed' ? waitingFacts(view, context.zone, room) : decidedFacts(view, context.zone, room);
  const facts = [...decision, ...progressFacts(view, context.zone, room)];
  return facts.length > 0 ? [{ ...factSet(facts), separator: true }] : [];
}
