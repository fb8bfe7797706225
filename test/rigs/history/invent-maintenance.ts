import { DAY, HOUR, instant } from '../../../src/core/clock.ts';
import type { ServerId } from '../../../src/core/ids.ts';
import { localAt } from '../../../src/core/local-time.ts';
import type {
  FreezeDraft,
  MaintenanceCommand,
  MaintenanceRule,
  Occurrence,
  RuleDraft,
} from '../../../src/maintenance/model.ts';
import { nextOccurrences } from '../../../src/maintenance/occurrences.ts';
import { covers } from '../../../src/maintenance/scope.ts';
import { weekdaysValue } from '../../../src/maintenance/weekdays.ts';
import type { Random } from '../random.ts';
import type { Seen, Sight } from './look.ts';
import { idOf, type World } from './world.ts';

const names = ['Nights', 'nights', 'Weekend', 'Berlin', 'Weekdays'];
const times = ['00:00', '02:30', '08:00', '12:00', '18:30', '22:00'];
const daysOfWeek = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

type Any = <T>(list: readonly T[]) => T;

export interface OpeningAhead extends Pick<Occurrence, 'start' | 'end' | 'lastStart'> {
  /** Whether the rule is there to approve standard changes beforehand. */
  readonly approves: boolean;
  /** Names of servers that the rule is for. */
  readonly servers: readonly string[];
}

/** The next opening of some rule, of one that approves beforehand where there is any; null: there is none. */
export function openingAhead({ servers, places }: World, { rules, now }: Sight, any: Any): OpeningAhead | null {
  const held = rules.filter(({ removedAt }) => removedAt === null);
  const approving = held.filter(({ preApproves, approval }) => preApproves && approval !== null);
  if (held.length === 0) return null;
  const rule = any(approving.length > 0 && any([true, true, false]) ? approving : held);
  const next = nextOccurrences(rule, instant(now), 3).find(({ start }) => start > now);
  const inScope = (name: string): boolean => {
    const id = idOf(name) as ServerId;
    return covers(rule.scope, { id, site: null, dag: null, ...places.get(id) });
  };
  if (!next) return null;
  const { start, end, lastStart } = next;
  return { start, end, lastStart, approves: rule.preApproves, servers: servers.filter(inScope) };
}

/** What somebody does about rules and freezes next. */
export function inventMaintenance(world: World, random: Random, sight: Sight, seen: Seen): MaintenanceCommand {
  const any: Any = (list) => list[random.between(0, list.length - 1)] as (typeof list)[number];
  const chance = (percent: number): boolean => random.between(1, 100) <= percent;
  const held = sight.rules.filter(({ removedAt }) => removedAt === null);
  const waiting = held.filter(({ approval, preApproves }) => preApproves && approval === null);
  const lasting = sight.freezes.filter(({ liftedAt, end }) => liftedAt === null && end > sight.now);
  if (waiting.length > 0 && chance(55)) return approve(any(waiting));
  if (held.length > 0 && chance(18)) return edit(any(held));
  if (sight.rules.length > 0 && chance(8)) return approve(any(sight.rules));
  if (sight.rules.length > 0 && chance(8)) return { kind: 'remove-rule', rule: any(sight.rules).id };
  if (sight.freezes.length > 0 && chance(30)) {
    return { kind: 'lift-freeze', freeze: any(lasting.length > 0 && chance(85) ? lasting : sight.freezes).id };
  }
  if (chance(45)) return { kind: 'set-freeze', draft: freeze() };
  return { kind: 'set-rule', rule: null, revision: null, draft: rule() };

  function approve({ id, hash }: MaintenanceRule): MaintenanceCommand {
    return { kind: 'approve-rule', rule: id, hash: chance(85) ? hash : any(seen.get(id) ?? [hash]) };
  }

  /** As it is, with something else, or with what somebody has altered meanwhile. */
  function edit(of: MaintenanceRule): MaintenanceCommand {
    const is = draftOf(of);
    const other = rule();
    const draft = chance(20)
      ? is
      : any([
          { ...is, time: other.time },
          { ...is, hours: other.hours, noStartBefore: '0' },
          { ...is, scope: other.scope },
          { ...is, name: other.name },
          { ...is, preApproves: !is.preApproves },
        ]);
    return { kind: 'set-rule', rule: of.id, revision: of.revision - (chance(85) ? 0 : 1), draft };
  }

  function scope(): string {
    const place = any([...world.places.values()]);
    const some = world.servers.filter(() => chance(40));
    return any([
      'all',
      'all',
      `site:${place.site}`,
      place.dag === null ? 'all' : `dag:${place.dag}`,
      (some.length > 0 ? some : [any(world.servers)]).join(', '),
    ]);
  }

  function rule(): RuleDraft {
    const days = daysOfWeek.filter(() => chance(60));
    const hours = any(['2', '4', '8', '26']);
    return {
      name: any(names),
      zone: any(['UTC', 'Europe/Berlin']),
      recurrence: 'weekly',
      days: (days.length > 0 ? days : daysOfWeek).join(', '),
      number: '',
      rrule: '',
      time: any(times),
      hours,
      noStartBefore: any(['0', '30', '60', '90']),
      scope: scope(),
      preApproves: chance(75),
    };
  }

  function freeze(): FreezeDraft {
    const zone = any(['UTC', 'UTC', 'Europe/Berlin']);
    const start = Math.floor(sight.now / HOUR) * HOUR + random.between(-2, 40) * (HOUR / 2);
    const from = localAt(instant(start), zone);
    const until = localAt(instant(start + random.between(0, 24) * (HOUR / 2)), zone);
    const whole = chance(10);
    const next = localAt(instant(start + random.between(0, 1) * DAY), zone);
    return {
      name: 'Closing',
      fromDate: from.slice(0, 10),
      fromTime: whole ? '' : from.slice(11),
      untilDate: (whole ? next : until).slice(0, 10),
      untilTime: whole ? '' : until.slice(11),
      zone,
      scope: scope(),
      effect: chance(70) ? 'forbids' : 'warns',
      reason: 'year-end closing',
    };
  }
}

/** As the form of a rule is filled in. */
function draftOf({
  name,
  zone,
  recurrence,
  time,
  length,
  noStartBefore,
  scope,
  preApproves,
}: MaintenanceRule): RuleDraft {
  const short = (id: string): string => (id.split('.')[0] ?? '').toUpperCase();
  return {
    name,
    zone,
    recurrence: 'weekly',
    days: recurrence.kind === 'weekly' ? weekdaysValue(recurrence.days) : '',
    number: '',
    rrule: '',
    time,
    hours: String(length / HOUR),
    noStartBefore: String(noStartBefore / 60_000),
    scope:
      scope.by === 'all'
        ? 'all'
        : scope.by === 'servers'
          ? scope.servers.map(short).join(', ')
          : `${scope.by}:${scope.value}`,
    preApproves,
  };
}
