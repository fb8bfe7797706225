import { z } from 'zod';
import { meant } from '../core/slips.ts';
import { defaultPolicy } from './default-policy.ts';
import type { Policy, WorkMinutes } from './policy.ts';

export type ReadPolicy =
  | { readonly ok: true; readonly policy: Policy }
  /** Each a sentence that names the field and its value. */
  | { readonly ok: false; readonly problems: readonly string[] };

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const HOST = /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)*$/;
/** More servers than that Exchange takes into no DAG. */
const LARGEST_DAG = 16;
/** UTF-16 units; a policy of a thousand servers has a tenth of it. */
const LONGEST_FILE = 1_000_000;
const LONGEST_SHOWN = 60;
const MOST_PROBLEMS = 50;

const lowered = z.string().trim().toLowerCase();
const personId = lowered.regex(GUID, { error: 'must be an object id in Entra: a GUID' });
const hostName = lowered
  .max(255, { error: 'must be the name of a server' })
  .regex(HOST, { error: 'must be the name of a server, short or fully qualified' });
const name = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(200, { error: 'must have 200 characters at most' });

function whole(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

function list<T extends z.ZodType>(item: T) {
  return z.array(item, { error: 'must be a list' });
}

const people = list(personId).min(1, { error: 'must name at least one person' }).transform(unique);
const risks = z.strictObject({ low: whole(0, 10), medium: whole(0, 10), high: whole(0, 10) }).partial();
const scope = z.strictObject({
  by: z.enum(['site', 'dag', 'product'], { error: 'must be site, dag or product' }),
  value: name,
});
const dag = z.strictObject({
  name: name.toLowerCase(),
  members: list(hostName)
    .min(1, { error: 'must name at least one server' })
    .max(LARGEST_DAG, { error: `must name ${LARGEST_DAG} servers at most` }),
  witness: hostName.nullable().default(null),
});

const aDay = whole(0, 1440);
const minutes = {
  update: aDay,
  cumulativeUpdate: aDay,
  moveToSe: aDay,
  restart: aDay,
  maintenanceMode: aDay,
  repair: aDay,
};

const shape = {
  approvals: z.strictObject({ standard: risks, normal: risks, emergency: risks }).partial(),
  approvers: list(z.strictObject({ scope, people })),
  longestAcknowledgementDays: whole(1, 730),
  editLockMinutes: whole(0, 10_080),
  reviewDays: whole(1, 90),
  remindAfterHours: whole(1, 720),
  escalateAfterHours: whole(1, 720),
  fallbacks: list(personId).transform(unique),
  dags: list(dag),
  minutes: z.strictObject(minutes).partial(),
};

const schema = z.strictObject(shape).partial();

/**
 * Reads a policy file: a JSON object with fields of `Policy`. What it leaves out stays as `defaultPolicy` has it. Finds all
 * mistakes at once; a policy with one is no policy, because half of it might allow more than the whole.
 */
export function readPolicy(text: string): ReadPolicy {
  if (text.length > LONGEST_FILE) return { ok: false, problems: ['The file is longer than 1,000,000 characters.'] };
  const json = parse(text);
  if (json === null) return { ok: false, problems: ['The file is not JSON.'] };

  const parsed = schema.safeParse(json.value);
  if (!parsed.success) return { ok: false, problems: limited(problemsOf(json.value, parsed.error.issues)) };
  const policy = withDefaults(parsed.data);
  const problems = crossCheck(policy);
  return problems.length === 0 ? { ok: true, policy } : { ok: false, problems: limited(problems) };
}

function withDefaults({ approvals = {}, minutes: taking = {}, ...given }: z.output<typeof schema>): Policy {
  const usual = defaultPolicy.approvals;
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...defaultPolicy,
    ...said,
    approvals: {
      standard: merged(usual.standard, approvals.standard),
      normal: merged(usual.normal, approvals.normal),
      emergency: merged(usual.emergency, approvals.emergency),
    },
    minutes: { ...defaultPolicy.minutes, ...withoutGaps(taking) },
  };
}

function withoutGaps(given: Partial<Record<keyof WorkMinutes, number | undefined>>): Partial<WorkMinutes> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

type Needed = Policy['approvals']['normal'];

function merged(usual: Needed, given: z.output<typeof risks> = {}): Needed {
  return {
    low: given.low ?? usual.low,
    medium: given.medium ?? usual.medium,
    high: given.high ?? usual.high,
  };
}

/** Mistakes that show only when fields are seen together. */
function crossCheck({ remindAfterHours, escalateAfterHours, dags, approvers }: Policy): string[] {
  const problems: string[] = [];
  if (escalateAfterHours < remindAfterHours) {
    problems.push(
      `escalateAfterHours is ${escalateAfterHours}: it must not be less than remindAfterHours, which is ${remindAfterHours}.`,
    );
  }
  approvers.forEach(({ scope: { by, value } }, index) => {
    const first = approvers.findIndex(({ scope }) => scope.by === by && same(scope.value, value));
    if (first < index)
      problems.push(`approvers[${index}].scope is ${by} ${shown(value)}: approvers[${first}] has it already.`);
  });
  const placed: { readonly host: string; readonly field: string }[] = [];
  dags.forEach(({ name, members, witness }, index) => {
    const first = dags.findIndex((other) => other.name === name);
    if (first < index) problems.push(`dags[${index}].name is ${shown(name)}: dags[${first}] has it already.`);
    members.forEach((host, position) => {
      const field = `dags[${index}].members[${position}]`;
      const earlier = placed.find((other) => isSameHost(other.host, host));
      if (earlier) problems.push(`${field} is ${shown(host)}: that server is ${earlier.field} already.`);
      placed.push({ host, field });
    });
    if (witness !== null && members.some((host) => isSameHost(host, witness))) {
      problems.push(`dags[${index}].witness is ${shown(witness)}: a member can not be the witness of its own DAG.`);
    }
  });
  return problems;
}

/** A short name and a fully qualified one may be one server. */
function isSameHost(a: string, b: string): boolean {
  return a === b || (!a.includes('.') && b.startsWith(`${a}.`)) || (!b.includes('.') && a.startsWith(`${b}.`));
}

function problemsOf(json: unknown, issues: readonly z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) => {
    const field = fieldOf(issue.path);
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(json, issue.path, key));
    const value = valueAt(json, issue.path);
    if (value === undefined) return [`${field} is missing.`];
    return [`${field} is ${shown(value)}: it ${expectation(issue)}.`];
  });
}

function unknownField(json: unknown, path: readonly PropertyKey[], key: string): string {
  const value = valueAt(json, [...path, key]);
  const near = path.length === 0 ? meant(key, Object.keys(shape)) : null;
  const hint = near === null ? '' : ` Did you mean ${near}?`;
  return `${fieldOf([...path, key])} is ${shown(value)}: there is no such field.${hint}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('must ')) return issue.message;
  return issue.code === 'invalid_type' ? `must be ${kinds[issue.expected] ?? 'of another kind'}` : 'is not valid';
}

const kinds: Readonly<Record<string, string>> = { string: 'a text', object: 'an object with fields', array: 'a list' };

/** `approvals.normal.high`, `dags[0].members[2]`. */
function fieldOf(path: readonly PropertyKey[]): string {
  const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${cut(String(part))}`)).join('');
  return field.replace(/^\./, '') || 'The policy';
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], json);
}

function shown(value: unknown): string {
  return cut(JSON.stringify(value) ?? 'nothing');
}

function cut(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text;
}

function limited(problems: readonly string[]): string[] {
  const left = problems.length - MOST_PROBLEMS;
  return left > 0 ? [...problems.slice(0, MOST_PROBLEMS), `And ${left} more.`] : [...problems];
}

function unique(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function parse(text: string): { readonly value: unknown } | null {
  try {
    // Editors on Windows put a byte order mark before it.
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return null;
  }
}
