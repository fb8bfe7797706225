import { z } from 'zod';
import { identityOf, type PersonKey, personKey } from './identity.ts';
import { type PeopleCommand, personRoles } from './model.ts';

/** What a button or form about people carries. */
export interface PeopleAct {
  readonly command: PeopleCommand;
  readonly once: string;
}

const text = z.string().max(300);
// In the one spelling that a person has: another would be another person.
const person = text.transform((key, context): PersonKey => {
  const identity = identityOf(key);
  if (identity !== null) return personKey(identity);
  context.addIssue('not a person');
  return z.NEVER;
});
const name = text.nullable().default(null);
const role = z.enum(personRoles);
/** A little more than a reason may have, so that a longer one is refused in words. */
const reason = z.string().max(5_000);

const act = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['roles', 'delegations']) }),
  z.object({ kind: z.enum(['grant', 'revoke']), role, person, name }),
  z.object({
    kind: z.literal('delegate'),
    person,
    name,
    principal: z.object({ person, name }).optional(),
    from: text.default(''),
    until: text.default(''),
    zone: text,
    reason: reason.default(''),
  }),
  z.object({ kind: z.literal('end-delegation'), delegation: z.string().min(1).max(100) }),
]);

// What stands in the button, and beside it what was filled in.
const schema = z.object({
  act: z.object({ people: act }),
  once: z.string().min(1).max(200),
  from: text.optional(),
  until: text.optional(),
  reason: reason.optional(),
});

/** Reads a card's data; null: it is not about people, or nothing that a card of ours sends. */
export function readPeopleAct(data: unknown): PeopleAct | null {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return null;
  const { act, once, from, until, reason } = parsed.data;
  const { people } = act;
  if (people.kind !== 'delegate') return { command: people as PeopleCommand, once };
  const { principal, ...rest } = people;
  const inputs = {
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    ...(reason !== undefined && { reason }),
  };
  return { command: { ...rest, ...(principal && { principal }), ...inputs }, once };
}
