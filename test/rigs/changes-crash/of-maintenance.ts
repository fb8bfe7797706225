import { freezeSchema, ruleSchema } from '../../../src/maintenance/schema.ts';
import type { Kept } from './kept.ts';

/** Rules and freezes are what their rows in the log made of them, and each row of theirs has one write. */
export function ofMaintenance(kept: Kept): string[] {
  const wrong: string[] = [];
  const deedsOf = (id: string, verbs: readonly string[]) =>
    kept.audit.filter(({ subject, verb }) => subject === id && verbs.includes(verb));

  for (const row of kept.rules) {
    const say = (what: string): void => void wrong.push(`${row.id}: ${what}`);
    const deeds = deedsOf(row.id, ['rule.set', 'rule.approved', 'rule.removed']);
    const rule = ruleSchema.parse(JSON.parse(row.rule));
    if (row.revision !== deeds.length || rule.revision !== deeds.length)
      say(`revision ${row.revision} with ${deeds.length} rows in the log`);
    const set = deeds.findLast(({ verb }) => verb === 'rule.set');
    const made = ruleSchema.safeParse(JSON.parse(set?.after ?? 'null')).data;
    if (made?.hash !== rule.hash || made.authors.join() !== rule.authors.join()) say('it is not what the log says');
    const since = set ? deeds.slice(deeds.indexOf(set)) : [];
    const approved = since.some(({ verb }) => verb === 'rule.approved');
    if (approved !== (rule.approval !== null)) say('its approval is not what the log says');
    const removed = deeds.at(-1)?.verb === 'rule.removed';
    if (removed !== (row.removed_at !== null) || row.removed_at !== rule.removedAt) say('its end is not in the log');
  }
  for (const row of kept.freezes) {
    const say = (what: string): void => void wrong.push(`${row.id}: ${what}`);
    const deeds = deedsOf(row.id, ['freeze.set', 'freeze.lifted']);
    const freeze = freezeSchema.parse(JSON.parse(row.freeze));
    if (row.revision !== deeds.length) say(`revision ${row.revision} with ${deeds.length} rows in the log`);
    const lifted = deeds.at(-1)?.verb === 'freeze.lifted';
    if (lifted !== (row.lifted_at !== null) || row.lifted_at !== freeze.liftedAt) say('its end is not in the log');
    if (row.starts_at !== freeze.start || row.ends_at !== freeze.end) say('its columns are of other times');
  }
  const known = new Set([...kept.rules, ...kept.freezes].map(({ id }) => id));
  const named = kept.audit.filter(({ verb }) => /^(rule|freeze)\./.test(verb)).map(({ subject }) => subject);
  return [...wrong, ...[...new Set(named)].filter((id) => !known.has(id)).map((id) => `${id} is in the log only`)];
}
