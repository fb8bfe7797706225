import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR, later } from '../src/core/clock.ts';
import type { Result } from '../src/core/result.ts';
import { reportId, sha256 } from '../src/core/ids.ts';
import { demoFleet } from '../src/demo/fleet.ts';
import { reportBytes, reportFileName } from '../src/demo/generator/report.ts';
import { keep } from '../src/evidence/ingest.ts';
import type { ParsedFile } from '../src/evidence/parse/pool.ts';
import { BENCH, type BenchHouse } from './house.ts';

/** Fills the house with copies of the demo's servers under other names, through the same door as real reports. */
export async function fillFleet({ house, folder }: BenchHouse, servers: number): Promise<void> {
  const { clock } = house;
  const samples = demoFleet(clock.now()).reports.filter(({ fqdn }) => fqdn === undefined);
  const intake = house.intake();
  const parsed = await Promise.all(
    samples.map(async (sample) => {
      const path = join(folder, reportFileName(sample));
      writeFileSync(path, reportBytes(sample));
      const { parsed: content } = must(await intake.pool.parse({ path, name: 'sample.xml' }));
      if (content.kind !== 'report') throw new Error('the demo wrote something else');
      return content.observation;
    }),
  );
  for (let at = 0; at < servers; at++) {
    const observation = parsed[at % parsed.length];
    if (!observation) throw new Error('the demo has no reports');
    const name = `SRV${String(at).padStart(5, '0')}`;
    const copy: ParsedFile = {
      id: reportId(sha256(name)),
      size: 500_000,
      parsed: {
        kind: 'report',
        observation: {
          ...observation,
          name,
          fqdn: `${name}.contoso.test`,
          site: { known: true, value: `Site ${at % 40}`, path: 'Site' },
          generatedAt: { known: true, value: later(clock.now(), -HOUR), path: 'GenerationTime' },
        },
      },
    };
    must(await keep(intake, BENCH, `HealthChecker-${name}.xml`, copy));
  }
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
}
