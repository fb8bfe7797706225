import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ackNoteCard } from '../../src/cards/acknowledgements.ts';
import { changeCard } from '../../src/cards/change.ts';
import { callCard } from '../../src/cards/change-call.ts';
import { digestCard } from '../../src/cards/digest.ts';
import { type AnyAnswer, present, type Presented } from '../../src/cards/present.ts';
import { calls } from '../../src/changes/app.ts';
import { brokenRules, walk } from '../support/card-rules.ts';
import { cardContext } from './card-context.ts';
import { changeViews } from './change-views.ts';
import { changeAnswers } from './change-states.ts';
import { aDigest, aView } from './digest-states.ts';
import { digestSectionsSample } from './digest-sections-sample.ts';
import { escapes } from './escapes.ts';
import { hostileStrings } from './hostile-strings.ts';
import { maintenanceAnswers } from './maintenance-states.ts';
import { ackNotes, peopleAnswers } from './people-states.ts';
import { rolloutAnswers } from './rollout-states.ts';

/** Fields that are choices of ours: another text in them would not come out of the stores. */
const OURS = new Set([
  'kind',
  'id',
  'state',
  'type',
  'rule',
  'vote',
  'verdict',
  'readiness',
  'risk',
  'role',
  'roles',
  'held',
  'standing',
  'as',
  'what',
  'filter',
  'gate',
  'failing',
  'unknown',
  'audience',
  'planHash',
  'plan',
  'person',
  'code',
  'server',
  'tzdata',
  'authors',
  'causes',
  'zone',
  'local',

  'aadObjectId',
  'tenantId',
  'value',
  'edits',
  'change',
  'minimum',
  'with',
  'key',
  'keys',
  'hash',
]);

describe('what people and reports say', () => {
  it('has more than sixty ways to break out to be tried', () => {
    assert.ok(hostileStrings.length >= 60);
  });

  for (const hostile of hostileStrings) {
    it(`${JSON.stringify(hostile.slice(0, 40))} breaks out of no card, in whatever field it stands`, () => {
      for (const { card, text } of cardsSaying(hostile)) {
        assert.deepEqual(brokenRules(card), []);
        assert.doesNotMatch(text, /[<>\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|\{\{/u);
        for (const shown of shownIn(card)) assert.deepEqual(escapes(shown), [], shown);
      }
    });
  }
});

function cardsSaying(hostile: string): readonly Presented[] {
  const context = cardContext();
  const answers = [changeAnswers, peopleAnswers, maintenanceAnswers, rolloutAnswers].flatMap((all) =>
    Object.values(all),
  );
  const view = changeViews['change-emergency'];
  assert.ok(view);
  return [
    ...answers
      .filter((answer) => JSON.stringify(answer).length < 9_000)
      .map((answer) => present(saying(answer, hostile) as AnyAnswer, context)),
    ...Object.values(ackNotes).map((note) => ackNoteCard(saying(note, hostile) as typeof note, context)),
    ...calls.map((call) => callCard(call, saying(view, hostile) as typeof view, context)),
    changeCard(view, context, hostile),
    digestCard(
      aView({ content: aDigest({ sections: saying(digestSectionsSample, hostile) as typeof digestSectionsSample }) }),
      context,
    ),
  ];
}

/** The same with every text of people or reports replaced. */
function saying(value: unknown, hostile: string, key = ''): unknown {
  if (OURS.has(key) && typeof value === 'string') return value;
  if (Array.isArray(value))
    return OURS.has(key) && typeof value[0] === 'string' ? value : value.map((one) => saying(one, hostile, key));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, saying(one, hostile, name)]));
  return typeof value === 'string' ? hostile : value;
}

/** Every line that a client may read as Markdown. */
function shownIn(card: Presented['card']): readonly string[] {
  return [...walk(JSON.parse(JSON.stringify(card)))].flatMap((node) => {
    if (node['type'] === 'TextBlock') return String(node['text']).split('\n\n');
    if (typeof node['type'] === 'string' || typeof node['title'] !== 'string') return [];
    // A fact's value is escaped; in the title of a choice an underscore between letters is none of emphasis.
    return 'value' in node && isFact(card, node)
      ? [String(node['value'])]
      : [node['title'].replace(/(?<=[\p{L}\d])_(?=[\p{L}\d])/gu, '')];
  });
}

function isFact(card: Presented['card'], fact: object): boolean {
  const sets = [...walk(JSON.parse(JSON.stringify(card)))].filter((node) => node['type'] === 'FactSet');
  return sets.some((set) => JSON.stringify(set['facts']).includes(JSON.stringify(fact)));
}
