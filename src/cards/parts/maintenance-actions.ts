import type { IExecuteAction } from '@microsoft/teams.cards';
import { CHOSEN_BESIDE } from '../../maintenance/chosen.ts';
import type { FreezeId, MaintenanceAnswer, MaintenanceCommand, RuleId, RuleView } from '../../maintenance/model.ts';
import { act, type ButtonOptions } from './actions.ts';
import { ACTION_LIMIT } from './card.ts';
import type { ChangeContext } from './change-actions.ts';
import { inert } from './escape.ts';
import { ruleName, waitsForApproval } from './maintenance-words.ts';

type MaintenanceRules = Extract<MaintenanceAnswer, { readonly kind: 'maintenance-rules' }>;

/** At most six: to approve, to make, to edit, to end. Of several rules the one that is chosen on the card. */
export function ruleActions({ rules, freezes }: MaintenanceRules, context: ChangeContext): readonly IExecuteAction[] {
  const to = (title: string, command: MaintenanceCommand, options?: ButtonOptions) =>
    act(title, { maintenance: command }, context, options);
  const rule = onlyOf(rules.map((view) => view.rule.id)) ?? (CHOSEN_BESIDE as RuleId);
  const freeze = onlyOf(freezes.map((view) => view.freeze.id)) ?? (CHOSEN_BESIDE as FreezeId);
  const ofRule = { withInputs: rules.length > 1 };
  const wanted = [
    ...approve(rules, context),
    to('New rule', { kind: 'rule-form', rule: null, draft: {} }),
    to('New freeze', { kind: 'freeze-form', draft: {} }),
    ...(rules.length > 0 ? [to('Edit rule', { kind: 'rule-form', rule, draft: {} }, ofRule)] : []),
    ...(freezes.length > 0
      ? [to('Lift freeze', { kind: 'lift-freeze', freeze }, { withInputs: freezes.length > 1 })]
      : []),
    ...(rules.length > 0 ? [to('Remove rule', { kind: 'remove-rule', rule }, ofRule)] : []),
    to('Coming four weeks', { kind: 'windows' }),
  ];
  return wanted.slice(0, ACTION_LIMIT);
}

/** Of one that waits for it by its name; of several the one that is chosen. Whoever shaped a rule may not approve it. */
function approve(rules: readonly RuleView[], context: ChangeContext): readonly IExecuteAction[] {
  const { viewer } = context;
  const waiting = rules.filter(
    (view) => waitsForApproval(view) && (viewer === undefined || !view.rule.authors.includes(viewer)),
  );
  const [first, ...others] = waiting;
  if (first === undefined) return [];
  const { id, hash } = first.rule;
  if (others.length === 0) {
    const title = `Approve ${inert(ruleName(first.rule, { name: 24 }))}`;
    return [act(title, { maintenance: { kind: 'approve-rule', rule: id, hash } }, context, { primary: true })];
  }
  const chosen = { kind: 'approve-rule', rule: CHOSEN_BESIDE as RuleId, hash: CHOSEN_BESIDE } as const;
  return [act('Approve rule', { maintenance: chosen }, context, { primary: true, withInputs: true })];
}

function onlyOf<Id>(ids: readonly Id[]): Id | null {
  const [first] = ids;
  return first !== undefined && ids.length === 1 ? first : null;
}
