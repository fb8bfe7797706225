import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { personKey } from '../../src/people/identity.ts';
import type { Mentioned } from '../../src/people/model.ts';
import type { WordContext } from '../../src/questions/desk-command.ts';
import type { DeskCommand } from '../../src/teams/desk-command.ts';
import type { TestBot, TestBotOptions } from '../support/bot.ts';
import { aChannelMessage, ANA, BO, startBot } from '../support/bot.ts';
import type { RosterMember } from '../support/connector.ts';
import { BOT_ID, TENANT_ID } from '../support/tokens.ts';

const TEAM = '19:team@thread.tacv2';
const CY = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
const ana: RosterMember = { id: '29:ana', aadObjectId: ANA, name: 'Ana Alt' };
const bo: RosterMember = {
  id: '29:Bo',
  aadObjectId: BO.toUpperCase(),
  name: 'Bo Berg',
  userPrincipalName: 'bo@contoso.test',
};
const person = (aadObjectId: string) => personKey({ tenantId: TENANT_ID, aadObjectId });
const boAs = (name = 'Bo Berg'): Mentioned => ({ kind: 'member', person: person(BO), name });
const itself = { type: 'mention', text: '<at>Patchwarden</at>', mentioned: { id: `28:${BOT_ID}` } };
const mention = (id: string, name: string) => ({ type: 'mention', text: `<at>${name}</at>`, mentioned: { id, name } });

/** `grant NAME`: whoever stands there, as a mention if there is one. */
function parseGrant(text: string, { mentions }: WordContext): DeskCommand | null {
  if (!text.startsWith('grant')) return null;
  const typed = text.slice('grant'.length).trim();
  const who = mentions[0] ?? { kind: 'unresolved' as const, typed };
  return { about: 'people', command: { kind: 'grant-form', role: 'approver', who } };
}

describe('somebody named in a message', () => {
  let bot: TestBot;
  afterEach(() => bot.close());
  const whoIs = async (
    text: string,
    entities: object[] = [],
    roster: RosterMember[] = [ana, bo],
    options: TestBotOptions = {},
  ) => {
    bot = await startBot({ parseCommand: parseGrant, ...options });
    bot.connector.setRoster(TEAM, roster);
    await bot.post(aChannelMessage(bot, `<at>Patchwarden</at> ${text}`, { entities: [itself, ...entities] }));
    const [deed] = bot.deeds;
    return deed?.about === 'people' && 'who' in deed.request.command ? deed.request.command.who : null;
  };

  it('by a mention is who the roster says has that id', async () => {
    assert.deepEqual(await whoIs('grant <at>Bo Berg</at>', [mention('29:bo', 'Bo Berg')]), boAs());
  });

  it('is never who the message says they are', async () => {
    const forged = { ...mention('29:bo', 'Ana Alt'), aadObjectId: ANA };

    assert.deepEqual(await whoIs('grant <at>Ana Alt</at>', [forged]), boAs());
  });

  it('whose name Teams broke into several mentions is one person', async () => {
    const entities = [mention('29:bo', 'Bo'), mention('29:bo', 'Berg')];

    assert.deepEqual(await whoIs('grant <at>Bo</at> <at>Berg</at>', entities), boAs());
  });

  it('who is a guest is known as one', async () => {
    const guest = { ...bo, userRole: 'guest' };

    const who = await whoIs('grant <at>Bo Berg</at>', [mention('29:bo', 'Bo Berg')], [ana, guest]);

    assert.deepEqual(who, { kind: 'guest', name: 'Bo Berg' });
  });

  it('whom the roster does not know stays a name', async () => {
    const who = await whoIs('grant <at>Cy Chen</at>', [mention('29:cy', 'Cy Chen')]);

    assert.deepEqual(who, { kind: 'unresolved', typed: 'Cy Chen' });
  });

  it('by typing alone is the only member of that name or address, however it is written', async () => {
    assert.deepEqual(await whoIs('grant @bo  BERG'), boAs());
    await bot.close();
    assert.deepEqual(await whoIs('grant bo@contoso.test'), boAs());
  });

  it('by typing a name that two members have stays a name', async () => {
    const other = { id: '29:cy', aadObjectId: CY, name: 'Bo Berg' };

    assert.deepEqual(await whoIs('grant Bo Berg', [], [ana, bo, other]), { kind: 'unresolved', typed: 'Bo Berg' });
  });

  it('by a mention is that one of two members of a name', async () => {
    const other = { id: '29:cy', aadObjectId: CY, name: 'Bo Berg' };

    const who = await whoIs('grant <at>Bo Berg</at>', [mention('29:bo', 'Bo Berg')], [ana, other, bo]);

    assert.deepEqual(who, boAs());
  });

  it('where the roster knows no directory id stays a name', async () => {
    const who = await whoIs('grant Bo Berg', [], [ana, { id: '29:bo', name: 'Bo Berg' }]);

    assert.deepEqual(who, { kind: 'unresolved', typed: 'Bo Berg' });
  });

  it('by somebody who may not read costs no call for the roster', async () => {
    const who = await whoIs('grant <at>Bo Berg</at>', [mention('29:bo', 'Bo Berg')], [ana, bo], { admins: [] });

    assert.equal(who, null);
    assert.deepEqual(bot.connector.rosterCalls, []);
  });

  it('costs no second call for the roster', async () => {
    await whoIs('grant <at>Bo Berg</at>', [mention('29:bo', 'Bo Berg')]);

    assert.equal(bot.connector.rosterCalls.length, 1);
  });
});
