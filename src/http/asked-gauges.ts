import { Gauge, type Registry } from 'prom-client';
import type { Log } from '../core/log.ts';

/** A number; by the values of a label, numbers; null: there is none to show. */
export type Reading = number | null | Readonly<Record<string, number>>;

export interface GaugeText {
  readonly help: string;
  /** Its values are a closed set. */
  readonly label?: string;
}

/** Gauges whose values come from one asking, by their names without the prefix. */
export interface AskedGroup {
  /** What it is about, for the log. */
  readonly what: string;
  readonly gauges: Readonly<Record<string, GaugeText>>;
  readonly ask: () => Promise<Readonly<Record<string, Reading>>>;
}

/**
 * Registers the gauges of a group. The function asks for their values and never rejects: what can't be asked for is left
 * out, and told once until it can be asked for again.
 */
export function askedGauges(registry: Registry, { what, gauges, ask }: AskedGroup, log: Log): () => Promise<void> {
  const made = Object.entries(gauges).map(([name, { help, label }]) => {
    const labelNames = label === undefined ? [] : [label];
    return { name, label, gauge: new Gauge({ name: `patchwarden_${name}`, help, labelNames, registers: [registry] }) };
  });
  let silent = false;

  return async () => {
    let readings: Readonly<Record<string, Reading>> = {};
    try {
      readings = await ask();
      silent = false;
    } catch (error) {
      if (!silent) log.warn({ what, err: error }, 'a metric could not be asked for');
      silent = true;
    }
    for (const { name, label, gauge } of made) show(gauge, label, readings[name] ?? null);
  };
}

function show(gauge: Gauge, label: string | undefined, reading: Reading): void {
  gauge.reset();
  if (typeof reading === 'number') gauge.set(reading);
  // Without a label a reset leaves a 0, which would be a reading.
  else if (label === undefined) gauge.remove();
  else for (const [value, n] of Object.entries(reading ?? {})) gauge.set({ [label]: value }, n);
}
