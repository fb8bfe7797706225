import type { CardElementArray } from '@microsoft/teams.cards';
import type { ChangeAnswer } from '../changes/model.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room, wholeRooms } from './parts/card.ts';
import { conflictBlock } from './parts/change-conflicts.ts';
import { planFields, serverFields } from './parts/change-fields.ts';
import { formButtons, isTooLarge, mayInsist, plannedOf } from './parts/change-form-buttons.ts';
import { slotBlock } from './parts/change-slots.ts';
import { riskMarks } from './parts/change-words.ts';
import { clean } from './parts/escape.ts';
import { heading, lines, text } from './parts/text.ts';
import { spanForReader } from './parts/when.ts';

export type ChangeForm = Extract<ChangeAnswer, { readonly kind: 'change-form' }>;

/** The form of a plan, a new one or one that is edited: servers with their targets and order, window, reason, risk. */
export function changeFormCard(form: ChangeForm, context: PresentContext): Presented {
  if (context.audience !== 'names') return formCountsCard(context);
  return fitted((room) => {
    const planned = plannedOf(form, room);
    const cut = form.servers.length - planned.length;
    const title = titleOf(form);
    return {
      summary: [`${title}.`, form.problem?.message, form.readBack].filter(Boolean).join(' '),
      body: [
        heading(title),
        ...problemLines(form),
        ...(form.edits
          ? [text('Saving makes every vote on the plan as it was void, and says what changed.', { size: 'Small' })]
          : []),
        ...readBack(form, context, room),
        ...conflictBlock(form.conflicts, { meaning: meaningOf(form), zone: context.zone }, room),
        ...(form.slots === null || form.draft.type === 'emergency'
          ? []
          : slotBlock(form.slots, { chosen: form.draft, zone: context.zone, room })),
        ...leftLines(form, room),
        ...(form.servers.length === 0
          ? [text('Name at least one server, for example: plan BER-EX02 saturday 22:00 for 4h')]
          : isTooLarge(form, cut)
            ? [
                text('This plan is too large to be edited on a card. Withdraw it and propose smaller ones.', {
                  bold: true,
                }),
              ]
            : [
                ...(cut > 0
                  ? [
                      text(`✖ ${cut} more do not fit into one change here: plan them in another one.`, {
                        bold: true,
                        color: 'Attention',
                      }),
                    ]
                  : []),
                ...serverFields(planned, form.draft, room),
                ...planFields(form, room),
              ]),
      ],
      actions: formButtons(form, planned, context),
    };
  }, wholeRooms);
}

/** Why what was filled in was not taken; what blocks it stands below, each by itself. */
function problemLines(form: ChangeForm): CardElementArray {
  const { problem } = form;
  if (!problem) return [];
  const why = mayInsist(form) ? `Not ${form.edits ? 'saved' : 'proposed'}.` : clean(problem.message);
  return [text(`✖ ${why} ${clean(problem.hint)}`, { bold: true, color: 'Attention' })];
}

function titleOf({ edits, servers, draft }: ChangeForm): string {
  if (edits) return `Edit ${edits.change}`;
  if (draft.type === 'emergency' && servers.length > 0) return `Emergency on ${countText(servers.length, 'server')}`;
  return servers.length === 0
    ? 'Nothing here can be planned'
    : `Plan the update of ${countText(servers.length, 'server')}`;
}

/** The window in its own zone and the reader's, and the risk as it is so far. */
function readBack(form: ChangeForm, context: PresentContext, room: Room): CardElementArray {
  const theirs = form.window ? spanForReader(form.window, form.window.zone, context.zone) : null;
  const why = form.risk.why.slice(0, Math.min(4, room.rows)).map((sentence) => clean(sentence, room.sentence));
  return [
    ...(form.readBack === null
      ? []
      : [text(`Window: ${clean(form.readBack, room.sentence)}`, { bold: true, max: 600 })]),
    ...(theirs === null ? [] : [text(`In your time zone: ${theirs}`, { size: 'Small', spacing: 'None' })]),
    ...(form.servers.length === 0
      ? []
      : [
          text(`Risk so far: ${riskMarks[form.risk.risk]}${why.length > 0 ? `. ${why.join(' ')}` : ''}`, {
            size: 'Small',
            max: 1200,
          }),
        ]),
  ];
}

/** Of what blocks. An emergency is only warned. */
function meaningOf(form: ChangeForm): string {
  if (form.draft.type === 'emergency') return ', were it no emergency: it can be started all the same';
  return mayInsist(form) ? '' : ': it can not be proposed like this';
}

function leftLines({ left }: ChangeForm, room: Room): CardElementArray {
  if (left.length === 0) return [];
  const shown = left
    .slice(0, Math.min(20, room.rows))
    .map(
      ({ name, refusal }) =>
        `${clean(name, room.name) || 'a server without a name'}: ${clean(refusal.message, room.sentence)}`,
    );
  const more = left.length - shown.length;
  return [
    text(`✖ Left out: ${left.length}`, { bold: true, color: 'Attention' }),
    lines([...shown, ...(more > 0 ? [`and ${more} more`] : [])], { spacing: 'Small', size: 'Small' }),
  ];
}

function formCountsCard(context: PresentContext): Presented {
  return finish({
    summary: 'Planning needs names of servers.',
    body: [heading('Planning needs names of servers'), text(COUNTS_ONLY, { size: 'Small' })],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}
