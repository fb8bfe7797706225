import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Refusal, Result } from '../../../src/core/result.ts';
import { startParsePool } from '../../../src/evidence/parse/pool.ts';
import type { ParsedFile, ParseLimits, ParsePool } from '../../../src/evidence/parse/pool.ts';

/** An empty folder with a store in it and a pool over it; all gone when the test ends. */
export function aPool(t: TestContext, options: { workers?: number; limits?: Partial<ParseLimits> } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'patchwarden-parse-'));
  const store = join(folder, 'store');
  const pool = startParsePool({ store, workers: 1, ...options });
  t.after(async () => {
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, store, pool, put: put(folder), parse: parse(pool, folder) };
}

function put(folder: string) {
  return (name: string, bytes: string | Buffer): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
}

function parse(pool: ParsePool, folder: string) {
  return (name: string): Promise<Result<ParsedFile>> => pool.parse({ path: join(folder, name), name });
}

/** Every file below a folder, with forward slashes. */
export function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      )
      .sort();
  } catch {
    return [];
  }
}

/** The refusal, which must be one line that names the file. */
export function refusalOf(result: Result<unknown>, name: string): Refusal {
  assert.ok(!result.ok, `${name} was taken in`);
  const { message, hint } = result.refusal;
  assert.ok(message.startsWith(name), message);
  assert.doesNotMatch(message + hint, /[\n\r]/);
  assert.ok(hint.length > 10, hint);
  return result.refusal;
}
