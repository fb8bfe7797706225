import type { ServerId } from '../core/ids.ts';
import { listText } from '../readiness/words.ts';
import type { Plan, PlannedServer } from './model.ts';
import { aimOf, targetValue } from './target.ts';
import { windowText } from './window-words.ts';

const LONGEST_QUOTE = 120;

/** What an edit changed, in sentences, in the order of the card; empty only when nothing that is told changed. */
export function describeEdit(before: Plan, after: Plan, nameOf: (id: ServerId) => string): string[] {
  return [
    ...describeType(before, after),
    ...describeServers(before.servers, after.servers, nameOf),
    ...describeWindow(before, after),
    ...quoted('reason', before.reason, after.reason),
    ...describeRisk(before, after),
    ...quoted('impact', before.impact, after.impact),
    ...quoted('backout', before.backout, after.backout),
    ...describeAdPrep(before, after),
  ];
}

function describeType(before: Plan, after: Plan): string[] {
  return before.type === after.type ? [] : [`The change is ${after.type} instead of ${before.type}.`];
}

function describeServers(
  before: readonly PlannedServer[],
  after: readonly PlannedServer[],
  nameOf: (id: ServerId) => string,
): string[] {
  const was = new Map(before.map(({ server, target }) => [server, target]));
  const is = new Set(after.map(({ server }) => server));
  const added = after.filter(({ server }) => !was.has(server)).map(({ server }) => nameOf(server));
  const removed = before.filter(({ server }) => !is.has(server)).map(({ server }) => nameOf(server));
  const retargeted = after.flatMap(({ server, target }) => {
    const old = was.get(server);
    if (!old || targetValue(old) === targetValue(target)) return [];
    const name = (id: string) => nameOf(id as ServerId);
    return [`The target of ${nameOf(server)} is now: ${aimOf(target, name)} (it was: ${aimOf(old, name)}).`];
  });
  const stayed = (servers: readonly PlannedServer[], others: { has(id: ServerId): boolean }) =>
    servers.filter(({ server }) => others.has(server)).map(({ server }) => server);
  const reordered = stayed(before, is).join() !== stayed(after, was).join();
  return [
    ...(added.length > 0 ? [`Added: ${listText(added)}.`] : []),
    ...(removed.length > 0 ? [`Left out: ${listText(removed)}.`] : []),
    ...retargeted,
    ...(reordered ? [`The order is now ${listText(after.map(({ server }) => nameOf(server)))}.`] : []),
  ];
}

function describeWindow({ window: before }: Plan, { window: after }: Plan): string[] {
  const same = before.start === after.start && before.end === after.end && before.zone === after.zone;
  return same ? [] : [`The window is ${windowText(after)} instead of ${windowText(before)}.`];
}

function describeRisk(before: Plan, after: Plan): string[] {
  if (before.risk !== after.risk) return [`The risk is ${after.risk} instead of ${before.risk}.`];
  const same = (before.riskWhy ?? []).join('\n') === (after.riskWhy ?? []).join('\n');
  return same ? [] : [`The risk stays ${after.risk}, for other reasons.`];
}

function describeAdPrep(before: Plan, after: Plan): string[] {
  if (before.adPrep === after.adPrep) return [];
  return [after.adPrep ? 'Active Directory is to be prepared.' : 'Active Directory is no longer to be prepared.'];
}

function quoted(field: string, before: string, after: string): string[] {
  return before === after ? [] : [`The ${field} is now: ${cut(after)}`];
}

function cut(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
