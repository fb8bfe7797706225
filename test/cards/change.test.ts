import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ackNoteCard } from '../../src/cards/acknowledgements.ts';
import { changeCard, type ChangeContext } from '../../src/cards/change.ts';
import { callCard } from '../../src/cards/change-call.ts';
import { changeFormCard } from '../../src/cards/change-form.ts';
import { type AnyAnswer, present } from '../../src/cards/present.ts';
import { calls } from '../../src/changes/app.ts';
import type { ChangeView } from '../../src/changes/model.ts';
import { changeStates } from '../../src/changes/states.ts';
import { serverId } from '../../src/core/ids.ts';
import { walk } from '../support/card-rules.ts';
import { cardContext } from './card-context.ts';
import { aChangeForm, aChangeView, ana, aPerson, aServer, aVote, bo, cy, START } from './change-samples.ts';
import { changeViews } from './change-views.ts';
import { changeAnswers } from './change-states.ts';
import { maintenanceAnswers } from './maintenance-states.ts';
import { ackNotes, peopleAnswers } from './people-states.ts';
import { rolloutAnswers } from './rollout-states.ts';
import { readDeed } from './read-deed.ts';

describe('the card of a change', () => {
  it('offers to decide, edit and withdraw while it waits', () => {
    assert.deepEqual(buttonsOf(aChangeView()), ['Approve', 'Reject', 'Edit', 'Withdraw', 'History']);
  });

  it('offers its author no decision', () => {
    assert.deepEqual(buttonsOf(aChangeView(), { viewer: ana.person }), ['Edit', 'Withdraw', 'History']);
  });

  it('offers an approver a decision once', () => {
    const voted = aChangeView({
      approvals: { needed: 2, votes: [aVote(bo)], void: [], may: [bo, cy], asked: [], lapsesAt: aChangeView().asOf },
    });

    assert.deepEqual(buttonsOf(aChangeView(), { viewer: bo.person }), ['Approve', 'Reject', 'Edit', 'History']);
    assert.deepEqual(buttonsOf(voted, { viewer: bo.person }), ['Edit', 'History']);
  });

  it('offers nothing but its history once nothing can become of it', () => {
    for (const state of ['rejected', 'withdrawn', 'lapsed', 'cancelled', 'moot', 'verified', 'failed'] as const)
      assert.deepEqual(buttonsOf(aChangeView({ state })), ['History'], state);
  });

  it('offers the start when the window has begun, not before', () => {
    assert.deepEqual(buttonsOf(named('change-approved')), ['Edit', 'Postpone', 'Cancel the change', 'History']);
    assert.deepEqual(buttonsOf(named('change-at-start')), ['Start', 'Postpone', 'Cancel the change', 'History']);
  });

  it('offers no edit within the time before the window in which plans stand', () => {
    assert.ok(!buttonsOf({ ...aChangeView(), asOf: aChangeView().editableUntil }).includes('Edit'));
  });

  it('offers to tick the server whose turn it is, and to take the last tick back', () => {
    assert.deepEqual(buttonsOf(named('change-in-progress')), ['BER-EX02 is done', 'All done', 'Failed', 'History']);
    assert.deepEqual(buttonsOf(named('change-in-progress-second')), [
      'HAM-EX04 is done',
      'All done',
      'Failed',
      'BER-EX02 is not done',
      'History',
    ]);
  });

  it('offers an override instead of an approval while a conflict blocks it, and what does away with conflicts', () => {
    const freeze = named('change-proposed-freeze');
    const both = named('change-proposed-superseded-blocked');

    assert.deepEqual(buttonsOf(freeze), ['Override', 'Reject', 'Show safe slots', 'Withdraw', 'History']);
    assert.deepEqual(buttonsOf(both), ['Override', 'Reject', 'Show safe slots', 'Retarget', 'Withdraw', 'History']);
    assert.deepEqual(buttonsOf(both, { viewer: ana.person }), ['Show safe slots', 'Retarget', 'Withdraw', 'History']);
    assert.deepEqual(buttonsOf(named('change-proposed-overridden')).slice(0, 2), ['Approve', 'Reject']);
    assert.ok(buttonsOf(named('change-approved-in-conflict')).includes('Override'));
    const late = { ...both, asOf: both.editableUntil };
    assert.deepEqual(buttonsOf(late), ['Override', 'Reject', 'Withdraw', 'History']);
  });

  it('shows what blocks, what somebody bears and why, and what only warns, each apart', () => {
    const shown = json(named('change-proposed-overridden'));

    assert.match(shown, /2 overridden conflicts.*Overridden by Bo Berg for Cy Chen, .*1 warning/);
    assert.doesNotMatch(shown, /conflict blocks it/);
    assert.match(json(named('change-proposed-freeze')), /✖ 1 conflict blocks it: .*Frozen: .*2 warnings/);
  });

  it('asks for an override of exactly the conflicts that it lists', () => {
    const view = named('change-proposed-quorum');
    const { card } = present({ kind: 'change-ask', what: 'override', view }, cardContext());
    const override = executesOf(card).find(({ title }) => title === 'Override');

    const read = readDeed({ ...(override?.['data'] as object), reason: 'The team agreed.' });

    assert.deepEqual((read as { command: unknown }).command, {
      kind: 'override',
      change: 'CHG-0007',
      plan: 'a'.repeat(64),
      keys: view.conflicts.map(({ key }) => key),
      reason: 'The team agreed.',
    });
    for (const { text } of view.conflicts) assert.ok(JSON.stringify(card).includes(text));
  });

  it('binds an approval to the plan that is shown', () => {
    const approve = executesOf(changeCard(aChangeView(), cardContext()).card).find(({ title }) => title === 'Approve');

    assert.deepEqual(readDeed(approve?.['data']), {
      command: { kind: 'approve', change: 'CHG-0007', plan: 'a'.repeat(64) },
      once: approve?.['data'] && (approve['data'] as { once: string }).once,
    });
  });

  it('warns at the start of evidence that is old', () => {
    assert.match(json(named('change-at-start')), /Old evidence: .*HAM-EX04 is 16 days old/);
    assert.doesNotMatch(json(aChangeView()), /Old evidence/);
  });

  it('tells the window in its own zone and in the reader’s where that differs', () => {
    const shown = json(aChangeView(), { zone: 'America/New_York' });

    assert.match(shown, /Sat 28 Nov 2026, 22:00 – Sun 29 Nov 2026, 02:00 Europe\/Berlin \(UTC\+1\)/);
    assert.match(shown, /Sat 28 Nov 2026, 16:00 – 20:00 America\/New\\\\_York \(UTC-5\)/);
    assert.doesNotMatch(json(aChangeView()), /In your time zone/);
  });

  it('says who was asked, who was not reached and that nobody may approve', () => {
    assert.match(json(aChangeView()), /"Asked, no answer yet","value":"Bo Berg"/);
    assert.match(json(aChangeView()), /"Not reached","value":"Cy Chen/);
    assert.match(json(named('change-proposed-nobody-may')), /✖ nobody/);
  });

  it('says what an edit changed and that votes are void', () => {
    assert.match(json(named('change-proposed-edited')), /The window moved.*1 vote on the earlier plan is void/);
  });

  it('shows a retirement as proven by itself, and says of what was missed only that nothing proves it', () => {
    const proof = { at: START, report: null, file: null, generatedAt: null, build: null, missing: [] };
    const retired = aServer({ target: { kind: 'retired', replacedBy: null }, proof });
    const verified = json(aChangeView({ state: 'verified', servers: [retired] }));
    assert.match(verified, /BER-EX02: retired/);
    assert.match(verified, /✔ proven/);
    const missed = json(aChangeView({ state: 'missed', servers: [aServer()] }));
    assert.match(missed, /No report proves it yet\./);
    assert.doesNotMatch(missed, /from after the start/);
  });

  it('names what is missing for proof, and then what proved it', () => {
    assert.match(json(named('change-unproven')), /Missing for proof, 1 of 2 servers/);
    assert.match(json(named('change-unproven')), /HAM-EX04: The build is still/);
    assert.match(json(named('change-verified')), /Proven by/);
    assert.match(json(named('change-verified-never-recorded')), /never recorded/);
  });

  it('has a review where an emergency waits for one, for others than its author', () => {
    const overdue = named('change-emergency-review-overdue');

    assert.deepEqual(buttonsOf(overdue), ['Accept afterwards', 'Object', 'History']);
    assert.deepEqual(buttonsOf(overdue, { viewer: ana.person }), ['History']);
  });

  it('names each of fifty servers', () => {
    const shown = json(named('change-fifty-servers'));

    for (const { name } of named('change-fifty-servers').servers) assert.match(shown, new RegExp(`· ${name}:`));
  });

  it('draws every state', () => {
    for (const state of changeStates) assert.match(changeCard(aChangeView({ state }), cardContext()).text, /CHG-0007/);
  });
});

describe('an audience of counts', () => {
  const secret =
    /BER-EX02|HAM-EX04|LON-EX03|PAR-EX01|DAG-BER|Cut off since|Thames|EX0\d|Berlin monthly|Paris nights|Black Friday|London/;
  const { audience: _, ...untold } = cardContext();

  it('reads no name of a server in anything about changes, acknowledgements, people and retired servers', () => {
    for (const context of [untold, { ...untold, audience: 'counts' as const }]) {
      for (const [name, answer] of Object.entries({
        ...changeAnswers,
        ...peopleAnswers,
        ...maintenanceAnswers,
        ...rolloutAnswers,
      }))
        assert.doesNotMatch(shownTo(answer, context), secret, name);
      for (const note of Object.values(ackNotes))
        assert.doesNotMatch(JSON.stringify(ackNoteCard(note, context)), secret);
      for (const call of calls)
        for (const view of Object.values(changeViews))
          assert.doesNotMatch(JSON.stringify(callCard(call, view, context)), secret, call);
    }
  });
});

describe('a call about a change', () => {
  it('has the buttons of the change while it asks for something', () => {
    assert.deepEqual(titlesOf(callCard('reminder', aChangeView(), cardContext()).card), [
      'Approve',
      'Reject',
      'Edit',
      'Withdraw',
      'Show the change',
    ]);
  });

  it('loses them and says how it stands when that is settled', () => {
    const { card } = callCard('reminder', named('change-approved'), cardContext());

    assert.deepEqual(titlesOf(card), ['Show the change']);
    assert.match(JSON.stringify(card), /"text":"CHG-0007 approved"/);
    assert.doesNotMatch(JSON.stringify(card), /still waits/);
  });
});

describe('the form of a plan', () => {
  it('carries its servers in the button, and the fields fill in the rest', () => {
    const { card } = changeFormCard(aChangeForm(), cardContext());
    const propose = executesOf(card).find(({ title }) => title === 'Propose');
    const filled = {
      ...(propose?.['data'] as object),
      target1: 'gate:mitigation-service',
      order1: '2',
      order2: '1',
      date: '2026-11-28',
      time: '22:00',
      hours: '4',
      zone: 'Europe/Berlin',
      reason: 'Because.',
    };

    const { command } = readDeed(filled) as { command: { draft: { servers: unknown; date: string; reason: string } } };

    assert.deepEqual(command.draft.servers, [
      { server: 'ber-ex02.contoso.test', target: 'gate:mitigation-service', order: '2' },
      { server: 'ham-ex04.contoso.test', target: 'build:15.2.2562.56', order: '1' },
    ]);
    assert.equal(command.draft.date, '2026-11-28');
    assert.equal(command.draft.reason, 'Because.');
  });

  it('plans fifty servers at once', () => {
    const { card } = present(changeAnswers['change-form-fifty-servers'] ?? { kind: 'help' }, cardContext());
    const propose = executesOf(card).find(({ title }) => title === 'Propose');
    const data = propose?.['data'] as { act: { change: { draft: { servers: readonly unknown[] } } } } | undefined;

    assert.equal(data?.act.change.draft.servers.length, 50);
  });

  it('says which servers one change can not hold, and never saves an edit without them', () => {
    const servers = Array.from({ length: 50 }, (_, at) => ({
      id: serverId(`${at}${'x'.repeat(240)}`),
      name: `EX${at}`,
      about: '',
      choices: [],
    }));
    const edits = { change: aChangeView().change.id, plan: 'a' };

    const fresh = changeFormCard(aChangeForm({ servers }), cardContext()).card;
    const edited = changeFormCard(aChangeForm({ servers, edits }), cardContext()).card;

    assert.match(JSON.stringify(fresh), /more do not fit into one change here/);
    assert.deepEqual(titlesOf(edited), ['Back to the change']);
  });

  it('offers safe slots, the first one chosen, whose choice stands over the fields', () => {
    const { card } = present(changeAnswers['change-form-slots'] ?? { kind: 'help' }, cardContext());
    const slot = nodesOf(card).find(({ id }) => id === 'slot');
    assert.ok(slot);
    const values = (slot['choices'] as { value: string }[]).map(({ value }) => value);
    const propose = executesOf(card).find(({ title }) => title === 'Propose');
    const read = (inputs: object) =>
      (readDeed({ ...(propose?.['data'] as object), ...inputs }) as { command: { draft: object } }).command.draft;

    assert.deepEqual(values, [
      '2026-11-28|22:00|3|Europe/Berlin',
      '2026-12-05|22:00|3|Europe/Berlin',
      '2026-12-12|22:00|3|Europe/Berlin',
      'other',
    ]);
    assert.equal(slot['value'], values[0]);
    const fields = { date: '2026-11-27', time: '21:00', hours: '4', zone: 'UTC', reason: 'x' };
    assert.deepEqual(pick(read({ ...fields, slot: values[1] })), ['2026-12-05', '22:00', '3', 'Europe/Berlin']);
    assert.deepEqual(pick(read({ ...fields, slot: 'other' })), ['2026-11-27', '21:00', '4', 'UTC']);
  });

  it('can be sent all the same once it came back for conflicts that block', () => {
    const titles = (name: string) => titlesOf(present(changeAnswers[name] ?? { kind: 'help' }, cardContext()).card);

    assert.ok(!titles('change-form-slots').includes('Propose anyway'));
    assert.ok(titles('change-form-refused').includes('Propose anyway'));
    assert.ok(titles('change-form-edit-refused').includes('Save anyway'));
    assert.deepEqual(titles('change-form-fifty-servers-refused'), ['Propose anyway', 'Failing servers']);
    assert.deepEqual(titles('change-form-fifty-servers-slots'), ['Propose', 'Failing servers']);
  });

  it('asks for no day and time of an emergency', () => {
    const { card } = present(changeAnswers['change-form-emergency'] ?? { kind: 'help' }, cardContext());
    const inputs = nodesOf(card).flatMap((node) => (String(node['type']).startsWith('Input.') ? [node['id']] : []));

    assert.ok(!inputs.includes('date') && !inputs.includes('time') && inputs.includes('reason'));
  });
});

describe('names', () => {
  it('tell people without one apart', () => {
    const shown = json(
      aChangeView({ approvals: { ...aChangeView().approvals, may: [aPerson(null, 4), aPerson(null, 5)] } }),
    );

    assert.match(shown, /not known \(000014\) and someone whose name is not known \(000015\)/);
  });

  it('stand as the id where a server has none', () => {
    assert.match(json(aChangeView({ servers: [aServer({ name: '' })] })), /ber-ex02\.contoso\.test/);
  });
});

/** When a draft is to be. */
function pick(draft: object): readonly unknown[] {
  const { date, time, hours, zone } = draft as Record<string, unknown>;
  return [date, time, hours, zone];
}

function named(name: string): ChangeView {
  const view = changeViews[name];
  assert.ok(view, name);
  return view;
}

function json(view: ChangeView, context: Partial<ChangeContext> = {}): string {
  return JSON.stringify(changeCard(view, { ...cardContext(), ...context }).card);
}

function shownTo(answer: AnyAnswer, context: ChangeContext): string {
  return JSON.stringify(present(answer, context));
}

function buttonsOf(view: ChangeView, context: Partial<ChangeContext> = {}): readonly unknown[] {
  return titlesOf(changeCard(view, { ...cardContext(), ...context }).card);
}

function titlesOf(card: object): readonly unknown[] {
  return executesOf(card).map((button) => button['title']);
}

function executesOf(card: object) {
  return nodesOf(card).filter((node) => node['type'] === 'Action.Execute');
}

function nodesOf(card: object) {
  return [...walk(JSON.parse(JSON.stringify(card)))];
}
