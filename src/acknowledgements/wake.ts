import type { Instant } from '../core/clock.ts';
import type { Handler } from '../jobs/model.ts';
import type { Tx } from '../storage/database.ts';
import { ACK, type AckApp } from './app.ts';
import { expire } from './end.ts';
import { sayNote } from './notes.ts';
import { findAck, saveReminded, type StoredAck, unendedAcks } from './store.ts';
import { dueOf } from './timing.ts';

/** Reminds, ends, and books the next look. What is due stands in the row, so that it may be woken any number of times. */
export function ackHandler(app: AckApp): Handler {
  return async (job, run) => {
    await run.transaction((tx) => look(app, tx, job.key));
  };
}

async function look(app: AckApp, tx: Tx, id: string): Promise<void> {
  const now = app.clock.now();
  const ack = await findAck(tx, id, now);
  if (ack === null) return;
  if (ack.ended !== null) {
    if (ack.ended.as === 'expired') await expire(tx, app, ack);
    return;
  }
  const { due, next } = dueOf(ack, now);
  if (due === 'remind') {
    await saveReminded(tx, id, now);
    const said = await sayNote(tx, app, ack, 'remind');
    app.log.info({ acknowledgement: id, said }, 'acknowledgement ends soon');
  }
  await book(app, tx, id, next);
}

/** Books the first look at one that was just made. */
export async function bookFirst(app: AckApp, tx: Tx, ack: StoredAck): Promise<void> {
  await book(app, tx, ack.id, dueOf(ack, app.clock.now()).next);
}

async function book(app: AckApp, tx: Tx, id: string, at: Instant | null): Promise<void> {
  if (at !== null) await app.jobs.enqueue(tx, { name: ACK, key: id, at, payload: null });
}

const STEP = 200;

/** At start, and when the clock was set back: what holds has its wake-up. Doing it twice does nothing more. */
export async function catchUpAcks(app: AckApp): Promise<void> {
  for (let after: string | null = ''; after !== null; ) {
    const from: string = after;
    after = await app.database.transaction(async (tx) => {
      const now = app.clock.now();
      const acks = await unendedAcks(tx, now, from, STEP);
      for (const ack of acks) await book(app, tx, ack.id, dueOf(ack, now).next ?? now);
      return acks.length < STEP ? null : (acks.at(-1)?.id ?? null);
    });
  }
}
