import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLog } from '../../src/core/log.ts';
import type { Instant } from '../../src/core/clock.ts';
import { Rosters } from '../../src/teams/roster.ts';
import { fakeClock } from '../support/clock.ts';
import { aConversation } from '../support/conversations.ts';

describe('the members of conversations', () => {
  /** Each conversation has as many members as its id says. */
  function rostersOf() {
    const asked: string[] = [];
    const client = {
      conversations: {
        async getConversationPagedMembers(id: string, { continuationToken = '0' }: { continuationToken?: string }) {
          if (continuationToken === '0') asked.push(id);
          const from = Number(continuationToken);
          const size = Math.min(500, Number(id) - from);
          const members = Array.from({ length: size }, (_, at) => ({ id: `29:${from + at}`, userRole: 'user' }));
          return { members, continuationToken: from + size < Number(id) ? String(from + size) : undefined };
        },
      },
    };
    const rosters = new Rosters(async () => client as never, fakeClock(0 as Instant), silentLog);
    const ask = (id: string) => rosters.ofStored(aConversation({ id, kind: 'group', person: null }));
    return { asked, ask };
  }

  it('are kept of many conversations, the oldest given up when there are too many in all', async () => {
    const { asked, ask } = rostersOf();
    const many = Array.from({ length: 6 }, (_, at) => String(9_995 + at));

    for (const id of many) assert.equal((await ask(id)).members.length, Number(id));
    for (const id of many.slice(1).reverse()) await ask(id);
    assert.deepEqual(asked, many);

    await ask(many[0] ?? '');
    assert.deepEqual(asked, [...many, many[0]]);
  });

  it('of more than can be read are kept as far as they were told', async () => {
    const { ask } = rostersOf();

    const roster = await ask('20000');

    assert.equal(roster.company, 'untold');
    assert.equal(roster.members.length, 10_000);
  });
});
