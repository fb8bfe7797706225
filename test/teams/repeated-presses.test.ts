import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seeded } from '../rigs/random.ts';
import { parserComplaints } from '../support/card-parser.ts';
import { brokenRules } from '../support/card-rules.ts';
import {
  ana,
  bo,
  cy,
  type DeskHouse,
  di,
  everybody,
  openDeskHouse,
  type Person,
  type Sent,
  titlesOf,
} from './desk-house.ts';

/** One button on one card, who is the one that it does something for, and of what the log then tells one deed. */
interface Case {
  readonly card: Sent;
  readonly title: string;
  readonly inputs?: object;
  readonly by: Person;
  /** Who presses it beside them, for whom it does nothing, or not first. */
  readonly others: readonly Person[];
  readonly verbs: readonly string[];
}

const server = (round: number): string => `ber-ex0${round}`;

describe('each press, delivered one to four times under old and new ids among the presses of others', () => {
  let house: DeskHouse;
  const random = seeded(20_261_121);
  before(async () => {
    house = await openDeskHouse({ apart: true });
    for (const who of everybody) await house.write(who, 'help', 'alone');
  });
  after(() => house.close());

  const proposed = async (round: number, day: string): Promise<Sent> => {
    const form = await house.write(ana, `plan ${server(round)} ${day} 22:00 for 4h: october update`);
    return opened(await house.press(ana, form, 'Propose'));
  };
  /** Where the change's card is posted by itself, the form turns into a short one that opens it. */
  const opened = (posted: Sent) => house.press(ana, posted, 'Show it here');
  const approved = async (round: number, day: string) => house.press(bo, await proposed(round, day), 'Approve');
  /** Approved, and its window has just begun; `hour` tells the kinds apart, on one evening. */
  const begun = async (round: number, hour: number, servers = server(round)): Promise<Sent> => {
    await ended();
    const minutes = ['00', '15', '30', '45'][round - 1] ?? '';
    const form = await house.write(ana, `plan ${servers} 22 november ${hour}:${minutes} for 1h: october update`);
    const card = await house.press(bo, await opened(await house.press(ana, form, 'Propose')), 'Approve');
    // Berlin is an hour ahead.
    house.bot.clock.set(`2026-11-22T${String(hour - 1).padStart(2, '0')}:${minutes}:00Z`);
    begunLast = idIn(card);
    return house.write(ana, `change ${begunLast}`);
  };
  /** What still runs would be in the way of what begins next on its servers. */
  const ended = async () => {
    if (begunLast === '') return;
    const card = await house.write(ana, `change ${begunLast}`);
    if (!titlesOf(card).includes('Failed')) return;
    await house.press(ana, await house.press(ana, card, 'Failed'), 'Failed', { reason: 'it makes way' });
  };
  let begunLast = '';
  const started = async (round: number, hour: number, servers?: string) =>
    house.press(ana, await begun(round, hour, servers), 'Start');

  const emergency = async (round: number): Promise<Sent> => {
    const form = await house.write(ana, `plan ${server(round)}: exploited now`);
    return house.press(ana, form, 'It is an emergency');
  };

  /** What has to be there first, for each round anew. */
  const kinds: Readonly<Record<string, (round: number) => Promise<Case>>> = {
    propose: async (round) => ({
      card: await house.write(ana, `plan ${server(round)} 1 december 22:00 for 4h: october update`),
      title: 'Propose',
      by: ana,
      others: [bo, cy],
      verbs: ['change.proposed'],
    }),
    approve: async (round) => ({
      card: await proposed(round, '2 december'),
      title: 'Approve',
      by: bo,
      others: [ana, cy],
      verbs: ['change.voted', 'change.approved'],
    }),
    reject: async (round) => ({
      card: await house.press(bo, await proposed(round, '3 december'), 'Reject'),
      title: 'Reject',
      inputs: { reason: 'the board meets' },
      by: bo,
      others: [ana, cy],
      verbs: ['change.rejected'],
    }),
    withdraw: async (round) => ({
      card: await proposed(round, '4 december'),
      title: 'Withdraw',
      by: ana,
      others: [bo, cy],
      verbs: ['change.withdrawn'],
    }),
    edit: async (round) => ({
      card: await house.press(ana, await proposed(round, '5 december'), 'Edit'),
      title: 'Save',
      inputs: { time: '21:00' },
      by: ana,
      others: [bo, cy],
      verbs: ['change.edited'],
    }),
    cancel: async (round) => ({
      card: await house.press(ana, await approved(round, '6 december'), 'Cancel the change'),
      title: 'Cancel the change',
      inputs: { reason: 'too early' },
      by: ana,
      others: [bo, cy],
      verbs: ['change.cancelled'],
    }),
    postpone: async (round) => ({
      card: await house.press(ana, await approved(round, '7 december'), 'Postpone'),
      title: 'Postpone',
      inputs: { date: '2026-12-08' },
      by: ana,
      others: [bo, cy],
      verbs: ['change.postponed'],
    }),
    acknowledge: async (round) => ({
      card: await house.write(ana, `ack ${server(round)} until 31 december: waiting for the board`),
      title: 'Acknowledge',
      by: ana,
      others: [bo, cy],
      verbs: ['acknowledgement.made'],
    }),
    'withdraw an acknowledgement': async (round) => {
      const form = await house.write(ana, `ack ${server(round)} until 31 december: waiting for the board`);
      await house.press(ana, form, 'Acknowledge');
      const list = await house.write(ana, 'acks');
      return {
        card: list,
        title: `Withdraw ${server(round).toUpperCase()}`,
        by: ana,
        others: [bo, cy],
        verbs: ['acknowledgement.withdrawn'],
      };
    },
    delegate: async (round) => ({
      card: await house.write(
        bo,
        `delegate to Cy Chen from 2026-12-0${2 * round} until 2026-12-0${2 * round}: on leave`,
      ),
      title: 'Delegate',
      by: bo,
      others: [cy],
      verbs: ['delegation.set'],
    }),
    retire: async (round) => ({
      card: await house.write(ana, `retire ${server(round)}: project Thames`),
      title: 'Retire',
      by: ana,
      others: [bo, cy],
      verbs: ['server.retired'],
    }),
    revive: async (round) => ({
      card: await house.write(ana, `revive ${server(round)}: it stays`),
      title: 'Revive',
      by: ana,
      others: [bo, cy],
      verbs: ['server.revived'],
    }),
    start: async (round) => ({
      card: await begun(round, 10),
      title: 'Start',
      by: ana,
      others: [bo, cy],
      verbs: ['change.started'],
    }),
    'tick a server off': async (round) => ({
      // Of one server alone none is ticked off; an hour each, as two of these share a server.
      card: await started(round, 11 + round, `${server(round)} and ${server((round % 4) + 1)}`),
      title: `${server(round).toUpperCase()} is done`,
      by: ana,
      others: [bo, cy],
      verbs: ['change.ticked'],
    }),
    finish: async (round) => ({
      card: await started(round, 17),
      title: 'Done',
      by: ana,
      others: [bo, cy],
      verbs: ['change.finished'],
    }),
    fail: async (round) => ({
      card: await house.press(ana, await started(round, 18), 'Failed'),
      title: 'Failed',
      inputs: { reason: 'the setup stopped' },
      by: ana,
      others: [bo, cy],
      verbs: ['change.failed'],
    }),
    'start an emergency': async (round) => ({
      card: await emergency(round),
      title: 'Start the emergency',
      inputs: { hours: '4', reason: 'exploited now' },
      by: ana,
      others: [bo, cy],
      verbs: ['change.declared'],
    }),
    review: async (round) => ({
      card: await opened(
        await house.press(ana, await emergency(round), 'Start the emergency', { hours: '4', reason: 'exploited now' }),
      ),
      title: 'Accept afterwards',
      inputs: { reason: 'it was right' },
      by: bo,
      others: [ana, cy],
      verbs: ['change.reviewed'],
    }),
    // Last, because from then on more people may do what was done above.
    grant: async (round) => {
      const [role, to] =
        (
          [
            ['operator', cy],
            ['approver', cy],
            ['operator', bo],
            ['admin', cy],
          ] as const
        )[round - 1] ?? [];
      const card = await house.write(di, `grant ${role} ${to?.name}`);
      return { card, title: `Grant ${role}`, by: di, others: [ana, bo], verbs: ['role.granted'] };
    },
  };

  for (const [kind, prepare] of Object.entries(kinds)) {
    it(`${kind}: one effect, one line in the log, every answer a card or a sentence`, async () => {
      for (const deliveries of [1, 2, 3, 4]) {
        const { card, title, inputs, by, others, verbs } = await prepare(deliveries);
        const before = await doneSoFar(verbs);
        const own = house.pressOf(by, card, title, inputs);
        const bodies = [own, ...others.map((who) => house.pressOf(who, card, title, inputs))].flatMap((body, at) =>
          Array.from({ length: at === 0 ? deliveries : 2 }, (_, n) =>
            n % 2 === 0 ? body : { ...body, id: `${String(body.id)}-${n}` },
          ),
        );

        const shuffled = shuffle(bodies);
        const at = random.between(0, shuffled.length);
        const replies = await Promise.all(shuffled.slice(0, at).map((body) => house.bot.post(body)));
        for (const body of shuffled.slice(at)) replies.push(await house.bot.post(body));

        for (const { status, json } of replies) {
          assert.equal(status, 200);
          assert.equal(json.statusCode, 200);
          if (typeof json.value === 'string') assert.match(json.value, /\.$/);
          else assert.deepEqual([...brokenRules(json.value), ...parserComplaints(json.value)], []);
        }
        assert.equal((await doneSoFar(verbs)) - before, 1, `${deliveries} deliveries`);
      }
    });
  }

  function shuffle<T>(items: readonly T[]): T[] {
    const left = [...items];
    return items.map(() => left.splice(random.between(0, left.length - 1), 1)[0] as T);
  }

  async function doneSoFar(verbs: readonly string[]): Promise<number> {
    const rows = await house.bot.database.read((reader) =>
      reader.selectFrom('audit').select('verb').where('verb', 'in', verbs).execute(),
    );
    return rows.length;
  }
});

function idIn(card: Sent): string {
  return /CHG-\d+/.exec(card.fallbackText)?.[0] ?? '';
}
