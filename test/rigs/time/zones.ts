const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** No zone changes its clocks and changes them back within this. */
const STEP = DAY / 2;

/** A moment from which the clocks of a zone are otherwise ahead of UTC than before; all in milliseconds. */
export interface Change {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** Zones whose clocks agree over the whole span. */
export interface Group {
  readonly names: readonly string[];
  readonly changes: readonly Change[];
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show, to the minute, as the same time in UTC. Asks `Intl` for its local fields only. */
export function shownAt(at: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(zone, format);
  }
  const shown = Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
  if (Number.isNaN(shown)) throw new Error(`${zone} shows ${format.format(at)}`);
  return shown;
}

/** Every change of a zone's clocks from `from` up to `to`, to the minute. */
export function changesOf(zone: string, from: number, to: number): readonly Change[] {
  const changes: Change[] = [];
  let before = ahead(from, zone);
  for (let at = from; at < to; at += STEP) {
    const after = ahead(at + STEP, zone);
    if (after !== before) changes.push({ at: changeBetween(zone, at, at + STEP, before), before, after });
    before = after;
  }
  return changes;
}

/** The names by what their clocks do from `from` up to `to`. */
export function groupsOf(names: readonly string[], from: number, to: number): readonly Group[] {
  const sameRules = byIdentity(names);
  const groups = new Map<string, { names: string[]; changes: readonly Change[] }>();
  for (const [zone, aliases] of sameRules) {
    const changes = changesOf(zone, from, to);
    const key = JSON.stringify([ahead(from, zone), changes]);
    const group = groups.get(key);
    if (group) group.names.push(...aliases);
    else groups.set(key, { names: [...aliases], changes });
  }
  return [...groups.values()];
}

function ahead(at: number, zone: string): number {
  return shownAt(at, zone) - at;
}

function changeBetween(zone: string, from: number, to: number, before: number): number {
  let [low, high] = [from / MINUTE, to / MINUTE];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (ahead(middle * MINUTE, zone) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE;
}

/** What the runtime takes a name for: two names of one zone are one to it. */
function identityOf(name: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
}

function byIdentity(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const key = identityOf(name);
    found.set(key, [...(found.get(key) ?? []), name]);
  }
  return found;
}
