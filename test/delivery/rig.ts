import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, instant } from '../../src/core/clock.ts';
import { type Log, silentLog } from '../../src/core/log.ts';
import { announce } from '../../src/delivery/announce.ts';
import { rememberConversation } from '../../src/delivery/conversations.ts';
import { type Dispatcher, startDispatcher } from '../../src/delivery/dispatcher.ts';
import type {
  Conversation,
  Limits,
  OutboxRow,
  Place,
  Rendered,
  RenderRequest,
  SendResult,
} from '../../src/delivery/model.ts';
import { loadRow, outboxRowOf } from '../../src/delivery/outbox/store.ts';
import { DELIVER, OUTBOX } from '../../src/delivery/outlet.ts';
import { NO_LIMITS } from '../../src/delivery/sends/limits.ts';
import type { JobRun, WakeupBook } from '../../src/jobs/model.ts';
import type { Database } from '../../src/storage/database.ts';
import { NOW } from '../support/factories.ts';

export const ANA = { kind: 'user', tenantId: 't', aadObjectId: 'ana', name: 'Ana' } as const;

export function aConversation(id: string, sketch: Partial<Conversation> = {}): Conversation {
  return {
    id,
    kind: 'channel',
    serviceUrl: 'https://smba.test/emea/',
    tenantId: 't',
    bot: { id: '28:bot', name: 'Patchwarden' },
    person: null,
    teamId: 'team',
    shared: false,
    name: null,
    seenAt: NOW,
    gone: null,
    ...sketch,
  };
}

/** A clock that is stepped from one event to the next. */
export interface EventClock extends Clock {
  /** Goes to the next event by `end`, or to `end`: false. */
  step(end: number): boolean;
  set(to: number): void;
}

export function eventClock(): EventClock {
  let wall: number = NOW;
  let passed = 0;
  const queue = new Set<{ readonly due: number; readonly action: () => void }>();
  const pass = (to: number): void => {
    wall += to - passed;
    passed = to;
  };
  return {
    now: () => instant(wall),
    monotonic: () => passed,
    after(delay, action) {
      const entry = { due: passed + Math.max(delay, 0), action };
      queue.add(entry);
      return () => void queue.delete(entry);
    },
    step(end) {
      const next = [...queue].sort((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) {
        pass(end);
        return false;
      }
      queue.delete(next);
      pass(Math.max(passed, next.due));
      next.action();
      return true;
    },
    set(to) {
      wall = to;
    },
  };
}

/** One call as the receiver saw it. */
export interface Arrival {
  readonly at: number;
  readonly conversation: string;
  readonly activityId: string | null;
  readonly text: string;
}

/** How the receiver answers a call; the arrival and the answer come after so many ms each. */
export interface Answer {
  readonly result?: SendResult;
  readonly arrives?: number;
  readonly takes?: number;
  /** The caller hears `result` after `takes` ms, whether it has arrived by then or not. */
  readonly unheard?: boolean;
}

export interface RigOptions {
  readonly limits?: Limits;
  readonly processes?: number;
  readonly concurrency?: number;
  readonly log?: Log;
  readonly random?: () => number;
  readonly answer?: (call: {
    readonly place: Place;
    readonly activityId: string | null;
    readonly nth: number;
  }) => Answer;
  readonly render?: (request: RenderRequest) => Rendered | Promise<Rendered>;
}

export const spoken = (text: string): Rendered => ({ kind: 'message', message: { card: {}, text } });

/** An outbox with its dispatchers, jobs in the database, and a receiver, all in virtual time. */
export function rig(real: Database, options: RigOptions = {}) {
  const { limits = NO_LIMITS, processes = 1, concurrency = 100, log = silentLog, random = () => 0.5 } = options;
  const clock = eventClock();
  const arrivals: Arrival[] = [];
  const asked: RenderRequest[] = [];
  const counted: string[] = [];
  const instants = new Set<number>();
  let busy = 0;
  let calls = 0;

  async function track<T>(work: () => Promise<T>): Promise<T> {
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
    }
  }
  const database: Database = {
    ...real,
    read: (work) => track(() => real.read(work)),
    transaction: (work) => track(() => real.transaction(work)),
  };

  // Rows that go with the transaction, as those of the real books do; which table they stand in does not matter here.
  const jobs: WakeupBook = {
    async enqueue(tx, { name, key, at }) {
      instants.add(at);
      await tx
        .insertInto('counters')
        .values({ name: `${name}/${key}/${at}`, n: at })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
  const booked = () =>
    database.read((reader) =>
      reader.selectFrom('counters').selectAll().where('name', 'like', 'deliver/outbox/%').orderBy('n').execute(),
    );

  function call(place: Place, activityId: string | null, text: string): Promise<SendResult> {
    const nth = calls++;
    const { result, arrives = 1, takes = 1, unheard = false } = options.answer?.({ place, activityId, nth }) ?? {};
    return new Promise((resolve) => {
      if (unheard && result) clock.after(takes, () => resolve(result));
      clock.after(arrives, () => {
        arrivals.push({ at: clock.monotonic(), conversation: place.conversation.id, activityId, text });
        clock.after(takes, () => resolve(result ?? { kind: 'sent', activityId: activityId ?? `a${nth}` }));
      });
    });
  }

  const start = (): Dispatcher =>
    startDispatcher({
      database,
      clock,
      log,
      jobs,
      limits,
      concurrency,
      random,
      messenger: {
        post: (place, message) => call(place, null, message.text),
        update: (place, activityId, message) => call(place, activityId, message.text),
      },
      renders: {
        note: async (_, request) => {
          asked.push(request);
          return (await options.render?.(request)) ?? spoken(`${request.subject}${request.repeat ? ' (repeat)' : ''}`);
        },
      },
      metrics: {
        send: (_, result) => void counted.push(result),
        retry: () => void counted.push('retry'),
      },
    });
  const dispatchers = Array.from({ length: processes }, start);
  const run: JobRun = { transaction: (work) => database.transaction(work) };

  /** Until the database and the event loop have nothing more to do at this moment. */
  async function quiet(): Promise<void> {
    for (let still = 0; still < 4; still += 1) {
      await nextTurn();
      if (busy > 0) still = -1;
    }
  }

  /** Runs due jobs, each in the next process. */
  let turn = 0;
  async function runJobs(): Promise<void> {
    const due = [...instants].filter((at) => at <= clock.now());
    if (due.length === 0) return;
    for (const at of due) instants.delete(at);
    for (const { n, name } of await booked()) {
      if (n > clock.now()) continue;
      const dispatcher = dispatchers[turn++ % dispatchers.length];
      await dispatcher?.handler({ name: DELIVER, key: OUTBOX, at: instant(n), payload: null }, run);
      await database.transaction((tx) => tx.deleteFrom('counters').where('name', '=', name).execute());
    }
  }

  return {
    clock,
    database,
    jobs,
    arrivals,
    asked,
    counted,
    dispatchers,
    start,
    async know(...ids: string[]): Promise<void> {
      await database.transaction(async (tx) => {
        for (const id of ids) await rememberConversation(tx, clock.now(), aConversation(id), { by: ANA, jobs });
      });
    },
    announce(conversation: string, subject: string): Promise<string> {
      return database.transaction((tx) =>
        announce(tx, { clock, jobs }, { conversation, kind: 'note', subject, thread: null }),
      );
    },
    /** In one transaction. */
    announceAll(posts: readonly { readonly conversation: string; readonly subject: string }[]): Promise<void> {
      return database.transaction(async (tx) => {
        for (const post of posts) await announce(tx, { clock, jobs }, { ...post, kind: 'note', thread: null });
      });
    },
    async row(id: string): Promise<OutboxRow> {
      const row = await database.read((reader) => loadRow(reader, id));
      if (!row) throw new Error(`no row ${id}`);
      return outboxRowOf(row);
    },
    booked,
    /** A job that another rig has booked. */
    expect: (instant: number) => void instants.add(instant),
    /** Lets `milliseconds` pass: events and jobs happen each at its moment. */
    async pass(milliseconds: number): Promise<void> {
      const end = clock.monotonic() + milliseconds;
      await quiet();
      for (;;) {
        await runJobs();
        await quiet();
        const nextJob = Math.min(...instants) - clock.now() + clock.monotonic();
        const moved = clock.step(Math.min(end, Math.max(nextJob, clock.monotonic())));
        await quiet();
        if (!moved && clock.monotonic() >= end) break;
      }
      await runJobs();
      await quiet();
    },
    texts: () => arrivals.map((arrival) => arrival.text),
    async stop(): Promise<void> {
      const stopped = Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
      await quiet();
      while (clock.step(clock.monotonic() + 60_000)) await quiet();
      await stopped;
    },
  };
}

/** At which of these moments the window of `window` ms that begins there holds more than `most`. */
export function overfull(moments: readonly number[], { most, window }: { most: number; window: number }): number[] {
  const sorted = [...moments].sort((a, b) => a - b);
  return sorted.filter((at, index) => {
    const last = sorted[index + most];
    return last !== undefined && last - at <= window;
  });
}
