import type { CardElementArray, IChoiceSetInput } from '@microsoft/teams.cards';
import type { FreezeView, MaintenanceAnswer, RuleView } from '../maintenance/model.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { ask } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room } from './parts/card.ts';
import type { ChangeContext } from './parts/change-actions.ts';
import { clean, inert } from './parts/escape.ts';
import { ruleActions } from './parts/maintenance-actions.ts';
import {
  effectText,
  freezeName,
  occurrenceLines,
  preApprovalText,
  ruleName,
  waitsForApproval,
} from './parts/maintenance-words.ts';
import { table } from './parts/table.ts';
import { heading, subheading, text } from './parts/text.ts';
import { spanForReader, spanText } from './parts/when.ts';
import { whoText } from './parts/who.ts';

export type MaintenanceRules = Extract<MaintenanceAnswer, { readonly kind: 'maintenance-rules' }>;

const MOST_ROWS = 20;
const MOST_CHOICES = 60;
const small = { subtle: true, size: 'Small', spacing: 'None' } as const;

/** Maintenance rules and the freezes that are ahead, with what may be done about each. */
export function maintenanceRulesCard(answer: MaintenanceRules, context: ChangeContext): Presented {
  const { rules, freezes, notice } = answer;
  const title = titleOf(answer);
  if (context.audience !== 'names') return rulesCountsCard(title, context);
  return fitted((room) => {
    const most = Math.min(MOST_ROWS, room.rows);
    return {
      summary: notice === null ? `${title}.` : clean(notice, 280),
      wide: true,
      body: [
        heading(title),
        ...(notice === null ? [] : [text(clean(notice, room.sentence), { bold: true })]),
        ...(rules.length === 0
          ? [text('A maintenance rule says when work may be done. To make one, write: new rule Berlin monthly')]
          : [ruleTable(rules.slice(0, most), context, room), ...more(rules.length - most)]),
        ...(freezes.length === 0
          ? []
          : [
              { ...subheading(countText(freezes.length, 'freeze')), separator: true },
              freezeTable(freezes.slice(0, most), context, room),
              ...more(freezes.length - most),
            ]),
        ...choices(answer, room),
      ],
      actions: ruleActions(answer, context),
    };
  });
}

function titleOf({ rules, freezes }: MaintenanceRules): string {
  const counted = rules.length === 0 ? 'No maintenance rule' : countText(rules.length, 'maintenance rule');
  return `${counted}, ${freezes.length === 0 ? 'no freeze' : countText(freezes.length, 'freeze')}`;
}

function more(left: number): CardElementArray {
  return left > 0 ? [text(`and ${left} more, which one card can not hold`, { subtle: true, size: 'Small' })] : [];
}

function ruleTable(rules: readonly RuleView[], { zone }: ChangeContext, room: Room) {
  return table({
    columns: [
      { title: 'Rule', width: 3 },
      { title: 'When', width: 4 },
      { title: 'Next', width: 4 },
    ],
    rows: rules.map((view): CardElementArray[] => {
      const { rule, next } = view;
      const [first, ...remarks] = next[0]
        ? occurrenceLines(next[0], rule.zone, zone, room)
        : [view.problem === undefined ? 'never again' : `✖ never: ${clean(view.problem, room.sentence)}`];
      return [
        [
          text(ruleName(rule, room), { bold: true }),
          text(clean(view.scope, room.sentence), { size: 'Small', spacing: 'None' }),
          text(rule.id, small),
        ],
        [
          text(clean(view.when, room.sentence), { size: 'Small' }),
          ...(rule.noStartBefore > 0
            ? [text(`nothing new starts in its last ${Math.round(rule.noStartBefore / 60_000)} minutes`, small)]
            : []),
          ...(rule.preApproves ? [text(preApprovalText(view, zone, room), small)] : []),
        ],
        [text(first ?? '', { size: 'Small' }), ...remarks.map((remark) => text(remark, small))],
      ];
    }),
    fallback: rules.map((view) =>
      clean(
        `${ruleName(view.rule, room)}: ${view.when}, for ${view.scope}. ${preApprovalText(view, zone, room)}.`,
        400,
      ),
    ),
  });
}

function freezeTable(freezes: readonly FreezeView[], { zone }: ChangeContext, room: Room) {
  return table({
    columns: [
      { title: 'Freeze', width: 3 },
      { title: 'From when until when', width: 4 },
      { title: 'Why', width: 4 },
    ],
    rows: freezes.map((view): CardElementArray[] => {
      const { freeze } = view;
      const theirs = spanForReader(freeze, freeze.zone, zone);
      return [
        [
          text(freezeName(view, room), { bold: true }),
          text(clean(view.scope, room.sentence), { size: 'Small', spacing: 'None' }),
          text(freeze.id, small),
        ],
        [
          text(spanText(freeze, freeze.zone), { size: 'Small' }),
          ...(theirs === null ? [] : [text(`in your time zone ${theirs}`, small)]),
          text(effectText(view), {
            size: 'Small',
            spacing: 'None',
            bold: view.current,
            ...(view.current && freeze.effect === 'forbids' && { color: 'Attention' as const }),
          }),
        ],
        [
          text(clean(freeze.reason, room.sentence), { size: 'Small' }),
          text(`by ${whoText(freeze.author, room)}`, small),
        ],
      ];
    }),
    fallback: freezes.map((view) =>
      clean(
        `${freezeName(view, room)}: ${effectText(view)}, ${spanText(view.freeze, view.freeze.zone)}, for ${view.scope}.`,
        400,
      ),
    ),
  });
}

/** Which one the buttons are for, where there are several. None is chosen beforehand: a stray press must not remove one. */
function choices({ rules, freezes }: MaintenanceRules, room: Room): IChoiceSetInput[] {
  return [
    ...(rules.length > 1
      ? [
          choice(
            'rule',
            'Rule to edit, approve or remove',
            rules
              .slice(0, MOST_CHOICES)
              .map((view) => ({ title: inert(ruleName(view.rule, room)), value: ruleValue(view) })),
          ),
        ]
      : []),
    ...(freezes.length > 1
      ? [
          choice(
            'freeze',
            'Freeze to lift',
            freezes
              .slice(0, MOST_CHOICES)
              .map((view) => ({ title: inert(freezeName(view, room)), value: view.freeze.id })),
          ),
        ]
      : []),
  ];
}

function choice(id: string, label: string, of: IChoiceSetInput['choices'] & object): IChoiceSetInput {
  return { type: 'Input.ChoiceSet', id, label, style: 'compact', placeholder: 'Choose one', choices: of };
}

/** With the hash that an approval is given on, where one is to be given. */
function ruleValue(view: RuleView): string {
  const { id, hash } = view.rule;
  return waitsForApproval(view) ? `${id}|${hash}` : id;
}

function rulesCountsCard(title: string, context: ChangeContext): Presented {
  return finish({
    summary: `${title}.`,
    body: [heading(title), text(COUNTS_ONLY, { size: 'Small' })],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}
