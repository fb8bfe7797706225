import type { Instant } from '../core/clock.ts';
import type { Refusal } from '../core/result.ts';
import type { Reader } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import { draftOfRule, usualRule } from './drafts.ts';
import type { MaintenanceAnswer, MaintenanceCommand, MaintenanceRequest, MaintenanceRule, RuleDraft } from './model.ts';
import { nextOccurrences } from './occurrences.ts';
import { authorise } from './permissions.ts';
import { readRule } from './read-rule.ts';
import { type Fleet, fleetOf, scopeChoices } from './read-scope.ts';
import { unknownRule } from './refusals.ts';
import type { NameOf } from './scope.ts';
import { findRule, heldRules } from './store.ts';
import { SHOWN } from './views.ts';
import { whenText } from './words.ts';

type FormCommand = Extract<MaintenanceCommand, { readonly kind: 'rule-form' }>;
type SetCommand = Extract<MaintenanceCommand, { readonly kind: 'set-rule' }>;

/**
 * The form of a new rule, or of one that is edited, filled in with what was said and what is usual. Writes nothing.
 * Refuses: `not-allowed`, `not-found`.
 */
export async function openRuleForm(
  app: MaintenanceApp,
  request: MaintenanceRequest,
  { rule: id, draft }: FormCommand,
): Promise<MaintenanceAnswer> {
  return app.database.read(async (reader) => {
    const refusal = await authorise(reader, app, request, 'set-rule');
    if (refusal) return { kind: 'refused', refusal };
    const fleet = await fleetOf(reader);
    if (id === null) return formOf(app, reader, { draft: { ...usualRule(app.zone), ...draft }, edits: null, fleet });
    const rule = await findRule(reader, id);
    if (rule === null || rule.removedAt !== null) return { kind: 'refused', refusal: unknownRule(id, rule).refusal };
    return formOf(app, reader, { draft: { ...draftOfRule(rule, nameIn(fleet)), ...draft }, edits: rule, fleet });
  });
}

/**
 * The form as it was filled in, with the reason why it was not taken; as the rule is now where another edit came between.
 * Null: the rule is gone, so another form does not help.
 */
export async function ruleFormAgain(
  app: MaintenanceApp,
  { rule: id, revision, draft }: SetCommand,
  problem: Refusal,
): Promise<MaintenanceAnswer | null> {
  return app.database.read(async (reader) => {
    const fleet = await fleetOf(reader);
    if (id === null) return formOf(app, reader, { draft, edits: null, fleet, problem });
    const rule = await findRule(reader, id);
    if (rule === null || rule.removedAt !== null) return null;
    const isOutdated = rule.revision !== revision;
    return formOf(app, reader, {
      draft: isOutdated ? draftOfRule(rule, nameIn(fleet)) : draft,
      edits: rule,
      fleet,
      problem,
    });
  });
}

interface FormContent {
  readonly draft: RuleDraft;
  readonly edits: MaintenanceRule | null;
  readonly fleet: Fleet;
  readonly problem?: Refusal;
}

async function formOf(
  app: MaintenanceApp,
  reader: Reader,
  { draft, edits, fleet, problem }: FormContent,
): Promise<MaintenanceAnswer> {
  const now = app.clock.now();
  const held = await heldRules(reader);
  return {
    kind: 'rule-form',
    asOf: now,
    ...(problem && { problem }),
    edits: edits && { rule: edits.id, revision: edits.revision, name: edits.name },
    draft,
    readBack: readBack(draft, { fleet, now, zone: app.zone, held, before: edits }),
    scopes: await scopeChoices(reader),
  };
}

/** A name is not needed to say when it opens. */
function readBack(
  draft: RuleDraft,
  reading: {
    fleet: Fleet;
    now: Instant;
    zone: string;
    held: readonly MaintenanceRule[];
    before: MaintenanceRule | null;
  },
) {
  const read = readRule({ ...draft, name: 'any', scope: 'all' }, { ...reading, held: [] });
  if (!read.ok) return null;
  const next = nextOccurrences(read.value, reading.now, SHOWN);
  return { when: whenText(read.value), next, zone: read.value.zone };
}

/** By a name that can be read back: where several servers have one, the full one. */
function nameIn({ names }: Fleet): NameOf {
  const counted = new Map<string, number>();
  for (const { name } of names) counted.set(name.toLowerCase(), (counted.get(name.toLowerCase()) ?? 0) + 1);
  const byId = new Map(names.map(({ id, name }) => [id, name]));
  return (id) => {
    const name = byId.get(id);
    return name !== undefined && counted.get(name.toLowerCase()) === 1 ? name : id;
  };
}
