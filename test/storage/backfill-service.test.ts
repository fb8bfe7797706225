import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../src/core/log.ts';
import { migrations } from '../../src/storage/migrations/all.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { onBothUrls } from '../support/database.ts';
import { aServer } from './rows.ts';

const path = 'ExchangeInformation > ServerMaintenance > InactiveComponents';
const other = { known: true, value: 'Berlin', path: 'somewhere' };

// Text that looks like a member, and characters that JSON escapes and PostgreSQL's own JSON refuses.
const decoy = '"inactiveComponents":{"known":true,"value":[]\\u0000\0\ud800';

/** Observations as the version before stored them, and the service that follows. */
const stored: Readonly<Record<string, readonly [observation: object, service: 'in' | 'out' | null]>> = {
  none: [{ site: other, inactiveComponents: { known: true, value: [], path }, dag: other }, 'in'],
  one: [{ site: other, inactiveComponents: { known: true, value: ['HubTransport'], path }, dag: other }, 'out'],
  two: [{ inactiveComponents: { known: true, value: ['HubTransport', '[]'], path } }, 'out'],
  unnamed: [{ inactiveComponents: { known: true, value: [''], path } }, 'out'],
  absent: [
    { inactiveComponents: { known: false, why: 'absent', path }, mitigationsBlocked: { known: true, value: [] } },
    null,
  ],
  nil: [{ inactiveComponents: { known: false, why: 'nil', path } }, null],
  unreadable: [{ inactiveComponents: { known: false, why: 'unreadable', path, raw: decoy } }, null],
  'decoy before': [{ name: decoy, inactiveComponents: { known: true, value: ['HubTransport'], path } }, 'out'],
  'decoy after': [{ inactiveComponents: { known: true, value: [], path }, site: { ...other, value: decoy } }, 'in'],
  'decoy alone': [{ name: decoy }, null],
};

onBothUrls((_name, freshUrl) => {
  test('what is stored already says whether it was in service, where it says which components were inactive', async () => {
    const url = await freshUrl();
    const before = await openDatabase(url, { log: silentLog, schema: migrations.slice(0, 3) });
    await before.transaction(async (tx) => {
      for (const [id, [observation]] of Object.entries(stored)) {
        await tx.insertInto('servers').values(aServer(id)).execute();
        await tx
          .insertInto('reports')
          .values({
            id,
            kind: 'report',
            file: `${id}.xml`,
            door: 'cli',
            received_at: 1,
            size: 1,
            server_id: id,
            generated_at: 1,
            standing: 'current',
          })
          .execute();
        await tx
          .insertInto('observations')
          .values({ report_id: id, server_id: id, generated_at: 1, observation: JSON.stringify(observation) })
          .execute();
      }
    });
    await before.close();

    const after = await openDatabase(url, { log: silentLog });
    const rows = await after.read((reader) =>
      reader.selectFrom('observations').select(['report_id', 'service', 'internet_facing']).execute(),
    );
    await after.close();

    assert.deepEqual(
      Object.fromEntries(rows.map((row) => [row.report_id, row.service])),
      Object.fromEntries(Object.entries(stored).map(([id, [, service]]) => [id, service])),
    );
    assert.ok(rows.every((row) => row.internet_facing === null));
  });
});
