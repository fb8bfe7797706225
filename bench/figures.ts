import { performance } from 'node:perf_hooks';

/** One measured figure as one JSON line. `bound` is what it must reach; nothing is asserted, `met` says how it stands. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly bound?: { readonly atMost: number } | { readonly atLeast: number };
  readonly detail?: Readonly<Record<string, number | string>>;
}

export function print(figure: Figure): void {
  const { bound } = figure;
  const met = bound ? ('atMost' in bound ? figure.value <= bound.atMost : figure.value >= bound.atLeast) : undefined;
  console.log(JSON.stringify({ ...figure, value: round(figure.value), ...(met === undefined ? {} : { met }) }));
}

export function round(value: number): number {
  return Number(value.toPrecision(4));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs the contestants in turn, pass after pass, so that a machine that drifts drifts for all of them. */
export async function interleaved(
  contestants: Readonly<Record<string, () => unknown>>,
  passes: number,
  warmUps: number,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let pass = -warmUps; pass < passes; pass++) {
    for (const [name, work] of Object.entries(contestants)) {
      const took = await timed(work);
      if (pass >= 0) times[name]?.push(took);
    }
  }
  return times;
}
