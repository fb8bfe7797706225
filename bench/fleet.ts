import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR, type Instant, later } from '../src/core/clock.ts';
import type { Result } from '../src/core/result.ts';
import { reportId, sha256 } from '../src/core/ids.ts';
import { demoFleet } from '../src/demo/fleet.ts';
import { reportBytes, reportFileName } from '../src/demo/generator/report.ts';
import { keep } from '../src/evidence/ingest.ts';
import type { ParsedFile } from '../src/evidence/parse/pool.ts';
import { BENCH, type BenchHouse } from './house.ts';

/** Copies of the demo's servers under other names, through the same door as real reports. */
export interface BenchFleet {
  /** The server with this number reports as the sample with that number is. */
  report(
    server: number,
    report: { readonly sample: number; readonly site: string; readonly dag?: string; readonly at: Instant },
  ): Promise<void>;
}

/** Fills the house, each server with one report of an hour ago. */
export async function fillFleet(opened: BenchHouse, servers: number): Promise<BenchFleet> {
  const fleet = await openFleet(opened);
  const at = later(opened.house.clock.now(), -HOUR);
  for (let server = 0; server < servers; server++) {
    await fleet.report(server, { sample: server, site: `Site ${server % 40}`, at });
  }
  return fleet;
}

export async function openFleet({ house, folder }: BenchHouse): Promise<BenchFleet> {
  const samples = demoFleet(house.clock.now()).reports.filter(({ fqdn }) => fqdn === undefined);
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
  return {
    async report(server, { sample, site, dag, at }) {
      const observation = parsed[sample % parsed.length];
      if (!observation) throw new Error('the demo has no reports');
      const name = `SRV${String(server).padStart(5, '0')}`;
      const copy: ParsedFile = {
        id: reportId(sha256(`${name} ${at}`)),
        size: 500_000,
        parsed: {
          kind: 'report',
          observation: {
            ...observation,
            name,
            fqdn: `${name}.contoso.test`,
            site: { known: true, value: site, path: 'Site' },
            ...(dag !== undefined && { dag: { known: true as const, value: dag, path: 'DAG' } }),
            generatedAt: { known: true, value: at, path: 'GenerationTime' },
          },
        },
      };
      must(await keep(intake, BENCH, `HealthChecker-${name}.xml`, copy));
    },
  };
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
}
