import type { Agent } from 'node:https';
import axios from 'axios';
import type { AxiosInstance } from 'axios';
import { SECOND } from '../../core/clock.ts';
import { proxyAgents } from './proxy.ts';
import type { ProxyFor } from './proxy.ts';

export const OUTGOING_TIMEOUT = 10 * SECOND;
const LARGEST_ANSWER = 1024 * 1024;

/** Everything the bot calls out with: one proxy rule and one time-out for tokens, keys and the connector. */
export interface Outgoing {
  readonly http: AxiosInstance;
  readonly agentFor: (url: string) => Agent | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

export function createOutgoing(proxyFor: ProxyFor, timeout = OUTGOING_TIMEOUT): Outgoing {
  const agentFor = proxyAgents(proxyFor);
  const http = axios.create({ timeout, proxy: false, maxRedirects: 0, maxContentLength: LARGEST_ANSWER });
  http.interceptors.request.use((request) => {
    const agent = agentFor(request.url ?? '');
    if (agent) request.httpsAgent = agent;
    return request;
  });
  return { http, agentFor, timeout };
}
