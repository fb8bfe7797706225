import { silentLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/storage/open.ts';

/** A second process on the same database: counts `times` up, or begins a write and never ends it. */
const [url, what, times] = process.argv.slice(2);
const database = await openDatabase(JSON.parse(url ?? ''), { log: silentLog });
process.stdout.write('open\n');

if (what === 'hang') {
  await database.transaction(async (tx) => {
    await tx.insertInto('conversations').values({ id: 'half', welcomed_at: null }).execute();
    process.stdout.write('writing\n');
    await new Promise((resolve) => process.stdin.once('data', resolve));
  });
}
for (let n = 0; what === 'count' && n < Number(times); n += 1) {
  await database.transaction((tx) =>
    tx
      .updateTable('conversations')
      .set((eb) => ({ welcomed_at: eb('welcomed_at', '+', 1) }))
      .execute(),
  );
}
await database.close();
