import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { sha256 } from '../../src/core/ids.ts';

const types = join(dirname(createRequire(import.meta.url).resolve('@microsoft/teams.cards')), 'core.d.ts');

/** What @microsoft/teams.cards takes for an Adaptive Card, as a validator: unknown and mistyped members are refused. */
export function cardValidator(): ValidateFunction {
  return new Ajv({ strict: false }).compile(cardSchema());
}

// Generating takes seconds; the result depends on nothing but the types, so it is kept under their hash.
function cardSchema(): object {
  const kept = fileURLToPath(
    new URL(`../../build/card-schema-${sha256(readFileSync(types)).slice(0, 16)}.json`, import.meta.url),
  );
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
  const schema = createGenerator({
    path: types,
    type: 'IAdaptiveCard',
    expose: 'all',
    skipTypeCheck: true,
  }).createSchema('IAdaptiveCard');
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, JSON.stringify(schema));
  return schema;
}
