import type { TextColor } from '@microsoft/teams.cards';
import type { Call } from '../changes/app.ts';
import { isCallOver } from '../changes/call-over.ts';
import { unborne } from '../changes/conflicts/unborne.ts';
import type { ChangeView } from '../changes/model.ts';
import { countText } from '../readiness/words.ts';
import { act, ask } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room } from './parts/card.ts';
import { changeActions, type ChangeContext, solvedBy } from './parts/change-actions.ts';
import { decidedFacts, editedText, waitingFacts } from './parts/change-approvals.ts';
import { conflictBlock } from './parts/change-conflicts.ts';
import { windowFacts } from './parts/change-facts.ts';
import { missingProof, oldEvidence, provenBy } from './parts/change-evidence.ts';
import { changeServerName } from './parts/change-servers.ts';
import { marked, viewMark, whatText } from './parts/change-words.ts';
import { clean } from './parts/escape.ts';
import { type Fact, factSet } from './parts/facts.ts';
import { heading, text } from './parts/text.ts';
import { age, datedMoment, knownZone } from './parts/when.ts';
import { upToText, whoText } from './parts/who.ts';

/** One thing that is said of a change once, beside its card; its buttons are those that the change has now. */
export function callCard(call: Call, view: ChangeView, context: ChangeContext): Presented {
  const over = isCallOver(call, view);
  // What it was said for is settled: an old question above its answer would read as if it still stood.
  const title = over ? { line: standing(view), color: viewMark(view).color } : titleOf(call, view);
  if (context.audience !== 'names')
    return finish({
      summary: `${title.line}.`,
      body: [{ ...heading(title.line, title.color), size: 'Medium' }, factSet(windowFacts(view, context.zone))],
      actions: [ask('Status', { kind: 'status' }, context)],
    });
  return fitted((room) => ({
    summary: `${title.line}: ${whatText(view.change)}. ${clean(view.change.plan.reason, 120)}`,
    body: [
      { ...heading(title.line, title.color), size: 'Medium' },
      text(serversLine(view, room), { size: 'Small', spacing: 'None' }),
      ...(over
        ? []
        : [
            ...saidOf(call, view, context, room),
            factSet([
              ['Why', clean(view.change.plan.reason, room.sentence)],
              ...windowFacts(view, context.zone),
              ...factsOf(call, view, context, room),
            ]),
          ]),
    ],
    actions: buttons(call, view, context),
  }));
}

function titleOf(call: Call, view: ChangeView): { readonly line: string; readonly color?: TextColor } {
  const { id } = view.change;
  const { asOf } = view;
  const { window } = view.change.plan;
  switch (call) {
    case 'decided':
      return { line: standing(view), color: viewMark(view).color };
    case 'edited':
      return { line: `${id} was edited: it has to be approved again` };
    case 'reminder':
      return { line: `${id} still waits for approval, for ${age(view.change.record.askedAt, asOf)}` };
    case 'escalation':
      return { line: `${id} waits for approval: those who were asked first have not answered` };
    case 'soon':
      return { line: asOf < window.start ? `${id} begins soon` : `${id} was about to begin` };
    case 'start':
      return { line: `${id}: its window has begun` };
    case 'end':
      return { line: `${id}: its window has ended` };
    case 'overrun':
      return { line: `✖ ${id} runs on past its window`, color: 'Attention' };
    case 'missed':
      return { line: `✖ ${id} was missed: its window went by without a start`, color: 'Attention' };
    case 'evidence':
      return { line: `? ${id} is done, not proven: run Health Checker` };
    case 'verified':
      return { line: `✔ ${id} verified`, color: 'Good' };
    case 'emergency':
      return { line: `Emergency ${id} was started`, color: 'Attention' };
    case 'review-overdue':
      return { line: `✖ ${id}: its review is overdue`, color: 'Attention' };
    case 'conflict':
      return unborne(view.conflicts).length > 0
        ? { line: `✖ ${id} has come into a conflict that blocks it`, color: 'Attention' }
        : { line: `${id} has come into a conflict` };
  }
}

function standing(view: ChangeView): string {
  const mark = viewMark(view);
  return marked(mark, `${view.change.id} ${mark.word}`);
}

function saidOf(call: Call, view: ChangeView, context: ChangeContext, room: Room) {
  switch (call) {
    case 'edited': {
      const edited = editedText(view, room);
      return edited === null ? [] : [text(edited, { max: 1200 })];
    }
    case 'soon':
    case 'start':
      return oldEvidence(view, room);
    case 'end':
    case 'overrun':
      return [text('Say Done when it is done, or Failed. Evidence then proves it.')];
    case 'missed':
      return [text('Postpone it to another window, or cancel it. Until then it stands in every digest.')];
    case 'evidence':
      return missingProof(view, room);
    case 'emergency':
    case 'review-overdue': {
      const due = view.change.record.review?.dueAt;
      const zone = knownZone(context.zone);
      return due === undefined
        ? []
        : [
            text(
              `Somebody who did not shape it judges it by ${datedMoment(due, zone)} ${zone}: accepted, or objected to.`,
            ),
          ];
    }
    case 'conflict':
      return view.conflicts.length === 0
        ? [text('It stands in no conflict any more.')]
        : conflictBlock(view.conflicts, { meaning: '', zone: context.zone }, room);
    case 'decided':
    case 'reminder':
    case 'escalation':
    case 'verified':
      return [];
  }
}

function factsOf(call: Call, view: ChangeView, context: ChangeContext, room: Room): readonly Fact[] {
  const { requester, record } = view.change;
  const closing = record.closing !== null && !view.approvals.votes.some(({ reason }) => reason === record.closing);
  switch (call) {
    case 'decided':
      return [
        ...decidedFacts(view, context.zone, room),
        ...(closing ? ([['Because', clean(record.closing ?? '', room.sentence)]] as const) : []),
      ];
    case 'edited':
    case 'reminder':
    case 'escalation':
      return view.state === 'proposed'
        ? [['Asked for by', whoText(requester, room)], ...waitingFacts(view, context.zone, room)]
        : [];
    case 'verified':
      return provenBy(view, context.zone, room);
    case 'emergency':
      return [['Started by', whoText(record.startedBy ?? requester, room)]];
    case 'soon':
    case 'start':
    case 'end':
    case 'overrun':
    case 'missed':
    case 'evidence':
    case 'review-overdue':
    case 'conflict':
      return [];
  }
}

/** Those of the change itself, where the call still asks for something; a review is given on the change's card. */
function buttons(call: Call, view: ChangeView, context: ChangeContext) {
  const show = act('Show the change', { change: { kind: 'show', change: view.change.id } }, context);
  const silent = call === 'decided' || call === 'verified' || call === 'evidence' || call === 'soon';
  if (call === 'conflict' && !isCallOver(call, view)) return [...solvedBy(view, context), show];
  if (silent || call === 'emergency' || call === 'review-overdue' || isCallOver(call, view)) return [show];
  return [...changeActions(view, context).slice(0, -1).slice(0, 5), show];
}

function serversLine(view: ChangeView, room: Room): string {
  const names = view.servers.map((server) => changeServerName(server, { name: Math.min(room.name, 40) }));
  return `${countText(view.servers.length, 'server')}: ${upToText(names, Math.max(1, Math.min(8, room.rows)))}`;
}
