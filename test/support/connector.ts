import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ConnectorCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

export interface RosterMember {
  readonly id: string;
  readonly aadObjectId?: string;
  readonly userPrincipalName?: string;
  readonly userRole?: string;
  readonly tenantId?: string;
}

export interface FakeConnector {
  /** What activities name as their serviceUrl. */
  readonly url: string;
  /** Everything that came in, oldest first. */
  readonly calls: readonly ConnectorCall[];
  /** Activities posted, without typing indicators, oldest first. */
  readonly posts: readonly Record<string, unknown>[];
  readonly typings: readonly Record<string, unknown>[];
  readonly rosterCalls: readonly ConnectorCall[];
  /** Members of a conversation or team, in pages as given. Unknown conversations have one member with role `user`. */
  setRoster(id: string, ...pages: RosterMember[][]): void;
  /** Takes the answer of calls that match into its own hands. */
  intercept(
    match: (call: ConnectorCall) => boolean,
    answer: (call: ConnectorCall, response: ServerResponse) => void,
  ): void;
  /** Resolves once `count` posts are there in all. */
  posted(count: number): Promise<readonly Record<string, unknown>[]>;
  typed(count: number): Promise<void>;
  /** @throws when a call came in that no bot of ours should make. */
  close(): Promise<void>;
}

const ordinary: RosterMember = { id: '29:ana', userPrincipalName: 'ana@contoso.test', userRole: 'user' };

/** A Bot Connector that lives on loopback, answers what Patchwarden may call and remembers every call. */
export async function startConnector(): Promise<FakeConnector> {
  const calls: ConnectorCall[] = [];
  const unexpected: string[] = [];
  const rosters = new Map<string, RosterMember[][]>();
  const intercepts: {
    match: (call: ConnectorCall) => boolean;
    answer: (call: ConnectorCall, response: ServerResponse) => void;
  }[] = [];
  const waiting = new Set<() => void>();
  let ids = 0;

  const isActivity = (call: ConnectorCall) =>
    call.method === 'POST' && /^\/v3\/conversations\/[^/]+\/activities/.test(call.path);
  const isRoster = (call: ConnectorCall) =>
    call.method === 'GET' && /\/pagedmembers$/.test(call.path.split('?')[0] ?? '');
  const posts = () => calls.filter((call) => isActivity(call) && call.body.type !== 'typing').map((call) => call.body);
  const typings = () =>
    calls.filter((call) => isActivity(call) && call.body.type === 'typing').map((call) => call.body);

  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const call: ConnectorCall = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body,
      };
      calls.push(call);
      for (const look of [...waiting]) look();
      const taken = intercepts.find(({ match }) => match(call));
      if (taken) return taken.answer(call, response);
      if (isActivity(call)) return reply(response, 201, { id: `posted-${++ids}` });
      if (isRoster(call)) return reply(response, 200, page(call));
      unexpected.push(`${call.method} ${call.path}`);
      return reply(response, 404, { error: { code: 'NotFound' } });
    });
  });

  function page(call: ConnectorCall): object {
    const url = new URL(call.path, 'http://connector');
    const id = decodeURIComponent(url.pathname.split('/')[3] ?? '');
    const pages = rosters.get(id) ?? [[ordinary]];
    const index = Number(url.searchParams.get('continuationToken') ?? 0);
    return { members: pages[index] ?? [], ...(index + 1 < pages.length && { continuationToken: String(index + 1) }) };
  }

  function until(enough: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!enough()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    get posts() {
      return posts();
    },
    get typings() {
      return typings();
    },
    get rosterCalls() {
      return calls.filter(isRoster);
    },
    setRoster: (id, ...pages) => void rosters.set(id, pages),
    intercept: (match, answer) => void intercepts.push({ match, answer }),
    posted: async (count) => {
      await until(() => posts().length >= count);
      return posts();
    },
    typed: (count) => until(() => typings().length >= count),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (unexpected.length > 0) throw new Error(`the bot made calls that were not expected: ${unexpected.join(', ')}`);
    },
  };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
