import { HOUR, type Instant, isoOf, later } from '../../../src/core/clock.ts';
import type { FreezeDraft, MaintenanceCommand, MaintenanceRule, RuleDraft } from '../../../src/maintenance/model.ts';
import type { Random } from '../random.ts';
import { pick } from './pick.ts';
import { approvers, dags, everybody, operators, type Person, servers, sites } from './model.ts';
import type { Situation } from './view.ts';

/** Something that somebody may do about maintenance rules and freezes now. */
export function pickMaintenance(random: Random, at: Situation): [Person, MaintenanceCommand] {
  const { rules, freezes, now } = at;
  const operator = pick(random, operators);
  const chance = (percent: number): boolean => random.between(1, 100) <= percent;
  const waiting = rules.filter(({ preApproves, approval }) => preApproves && approval === null);
  if (waiting.length > 0 && chance(50)) {
    const { id, hash } = pick(random, waiting);
    return [pick(random, chance(90) ? approvers : everybody), { kind: 'approve-rule', rule: id, hash }];
  }
  // Where much is frozen nothing moves.
  if (freezes.length > 0 && chance(freezes.length > 2 ? 70 : 35)) {
    return [
      pick(random, chance(70) ? approvers : operators),
      { kind: 'lift-freeze', freeze: pick(random, freezes).id },
    ];
  }
  if (chance(50)) return [operator, { kind: 'set-freeze', draft: freeze(random, now) }];
  if (rules.length > 0 && chance(20)) return [operator, { kind: 'remove-rule', rule: pick(random, rules).id }];
  if (rules.length > 2 || (rules.length > 0 && chance(30))) return [operator, edit(random, pick(random, rules))];
  return [operator, { kind: 'set-rule', rule: null, revision: null, draft: rule(random) }];
}

/** A rule that is open all the time but for a few hours, and a freeze that is over soon: each run begins with them. */
export function firstMaintenance(now: Instant): readonly [Person, MaintenanceCommand][] {
  const always = { name: 'Always', time: '00:00', hours: '26', scope: 'all', preApproves: true };
  const warns = { effect: 'warns', scope: 'all', ...spanFrom(now, 2) };
  return [
    [operatorOf(0), { kind: 'set-rule', rule: null, revision: null, draft: { ...usual, ...always } }],
    [operatorOf(1), { kind: 'set-freeze', draft: { ...warns, ...named } }],
  ];
}

function operatorOf(at: number): Person {
  const operator = operators[at];
  if (!operator) throw new RangeError(`there is no operator ${at}`);
  return operator;
}

/** Mostly alike to what was said before but for one thing. */
function edit(random: Random, { id, revision, ...is }: MaintenanceRule): MaintenanceCommand {
  const other = rule(random);
  const same: RuleDraft = { ...other, name: is.name, time: is.time, hours: String(is.length / HOUR) };
  const draft = pick(random, [same, { ...same, time: other.time }, { ...same, hours: other.hours }]);
  return { kind: 'set-rule', rule: id, revision: random.between(1, 8) === 1 ? revision - 1 : revision, draft };
}

const usual: RuleDraft = {
  name: '',
  zone: 'UTC',
  recurrence: 'weekly',
  days: 'mon, tue, wed, thu, fri, sat, sun',
  number: '',
  rrule: '',
  time: '00:00',
  hours: '26',
  noStartBefore: '',
  scope: 'all',
  preApproves: true,
};

function rule(random: Random): RuleDraft {
  return {
    ...usual,
    name: pick(random, ['Nights', 'Berlin', 'London', 'Weekdays', 'All day']),
    time: pick(random, ['00:00', '06:00', '12:00', '18:00', '22:00']),
    hours: pick(random, ['8', '12', '26', '26']),
    noStartBefore: pick(random, ['', '30']),
    scope: scope(random),
    preApproves: random.between(1, 4) > 1,
  };
}

const named = { name: 'Closing', zone: 'UTC', reason: 'Year-end closing.' };

function freeze(random: Random, now: Instant): FreezeDraft {
  const effect = random.between(1, 10) > 3 ? 'forbids' : 'warns';
  const from = later(now, random.between(-1, 8) * HOUR);
  return { ...named, ...spanFrom(from, random.between(1, 8)), effect, scope: scope(random) };
}

function spanFrom(from: Instant, hours: number) {
  const [start, end] = [isoOf(from), isoOf(later(from, hours * HOUR))];
  return {
    fromDate: start.slice(0, 10),
    fromTime: start.slice(11, 16),
    untilDate: end.slice(0, 10),
    untilTime: end.slice(11, 16),
  };
}

function scope(random: Random): string {
  const some = Array.from({ length: random.between(1, 3) }, () => pick(random, servers));
  return pick(random, [
    'all',
    `site:${pick(random, sites)}`,
    `dag:${pick(random, dags)}`,
    `dag:${pick(random, dags)}`,
    [...new Set(some)].join(', '),
  ]);
}
