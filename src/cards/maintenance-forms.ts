import type { CardElementArray } from '@microsoft/teams.cards';
import type { Refusal } from '../core/result.ts';
import type { FreezeDraft, MaintenanceAnswer, RuleDraft } from '../maintenance/model.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room, wholeRooms } from './parts/card.ts';
import { clean } from './parts/escape.ts';
import { freezeFields, ruleFields } from './parts/maintenance-fields.ts';
import { occurrenceLines } from './parts/maintenance-words.ts';
import { heading, lines, text } from './parts/text.ts';

type RuleForm = Extract<MaintenanceAnswer, { readonly kind: 'rule-form' }>;
type FreezeForm = Extract<MaintenanceAnswer, { readonly kind: 'freeze-form' }>;

const unread: RuleDraft = {
  name: '',
  zone: '',
  recurrence: '',
  days: '',
  number: '',
  rrule: '',
  time: '',
  hours: '',
  noStartBefore: '',
  scope: '',
  preApproves: false,
};

const unreadFreeze: FreezeDraft = {
  name: '',
  fromDate: '',
  fromTime: '',
  untilDate: '',
  untilTime: '',
  zone: '',
  scope: '',
  effect: '',
  reason: '',
};

/** The form of a maintenance rule, a new one or one that is edited, with the rule read back in words. */
export function ruleFormCard(form: RuleForm, context: PresentContext): Presented {
  if (context.audience !== 'names') return maintenanceCountsCard('A maintenance rule', context);
  const { edits, draft, scopes, problem } = form;
  return fitted((room) => {
    const title = edits ? `Edit the rule ${clean(edits.name, room.name) || edits.rule}` : 'A new maintenance rule';
    const of = edits ? { rule: edits.rule, revision: edits.revision } : { rule: null, revision: null };
    const rules = act('Rules and freezes', { maintenance: { kind: 'rules' } }, context);
    return {
      summary: [`${title}.`, problem?.message, form.readBack?.when].filter(Boolean).join(' '),
      body: [
        heading(title),
        ...problemLine(problem),
        ...(edits ? [text('A rule that is changed has to be approved again.', { size: 'Small' })] : []),
        ...readBackOf(form, context, room),
        ...ruleFields(draft, scopes, room),
      ],
      actions: [
        act('Save the rule', { maintenance: { kind: 'set-rule', ...of, draft: unread } }, context, {
          primary: true,
          withInputs: true,
        }),
        act('Read it back', { maintenance: { kind: 'rule-form', rule: of.rule, draft: {} } }, context, {
          withInputs: true,
        }),
        ...(edits ? [act('Remove the rule', { maintenance: { kind: 'remove-rule', rule: edits.rule } }, context)] : []),
        rules,
      ],
    };
  }, wholeRooms);
}

/** The form of a freeze, filled in with what was said. */
export function freezeFormCard(form: FreezeForm, context: PresentContext): Presented {
  if (context.audience !== 'names') return maintenanceCountsCard('A freeze', context);
  const { draft, scopes, problem, readBack } = form;
  return fitted((room) => {
    const title = 'A new freeze';
    return {
      summary: [`${title}.`, problem?.message, readBack].filter(Boolean).join(' '),
      body: [
        heading(title),
        ...problemLine(problem),
        text('Whoever has a change in it is told. No change is moved by itself.', { size: 'Small' }),
        ...(readBack === null ? [] : [text(`It lasts: ${clean(readBack, room.sentence)}`, { bold: true, max: 600 })]),
        ...freezeFields(draft, scopes, room),
      ],
      actions: [
        act('Set the freeze', { maintenance: { kind: 'set-freeze', draft: unreadFreeze } }, context, {
          primary: true,
          withInputs: true,
        }),
        act('Read it back', { maintenance: { kind: 'freeze-form', draft: {} } }, context, { withInputs: true }),
        act('Rules and freezes', { maintenance: { kind: 'rules' } }, context),
      ],
    };
  }, wholeRooms);
}

/** Why what was filled in was not taken. */
function problemLine(problem: Refusal | undefined): CardElementArray {
  if (!problem) return [];
  return [text(`✖ ${clean(problem.message)} ${clean(problem.hint)}`, { bold: true, color: 'Attention' })];
}

function readBackOf({ readBack }: RuleForm, { zone }: PresentContext, room: Room): CardElementArray {
  if (readBack === null) return [];
  const next = readBack.next
    .slice(0, Math.min(3, room.rows))
    .map((occurrence) => occurrenceLines(occurrence, readBack.zone, zone, room).join('. '));
  return [
    text(`It opens ${clean(readBack.when, room.sentence)}`, { bold: true, max: 600 }),
    lines(next.length > 0 ? ['Next:', ...next] : ['It never opens again.'], {
      size: 'Small',
      spacing: 'Small',
      max: 700,
    }),
  ];
}

function maintenanceCountsCard(what: string, context: PresentContext): Presented {
  return finish({
    summary: `${what} needs names of servers.`,
    body: [heading(`${what} needs names of servers`), text(COUNTS_ONLY, { size: 'Small' })],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}
