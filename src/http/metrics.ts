import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { SECOND } from '../core/clock.ts';

export interface MetricsOptions {
  /** Age in ms of the oldest current report, or null without any. Asked at each scrape. */
  readonly evidenceAge: () => Promise<number | null>;
}

export interface Metrics {
  readonly contentType: string;
  /** Prometheus' text format. */
  text(): Promise<string>;
  http(route: string, status: number, milliseconds: number): void;
  turn(intent: string, outcome: string, milliseconds: number): void;
  /** One file that a door took in: `taken`, `skipped` or `refused`. */
  ingest(door: string, outcome: string): void;
}

/** Labels come from closed sets only: never a path as sent, a name or an id. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'patchwarden_http_requests_total',
    help: 'HTTP requests answered',
    labelNames: ['route', 'status'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'patchwarden_http_request_duration_seconds',
    help: 'From the request line to the end of the answer',
    labelNames: ['route'],
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 2, 5],
    registers,
  });
  const turns = new Counter({
    name: 'patchwarden_turns_total',
    help: 'Questions dealt with',
    labelNames: ['intent', 'outcome'],
    registers,
  });
  const turnSeconds = new Histogram({
    name: 'patchwarden_turn_duration_seconds',
    help: 'From the question to its answer, without sending it',
    labelNames: ['intent'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5],
    registers,
  });
  const ingested = new Counter({
    name: 'patchwarden_ingest_total',
    help: 'Files taken in, skipped or refused',
    labelNames: ['door', 'outcome'],
    registers,
  });
  new Gauge({
    name: 'patchwarden_oldest_evidence_age_seconds',
    help: 'Age of the oldest report that counts; absent without reports',
    registers,
    async collect() {
      const age = await options.evidenceAge();
      this.reset();
      if (age !== null) this.set(age / SECOND);
      else this.remove();
    },
  });

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    http(route, status, milliseconds) {
      requests.inc({ route, status: String(status) });
      requestSeconds.observe({ route }, milliseconds / SECOND);
    },
    turn(intent, outcome, milliseconds) {
      turns.inc({ intent, outcome });
      turnSeconds.observe({ intent }, milliseconds / SECOND);
    },
    ingest: (door, outcome) => ingested.inc({ door, outcome }),
  };
}
