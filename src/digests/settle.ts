import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import { canonicalZone } from '../core/local-time.ts';
import { ok, type Refused, refuse, type Result } from '../core/result.ts';
import type { Scope } from '../readiness/model.ts';
import { matchScope, scopeText, scopeTitle } from '../readiness/scope-match.ts';
import { nextDue, timingProblem } from './due.ts';
import type { DigestCommand, DigestSettings, Subscription } from './model.ts';
import { EVERY_DAY, USUAL_TIME } from './subscription.ts';

export type SetCommand = Extract<DigestCommand, { readonly kind: 'set' }>;

/** What the settings follow from, apart from what was said. */
export interface Ground {
  /** What was set before; null: nothing. */
  readonly before: Subscription | null;
  /** The zone where none was chosen. */
  readonly zone: string;
  /** What there is to narrow a digest to. */
  readonly scopes: readonly Scope[];
  /** Whether sites and DAGs may be named; products always may. */
  readonly names: boolean;
}

const EXAMPLE = 'For example: digest weekdays 07:30 Europe/Berlin.';
const LONGEST_ECHO = 60;
const MOST_SHOWN = 4;

/** The settings that a command leads to: what it leaves out stays as it was, or is as usual. */
export function settle(command: SetCommand, { before, zone: usual, scopes, names }: Ground): Result<DigestSettings> {
  const asked = command.zone ?? before?.schedule.zone ?? usual;
  const zone = canonicalZone(asked);
  if (zone === null) return refuse('invalid', `There is no time zone ${echo(asked)}.`, EXAMPLE);
  // What was set stays good though no server is there at the moment.
  const known = before?.scope ? distinct([before.scope, ...scopes]) : scopes;
  const scope = command.scope === undefined ? ok(before?.scope ?? null) : scopeOf(command.scope, known, names);
  if (!scope.ok) return scope;

  const days = [...new Set(command.days ?? before?.schedule.days ?? EVERY_DAY)].sort((a, b) => a - b);
  const settings: DigestSettings = {
    schedule: { days, time: command.time ?? before?.schedule.time ?? USUAL_TIME, zone },
    scope: scope.value,
    minimum: command.minimum ?? before?.minimum ?? 'every',
    quiet: command.quiet ?? before?.quiet ?? { weekdays: [], dates: [] },
  };
  const problem = timingProblem(settings);
  if (problem !== null) return refuse('invalid', `This digest could never come. ${problem}`, EXAMPLE);
  return ok(settings);
}

/** A subscription with these settings from now on. */
export function subscribed(
  settings: DigestSettings,
  { conversation, before, by, now }: Pick<Ground, 'before'> & { conversation: string; by: Actor; now: Instant },
): Subscription & { readonly nextSlot: Instant } {
  // A clock that was ahead may have dealt with slots that are still to come.
  const lastSlot = before?.lastSlot == null ? null : (Math.min(before.lastSlot, now) as Instant);
  return {
    ...settings,
    conversation,
    setBy: by,
    setAt: now,
    nextSlot: nextDue(settings, now).at,
    lastSlot,
    missed: before?.on ? before.missed : 0,
    on: true,
    invalid: null,
  };
}

function scopeOf(asked: string | null, scopes: readonly Scope[], names: boolean): Result<Scope | null> {
  if (asked === null) return ok(null);
  const match = matchScope(scopes, asked);
  switch (match.kind) {
    case 'one':
      return ok(match.scope);
    case 'several':
      return names
        ? refuse('ambiguous', `${echo(asked)} is more than one: ${titles(match.scopes)}.`, severalHint(match.scopes))
        : refuse('ambiguous', `${echo(asked)} is more than one site, DAG or product.`, UNNAMED);
    case 'none':
      return unknownScope(asked, { near: match.near, known: scopes }, names);
  }
}

/** Where what there is may not be listed. */
const UNNAMED =
  'Sites and DAGs are not listed where guests may read. Write the full name, for example: digest for site:Berlin.';

function severalHint([first]: readonly Scope[]): string {
  return `Say which kind is meant, for example: digest for ${first ? scopeText(first) : 'site:Berlin'}.`;
}

function unknownScope(
  asked: string,
  { near, known }: { readonly near: readonly Scope[]; readonly known: readonly Scope[] },
  names: boolean,
): Refused {
  const alike = names ? near : near.filter(({ by }) => by === 'product');
  const hint = names || known.length === 0 || alike.length > 0 ? scopeHint(alike, known) : UNNAMED;
  return refuse('not-found', `No site, DAG or product is called ${echo(asked)}.`, hint);
}

const NONE_YET =
  'No report has named a site or DAG yet. Without one the digest is about all servers: digest daily 08:00.';

function scopeHint(near: readonly Scope[], known: readonly Scope[]): string {
  if (near.length > 0) return `Did you mean ${near.map(scopeTitle).join(' or ')}?`;
  if (known.length === 0) return NONE_YET;
  const more = known.length - MOST_SHOWN;
  const rest = more > 0 ? ` and ${more} more; the settings list them: digest` : '';
  return `Known are ${titles(known.slice(0, MOST_SHOWN))}${rest}.`;
}

function distinct(scopes: readonly Scope[]): readonly Scope[] {
  return [...new Map(scopes.map((scope) => [scopeText(scope), scope])).values()];
}

function titles(scopes: readonly Scope[]): string {
  return scopes.map(scopeTitle).join(', ');
}

function echo(text: string): string {
  return text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text;
}
