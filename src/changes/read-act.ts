import { z } from 'zod';
import { serverId } from '../core/ids.ts';
import type { ChangeCommand, ChangeId, Draft } from './model.ts';
import type { RolloutId } from './rollout/model.ts';

/** What a button or form about changes carries. */
export interface ChangeAct {
  readonly command: ChangeCommand;
  readonly once: string;
}

// Longer than what is taken, so that a person who wrote too much is told so; and no more than a card can send.
const long = z.string().max(5_000);
const short = z.string().max(300);
// A number field sends text in some clients and a number in others.
const numeric = z.union([short, z.number()]).transform(String);
const change = z
  .string()
  .regex(/^CHG-\d{4,9}$/)
  .transform((id) => id as ChangeId);
const rollout = z
  .string()
  .regex(/^ROLLOUT-\d{4,9}$/)
  .transform((id) => id as RolloutId);
const plan = z.string().max(100);
const changeType = z.enum(['standard', 'normal', 'emergency']);

const draft = z.object({
  type: short,
  servers: z.array(z.object({ server: short, target: short, order: numeric })).max(200),
  date: short,
  time: short,
  hours: numeric,
  zone: short,
  reason: long,
  risk: short,
  impact: long,
  backout: long,
  adPrep: z.boolean(),
});

const despite = z.boolean().default(false);

const ofChange = <const Kind extends string>(kind: Kind) => z.object({ kind: z.literal(kind), change });
const withReason = <const Kind extends string>(kind: Kind) => ofChange(kind).extend({ reason: long.default('') });

const command = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('form'),
    servers: z.array(short).max(200).default([]),
    change: change.nullable().default(null),
    type: changeType.optional(),
    date: short.optional(),
    time: short.optional(),
    hours: numeric.optional(),
    zone: short.optional(),
    reason: long.optional(),
  }),
  z.object({ kind: z.literal('propose'), draft, despite }),
  ofChange('edit').extend({ plan, draft, despite }),
  z.object({
    kind: z.literal('slots'),
    change: change.nullable().default(null),
    plan: plan.nullable().default(null),
    draft: draft.nullable().default(null),
  }),
  ofChange('retarget-form'),
  ofChange('override-form'),
  withReason('override').extend({ plan, keys: z.array(z.string().max(1_000)).max(200) }),
  ofChange('show'),
  ofChange('approve').extend({ plan }),
  ofChange('reject-form'),
  ofChange('fail-form'),
  ofChange('cancel-form'),
  ofChange('postpone-form'),
  withReason('reject').extend({ plan }),
  ofChange('withdraw'),
  ofChange('start'),
  ofChange('tick').extend({ server: short, done: z.boolean() }),
  ofChange('finish'),
  withReason('fail'),
  withReason('cancel'),
  ofChange('postpone').extend({
    date: short.default(''),
    time: short.default(''),
    hours: numeric.default(''),
    zone: short.default(''),
  }),
  withReason('review').extend({ verdict: z.enum(['accepted', 'objected']) }),
  z.object({ kind: z.literal('rollout-form'), scope: short, reason: long.default('') }),
  z.object({ kind: z.literal('rollout'), scope: short, hash: plan, reason: long.default('') }),
  z.object({ kind: z.literal('show-rollout'), rollout }),
  z.object({ kind: z.literal('approve-rollout'), rollout, hash: plan }),
]);

const inputs = z.object({
  type: short.optional(),
  date: short.optional(),
  time: short.optional(),
  hours: numeric.optional(),
  zone: short.optional(),
  reason: long.optional(),
  risk: short.optional(),
  impact: long.optional(),
  backout: long.optional(),
  adPrep: z.union([short, z.boolean()]).optional(),
  /** A safe slot: `2026-11-28|22:00|4|Europe/Berlin`; anything else: the fields beside it count. */
  slot: short.optional(),
});

const schema = inputs.extend({ act: z.object({ change: command }), once: z.string().min(1).max(200) });

type Inputs = z.infer<typeof inputs>;

/** Reads a card's data; null: it is not about changes, or nothing that a card of ours sends. */
export function readChangeAct(data: unknown): ChangeAct | null {
  const parsed = schema.safeParse(data);
  const numbered = numberedSchema.safeParse(data);
  if (!parsed.success || !numbered.success) return null;
  const { act, once, ...chosen } = parsed.data;
  return { once, command: filledIn(act.change, chosen, numbered.data) };
}

/** What was chosen in the form's fields stands over what the button brought. */
function filledIn(said: z.infer<typeof command>, chosen: Inputs, numbered: Numbered): ChangeCommand {
  switch (said.kind) {
    case 'form':
      return formOf(said, chosen, numbered);
    case 'propose':
      return { ...said, draft: draftOf(said.draft, chosen, numbered) };
    case 'slots':
      return { ...said, draft: said.draft && draftOf(said.draft, chosen, numbered) };
    case 'edit':
      return { ...said, draft: draftOf(said.draft, chosen, numbered) };
    case 'tick':
      return { ...said, server: serverId(said.server) };
    case 'reject':
    case 'override':
    case 'fail':
    case 'cancel':
    case 'review':
    case 'rollout':
    case 'rollout-form':
      return { ...said, reason: chosen.reason ?? said.reason };
    case 'postpone': {
      const { date = said.date, time = said.time, hours = said.hours, zone = said.zone } = chosen;
      return { ...said, date, time, hours, zone };
    }
    default:
      return said;
  }
}

type FormSaid = Extract<z.infer<typeof command>, { readonly kind: 'form' }>;

function formOf(said: FormSaid, chosen: Inputs, numbered: Numbered): ChangeCommand {
  // The button for an emergency stands beside the field with the type of what it is not.
  const type = said.type ?? changeType.safeParse(chosen.type).data;
  const date = chosen.date ?? said.date;
  const time = chosen.time ?? said.time;
  const hours = chosen.hours ?? said.hours;
  const zone = chosen.zone ?? said.zone;
  const reason = chosen.reason ?? said.reason;
  return {
    kind: 'form',
    servers: [...new Set([...said.servers, ...ticked(numbered)])],
    change: said.change,
    ...(type !== undefined && { type }),
    ...(date !== undefined && { date }),
    ...(time !== undefined && { time }),
    ...(hours !== undefined && { hours }),
    ...(zone !== undefined && { zone }),
    ...(reason !== undefined && { reason }),
  };
}

function draftOf(said: Draft, chosen: Inputs, numbered: Numbered): Draft {
  const { adPrep, slot, ...typed } = chosen;
  const texts = { ...typed, ...slotFields(slot) };
  const written = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  return {
    ...said,
    ...written,
    adPrep: adPrep === undefined ? said.adPrep : adPrep === true || adPrep === 'yes' || adPrep === 'true',
    servers: said.servers.map((server, index) => ({
      server: server.server,
      target: numbered[`target${index + 1}`] ?? server.target,
      order: numbered[`order${index + 1}`] ?? server.order,
    })),
  };
}

const SLOT = /^(?<date>\d{4}-\d{2}-\d{2})\|(?<time>\d{2}:\d{2})\|(?<hours>[\d.]{1,10})\|(?<zone>[\w/+-]{1,64})$/;

/** What was chosen among the safe slots stands over what stands in the fields. */
function slotFields(slot: string | undefined): Partial<Pick<Draft, 'date' | 'time' | 'hours' | 'zone'>> {
  return { ...SLOT.exec(slot ?? '')?.groups };
}

/** Fields of which a form has one for each server: `tick1`, `target1`, `order1`. Others are left out unread. */
type Numbered = Readonly<Record<string, string>>;

const NUMBERED = /^(?:tick|target|order)[1-9]\d{0,2}$/;
const numberedSchema = z
  .record(z.string(), z.unknown())
  .transform((data) => Object.fromEntries(Object.entries(data).filter(([name]) => NUMBERED.test(name))))
  .pipe(z.record(z.string(), numeric));

/** In the order of the list. A tick that is not set sends nothing, nought or `false`. */
function ticked(numbered: Numbered): string[] {
  return Object.entries(numbered)
    .filter(([name, value]) => name.startsWith('tick') && value !== '' && value !== 'false')
    .sort(([a], [b]) => Number(a.slice(4)) - Number(b.slice(4)))
    .map(([, value]) => value);
}
