import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config/read.ts';
import { sha256 } from '../../src/core/ids.ts';
import { silentLog } from '../../src/core/log.ts';
import { type Serving, serve } from '../../src/serve.ts';
import { type House, openHouse } from '../../src/wire.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { type FakeConnector, startConnector } from '../support/connector.ts';
import { temporaryFolder } from '../support/folder.ts';

export const INTAKE_TOKEN = 'token-of-the-tests';
export const TENANT = '11111111-1111-4111-8111-111111111111';
const ANA = '00000000-0000-4000-8000-000000000001';

export interface Whole {
  readonly house: House;
  readonly serving: Serving;
  readonly clock: FakeClock;
  readonly connector: FakeConnector;
  /** The swept folder. */
  readonly incoming: string;
  readonly env: Readonly<Record<string, string>>;
  /** Says something in the personal chat and answers the card that came back. */
  ask(text: string): Promise<Card>;
  /** Sends a file to POST /api/reports. */
  send(name: string, content: Uint8Array<ArrayBuffer>): Promise<Response>;
  close(): Promise<void>;
}

export interface Card {
  readonly type: 'AdaptiveCard';
  /** The whole card as JSON text, to look for words in. */
  readonly json: string;
}

/** Everything as in production but the clock and authentication: doors, sweep, workers, watch, on SQLite. */
export async function openWhole(options: { readonly now?: string } = {}): Promise<Whole> {
  const folder = temporaryFolder();
  const incoming = join(folder, 'incoming');
  mkdirSync(incoming);
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    INTERNAL_PORT: '0',
    BOT_AUTH: 'off',
    VIEWERS: 'tenant',
    DATABASE_URL: `sqlite:${join(folder, 'patchwarden.db')}`,
    REPORTS_DIR: incoming,
    REPORT_STORE: join(folder, 'reports'),
    REPORT_MAX_MB: '8',
    INTAKE_TOKENS: sha256(INTAKE_TOKEN),
  };
  const read = readConfig(env);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const clock = fakeClock(options.now ?? '2026-11-21T09:00:00Z');
  const connector = await startConnector();
  const house = await openHouse(read.config, silentLog, clock);
  const serving = await serve(house);
  await serving.caughtUp;
  const base = `http://127.0.0.1:${serving.port}`;
  let said = 0;

  return {
    house,
    serving,
    clock,
    connector,
    incoming,
    env,
    async ask(text) {
      said++;
      const response = await fetch(`${base}/api/messages`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(message(text, said, connector.url)),
      });
      if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
      const posts = await connector.posted(said);
      const [attachment] = (posts[said - 1]?.attachments ?? []) as { content?: unknown }[];
      return { type: 'AdaptiveCard', json: JSON.stringify(attachment?.content ?? posts[said - 1]) };
    },
    send: (name, content) =>
      fetch(`${base}/api/reports`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${INTAKE_TOKEN}`,
          'Content-Type': 'application/octet-stream',
          'X-File-Name': name,
        },
        body: content,
      }),
    async close() {
      await serving.stop();
      await house.close();
      await connector.close();
    },
  };
}

function message(text: string, count: number, serviceUrl: string): object {
  return {
    type: 'message',
    id: `said-${count}`,
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:ana', name: 'Ana', aadObjectId: ANA },
    recipient: { id: '28:bot', name: 'Patchwarden' },
    conversation: { id: 'a:personal', conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    text,
  };
}
