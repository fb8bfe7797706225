import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actOnAck } from '../acknowledgements/act.ts';
import { actOnChange } from '../changes/act.ts';
import type { ChangeCommand, ChangeId } from '../changes/model.ts';
import type { Config } from '../config/model.ts';
import { type Clock, DAY, HOUR, type Instant, instant, MINUTE, systemClock } from '../core/clock.ts';
import { freshId, type ServerId, serverId } from '../core/ids.ts';
import { dayLater, localAt, localDay, resolveLocal, weekdayOf } from '../core/local-time.ts';
import type { Log } from '../core/log.ts';
import { takeInPaths } from '../evidence/sources/paths.ts';
import { actOnMaintenance } from '../maintenance/act.ts';
import type { MaintenanceCommand, RuleDraft } from '../maintenance/model.ts';
import { rememberPerson } from '../people/directory.ts';
import { type House, openHouse } from '../wire.ts';
import { demoFleet } from './fleet.ts';
import { reportBytes, reportFileName } from './generator/report.ts';
import type { ServerSpec } from './generator/spec.ts';
import { actorOf, colleagues, type DemoPerson, nameOf, newcomer } from './people.ts';

const DOMAIN = 'contoso.test';
const { bo, cy, di } = colleagues;

/** What the newcomer finds: a week that began so long ago. */
const WEEK = 7 * DAY;

/**
 * Lives the week before `now` through the verbs that buttons call, at the times at which people would have pressed them:
 * a maintenance rule, servers that somebody answers for, an update that was proven, one that is done and not proven, one
 * that nobody started, one in progress, one to come, and one that waits for the newcomer's approval. Reports of that time lie
 * in `folder`.
 */
export async function liveWeek(config: Config, log: Log, now: Instant, folder: string): Promise<void> {
  const clock = steppedClock(instant(now - WEEK));
  const house = await openHouse(config, log, clock);
  try {
    for (const { at, happens } of story(now, folder).sort((a, b) => a.at - b.at)) {
      clock.set(at);
      await happens(house);
    }
  } finally {
    await house.close();
  }
}

interface Event {
  readonly at: Instant;
  readonly happens: (house: House) => Promise<void>;
}

function story(now: Instant, folder: string): Event[] {
  const zone = 'Europe/Berlin';
  const before = (time: number) => instant(now - time);
  const evening = (days: number, time: string) =>
    resolveLocal(`${dayLater(localDay(now, zone), -days)}T${time}`, zone).at;
  const after = (at: Instant, minutes: number) => instant(at + minutes * MINUTE);
  const started = instant(Math.floor((now - HOUR) / MINUTE) * MINUTE);

  const proven = plan(bo, ['ber-ex01'], evening(5, '22:00'), 3, 'October update: the June cut-off');
  const unproven = plan(di, ['par-ex06'], evening(2, '20:00'), 2, 'IIS URL Rewrite is missing');
  const missed = plan(bo, ['lon-ex07'], evening(3, '22:00'), 4, 'Manual start and switch off since the move');
  const running = plan(cy, ['ber-ex04'], started, 6, 'Last 2019 server in Berlin goes to SE');
  const coming = plan(di, ['par-ex04'], evening(-1, '20:00'), 1, 'Mitigation service does not start after boot');
  const waiting = plan(bo, ['ber-ex02', 'ber-ex06'], saturdayAfter(now, zone), 3, 'Both miss mitigations since June');

  return [
    { at: before(WEEK), happens: (house) => takeInFleetOf(house, now, folder) },
    ...acknowledged(before(6 * DAY + HOUR), bo, ['lon-ex03', 'lon-ex04'], 21, 'Being replaced, project Thames'),
    ...ruled(before(6 * DAY + 30 * MINUTE), di, bo),
    ...acknowledged(before(6 * DAY), di, ['lon-ex06'], 7, 'Switched off when its archive has moved'),

    proven.proposed(before(6 * DAY - HOUR)),
    proven.approved(before(6 * DAY - 2 * HOUR), cy),
    ...proven.carriedOut(evening(5, '22:00'), 70, bo),
    { at: evening(4, '06:30'), happens: (house) => takeInProof(house, evening(4, '06:12'), folder) },

    missed.proposed(before(4 * DAY + 2 * HOUR)),
    missed.approved(before(4 * DAY + HOUR), di),
    missed.approved(before(4 * DAY + HOUR - MINUTE), cy),

    unproven.proposed(before(3 * DAY + 2 * HOUR)),
    unproven.approved(before(3 * DAY + HOUR), bo),
    ...unproven.carriedOut(evening(2, '20:00'), 40, di),

    running.proposed(before(DAY + 2 * HOUR)),
    running.approved(before(DAY + HOUR), bo),
    running.approved(before(DAY + HOUR - MINUTE), di),
    running.started(after(started, 5), cy),

    coming.proposed(before(DAY)),
    coming.approved(before(20 * HOUR), bo),
    waiting.proposed(before(18 * HOUR)),
  ];
}

function saturdayAfter(now: Instant, zone: string): Instant {
  let day = dayLater(localDay(now, zone), 1);
  while (weekdayOf(day) !== 6) day = dayLater(day, 1);
  return resolveLocal(`${day}T22:00`, zone).at;
}

/** The fleet as it was then: one server had not been updated yet. */
async function takeInFleetOf(house: House, now: Instant, folder: string): Promise<void> {
  await house.database.transaction(async (tx) => {
    for (const person of [newcomer, ...Object.values(colleagues)])
      await rememberPerson(tx, house.clock.now(), actorOf(person), nameOf(person));
  });
  const { reports } = demoFleet(instant(now - WEEK));
  const then = reports.map((spec) => (spec.name === 'BER-EX01' ? { ...spec, build: '15.2.2562.37' } : spec));
  await takeIn(house, then, join(folder, 'a-week-ago'));
}

async function takeInProof(house: House, generatedAt: Instant, folder: string): Promise<void> {
  const updated = demoFleet(house.clock.now()).reports.filter(({ name }) => name === 'BER-EX01');
  await takeIn(
    house,
    updated.map((spec) => ({ ...spec, generatedAt })),
    join(folder, 'after-the-update'),
  );
}

async function takeIn(house: House, specs: readonly ServerSpec[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const spec of specs) writeFileSync(join(folder, reportFileName(spec)), reportBytes(spec));
  const outcomes = await takeInPaths(house.intake(), { kind: 'system', job: 'demo' }, [folder]);
  const refused = outcomes.find(({ outcome }) => outcome === 'refused');
  if (refused) throw new Error(`the demo's own report was refused: ${JSON.stringify(refused)}`);
}

function acknowledged(at: Instant, by: DemoPerson, servers: readonly string[], days: number, reason: string): Event[] {
  const happens = async (house: House) => {
    const { timeZone: zone } = house.config;
    const answer = await actOnAck(house.acknowledgements, {
      actor: actorOf(by),
      standing: 'member',
      command: { kind: 'make', servers: servers.map(idOf), until: dayLater(localDay(at, zone), days), zone, reason },
      once: freshId(),
      place: null,
    });
    if (answer.kind !== 'acknowledged' || answer.outcomes.some(({ kind }) => kind === 'refused')) unexpected(answer);
  };
  return [{ at, happens }];
}

/** A rule that approves standard changes beforehand, once a colleague has approved it. */
function ruled(at: Instant, by: DemoPerson, approver: DemoPerson): Event[] {
  const say = async (house: House, person: DemoPerson, command: MaintenanceCommand) => {
    const actor = actorOf(person);
    const request = { actor, standing: 'member' as const, command, once: freshId() };
    const answer = await actOnMaintenance(house.maintenance, request);
    if (answer.kind !== 'maintenance-rules') return unexpected(answer);
    return answer.rules;
  };
  return [
    {
      at,
      async happens(house) {
        const [set] = await say(house, by, { kind: 'set-rule', rule: null, revision: null, draft: BERLIN_SATURDAYS });
        if (!set) return unexpected({ rules: [] });
        const { id, hash } = set.rule;
        await say(house, approver, { kind: 'approve-rule', rule: id, hash });
      },
    },
  ];
}

const BERLIN_SATURDAYS: RuleDraft = {
  name: 'Berlin Saturdays',
  zone: 'Europe/Berlin',
  recurrence: 'weekly',
  days: 'sat',
  number: '',
  rrule: '',
  time: '22:00',
  hours: '6',
  noStartBefore: '60',
  scope: 'site:Berlin',
  preApproves: true,
};

/** One change of the week, from its proposal on. */
function plan(by: DemoPerson, servers: readonly string[], start: Instant, hours: number, reason: string) {
  let change = '' as ChangeId;

  const proposed = (at: Instant): Event => ({
    at,
    async happens(house) {
      const { timeZone: zone } = house.config;
      const [date = '', time = ''] = localAt(start, zone).split('T');
      const named = servers.map(idOf);
      const form = await press(house, by, {
        kind: 'form',
        servers: named,
        change: null,
        type: 'normal',
        date,
        time: time.slice(0, 5),
        hours: `${hours}`,
        zone,
        reason,
      });
      if (form.kind !== 'change-form') return unexpected(form);
      const shown = await press(house, by, { kind: 'propose', draft: form.draft });
      if (shown.kind !== 'change') return unexpected(shown);
      change = shown.view.change.id;
    },
  });

  const does = (at: Instant, person: DemoPerson, command: () => ChangeCommand): Event => ({
    at,
    async happens(house) {
      const answer = await press(house, person, command());
      if (answer.kind !== 'change') unexpected(answer);
    },
  });

  const approved = (at: Instant, person: DemoPerson): Event => ({
    at,
    async happens(house) {
      const shown = await press(house, person, { kind: 'show', change });
      if (shown.kind !== 'change') return unexpected(shown);
      await press(house, person, { kind: 'approve', change, plan: shown.view.change.planHash });
    },
  });

  const started = (at: Instant, person: DemoPerson) => does(at, person, () => ({ kind: 'start', change }));

  return {
    proposed,
    approved,
    started,
    carriedOut: (at: Instant, minutes: number, person: DemoPerson): Event[] => [
      started(at, person),
      ...servers.map((server, index) =>
        does(instant(at + (index + 1) * MINUTE), person, () => ({
          kind: 'tick',
          change,
          server: idOf(server),
          done: true,
        })),
      ),
      does(instant(at + minutes * MINUTE), person, () => ({ kind: 'finish', change })),
    ],
  };
}

function press(house: House, person: DemoPerson, command: ChangeCommand) {
  const actor = actorOf(person);
  return actOnChange(house.changes, { actor, standing: 'member', command, once: freshId(), place: null });
}

function idOf(name: string): ServerId {
  return serverId(`${name}.${DOMAIN}`);
}

/** The demo's own steps are never refused. */
function unexpected(answer: object): never {
  throw new Error(`the demo's history can not be told: ${JSON.stringify(answer).slice(0, 500)}`);
}

function steppedClock(start: Instant): Clock & { set(at: Instant): void } {
  let at = start;
  return {
    ...systemClock,
    now: () => at,
    set(next) {
      at = next;
    },
  };
}
