import { z } from 'zod';
import type { FreezeId, MaintenanceCommand, RuleId } from './model.ts';

/** What a button of a list has in the place of an id: it is chosen beside it. */
export const CHOSEN_BESIDE = '';

/** `rule`: `RULE-0001`, with the hash that an approval is given on behind it: `RULE-0001|9f2c…`. `freeze`: `FREEZE-0001`. */
const inputs = z.object({ rule: z.string().max(200).optional(), freeze: z.string().max(200).optional() });

type Named = Extract<
  MaintenanceCommand,
  { readonly kind: 'rule-form' | 'approve-rule' | 'remove-rule' | 'lift-freeze' }
>;

/** The command with the rule or freeze that was chosen in the list beside its button; where none was, that is said. */
export function withChosen<Command extends Named>(command: Command, data: unknown): Command | MaintenanceCommand {
  if (idOf(command) !== CHOSEN_BESIDE) return command;
  const { rule = '', freeze = '' } = inputs.safeParse(data).data ?? {};
  if (command.kind === 'lift-freeze') {
    if (!/^FREEZE-\d{4,9}$/.test(freeze)) return notChosen('freeze');
    return { ...command, freeze: freeze as FreezeId };
  }
  const chosen = /^(?<id>RULE-\d{4,9})(?:\|(?<hash>.{1,100}))?$/.exec(rule)?.groups;
  if (!chosen) return notChosen('rule');
  const id = chosen['id'] as RuleId;
  return command.kind === 'approve-rule'
    ? { ...command, rule: id, hash: chosen['hash'] ?? '' }
    : { ...command, rule: id };
}

function idOf(command: Named): string | null {
  return command.kind === 'lift-freeze' ? command.freeze : command.rule;
}

function notChosen(what: 'rule' | 'freeze'): MaintenanceCommand {
  const hint = 'Choose one in the list, then press the button again.';
  return { kind: 'unreadable', refusal: { code: 'invalid', message: `No ${what} is chosen.`, hint } };
}
