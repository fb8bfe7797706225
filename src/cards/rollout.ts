import { unborne } from '../changes/conflicts/unborne.ts';
import type { RolloutAnswer, RolloutPart } from '../changes/rollout/model.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room, wholeRooms } from './parts/card.ts';
import type { ChangeContext } from './parts/change-actions.ts';
import { clean } from './parts/escape.ts';
import { factSet } from './parts/facts.ts';
import { firstOf, textField } from './parts/inputs.ts';
import { leftList, partsText, partTable } from './parts/rollout-parts.ts';
import { heading, text } from './parts/text.ts';
import { age } from './parts/when.ts';
import { peopleText, whoText } from './parts/who.ts';

type Form = Extract<RolloutAnswer, { readonly kind: 'rollout-form' }>;
export type RolloutView = Extract<RolloutAnswer, { readonly kind: 'rollout' }>;

const MOST_OPENED = 4;

/** What a rollout would come to, to be sent off with one press and a reason. */
export function rolloutFormCard(form: Form, context: ChangeContext): Presented {
  const { parts, left, unplaced, problem, scope, hash } = form;
  if (context.audience !== 'names')
    return rolloutCountsCard(
      `A rollout would be ${partsText(parts)}`,
      { left: left.length, unplaced: unplaced.length },
      context,
    );
  return fitted((room) => {
    const title = `Rollout to ${clean(form.title, room.name) || 'what is outdated'}: ${parts.length === 0 ? 'nothing to plan' : partsText(parts)}`;
    return {
      summary: [`${title}.`, problem?.message].filter(Boolean).join(' '),
      wide: true,
      body: [
        heading(title),
        ...(problem
          ? [text(`✖ ${clean(problem.message)} ${clean(problem.hint)}`, { bold: true, color: 'Attention' })]
          : []),
        text(
          parts.length === 0
            ? 'No server of it can be brought up to date by an update now.'
            : 'Each change waits for approval; all of them can be approved with one press. Nothing is planned until you send it off.',
          { size: 'Small', spacing: 'None' },
        ),
        ...partTable(parts, context.zone, room),
        ...leftList('✖ Not planned', unplaced, room),
        ...leftList('Left out', left, room),
        ...(parts.length > 0
          ? [
              textField({
                id: 'reason',
                label: 'Reason',
                value: form.reason,
                lines: true,
                required: 'Say why, for example: the October updates.',
                max: 500,
              }),
            ]
          : []),
      ],
      actions: [
        ...(parts.length > 0
          ? [
              act(
                parts.length === 1 ? 'Send off the change' : `Send off ${parts.length} changes`,
                { change: { kind: 'rollout', scope: firstOf(scope, 300), hash, reason: '' } },
                context,
                { primary: true, withInputs: true },
              ),
            ]
          : []),
        ask('Outdated servers', { kind: 'outdated', scope: null, cause: null, page: 1 }, context),
        ask('Open changes', { kind: 'changes', filter: 'open', page: 1 }, context),
      ],
    };
  }, wholeRooms);
}

/** `ROLLOUT-0001 to DAG-BER: 2 of 3 wait for approval`. */
export function rolloutTitleText(view: RolloutView, longestName: number): string {
  return `${view.rollout.id} to ${clean(view.title, longestName) || 'what is outdated'}: ${standing(view)}`;
}

/** A rollout as it stands: its changes, who may approve all that wait, what was left out. */
export function rolloutCard(view: RolloutView, context: ChangeContext): Presented {
  const { rollout, parts, waiting, notice } = view;
  const state = standing(view);
  if (context.audience !== 'names')
    return rolloutCountsCard(
      `${rollout.id}: ${partsText(parts)}, ${state}`,
      { left: rollout.left.length, unplaced: 0 },
      context,
    );
  return fitted((room) => {
    const title = rolloutTitleText(view, room.name);
    return {
      summary: notice === null ? `${title}.` : clean(notice, 280),
      wide: true,
      body: [
        heading(title),
        text(
          `${partsText(parts)} · asked for by ${whoText(rollout.requester, room)}, ${age(rollout.madeAt, view.asOf)} ago`,
          { subtle: true, size: 'Small', spacing: 'None' },
        ),
        ...(notice === null ? [] : [text(clean(notice, room.sentence), { bold: true })]),
        factSet([
          ['Why', clean(rollout.reason, room.sentence)],
          ...(waiting > 0 ? ([['May approve all', mayText(view, room)]] as const) : []),
        ]),
        ...partTable(parts, context.zone, room),
        ...leftList('Left out', rollout.left, room),
      ],
      actions: [
        ...approveAll(view, context),
        ...openButtons(parts, context),
        act('Newest state', { change: { kind: 'show-rollout', rollout: rollout.id } }, context),
      ],
    };
  }, wholeRooms);
}

/** `2 of 3 wait for approval`, `nothing waits for approval`. */
function standing({ waiting, parts }: RolloutView): string {
  if (waiting === 0) return 'nothing waits for approval';
  if (waiting === parts.length) return waiting === 1 ? 'it waits for approval' : 'all wait for approval';
  return `${waiting} of ${parts.length} ${waiting === 1 ? 'waits' : 'wait'} for approval`;
}

function mayText({ may }: RolloutView, room: Room): string {
  return may.length > 0 ? peopleText(may, room) : '✖ nobody: each change is approved by itself';
}

/** Bound to the plans that are shown. What a conflict blocks is approved by itself, once that is overridden. */
function approveAll({ rollout, hash, waiting, may, parts }: RolloutView, context: ChangeContext) {
  const { viewer } = context;
  const mayPress = viewer === undefined || may.some(({ person }) => person === viewer);
  const blocked = parts.some(({ state, conflicts }) => state === 'proposed' && unborne(conflicts).length > 0);
  if (waiting === 0 || !mayPress || blocked) return [];
  const title = waiting === 1 ? 'Approve it' : `Approve all ${waiting}`;
  const command = { kind: 'approve-rollout', rollout: rollout.id, hash } as const;
  return [act(title, { change: command }, context, { primary: true })];
}

/** Those that want a look first: in conflict, then waiting. */
function openButtons(parts: readonly RolloutPart[], context: ChangeContext) {
  const weight = ({ state, conflicts }: RolloutPart) =>
    unborne(conflicts).length > 0 ? 0 : state === 'proposed' ? 1 : 2;
  return [...parts]
    .sort((a, b) => weight(a) - weight(b))
    .flatMap(({ change }) => (change === null ? [] : [change]))
    .slice(0, MOST_OPENED)
    .map((change) => act(change, { change: { kind: 'show', change } }, context));
}

function rolloutCountsCard(
  title: string,
  { left, unplaced }: { readonly left: number; readonly unplaced: number },
  context: ChangeContext,
): Presented {
  return finish({
    summary: `${title}.`,
    body: [
      heading(title),
      factSet([
        ['Left out', countText(left, 'server')],
        ...(unplaced > 0 ? ([['Not planned', countText(unplaced, 'server')]] as const) : []),
      ]),
      text(COUNTS_ONLY, { size: 'Small' }),
    ],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}
