import type { ConnectorClient, ConnectorFactory } from 'botframework-connector';
import type { Outgoing } from './outgoing.ts';
import { underWay } from './wire.ts';

const MOST_CLIENTS = 50;

interface OutgoingRequest {
  readonly url: string;
  timeout: number;
  abortSignal?: AbortSignal;
  agent?: unknown;
}

interface OutgoingResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
  readonly bodyAsText?: string | null;
}

interface Pipeline {
  removePolicy(filter: { name: string }): unknown;
  addPolicy(
    policy: {
      name: string;
      sendRequest(
        request: OutgoingRequest,
        next: (request: OutgoingRequest) => Promise<OutgoingResponse>,
      ): Promise<OutgoingResponse>;
    },
    place: { afterPhase: 'Sign' },
  ): void;
}

/**
 * Keeps one connector client per service address, where the SDK would build one a turn,
 * and takes its retries and its missing time-out away: one call, one POST, an end.
 */
export class Connectors {
  readonly #clients = new Map<string, ConnectorClient>();
  readonly #outgoing: Outgoing;

  constructor(outgoing: Outgoing) {
    this.#outgoing = outgoing;
  }

  over(inner: ConnectorFactory): ConnectorFactory {
    return { create: (serviceUrl, audience) => this.#client(inner, serviceUrl, audience) };
  }

  async #client(inner: ConnectorFactory, serviceUrl: string, audience?: string): Promise<ConnectorClient> {
    const key = `${serviceUrl} ${audience ?? ''}`;
    const known = this.#clients.get(key);
    if (known) return known;

    const client = await inner.create(serviceUrl, audience);
    this.#tame(pipelineOf(client));
    if (this.#clients.size >= MOST_CLIENTS) this.#clients.delete(this.#clients.keys().next().value ?? '');
    this.#clients.set(key, client);
    return client;
  }

  #tame(pipeline: Pipeline): void {
    const { timeout, agentFor } = this.#outgoing;
    // A POST that was cut off may have arrived: sent again by itself it would be a second message.
    pipeline.removePolicy({ name: 'defaultRetryPolicy' });
    // Nor does the bot's token follow an answer to another address.
    pipeline.removePolicy({ name: 'redirectPolicy' });
    pipeline.removePolicy({ name: 'proxyPolicy' });
    pipeline.addPolicy(
      {
        name: 'patchwardenOutgoing',
        async sendRequest(request, next) {
          // The SDK's own time-out ends with the headers of the answer, this one with its last byte.
          const end = AbortSignal.timeout(timeout);
          request.abortSignal = request.abortSignal ? AbortSignal.any([request.abortSignal, end]) : end;
          const agent = agentFor(request.url);
          if (agent) request.agent = agent;
          return recorded(() => next(request), end);
        },
      },
      { afterPhase: 'Sign' },
    );
  }
}

async function recorded(send: () => Promise<OutgoingResponse>, end: AbortSignal): Promise<OutgoingResponse> {
  const record = underWay();
  if (!record) return send();
  record.left = true;
  try {
    const response = await send();
    const { status, headers, bodyAsText } = response;
    record.response = { status, body: bodyAsText ?? '', retryAfter: headers.get('retry-after') ?? null };
    return response;
  } catch (error) {
    // An answer that was cut off by the time-out looks like a broken one.
    record.error = end.aborted ? end.reason : error;
    throw error;
  }
}

/** The client's pipeline is private in its types; the shape is checked so that an update of the SDK can't silently undo the above. */
function pipelineOf(client: ConnectorClient): Pipeline {
  const pipeline: unknown = Reflect.get(Object(Reflect.get(client, 'client')), 'pipeline');
  if (
    typeof pipeline !== 'object' ||
    pipeline === null ||
    !('addPolicy' in pipeline) ||
    !('removePolicy' in pipeline)
  ) {
    throw new Error('botframework-connector no longer exposes client.pipeline');
  }
  return pipeline as Pipeline;
}
