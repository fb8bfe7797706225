import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ConnectorCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Empty where the call was intercepted before it was read. */
  readonly body: Record<string, unknown>;
}

export interface RosterMember {
  readonly id: string;
  readonly name?: string;
  readonly aadObjectId?: string;
  readonly userPrincipalName?: string;
  readonly userRole?: string;
  readonly tenantId?: string;
}

/** A message that stands in Teams: it was accepted, whatever the bot got to know of that. */
export interface StandingMessage {
  readonly id: string;
  /** Without a thread. */
  readonly conversation: string;
  /** Of a channel: the id of the message that began the thread; its own for that one. Null elsewhere. */
  readonly thread: string | null;
  /** As it was posted, then each update of it. */
  readonly versions: readonly Record<string, unknown>[];
}

/** Does what Teams would do, so that the message stands, and hands back what Teams would answer. */
export type Ordinary = () => { readonly status: number; readonly body: object };

/** May answer at once, late, never (doing nothing), or destroy `response.socket`. */
export type Fault = (call: ConnectorCall, response: ServerResponse, ordinary: Ordinary) => void;

export interface InterceptOptions {
  /** Taken before the body is read: the call's body is empty, and nothing stands. */
  readonly unread?: boolean;
  /** How many calls are taken. Left out: every one. */
  readonly times?: number;
}

export interface FakeConnector {
  /** What activities name as their serviceUrl. */
  readonly url: string;
  /** Everything that came in, oldest first. */
  readonly calls: readonly ConnectorCall[];
  /** Activities posted, those that begin a thread included, without typing indicators, oldest first; accepted or not. */
  readonly posts: readonly Record<string, unknown>[];
  readonly typings: readonly Record<string, unknown>[];
  /** Updates of messages, accepted or not. */
  readonly updates: readonly ConnectorCall[];
  readonly rosterCalls: readonly ConnectorCall[];
  /** What was accepted, oldest first, without typing indicators. */
  readonly standing: readonly StandingMessage[];
  /** Members of a conversation or team, in pages as given. Unknown conversations have one member with role `user`. */
  setRoster(id: string, ...pages: RosterMember[][]): void;
  /** Takes the answer of calls that match into its own hands; the newest first. The returned function ends it. */
  intercept(match: (call: ConnectorCall) => boolean, answer: Fault, options?: InterceptOptions): () => void;
  /** Takes a message away, as its deletion in Teams does. */
  remove(id: string): void;
  /** Resolves once `count` posts are there in all. */
  posted(count: number): Promise<readonly Record<string, unknown>[]>;
  typed(count: number): Promise<void>;
  /** Resolves once `enough` says so; it is asked with every call. */
  until(enough: () => boolean): Promise<void>;
  /** @throws when a call came in that no bot of ours should make. */
  close(): Promise<void>;
}

const ordinaryMember: RosterMember = { id: '29:ana', userPrincipalName: 'ana@contoso.test', userRole: 'user' };

interface Intercept {
  readonly match: (call: ConnectorCall) => boolean;
  readonly answer: Fault;
  readonly unread: boolean;
  left: number;
}

interface Standing extends StandingMessage {
  readonly versions: Record<string, unknown>[];
}

/** A Bot Connector that lives on loopback, answers what Patchwarden may call and remembers every call. */
export async function startConnector(): Promise<FakeConnector> {
  const calls: ConnectorCall[] = [];
  const unexpected: string[] = [];
  const rosters = new Map<string, RosterMember[][]>();
  let intercepts: Intercept[] = [];
  const waiting = new Set<() => void>();
  const standing = new Map<string, Standing>();
  let ids = 0;

  const activities = () => calls.map(postedBy).filter((activity) => activity !== null);
  const posts = () => activities().filter((activity) => activity.type !== 'typing');
  const typings = () => activities().filter((activity) => activity.type === 'typing');

  const server = createServer((request, response) => {
    const head = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    const early = taken({ ...head, body: {} }, true);
    if (early) {
      arrive({ ...head, body: {} });
      return early({ ...head, body: {} }, response, () => ({ status: 500, body: {} }));
    }
    // A caller that went away in the middle has sent nothing.
    void read(request).then(
      (body) => {
        const call: ConnectorCall = { ...head, body };
        arrive(call);
        const fault = taken(call, false);
        if (fault) return fault(call, response, () => ordinary(call));
        const { status, body: answer } = ordinary(call);
        reply(response, status, answer);
      },
      () => undefined,
    );
  });

  function taken(call: ConnectorCall, unread: boolean): Fault | null {
    const found = intercepts.find((entry) => entry.unread === unread && entry.left > 0 && entry.match(call));
    if (!found) return null;
    found.left--;
    return found.answer;
  }

  function arrive(call: ConnectorCall): void {
    calls.push(call);
    for (const look of [...waiting]) look();
  }

  function ordinary(call: ConnectorCall): { status: number; body: object } {
    const answer = accept(call) ?? update(call) ?? (isRoster(call) ? { status: 200, body: page(call) } : null);
    if (answer) return answer;
    unexpected.push(`${call.method} ${call.path}`);
    return { status: 404, body: { error: { code: 'NotFound' } } };
  }

  function accept(call: ConnectorCall): { status: number; body: object } | null {
    const activity = postedBy(call);
    if (!activity) return null;
    const id = `posted-${++ids}`;
    if (activity.type === 'typing') return { status: 202, body: {} };
    const place = placeOf(call);
    if (!place) return null;
    const thread = place.begins ? id : place.thread;
    standing.set(id, { id, conversation: place.conversation, thread, versions: [activity] });
    if (!isNewThread(call)) return { status: 201, body: { id } };
    return { status: 201, body: { id: `${place.conversation};messageid=${id}`, activityId: id } };
  }

  function update(call: ConnectorCall): { status: number; body: object } | null {
    if (!isUpdate(call)) return null;
    const [conversation = '', thread] = idIn(call, 3).split(';messageid=');
    const id = idIn(call, 5);
    const message = standing.get(id);
    if (message?.conversation !== conversation || (thread !== undefined && message.thread !== thread))
      return { status: 404, body: { error: { code: 'ActivityNotFoundInConversation' } } };
    message.versions.push(call.body);
    return { status: 200, body: { id } };
  }

  function page(call: ConnectorCall): object {
    const pages = rosters.get(idIn(call, 3)) ?? [[ordinaryMember]];
    const { searchParams } = new URL(call.path, 'http://connector');
    const index = Number(searchParams.get('continuationToken') ?? 0);
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
    get updates() {
      return calls.filter(isUpdate);
    },
    get rosterCalls() {
      return calls.filter(isRoster);
    },
    get standing() {
      return [...standing.values()];
    },
    setRoster: (id, ...pages) => void rosters.set(id, pages),
    intercept(match, answer, { unread = false, times = Number.POSITIVE_INFINITY } = {}) {
      const entry: Intercept = { match, answer, unread, left: times };
      intercepts = [entry, ...intercepts];
      return () => {
        intercepts = intercepts.filter((other) => other !== entry);
      };
    },
    remove: (id) => void standing.delete(id),
    posted: async (count) => {
      await until(() => posts().length >= count);
      return posts();
    },
    typed: (count) => until(() => typings().length >= count),
    until,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (unexpected.length > 0) throw new Error(`the bot made calls that were not expected: ${unexpected.join(', ')}`);
    },
  };
}

/** Answers and is done. */
export function reply(
  response: ServerResponse,
  status: number,
  body: object | string = {},
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export function isNewThread(call: ConnectorCall): boolean {
  return call.method === 'POST' && /^\/v3\/conversations\/?$/.test(call.path);
}

export function isActivity(call: ConnectorCall): boolean {
  return call.method === 'POST' && /^\/v3\/conversations\/[^/]+\/activities/.test(call.path);
}

export function isUpdate(call: ConnectorCall): boolean {
  return call.method === 'PUT' && /^\/v3\/conversations\/[^/]+\/activities\/[^/]+$/.test(call.path);
}

export function isRoster(call: ConnectorCall): boolean {
  return call.method === 'GET' && /\/pagedmembers$/.test(call.path.split('?')[0] ?? '');
}

function postedBy(call: ConnectorCall): Record<string, unknown> | null {
  if (isActivity(call)) return call.body;
  const { activity } = call.body;
  return isNewThread(call) && typeof activity === 'object' ? (activity as Record<string, unknown>) : null;
}

function placeOf(call: ConnectorCall): { conversation: string; thread: string | null; begins: boolean } | null {
  if (isNewThread(call)) {
    const channel: unknown = Object(Object(call.body.channelData).channel).id;
    return typeof channel === 'string' ? { conversation: channel, thread: null, begins: true } : null;
  }
  if (!isActivity(call)) return null;
  const [conversation = '', thread = null] = idIn(call, 3).split(';messageid=');
  return { conversation, thread, begins: false };
}

function idIn(call: ConnectorCall, part: number): string {
  return decodeURIComponent(call.path.split('?')[0]?.split('/')[part] ?? '');
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
