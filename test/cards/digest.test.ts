import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { digestCard, type DigestView } from '../../src/cards/digest.ts';
import { CARD_LIMIT, sizeOf } from '../../src/cards/parts/card.ts';
import { type Day, instant } from '../../src/core/clock.ts';
import { readContent } from '../../src/digests/content.ts';
import { changeKinds, type DigestContent } from '../../src/digests/model.ts';
import { walk } from '../support/card-rules.ts';
import { anyDigest } from './any-digest.ts';
import { cardContext } from './card-context.ts';
import { digestSectionsSample } from './digest-sections-sample.ts';
import { aDigest, aDigestServer, aView, digests, fullDigest, MONDAY, named } from './digest-states.ts';

const nobody = { failing: 0, unknown: 0, ready: 0, notApplicable: 0 };
const two = named([aDigestServer('BER-EX01', 'ocs-signing'), aDigestServer('BER-EX02', 'ocs-signing')]);
const quiet = { totals: { ...nobody, ready: 9 }, outdated: 0, stillFailing: 0, stillUnknown: 0 };

it('tells a change that is in progress past its window from one within it', () => {
  const [, running] = digestSectionsSample.windows.first;
  assert.ok(running);
  const told = (end: number) => {
    const windows = { total: 1, first: [{ ...running, end: instant(end) }] };
    return JSON.stringify(draw({ content: aDigest({ sections: { ...digestSectionsSample, windows } }) }).card);
  };
  const { asOf } = aDigest({});
  assert.match(told(asOf), /CHG-0003 .*, in progress past its window/);
  assert.doesNotMatch(told(asOf + 1), /past its window/);
});

describe('the title of a digest', () => {
  const cases: readonly (readonly [string, Partial<DigestContent>])[] = [
    ['2 new failing', { newFailing: two }],
    ['2 worse, 2 fixed', { worse: two, fixed: two }],
    ['2 newly unknown, 2 known now', { unknown: two, known: two }],
    ['2 newly outdated, 1 release', { newOutdated: two, releases: [{ build: '15.2.2562.56', label: 'Oct26SU' }] }],
    ['2 updated, 2 left the fleet', { updated: two, left: two }],
    ['2 with stale evidence, 2 joined, 2 not applicable now', { stale: two, joined: two, exempt: two }],
    ['2 releases', { releases: [{ build: '15.2.2562.56', label: 'Oct26SU' }], moreReleases: 1 }],
    ['2 new failing, 2 worse, 2 fixed, 2 newly unknown, 2 with stale evidence, 2 newly outdated, and more', allKinds()],
    ['Nothing changed, 13 still failing, 3 still unknown', {}],
    ['Nothing changed, 9 mitigations ready', quiet],
    ['13 failing, 3 unknown, 7 mitigations ready', { since: null, newFailing: two }],
    ['1 not applicable', { since: null, totals: { ...nobody, notApplicable: 1 } }],
    ['No server is known', { totals: nobody }],
    ['No server is known any more', { totals: nobody, left: two }],
    ['DAG-BER: 2 fixed', { scope: { by: 'dag', value: 'DAG-BER' }, fixed: two }],
    [
      'Exchange 2019: nothing changed, 9 mitigations ready',
      { ...quiet, scope: { by: 'product', value: 'Exchange2019' } },
    ],
    ['Berlin: 2 no longer there', { scope: { by: 'site', value: 'Berlin' }, left: two }],
  ];
  for (const [title, change] of cases) {
    it(`is "${title}"`, () => {
      assert.equal(headlineOf(draw({ content: aDigest(change) }).card)?.['text'], title);
    });
  }

  it('says when the digest may stand there already', () => {
    const { card, text } = draw({ content: aDigest({ fixed: two }), repeat: true });

    assert.match(text, /^2 fixed \(repeat\)\./);
    assert.equal(headlineOf(card)?.['text'], '2 fixed (repeat)');
  });

  it('stands in a notification with what fails still', () => {
    assert.equal(
      draw({ content: aDigest({ fixed: two }) }).text,
      '2 fixed. ✖ 13 failing · ? 3 unknown · ✔ 7 mitigations ready · – 1 not applicable.',
    );
    assert.equal(draw({ content: aDigest({ totals: nobody }) }).text, 'No server is known.');
  });

  it('is never green while a server fails, is unknown, is newly outdated, or none is known, nor once that was found later', () => {
    fc.assert(
      fc.property(anyDigest, (digest) => {
        const { totals, newFailing, worse, newOutdated } = digest.content;
        const later = digest.checkedState;
        const unposted = digest.checkedAt !== null && digest.checkedAs === 'below-minimum';
        const stillFine =
          !unposted ||
          (later !== null &&
            later.totals.failing + later.totals.unknown + (later.changes.newOutdated ?? 0) === 0 &&
            later.totals.ready > 0);
        const isGreen = headlineOf(digestCard(digest, cardContext()).card)?.['color'] === 'Good';
        const isFine =
          totals.failing + totals.unknown + newFailing.total + worse.total + newOutdated.total === 0 &&
          totals.ready > 0 &&
          stillFine;

        assert.equal(isGreen, isFine);
      }),
    );
  });
});

describe('a digest', () => {
  it('tells since when, in its zone, by the weekday as long as that is clear', () => {
    const since = (days: number) => shown({ content: aDigest({ since: instant(MONDAY - days * 86_400_000) }) });

    assert.match(since(3), /Mon 23 Nov 2026, 08:00 Europe\/Berlin · since Friday 08:00 · whole fleet/);
    assert.match(since(7), /Europe\/Berlin · since Mon 16 Nov 2026, 08:00 · whole fleet/);
  });

  it('names its zone once', () => {
    const all = shown({ content: aDigest({ missed: 1 }), checkedAt: instant(MONDAY + 86_400_000), slot: MONDAY });

    assert.equal(all.split('Europe/Berlin').length, 2);
    assert.match(all, /weekdays 08:00 · change it with: digest/);
  });

  it('tells why a server fails, what fails besides, and what is not known', () => {
    const all = shown({
      content: aDigest({
        newFailing: named([aDigestServer('LON-EX05', 'ocs-certificate', 'ocs-signing')]),
        worse: named([aDigestServer('PAR-EX04', 'mitigation-service')]),
        unknown: named([aDigestServer('VIE-EX01', 'evidence-age', 'exact-build')], 3),
        evidenceDue: 2,
      }),
    });

    assert.match(all, /✖ New failing: 1\nLON-EX05 — cut off since January 2025\n/);
    assert.match(all, /PAR-EX04 — also mitigation service not running/);
    assert.match(all, /\? Unknown now: 3, 2 of them without fresh evidence\nVIE-EX01 — no fresh evidence\n+and 2 more/);
  });

  it('tells apart whose evidence went stale and whose never came', () => {
    const ghost = { ...aDigestServer('GHO-EX01', 'evidence-age', 'exact-build'), neverReported: true };
    const all = shown({
      content: aDigest({
        unknown: named([ghost, aDigestServer('VIE-EX01', 'evidence-age')]),
        evidenceDue: 2,
        neverCame: 1,
        stale: named([aDigestServer('LON-EX03', 'ocs-signing')]),
      }),
    });

    assert.match(all, /Unknown now: 2, 1 of them never reported, 1 of them without fresh evidence/);
    assert.match(all, /GHO-EX01 — never reported\nVIE-EX01 — no fresh evidence/);
    assert.match(all, /\? Evidence gone stale: 1 — LON-EX03/);
    assert.match(all, /Of the 3 unknown: 1 never reported, 1 without fresh evidence/);
  });

  it('says how complete and how old its evidence is, and of which day what Microsoft has released', () => {
    const of = (change: Partial<DigestContent>) => shown({ content: aDigest(change) });
    const noInventory = { completeness: null, oldestReport: null, newestReport: null };

    assert.match(of({}), /23 of 24 listed servers have reported · oldest evidence 9 days old/);
    assert.match(of({ knowledge: noInventory }), /No inventory: completeness not known · no report yet/);
    assert.match(of({ scope: { by: 'site', value: 'Paris' } }), /Whole fleet: 23 of 24 listed servers/);
    assert.match(of({}), /What Microsoft has released: as of 12 Nov 2026$/m);
    assert.match(of({ catalogueAsOf: '2026-10-13' as Day }), /13 Oct 2026\. A Patch Tuesday has passed since/);
    const checkedAt = instant(MONDAY + 14 * 86_400_000);
    assert.match(shown({ checkedAt }), /12 Nov 2026$/m);
    assert.match(shown({ checkedAt: instant(Date.UTC(2026, 11, 9)) }), /A Patch Tuesday has passed since/);
  });

  it('of an earlier version says what is not known rather than nothing', () => {
    const { readyMissingUpdate: _a, readyOutOfSupport: _b, neverReported: _c, staleEvidence: _d, ...rest } = aDigest();
    const { knowledge: _e, catalogueAsOf: _f, neverCame: _g, stale: _h, joined: _i, exempt: _j, ...old } = rest;
    const all = shown({ content: readContent(JSON.stringify(old)) });

    assert.match(all, /Of the 7 ready: how many miss a security update or are out of support was not noted/);
    assert.match(all, /Completeness and age of the evidence not known/);
    assert.match(all, /as of a day that was not noted/);
    assert.doesNotMatch(all, /0 miss|0 never|null|undefined/);
  });

  it('counts what it leaves out of every list, whatever its names are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.constantFrom('x', 'ü', '*', '😀', '\\'), (length, sign) => {
        const content = fullDigest((index) => `${index}${sign.repeat(length)}`);
        const { card } = draw({ content });
        const counts = [...JSON.stringify(card).matchAll(/and (\d+) more(?! cause)/g)].map(([, more]) => Number(more));

        assert.ok(sizeOf(card) <= CARD_LIMIT);
        // Eleven lists of 4180 and one of 12, each cut; what is left of causes is a small number.
        assert.equal(counts.filter((more) => more > 4100).length, 11);
      }),
      { numRuns: 40 },
    );
  });

  it('says what was missed, and when it comes late', () => {
    const all = shown({ content: aDigest({ missed: 2, asOf: instant(MONDAY + 20 * 60_000) }) });

    assert.match(all, /2 digests were missed since then\./);
    assert.match(all, /Due Monday 08:00, composed 08:20\./);
    const nextDay = shown({ content: aDigest({ asOf: instant(MONDAY + 25 * 3_600_000) }) });
    assert.match(nextDay, /Due Monday 08:00, composed Tuesday 09:00\./);
    assert.doesNotMatch(shown({}), /missed|Due/);
  });

  it('tells apart that nothing changed and that what changed is not posted', () => {
    const checkedAt = instant(MONDAY + 86_400_000);

    assert.match(shown({ checkedAt, checkedAs: 'unchanged' }), /^unchanged, checked Tue 08:00$/m);
    const below = shown({ checkedAt, checkedAs: 'below-minimum' });
    assert.match(below, /^checked Tue 08:00: something has changed since this digest that its settings do not post$/m);
    assert.doesNotMatch(below, /unchanged/);
  });

  it('says above all else what a later check found that is not posted, and what the numbers were then', () => {
    const checkedAt = instant(MONDAY + 86_400_000);
    const totals = { failing: 2, unknown: 0, ready: 7, notApplicable: 0 };
    const checkedState = { totals, changes: { newFailing: 2, fixed: 1 }, releases: 0 };
    const view = { content: aDigest(quiet), checkedAt, checkedAs: 'below-minimum', checkedState } as const;
    const [, , ...below] = shown(view).split('\n');

    assert.deepEqual(below.slice(0, 2), [
      'checked Tue 08:00: 2 new failing and 1 fixed since this digest, which its settings do not post',
      '✖ 2 failing · ✔ 7 mitigations ready at that check; everything else here is as of the digest',
    ]);
    const { text: title, color } = headlineOf(draw(view).card) ?? {};
    assert.deepEqual([title, color], ['Nothing changed, 9 mitigations ready (as of Mon 08:00)', 'Default']);
    assert.deepEqual(
      buttonsOf(draw(view).card).map((button) => button['title']),
      ['Failing servers', 'Digest settings'],
    );
    assert.equal(headlineOf(draw({ content: aDigest(quiet) }).card)?.['color'], 'Good');
    assert.match(draw(view).text, /✖ 2 failing · ✔ 7 mitigations ready, checked Tue 08:00\./);
  });

  it('carries the head of the audit log, short', () => {
    assert.match(shown({}), /audit head 184·9f2c41d0a3b1$/);
  });

  it('tells beside what is ready how many miss an update', () => {
    assert.match(shown({}), /✔ 7 mitigations ready/);
    assert.match(shown({}), /Of the 7 ready: 3 miss a security update, 1 is out of support/);
    assert.match(shown({}), /In all 15 of 24 servers miss a security update or are out of support/);
  });

  it('offers the lists of its own scope only', () => {
    const { card } = draw({ content: aDigest({ scope: { by: 'dag', value: 'DAG-BER' } }) });
    const asked = buttonsOf(card).filter((button) => button['verb'] === 'ask');

    assert.deepEqual(
      asked.map((button) => (button['data'] as { ask: { kind: string; scope: string } }).ask.scope),
      ['dag:DAG-BER', 'dag:DAG-BER', 'dag:DAG-BER'],
    );
  });

  it('names no server, site or DAG to an audience of counts, and keeps every number', () => {
    const content = fullDigest((index) => `SECRET-${index}`, { by: 'site', value: 'Secretville' });
    const { card, text } = draw({ content: { ...content, releases: [] }, audience: 'counts' });
    const all = JSON.stringify(card) + text;

    assert.doesNotMatch(all, /secret/i);
    assert.match(all, /New failing: 4180/);
    assert.match(all, /Newly outdated: 4180, 77 of them out of support/);
    assert.match(all, /Guests may read this conversation/);
  });

  it('tells nothing of scopes or servers to an audience of counts, whatever they are called', () => {
    fc.assert(
      fc.property(anyDigest, (digest) => {
        const blank = {
          ...digest.content,
          ...Object.fromEntries(changeKinds.map((list) => [list, { total: digest.content[list].total, first: [] }])),
          scope: digest.content.scope?.by === 'product' ? digest.content.scope : digest.content.scope && other,
        };
        const draw = (content: DigestContent) =>
          digestCard({ ...digest, audience: 'counts', content }, cardContext()).card;

        assert.deepEqual(draw(digest.content), draw(blank));
      }),
    );
  });
});

describe('the buttons of a digest', () => {
  it('lead to its settings in every state', () => {
    for (const [name, digest] of Object.entries(digests)) {
      const acts = buttonsOf(digestCard(digest, cardContext()).card).filter((button) => button['verb'] === 'act');

      assert.deepEqual(
        acts.map((button) => (button['data'] as { act: unknown }).act),
        [{ digest: { kind: 'show' } }],
        name,
      );
    }
  });
});

const other = { by: 'site', value: 'elsewhere' } as const;

function allKinds(): Partial<DigestContent> {
  return Object.fromEntries(changeKinds.map((kind) => [kind, two]));
}

function draw(change: Partial<DigestView>) {
  return digestCard(aView(change), cardContext());
}

type Card = ReturnType<typeof draw>['card'];

function nodesOf(card: Card) {
  return [...walk(JSON.parse(JSON.stringify(card)))];
}

function headlineOf(card: Card) {
  return nodesOf(card).find((node) => node['style'] === 'heading');
}

function buttonsOf(card: Card) {
  return nodesOf(card).filter((node) => node['type'] === 'Action.Execute');
}

/** What is read on the card, a line each. */
function shown(change: Partial<DigestView>): string {
  return nodesOf(draw(change).card)
    .filter((node) => node['type'] === 'TextBlock')
    .map((node) => String(node['text']).replace(/\n+/g, '\n'))
    .join('\n');
}
