import { canonicalZone, zoneNames } from '../../core/local-time.ts';
import { ok, refuse, type Result } from '../../core/result.ts';
import { quote } from './unreadable.ts';

const EXAMPLE = 'Name a place, such as Europe/Berlin or America/New_York.';
// Each stands for several zones, or for half of the year.
const ABBREVIATION =
  /^(?:[cewap][se]?[sd]?t|cest|eest|west|bst|ist|jst|msk|aest|aedt|akst|hst|nzst|nzdt|sgt|mez|mesz)$/i;
const OFFSET = /^(?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?$/i;

/**
 * The zone that words name: an IANA name in any letter case, UTC, or a city that is one zone's only. Words such as "in" and
 * "time" around it are passed over. Null: there are no words. Refuses abbreviations, offsets and whatever is no zone.
 */
export function readZone(words: string): Result<string | null> {
  const said = words.split(/[\s,()]+/).filter((word) => !/^(?:in|at|on|time|zone|timezone|tz|local|the|)$/i.test(word));
  if (said.length === 0) return ok(null);
  const text = said.join(' ');
  const name = said.join('_');
  if (/^(?:z|utc|gmt|zulu)$/i.test(name)) return ok('UTC');
  const exact = name.includes('/') ? canonicalZone(name) : null;
  if (exact) return ok(exact);
  if (OFFSET.test(text) || ABBREVIATION.test(text)) {
    return refuse('invalid', `${quote(text)} is not one time zone all year round.`, EXAMPLE);
  }
  const cities = zoneNames().filter(
    (zone) => zone.slice(zone.lastIndexOf('/') + 1).toLowerCase() === name.toLowerCase(),
  );
  const placed = cities.filter((zone) => zone.includes('/') && !zone.startsWith('Etc/'));
  const same = new Set(
    placed.map((zone) => new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone),
  );
  const [only] = same;
  if (only && same.size === 1) return ok(placed.find((zone) => zone === only) ?? placed[0] ?? only);
  if (same.size > 1) {
    return refuse(
      'invalid',
      `${quote(text)} is more than one time zone.`,
      `Name one: ${placed.slice(0, 3).join(' or ')}.`,
    );
  }
  if (name.includes('/')) return refuse('invalid', `${quote(text)} is not a time zone known here.`, EXAMPLE);
  return refuse('invalid', `I do not understand ${quote(text)}.`, 'Leave it out, or see the example.');
}

/** A zone that stands among other words, and the words without it: a name with a slash, UTC, an abbreviation, an offset. */
export function takeZone(words: string): Result<{ readonly zone: string | null; readonly rest: string }> {
  const tokens = words.split(' ');
  const at = tokens.findIndex(
    (token) =>
      /^(?:utc|gmt|zulu|z)$/i.test(token) ||
      ABBREVIATION.test(token) ||
      OFFSET.test(token) ||
      /[a-z]\/[a-z]/i.test(token),
  );
  const token = tokens[at];
  if (token === undefined) return ok({ zone: null, rest: words });
  const zone = readZone(token);
  return zone.ok ? ok({ zone: zone.value, rest: tokens.toSpliced(at, 1).join(' ') }) : zone;
}
