import { randomUUID } from 'node:crypto';
import { actOnMaintenance } from '../../maintenance/act.ts';
import type {
  Freeze,
  FreezeDraft,
  FreezeId,
  FreezeView,
  MaintenanceAnswer,
  MaintenanceCommand,
  Occurrence,
  RuleDraft,
  RuleId,
  RuleView,
} from '../../maintenance/model.ts';
import { findRule } from '../../maintenance/store.ts';
import { localText } from '../../maintenance/window-words.ts';
import { actorName } from '../../core/actor-name.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import { type Refusal, refuse } from '../../core/result.ts';
import type { House } from '../../wire.ts';
import { cliActor } from '../actor.ts';
import { type ExitCode, type Output, plain, printJson, printRefusal } from '../output.ts';
import { table } from '../table.ts';

type OfHouse = Pick<House, 'database' | 'maintenance'>;
type Rules = Extract<MaintenanceAnswer, { readonly kind: 'maintenance-rules' }>;

interface ReadOptions {
  readonly json: boolean;
  readonly now: Instant;
}

/** `rules`: the maintenance rules that hold, with their next times. Found wanting where a rule or freeze can not be read. */
export async function rules(house: OfHouse, output: Output, { json, now }: ReadOptions): Promise<ExitCode> {
  const answer = await listed(house, now);
  if (answer.kind !== 'maintenance-rules') return unexpected(answer);
  if (json) printJson(output, { asOf: isoOf(now), rules: answer.rules.map(ruleJson) });
  else output.out(answer.rules.length === 0 ? 'There is no maintenance rule.' : ruleTable(answer.rules, output.width));
  return complain(output, answer);
}

/** `freezes`: those that last or are ahead. Found wanting likewise. */
export async function freezes(house: OfHouse, output: Output, { json, now }: ReadOptions): Promise<ExitCode> {
  const answer = await listed(house, now);
  if (answer.kind !== 'maintenance-rules') return unexpected(answer);
  if (json) printJson(output, { asOf: isoOf(now), freezes: answer.freezes.map(freezeJson) });
  else output.out(answer.freezes.length === 0 ? 'There is no freeze.' : freezeTable(answer.freezes, output.width));
  return complain(output, answer);
}

/** What can not be read is found wanting. */
function complain(output: Output, { notice }: Rules): ExitCode {
  if (notice === null) return 0;
  output.err(plain(notice));
  return 1;
}

/** `rule NAME`: makes a rule, or edits `edits`. */
export async function rule(
  house: OfHouse,
  output: Output,
  { draft, edits, json }: { readonly draft: RuleDraft; readonly edits: string | null; readonly json: boolean },
): Promise<ExitCode> {
  if (edits === null) return set(house, output, { kind: 'set-rule', rule: null, revision: null, draft }, json);
  const id = edits.trim().toUpperCase() as RuleId;
  const before = await house.database.read((reader) => findRule(reader, id));
  return set(house, output, { kind: 'set-rule', rule: id, revision: before?.revision ?? null, draft }, json);
}

/** `freeze NAME`: sets a freeze. */
export function freeze(house: OfHouse, output: Output, draft: FreezeDraft, json: boolean): Promise<ExitCode> {
  return set(house, output, { kind: 'set-freeze', draft }, json);
}

/** `remove-rule ID`. */
export function removeRule(house: OfHouse, output: Output, asked: string, json: boolean): Promise<ExitCode> {
  const id = asked.trim().toUpperCase();
  if (!/^RULE-\d{4,}$/.test(id)) return misnamed(output, asked, 'RULE-0001', json);
  return set(house, output, { kind: 'remove-rule', rule: id as RuleId }, json);
}

/** `lift ID`: ends a freeze. */
export function lift(house: OfHouse, output: Output, asked: string, json: boolean): Promise<ExitCode> {
  const id = asked.trim().toUpperCase();
  if (!/^FREEZE-\d{4,}$/.test(id)) return misnamed(output, asked, 'FREEZE-0001', json);
  return set(house, output, { kind: 'lift-freeze', freeze: id as FreezeId }, json);
}

async function set(
  { maintenance }: OfHouse,
  output: Output,
  command: MaintenanceCommand,
  json: boolean,
): Promise<ExitCode> {
  const request = { actor: cliActor(), standing: 'member', command, once: randomUUID() } as const;
  const answer = await actOnMaintenance(maintenance, request);
  const refusal = refusalIn(answer);
  if (refusal) return printRefusal(output, refusal, json);
  if (answer.kind !== 'maintenance-rules') return unexpected(answer);
  if (json) printJson(output, { done: answer.notice });
  else output.out(plain(answer.notice ?? ''));
  return 0;
}

/** A form that comes back says what of it could not be taken. */
function refusalIn(answer: MaintenanceAnswer): Refusal | null {
  if (answer.kind === 'refused') return answer.refusal;
  return answer.kind === 'rule-form' || answer.kind === 'freeze-form' ? (answer.problem ?? null) : null;
}

/** @throws always: no such answer follows. */
function unexpected(answer: MaintenanceAnswer): never {
  throw new Error(`${answer.kind} was not asked for`);
}

async function misnamed(output: Output, asked: string, example: string, json: boolean): Promise<ExitCode> {
  const { refusal } = refuse('invalid', `${plain(asked)} is no such id.`, `Write it like ${example}.`);
  return printRefusal(output, refusal, json);
}

function listed({ maintenance }: OfHouse, now: Instant): Promise<MaintenanceAnswer> {
  const clock = { ...maintenance.clock, now: () => now };
  const request = { actor: cliActor(), standing: 'member', command: { kind: 'rules' }, once: randomUUID() } as const;
  return actOnMaintenance({ ...maintenance, clock }, request);
}

function ruleTable(all: Rules['rules'], width: number): string {
  return table(
    [
      { title: 'Rule', grow: 0 },
      { title: 'Name', grow: 1 },
      { title: 'When', grow: 2 },
      { title: 'For', grow: 1 },
      { title: 'Next', grow: 1 },
      { title: 'Approves', grow: 1 },
    ],
    all.map(({ rule: one, when, scope, next, approved, problem }) => [
      one.id,
      one.name,
      when,
      scope,
      problem ?? next.slice(0, 1).map(nextText).join(''),
      one.preApproves ? (approved ? 'standard changes' : 'nothing until it is approved') : 'nothing',
    ]),
    width,
  );
}

function nextText({ local, remarks }: Occurrence): string {
  return [localText(local), ...remarks].join('. ');
}

function freezeTable(all: readonly FreezeView[], width: number): string {
  return table(
    [
      { title: 'Freeze', grow: 0 },
      { title: 'Name', grow: 1 },
      { title: 'From', grow: 1 },
      { title: 'Until', grow: 1 },
      { title: 'For', grow: 1 },
      { title: 'Effect', grow: 0 },
      { title: 'Reason', grow: 2 },
    ],
    all.map(({ freeze: one, scope, current }) => [
      one.id,
      one.name,
      localText(one.localStart),
      `${localText(one.localEnd)} ${one.zone}`,
      scope,
      current ? `${one.effect}, now` : one.effect,
      `${one.reason} (${actorName(one.author)})`,
    ]),
    width,
  );
}

function ruleJson({ rule: { hash: _, authors: __, ...one }, when, scope, approved, next, problem }: RuleView): object {
  return {
    ...one,
    madeAt: isoOf(one.madeAt),
    changedAt: isoOf(one.changedAt),
    approval: one.approval && { ...one.approval, at: isoOf(one.approval.at) },
    approved,
    when,
    scopeText: scope,
    next: next.map(({ start, end, lastStart, ...more }) => ({
      ...more,
      start: isoOf(start),
      end: isoOf(end),
      lastStart: isoOf(lastStart),
    })),
    ...(problem !== undefined && { problem }),
  };
}

function freezeJson({ freeze: one, scope, current }: FreezeView): object {
  return { ...instants(one), scopeText: scope, current };
}

function instants({ liftedAt, liftedBy: _, ...one }: Freeze): object {
  return {
    ...one,
    start: isoOf(one.start),
    end: isoOf(one.end),
    madeAt: isoOf(one.madeAt),
    liftedAt: liftedAt === null ? null : isoOf(liftedAt),
  };
}
