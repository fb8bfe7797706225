import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { SECOND } from '../core/clock.ts';
import { changeEvents } from '../changes/states.ts';
import type { ChangeMetrics } from '../changes/app.ts';
import { type Log, silentLog } from '../core/log.ts';
import type { DeliveryMetrics } from '../delivery/model.ts';
import type { DigestMetrics, DigestResult } from '../digests/app.ts';
import { askedGauges } from './asked-gauges.ts';
import { type Asked, groupsOf } from './gauges.ts';

/** What is asked at each scrape, and where it is told that something could not be asked. */
export interface MetricsOptions extends Asked {
  readonly log?: Log;
}

export interface Metrics extends DeliveryMetrics, DigestMetrics, ChangeMetrics {
  readonly contentType: string;
  /** Prometheus' text format. */
  text(): Promise<string>;
  http(route: string, status: number, milliseconds: number): void;
  turn(intent: string, outcome: string, milliseconds: number): void;
  /** One file that a door took in: `taken`, `skipped` or `refused`. */
  ingest(door: string, outcome: string): void;
  /** The wall clock jumped by so many ms, less than 0 when it was set back. */
  clockJump(milliseconds: number): void;
}

const digestResults = [
  'posted',
  'asked',
  'edited',
  'missed',
  'superseded',
  'stopped',
] as const satisfies DigestResult[];
const postKinds = ['digest', 'digest-stopped', 'change', 'change-call', 'rollout', 'acknowledgement', 'reply'];
const eventsOfChanges: readonly string[] = ['propose', 'declare', 'overrun', 'review-overdue', ...changeEvents];
/** These end without a call. */
const withoutCall = ['superseded', 'dead', 'later'];
const sendResults = ['sent', 'throttled', 'failed', 'doubtful', 'gone', 'vanished', 'refused', ...withoutCall];

/** Labels come from closed sets only: never a path as sent, a name or an id. */
export function createMetrics({ log = silentLog, ...asked }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const counter = <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Counter({ name: `patchwarden_${name}`, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, buckets: number[], label: Label) =>
    new Histogram({ name: `patchwarden_${name}`, help, buckets, labelNames: [label], registers });

  const requests = counter('http_requests_total', 'HTTP requests answered', 'route', 'status');
  const requestSeconds = histogram(
    'http_request_duration_seconds',
    'From the request line to the end of the answer',
    [0.005, 0.02, 0.1, 0.5, 1, 2, 5],
    'route',
  );
  const turns = counter('turns_total', 'Questions dealt with', 'intent', 'outcome');
  const turnSeconds = histogram(
    'turn_duration_seconds',
    'From the question to its answer, without sending it',
    [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5],
    'intent',
  );
  const ingested = counter('ingest_total', 'Files taken in, skipped or refused', 'door', 'outcome');
  const sends = counter('sends_total', 'Posts and updates, by how the try ended', 'kind', 'result');
  const sendSeconds = histogram(
    'send_duration_seconds',
    'One call to Teams, from its beginning to its end',
    [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    'kind',
  );
  const retries = counter('send_retries_total', 'Posts and updates that are tried once more', 'kind');
  const digests = counter('digests_total', 'Digests, by what became of them', 'result');
  const changes = counter('changes_total', 'What became of changes', 'event');
  const jumps = counter('clock_jumps_total', 'Times the wall clock was set by more than a minute', 'direction');
  // From the first scrape on, so that a rate can be taken of the first one that happens.
  for (const result of digestResults) digests.inc({ result }, 0);
  for (const event of eventsOfChanges) changes.inc({ event }, 0);
  for (const direction of ['forward', 'back']) jumps.inc({ direction }, 0);
  const asking = groupsOf(asked).map((group) => askedGauges(registry, group, log));

  return {
    contentType: registry.contentType,
    async text() {
      await Promise.all(asking.map((ask) => ask()));
      return registry.metrics();
    },
    http(route, status, milliseconds) {
      requests.inc({ route, status: String(status) });
      requestSeconds.observe({ route }, milliseconds / SECOND);
    },
    turn(intent, outcome, milliseconds) {
      turns.inc({ intent, outcome });
      turnSeconds.observe({ intent }, milliseconds / SECOND);
    },
    ingest: (door, outcome) => ingested.inc({ door, outcome }),
    send(kind, result, milliseconds) {
      const labels = { kind: oneOf(postKinds, kind), result: oneOf(sendResults, result) };
      sends.inc(labels);
      if (!withoutCall.includes(result)) sendSeconds.observe({ kind: labels.kind }, milliseconds / SECOND);
    },
    retry: (kind) => retries.inc({ kind: oneOf(postKinds, kind) }),
    composed: (result, count) => digests.inc({ result }, count),
    changed: (event) => changes.inc({ event: oneOf(eventsOfChanges, event) }),
    clockJump: (milliseconds) => jumps.inc({ direction: milliseconds < 0 ? 'back' : 'forward' }),
  };
}

/** A stored row may carry what another version wrote. */
function oneOf(known: readonly string[], value: string): string {
  return known.includes(value) ? value : 'other';
}
