import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DAY, later, systemClock } from '../../../src/core/clock.ts';
import { encode, reportBytes, writeInventory } from '../../../src/demo/generator/report.ts';

/** What a folder of these files comes to, however often taking it in was cut off. */
export interface Expected {
  readonly reports: number;
  readonly servers: number;
  readonly current: number;
  readonly swept: number;
  readonly refused: number;
}

/** Two reports a server, the older one last; an inventory with one server more; one file twice, one cut short. */
export function writeFiles(folder: string, servers: number): Expected {
  mkdirSync(join(folder, 'sub'), { recursive: true });
  const today = systemClock.now();
  const names = Array.from({ length: servers }, (_, number) => `EX${String(number).padStart(2, '0')}`);
  for (const name of names) {
    const newest = reportBytes({ name, generatedAt: later(today, -DAY), organisationSwitch: name !== 'EX00' });
    writeFileSync(join(folder, `${name}-a.xml`), newest);
    const older = reportBytes({ name, generatedAt: later(today, -2 * DAY) });
    writeFileSync(join(folder, 'sub', `${name}-b.xml.gz`), gzipSync(older));
    if (name === 'EX00') writeFileSync(join(folder, 'EX00-twice.xml'), newest);
    if (name === 'EX01') writeFileSync(join(folder, 'EX01-cut.xml'), newest.subarray(0, newest.length / 2));
  }
  const inventory = writeInventory([...names, 'NEVER'].map((name) => ({ name })));
  writeFileSync(join(folder, 'inventory.xml'), encode(inventory, 'utf-8-bom'));
  return {
    reports: 2 * servers + 1,
    servers: servers + 1,
    current: servers,
    swept: 2 * servers + 3,
    refused: 1,
  };
}
