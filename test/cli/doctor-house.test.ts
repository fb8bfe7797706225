import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Finding, Subject } from '../../src/cli/doctor/finding.ts';
import { checkHouse } from '../../src/cli/doctor/house.ts';
import { HOUR, later, MINUTE, SECOND } from '../../src/core/clock.ts';
import { TZDATA } from '../../src/core/local-time.ts';
import { writeLease } from '../../src/jobs/store.ts';
import { onBothUrls } from '../support/database.ts';
import { aDeed, write } from '../audit/rows.ts';
import { aCliHouse, type CliHouse } from './a-house.ts';
import { aPlace, aPost, leavePlace } from './posts.ts';

const OPS = '19:ops@thread.tacv2';
const OLD = '19:old@thread.tacv2';

onBothUrls((name, freshUrl) => {
  let cli: CliHouse;

  before(async () => {
    cli = await aCliHouse(100, await freshUrl());
    // The database's own clock is the system's.
    cli.clock.set(new Date().toISOString());
  });
  after(() => cli.house.close());

  async function found(subject: Subject): Promise<Finding[]> {
    return (await checkHouse(cli.house)).filter((finding) => finding.subject === subject);
  }
  async function told(subject: Subject): Promise<string[]> {
    return (await found(subject)).map(({ state, message }) => `${state}: ${message}`);
  }
  const enqueue = (at: number) =>
    cli.house.database.transaction((tx) =>
      cli.house.jobs.enqueue(tx, { name: 'digest', key: OPS, at: later(cli.clock.now(), at), payload: null }),
    );

  describe('of a house in which nothing happened yet', () => {
    it('finds nothing wrong', async () => {
      const findings = await checkHouse(cli.house);
      assert.deepEqual(
        findings.filter(({ state }) => state === 'wrong'),
        [],
      );
      assert.deepEqual(await told('posts'), ['ok: Nothing waits to be posted.']);
      assert.deepEqual(await told('digests'), ['ok: 0 conversations get a digest.']);
      assert.deepEqual(await told('audit'), ['ok: The audit log has no rows yet.']);
    });

    it('names the version of the time zone rules', async () => {
      assert.ok((await told('clock')).includes(`ok: Local times follow the time zone rules ${TZDATA}.`));
    });
  });

  describe('of posts', () => {
    it('finds one that was given up, and says what can be done', async () => {
      await aPlace(cli.house, OPS, { name: 'Exchange Ops' });
      await aPost(cli.house, { conversation: OPS, subject: 'd-1', state: 'dead' });
      const [finding] = await found('posts');
      assert.deepEqual(
        [finding?.state, finding?.message],
        ['wrong', '1 post could not be delivered and was given up.'],
      );
      assert.match(finding?.hint ?? '', /outbox retry.*outbox drop/);
    });

    it('finds one that has been due for long', async () => {
      await aPost(cli.house, { conversation: OPS, subject: 'd-2', state: 'pending' });
      cli.clock.advance(10 * MINUTE);
      assert.equal((await told('posts')).length, 1);
      cli.clock.advance(SECOND);
      assert.ok((await told('posts')).includes('wrong: A post has been due for 10 min.'));
    });

    it('notes conversations that are gone', async () => {
      await aPlace(cli.house, OLD, { name: 'Old' });
      await leavePlace(cli.house, OLD);
      assert.ok((await told('posts')).includes('note: 1 conversation is gone.'));
    });
  });

  it('names the conversation whose digest can not run, and why', async () => {
    const settings = { schedule: '{"days":[1],"time":"09:00","zone":"Mars/Olympus"}', quiet: '{}', set_by: '{}' };
    await cli.house.database.transaction((tx) =>
      tx
        .insertInto('digest_subscriptions')
        .values({
          ...settings,
          conversation_id: OPS,
          scope: null,
          minimum: 'every',
          active: true,
          set_at: 1,
          next_slot: null,
          last_slot: null,
          missed: 0,
          invalid: 'Mars/Olympus is no time zone.',
          tzdata: '2026a',
        })
        .execute(),
    );
    assert.deepEqual(await told('digests'), ['wrong: Exchange Ops gets no digest: Mars/Olympus is no time zone.']);
  });

  describe('of what is scheduled', () => {
    it('finds a wake-up that is late', async () => {
      await enqueue(HOUR);
      assert.ok((await told('jobs')).includes('ok: Nothing that is scheduled is late; 1 to come.'));
      await enqueue(-5 * MINUTE - SECOND);
      assert.ok((await told('jobs')).includes('wrong: A wake-up is 5 min late.'));
    });

    it(
      name === 'SQLite' ? 'names the process that runs it, or ran it last' : 'names no process: many may run it',
      async () => {
        const hold = (holder: string, until: number) =>
          cli.house.database.transaction((tx) =>
            writeLease(tx, { holder, epoch: 1, expires_at: later(cli.clock.now(), until) }),
          );
        const first = async () => (await told('jobs'))[0];
        const nobody = await first();
        await hold('mail01:4711', 10 * SECOND);
        const somebody = await first();
        await hold('mail01:4711', -3 * HOUR);
        const silent = await first();
        await hold('', 10 * SECOND);
        const free = await first();

        const late = 'wrong: A wake-up is 5 min late.';
        assert.deepEqual(
          [nobody, somebody, silent, free],
          name === 'SQLite'
            ? [
                'note: No process runs what is scheduled.',
                'ok: mail01:4711 runs what is scheduled.',
                'note: mail01:4711 ran what is scheduled and has not been heard of for 3 h.',
                'note: No process runs what is scheduled.',
              ]
            : [late, late, late, late],
        );
      },
    );
  });

  it('finds a row of the audit log that was changed', async () => {
    await write(cli.house.database, [aDeed(), aDeed({ subject: 'b-report' })]);
    assert.match((await told('audit'))[0] ?? '', /^ok: All \d+ rows stand as they were written\. Head \d+·/);
    await cli.house.database.transaction((tx) =>
      tx.updateTable('audit').set({ subject: 'c-report' }).where('subject', '=', 'b-report').execute(),
    );
    assert.match((await told('audit'))[0] ?? '', /^wrong: Row \d+ was altered/);
  });

  it(
    name === 'SQLite' ? 'has no other clock to go by' : "finds a clock that does not agree with the database's",
    async () => {
      const now = new Date().toISOString();
      cli.clock.set(now);
      const agreed = (await told('clock'))[0];
      cli.clock.set(later(cli.clock.now(), HOUR));
      const ahead = (await told('clock'))[0];
      cli.clock.set(later(cli.clock.now(), -2 * HOUR));
      const behind = (await told('clock'))[0];

      if (name === 'SQLite')
        return assert.ok([agreed, ahead, behind].every((one) => /^ok: It is [^,]*\.$/.test(one ?? '')));
      assert.match(agreed ?? '', /^ok: It is .*, and the database agrees\.$/);
      assert.match(ahead ?? '', /^wrong: The clock of this machine is 3(?:600|59\d) s ahead of the database's\.$/);
      assert.match(behind ?? '', /^wrong: The clock of this machine is 36\d\d s behind the database's\.$/);
    },
  );
});
