import { z } from 'zod';
import { CHOSEN_BESIDE, withChosen } from './chosen.ts';
import type { FreezeDraft, FreezeId, MaintenanceCommand, RuleDraft, RuleId } from './model.ts';

/** What a button or form about maintenance rules and freezes carries. */
export interface MaintenanceAct {
  readonly command: MaintenanceCommand;
  readonly once: string;
}

// Longer than what is taken, so that a person who wrote too much is told so; and no more than a card can send.
const long = z.string().max(5_000);
const short = z.string().max(300);
// A number field sends text in some clients and a number in others.
const numeric = z.union([short, z.number()]).transform(String);
// A toggle sends text, a choice of several days a list with commas.
const toggle = z
  .union([short, z.boolean()])
  .transform((value) => value === true || value === 'true' || value === 'yes');
// Empty where a list has the choice beside the button.
const rule = z
  .string()
  .regex(/^RULE-\d{4,9}$|^$/)
  .transform((id) => id as RuleId);
const freeze = z
  .string()
  .regex(/^FREEZE-\d{4,9}$|^$/)
  .transform((id) => id as FreezeId);

const ruleFields = {
  name: short,
  zone: short,
  recurrence: short,
  days: short,
  number: numeric,
  rrule: short,
  time: short,
  hours: numeric,
  noStartBefore: numeric,
  scope: long,
  preApproves: toggle,
};
const freezeFields = {
  name: short,
  fromDate: short,
  fromTime: short,
  untilDate: short,
  untilTime: short,
  zone: short,
  scope: long,
  effect: short,
  reason: long,
};
const ruleDraft = z.object(ruleFields);
const freezeDraft = z.object(freezeFields);

const command = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['rules', 'windows']) }),
  z.object({
    kind: z.literal('rule-form'),
    rule: rule.nullable().default(null),
    draft: ruleDraft.partial().default({}),
  }),
  z.object({
    kind: z.literal('set-rule'),
    rule: rule.nullable(),
    revision: z.number().int().nullable(),
    draft: ruleDraft,
  }),
  z.object({ kind: z.literal('approve-rule'), rule, hash: z.string().max(100) }),
  z.object({ kind: z.literal('remove-rule'), rule }),
  z.object({ kind: z.literal('freeze-form'), draft: freezeDraft.partial().default({}) }),
  z.object({ kind: z.literal('set-freeze'), draft: freezeDraft }),
  z.object({ kind: z.literal('lift-freeze'), freeze }),
]);

const button = z.object({ act: z.object({ maintenance: command }), once: z.string().min(1).max(200) });
/** What the choice of a scope says where the text of `servers` names them. */
const SERVERS = 'servers';
const named = z.object({ servers: long.default('') });
const ruleInputs = ruleDraft.partial();
const freezeInputs = freezeDraft.partial();

/** Reads a card's data; null: it is not about maintenance, or nothing that a card of ours sends. */
export function readMaintenanceAct(data: unknown): MaintenanceAct | null {
  const parsed = button.safeParse(data);
  if (!parsed.success) return null;
  const { act, once } = parsed.data;
  const filled = filledIn(act.maintenance, data);
  return filled && { command: filled, once };
}

/** What was filled in stands over what the button brought; null: it is nothing that a form of ours sends. */
function filledIn(said: z.infer<typeof command>, data: unknown): MaintenanceCommand | null {
  switch (said.kind) {
    case 'rule-form': {
      const draft = over<Partial<RuleDraft>>(ruleInputs, data);
      return draft && withChosen({ ...said, draft: { ...given(said.draft), ...draft } }, data);
    }
    case 'approve-rule':
    case 'remove-rule':
    case 'lift-freeze':
      return withChosen(said, data);
    case 'set-rule': {
      if (said.rule === CHOSEN_BESIDE) return null;
      const draft = over<Partial<RuleDraft>>(ruleInputs, data);
      return draft && { ...said, draft: { ...said.draft, ...draft } };
    }
    case 'freeze-form': {
      const draft = over<Partial<FreezeDraft>>(freezeInputs, data);
      return draft && { ...said, draft: { ...given(said.draft), ...draft } };
    }
    case 'set-freeze': {
      const draft = over<Partial<FreezeDraft>>(freezeInputs, data);
      return draft && { ...said, draft: { ...said.draft, ...draft } };
    }
    default:
      return said;
  }
}

/** The fields of a form; where its scope is to be named servers, that is what was written beside it. */
function over<Fields extends { readonly scope?: string }>(inputs: z.ZodType<object>, data: unknown): Fields | null {
  const read = inputs.safeParse(data);
  const beside = named.safeParse(data);
  if (!read.success || !beside.success) return null;
  const fields = given(read.data) as Fields;
  return fields.scope === SERVERS ? { ...fields, scope: beside.data.servers } : fields;
}

/** Without the fields that were not sent. */
function given<T extends object>(fields: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(sent) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
