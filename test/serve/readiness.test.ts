import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { readinessOf } from '../../src/serve/readiness.ts';
import type { House } from '../../src/wire.ts';
import { fakeClock } from '../support/clock.ts';
import { openSqlite } from '../support/database.ts';
import { NOW } from '../support/factories.ts';
import { temporaryFolder } from '../support/folder.ts';

const database = await openSqlite();
after(() => database.close());

function aHouse(changes: Partial<Pick<House, 'jobs' | 'database'>> = {}): House {
  const jobs = {
    enqueue: async () => {},
    work: async () => {},
    standing: () => ({ role: 'working' as const }),
    backlog: async () => ({ waiting: 0, lag: 0 }),
    stop: async () => {},
  };
  const config = { reportStore: temporaryFolder() };
  return { database, clock: fakeClock(NOW), jobs, config, ...changes } as unknown as House;
}

async function giveUpAPost(): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.insertInto('conversations').values({ id: 'c', welcomed_at: null }).execute();
    await tx
      .insertInto('outbox')
      .values({
        ...{ id: 'dead', conversation_id: 'c', kind: 'digest', subject: 's', thread: null, state: 'dead' },
        ...{ wanted: 1, rendered: 0, activity_id: null, created_at: NOW, sent_at: null, due_at: NOW, since: NOW },
        ...{ attempts: 1, doubts: 0, claim: null, deadline: null, last_code: '500' },
      })
      .execute();
  });
}

it('says of job queues that do not answer just that, and goes on with what the database knows', async () => {
  await giveUpAPost();
  const { jobs } = aHouse();
  const broken = { ...jobs, backlog: () => Promise.reject(new Error('relation "job" does not exist')) };

  const found = await readinessOf(aHouse({ jobs: broken }), null);

  assert.deepEqual([found.ready, found.reasons], [true, []]);
  assert.deepEqual(found.warnings, [
    'The wake-ups can not be read, so nothing may be posted: relation "job" does not exist',
    '1 post could not be delivered: patchwarden outbox lists them.',
  ]);
});

it('says of a database that does not answer just that, once', async () => {
  const fails = () => Promise.reject(new Error('gone'));
  const { jobs } = aHouse();

  const found = await readinessOf(
    aHouse({ jobs: { ...jobs, backlog: fails }, database: { ...database, revision: fails, read: fails } }),
    null,
  );

  assert.deepEqual([found.ready, found.reasons], [false, ['The database does not answer: gone']]);
});
