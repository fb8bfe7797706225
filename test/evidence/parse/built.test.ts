import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { exportOf, modern } from '../observe/fixture.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test('the built pool starts its built worker, without tsx', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'patchwarden-built-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      rootDir: join(root, 'src'),
      outDir: join(folder, 'dist'),
      typeRoots: [join(root, 'node_modules/@types')],
    },
    files: ['pool', 'worker'].map((name) => join(root, `src/evidence/parse/${name}.ts`)),
    include: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'report.xml'), exportOf(modern()));
  writeFileSync(
    join(folder, 'run.js'),
    `import { startParsePool } from './dist/evidence/parse/pool.js';
     const pool = startParsePool({ store: ${JSON.stringify(join(folder, 'store'))}, workers: 1 });
     const result = await pool.parse({ path: ${JSON.stringify(join(folder, 'report.xml'))}, name: 'report.xml' });
     await pool.close();
     console.log(JSON.stringify(result));`,
  );

  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'pipe' });
  const output = execFileSync(process.execPath, [join(folder, 'run.js')], { encoding: 'utf8', timeout: 60_000 });

  const result = JSON.parse(output) as { ok: boolean; value: { parsed: { observation: { fqdn: string } } } };
  assert.ok(result.ok, output);
  assert.equal(result.value.parsed.observation.fqdn, 'BER-EX01.contoso.test');
});
