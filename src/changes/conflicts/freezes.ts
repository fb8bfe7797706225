import type { Freeze } from '../../maintenance/model.ts';
import { covers } from '../../maintenance/scope.ts';
import { canonicalZone, localAt } from '../../core/local-time.ts';
import { localText } from '../window-words.ts';
import { blocking, type ConflictRule, namesText, overlaps } from './rule.ts';
import { placeOf } from './maintenance.ts';

/** What a freeze is for is not planned into it. */
export const freezes: ConflictRule = (picture, plan) =>
  picture.freezes.flatMap((freeze) => {
    if (!overlaps(freeze, plan.window)) return [];
    const servers = plan.servers.flatMap(({ server }) =>
      covers(freeze.scope, placeOf(picture, server)) ? server : [],
    );
    if (servers.length === 0) return [];
    const forbids = freeze.effect === 'forbids';
    const whom = servers.length === plan.servers.length ? '' : ` for ${namesText(picture, servers)}`;
    return {
      type: forbids ? 'freeze' : 'freeze-warning',
      severity: forbids ? blocking(plan) : 'warns',
      key: `${forbids ? 'freeze' : 'freeze-warning'} ${freeze.id}`,
      servers,
      with: [freeze.id],
      text: `The freeze ${freeze.name} ${forbids ? 'forbids it' : 'warns of it'}${whom}: ${spanOf(freeze)}.`,
    };
  });

const said = new WeakMap<Freeze, string>();

/** A freeze lasts for days, so that its length in hours would say little. */
function spanOf(freeze: Freeze): string {
  const known = said.get(freeze);
  if (known !== undefined) return known;
  const zone = canonicalZone(freeze.zone) ?? 'UTC';
  const [from, to] = [freeze.start, freeze.end].map((at) => localText(localAt(at, zone)));
  const text = `${from} to ${to} ${zone}`;
  said.set(freeze, text);
  return text;
}
