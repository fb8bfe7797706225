import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '../src/core/actor.ts';
import { DAY, dayOf, later } from '../src/core/clock.ts';
import { actOnChange } from '../src/changes/act.ts';
import type { Change } from '../src/changes/model.ts';
import { rememberPerson } from '../src/people/directory.ts';
import { BY_DELIVERY, rememberConversation } from '../src/delivery/conversations.ts';
import { actOnDigest } from '../src/digests/act.ts';
import { serve } from '../src/serve.ts';
import type { House } from '../src/wire.ts';
import { ANA, TENANT } from './connector.ts';
import { startEcho } from './echo.ts';
import { median, print, quantile, round } from './figures.ts';
import { fillFleet } from './fleet.ts';
import { openBenchHouse } from './house.ts';
import { ANAS_CHAT, startTeamsSide } from './teams-side.ts';

const SERVERS_A_CHANGE = 2;
const MOST_WEEKS = 10;
const WARM_UPS = 40;
/** Before each press, in ms: what an approval has posted leaves meanwhile, and burdens neither it nor the next press. */
const PAUSE = 50;
const CHANNEL = '19:bench@thread.tacv2';
/** Those who may approve beside Ana; each has a chat of their own, and so a copy of every change's card. */
const OTHERS = ['bo', 'cy', 'di'];
const OLE = person('ole', 'Ole');

/** A press on Approve, each on another open change, beside a press on a button that is nobody's, through the same door. */
export async function benchApprove(servers: number, changes: number, bound: number): Promise<void> {
  const teams = await startTeamsSide();
  const opened = await openBenchHouse();
  await fillFleet(opened, servers);
  await settlePeople(opened.house, teams.serviceUrl);
  const waiting = await proposeAll(opened.house, servers, changes);
  await allSent(opened.house);
  const serving = await serve(opened.house, { rateLimit: { burst: 1_000_000, perSecond: 1_000_000 } });
  await serving.caughtUp;
  const echo = await startEcho();

  async function approve(): Promise<number> {
    const next = waiting.pop();
    if (!next) throw new Error('every change is approved');
    const act = { change: { kind: 'approve', change: next.id, plan: next.planHash } };
    const { text, took } = await teams.press(serving.port, 'act', { act, once: randomUUID() });
    if (!text.includes(`${next.id} is approved`)) throw new Error(text.slice(0, 500));
    return took;
  }
  const times = await inTurn(
    {
      approve,
      bare: async () => (await teams.press(serving.port, 'nothing', {})).took,
      echo: async () => (await teams.press(echo.port, 'nothing', {})).took,
    },
    changes - WARM_UPS,
  );
  const bare = median(times.bare);
  print({
    figure: `an approve invoke on ${servers} servers with ${changes} open changes, against a bare invoke`,
    value: median(times.approve) / bare,
    unit: 'ratio of medians',
    bound: { atMost: bound },
    detail: {
      approveMs: round(median(times.approve)),
      bareMs: round(bare),
      echoMs: round(median(times.echo)),
      slowestTenthMs: round(quantile(times.approve, 0.9)),
      passes: times.approve.length,
    },
  });
  await serving.stop();
  await echo.close();
  await opened.close();
  await teams.close();
}

/** Milliseconds of each, pass after pass. */
async function inTurn<Name extends string>(
  contestants: Readonly<Record<Name, () => Promise<number>>>,
  passes: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let pass = -WARM_UPS; pass < passes; pass++) {
    for (const name of names) {
      await delay(PAUSE);
      const took = await contestants[name]();
      if (pass >= 0) times[name].push(took);
    }
  }
  return times;
}

function person(aadObjectId: string, name: string): Extract<Actor, { kind: 'user' }> {
  return { kind: 'user', tenantId: TENANT, aadObjectId, name };
}

/** Ole proposes, Ana approves, three others could; all have chats, and a channel has a digest. */
async function settlePeople({ database, clock, jobs, catalogue, log }: House, serviceUrl: string): Promise<void> {
  const now = clock.now();
  const people = [OLE, person(ANA, 'Ana'), ...OTHERS.map((id) => person(id, id))];
  const place = { serviceUrl, tenantId: TENANT, bot: { id: '28:bot', name: 'Patchwarden' }, seenAt: now, gone: null };
  await database.transaction(async (tx) => {
    for (const { tenantId, aadObjectId, name } of people) {
      await rememberPerson(tx, now, { tenantId, aadObjectId }, name);
      const id = aadObjectId === ANA ? ANAS_CHAT : `a:${aadObjectId}`;
      const one = { id: `29:${aadObjectId}`, aadObjectId, name };
      const chat = { ...place, id, kind: 'personal', person: one, teamId: null, shared: false, name: null } as const;
      await rememberConversation(tx, now, chat, { by: BY_DELIVERY, jobs });
    }
    const room = {
      ...place,
      id: CHANNEL,
      kind: 'channel',
      person: null,
      teamId: null,
      shared: false,
      name: null,
    } as const;
    await rememberConversation(tx, now, room, { by: BY_DELIVERY, jobs });
  });
  const digests = { database, clock, log, jobs, catalogue, grace: DAY, zone: 'UTC', metrics: { composed() {} } };
  const command = { kind: 'set', time: '08:00', zone: 'UTC' } as const;
  const ask = { actor: OLE, conversation: CHANNEL, mayManage: true, thread: null, once: randomUUID(), command };
  const answer = await actOnDigest(digests, ask);
  if (answer.kind === 'refused') throw new Error(answer.refusal.message);
}

/** What the forms propose by themselves, of servers in turn and in week after week, until there are so many changes. */
async function proposeAll({ changes: app, clock }: House, servers: number, wanted: number): Promise<Change[]> {
  const names = Array.from({ length: servers }, (_, at) => `srv${String(at).padStart(5, '0')}.contoso.test`);
  const ask = { actor: OLE, standing: 'member', place: { conversation: CHANNEL, thread: null } } as const;
  const window = { time: '22:00', hours: '4', zone: 'UTC', reason: 'October update' };
  const proposed: Change[] = [];
  for (let from = 0; proposed.length < wanted; from += SERVERS_A_CHANGE) {
    const week = Math.floor(from / servers);
    if (week > MOST_WEEKS) throw new Error(`only ${proposed.length} changes were proposed`);
    const some = names.slice(from % servers, (from % servers) + SERVERS_A_CHANGE);
    const date = dayOf(later(clock.now(), (5 + 7 * week) * DAY));
    const asked = { kind: 'form', servers: some, change: null, date, ...window } as const;
    const form = await actOnChange(app, { ...ask, once: randomUUID(), command: asked });
    // What is of high risk waits for two people.
    if (form.kind !== 'change-form' || form.draft.servers.length < SERVERS_A_CHANGE || form.risk.risk === 'high')
      continue;
    const draft = { ...form.draft, type: 'normal' };
    const answer = await actOnChange(app, { ...ask, once: randomUUID(), command: { kind: 'propose', draft } });
    if (answer.kind === 'change') proposed.push(answer.view.change);
  }
  return proposed;
}

/** As if the connector had taken every card. */
async function allSent({ database, clock }: House): Promise<void> {
  await database.transaction((tx) =>
    tx
      .updateTable('outbox')
      .set({ state: 'sent', rendered: 1_000, sent_at: clock.now(), activity_id: 'bench' })
      .execute(),
  );
}
