import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SaxesParser } from 'saxes';
import { reportBytes } from '../src/demo/generator/report.ts';
import { DAY, HOUR, later, systemClock } from '../src/core/clock.ts';
import { ingest } from '../src/evidence/ingest.ts';
import { BENCH, openBenchHouse } from './house.ts';
import { median, print, quantile, timed } from './figures.ts';

const MEGABYTE = 1024 * 1024;
const SIZE = 6 * MEGABYTE;

/** Taking in a 6 MB export, from the file to the judged server, beside a pass of saxes over the same bytes. */
export async function benchIntake(passes: number): Promise<void> {
  const { house, folder, close } = await openBenchHouse();
  const intake = house.intake();
  const now = systemClock.now();
  const ours: number[] = [];
  const bare: number[] = [];
  const warmUps = 3;
  let bytes = 0;
  for (let pass = 0; pass < passes + warmUps; pass++) {
    // Every pass has bytes of its own: the same ones twice would be no change.
    const generatedAt = later(now, -DAY + pass * 1_000);
    const report = reportBytes({ name: `BENCH-EX${pass}`, generatedAt, filler: SIZE });
    bytes = report.length;
    const path = join(folder, `report-${pass}.xml`);
    writeFileSync(path, report);
    const taken = await timed(async () => {
      const result = await ingest(intake, BENCH, { path, name: `report-${pass}.xml` });
      if (!result.ok || result.value.outcome !== 'taken') throw new Error(JSON.stringify(result));
    });
    const passed = await timed(() => bareSaxes(path));
    if (pass >= warmUps) {
      ours.push(taken);
      bare.push(passed);
    }
  }
  await close();
  print({
    figure: 'speed of taking in a 6 MB export, against a bare saxes pass over the same bytes',
    value: median(bare.map((time, at) => time / (ours[at] ?? Number.NaN))),
    unit: 'median of ratios',
    bound: { atLeast: 0.5 },
    detail: { takingInMs: Math.round(median(ours)), saxesMs: Math.round(median(bare)), bytes, passes },
  });
}

/** As bare as it gets: read, decode, parse, no namespaces, no positions, and handlers that only count. */
async function bareSaxes(path: string): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let tags = 0;
  parser.on('opentag', () => {
    tags++;
  });
  parser.on('text', () => {});
  parser.on('closetag', () => {});
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 }))
    parser.write(chunk);
  parser.close();
  if (tags === 0) throw new Error('nothing was parsed');
}

/** What waits while a folder of exports comes in: the delay of the event loop that answers people. */
export async function benchEventLoop(files: number): Promise<void> {
  const { house, folder, close } = await openBenchHouse();
  const intake = house.intake();
  const now = systemClock.now();
  const paths = Array.from({ length: files }, (_, at) => {
    const path = join(folder, `report-${at}.xml`);
    const filler = at % 10 === 0 ? SIZE : 500_000;
    writeFileSync(path, reportBytes({ name: `BENCH-EX${at}`, generatedAt: later(now, -HOUR), filler }));
    return path;
  });
  const first = paths[0] ?? '';
  await ingest(intake, BENCH, { path: first, name: 'warm-up.xml' });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await Promise.all(paths.map((path, at) => ingest(intake, BENCH, { path, name: `report-${at}.xml` })));
  delay.disable();
  await close();
  print({
    figure: 'event loop delay while taking in, p99',
    value: delay.percentile(99) / 1e6,
    unit: 'ms',
    bound: { atMost: 50 },
    detail: { medianMs: delay.percentile(50) / 1e6, maxMs: Math.round(delay.max / 1e6), files },
  });
}

/** The peak of the process's memory while a 50 MB export comes in, over what it had before. */
export async function benchMemory(): Promise<void> {
  const { house, folder, close } = await openBenchHouse();
  const intake = house.intake();
  const generatedAt = later(systemClock.now(), -HOUR);
  const write = (name: string, filler: number) => {
    const path = join(folder, `${name}.xml`);
    writeFileSync(path, reportBytes({ name, generatedAt, filler }));
    return { path, name: `${name}.xml` };
  };
  const small = write('WARM-EX01', 500_000);
  const large = write('LARGE-EX01', 50 * MEGABYTE);
  await ingest(intake, BENCH, small);
  // What writing the sample left behind is not what taking it in costs.
  globalThis.gc?.();
  await new Promise((done) => setTimeout(done, 500));
  const before = process.memoryUsage.rss();
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(process.memoryUsage.rss()), 5);
  const result = await ingest(intake, BENCH, large);
  clearInterval(sampling);
  if (!result.ok) throw new Error(result.refusal.message);
  await close();
  print({
    figure: 'memory that a 50 MB export adds while it comes in',
    value: (quantile(samples, 1) - before) / MEGABYTE,
    unit: 'MB',
    bound: { atMost: 150 },
    detail: { beforeMB: Math.round(before / MEGABYTE), samples: samples.length },
  });
}
