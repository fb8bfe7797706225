import type { ClientRequest } from 'node:http';
import type { Agent } from 'node:https';
import type { Socket } from 'node:net';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** The address of the proxy that a call to `url` goes through, or null for a direct call. */
export type ProxyFor = (url: string) => string | null;

export type Environment = Readonly<Record<string, string | undefined>>;

export const noProxy: ProxyFor = () => null;

/**
 * Reads HTTPS_PROXY (else ALL_PROXY) and NO_PROXY, in capitals or not, as curl does.
 * Only https calls are proxied: Patchwarden calls nothing outside this machine in plain text.
 */
export function proxyRule(environment: Environment): ProxyFor {
  const read = (name: string) => environment[name] || environment[name.toLowerCase()] || null;
  const proxy = read('HTTPS_PROXY') ?? read('ALL_PROXY');
  if (proxy === null) return noProxy;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  const exceptions = (read('NO_PROXY') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');

  return (url) => {
    const target = new URL(url);
    if (target.protocol !== 'https:') return null;
    return exceptions.some((entry) => covers(entry, target)) ? null : address;
  };
}

function covers(entry: string, target: URL): boolean {
  if (entry === '*') return true;
  const [name = '', port] = entry.toLowerCase().split(':');
  if (port !== undefined && port !== (target.port || '443')) return false;
  const suffix = name.replace(/^\*?\./, '');
  return target.hostname === suffix || target.hostname.endsWith(`.${suffix}`);
}

/** A tunnel that did not come about: nothing was sent through it. */
class ProxyFailed extends Error {
  override name = 'ProxyFailed';
  readonly code = 'EPROXY';
}

/** HttpsProxyAgent hands a proxy's refusal on as if the host had answered so: nobody could tell whether the call arrived. */
class PlainSpokenAgent extends HttpsProxyAgent<string> {
  override async connect(
    request: ClientRequest,
    options: Parameters<HttpsProxyAgent<string>['connect']>[1],
  ): Promise<Socket> {
    let status: number | undefined;
    request.once('proxyConnect', (answer: { statusCode?: number }) => {
      status = answer.statusCode;
    });
    let socket: Socket;
    try {
      socket = await super.connect(request, options);
    } catch (cause) {
      throw new ProxyFailed('the proxy does not answer', { cause });
    }
    if (status === 200) return socket;
    socket.destroy();
    throw new ProxyFailed(`the proxy answered ${status}`);
  }
}

/** One kept-alive agent per proxy. `undefined`: Node's own agent, so a direct call. */
export function proxyAgents(proxyFor: ProxyFor): (url: string) => Agent | undefined {
  const agents = new Map<string, HttpsProxyAgent<string>>();
  return (url) => {
    const address = proxyFor(url);
    if (address === null) return undefined;
    let agent = agents.get(address);
    if (!agent) {
      agent = new PlainSpokenAgent(address, { keepAlive: true });
      agents.set(address, agent);
    }
    return agent as unknown as Agent;
  };
}
