import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { loadEnvFile } from '../../src/config/env-file.ts';
import { type DemoPerson, DEMO_TENANT, nameOf } from '../../src/demo/people.ts';

const CHANNEL = '19:exchange-ops@thread.tacv2';
const TEAM = '19:it-operations@thread.tacv2';

/** Presses a button of a change's card in the channel as somebody else would: the Playground has one user, but takes any activity. */
export async function pressAs(person: DemoPerson, playground: string, command: object): Promise<void> {
  const data = { act: { change: command }, once: randomUUID() };
  const response = await fetch(`${playground}/_internal/v1/customActivities`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: randomUUID(),
      channelId: 'msteams',
      serviceUrl: `${playground}/_connector`,
      from: { id: `29:${person.login}`, name: nameOf(person), aadObjectId: person.aadObjectId },
      recipient: { id: '28:22222222-2222-4222-8222-222222222222', name: 'Patchwarden' },
      conversation: { id: CHANNEL, conversationType: 'channel', isGroup: true, tenantId: DEMO_TENANT },
      channelData: { tenant: { id: DEMO_TENANT }, team: { id: TEAM }, channel: { id: CHANNEL } },
      value: { action: { type: 'Action.Execute', verb: 'act', data } },
    }),
  });
  if (!response.ok) throw new Error(`the Playground answered ${response.status}: ${await response.text()}`);
}

/** What the command line of the demo prints. */
export function cli(...words: readonly string[]): string {
  const env = { ...process.env };
  loadEnvFile('env/.env.demo', env);
  return execFileSync('npm', ['run', '--silent', 'cli', '--', ...words], { env, encoding: 'utf8' });
}
