import type { ConnectorClient, ConnectorFactory } from 'botframework-connector';
import type { Outgoing } from './outgoing.ts';

const MOST_CLIENTS = 50;

interface OutgoingRequest {
  readonly url: string;
  timeout: number;
  agent?: unknown;
}

interface Pipeline {
  removePolicy(filter: { name: string }): unknown;
  addPolicy(policy: {
    name: string;
    sendRequest(request: OutgoingRequest, next: (request: OutgoingRequest) => unknown): unknown;
  }): void;
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
    pipeline.removePolicy({ name: 'proxyPolicy' });
    pipeline.addPolicy({
      name: 'patchwardenOutgoing',
      sendRequest(request, next) {
        request.timeout = timeout;
        const agent = agentFor(request.url);
        if (agent) request.agent = agent;
        return next(request);
      },
    });
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
