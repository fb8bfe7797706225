import fc from 'fast-check';
import type { DigestView } from '../../src/cards/digest.ts';
import { type Day, instant } from '../../src/core/clock.ts';
import type { DigestAnswer, Named, Weekday } from '../../src/digests/model.ts';
import { advisoryIds, gateIds, type Scope } from '../../src/readiness/model.ts';
import { words } from './any-words.ts';
import { aDigest, aDigestServer, aView, MONDAY, named, someSettings } from './digest-states.ts';

const count = fc.oneof(fc.constant(0), fc.nat(1_000_000));
const causes = fc.subarray([...gateIds, ...advisoryIds]);
const zone = fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Kathmandu', 'Not/AZone');
const when = fc.integer({ min: -40 * 86_400_000, max: 40 * 86_400_000 }).map((away) => instant(MONDAY + away));

const list: fc.Arbitrary<Named> = fc.oneof(
  fc.constant(named([])),
  fc
    .record({
      servers: fc.array(fc.record({ name: words, causes }), { minLength: 1, maxLength: 40 }),
      more: fc.oneof(fc.constant(0), fc.nat(10_000)),
    })
    .map(({ servers, more }) =>
      named(
        servers.map((server) => aDigestServer(server.name, ...server.causes)),
        servers.length + more,
      ),
    ),
);

const days = fc.subarray<Weekday>([1, 2, 3, 4, 5, 6, 7]);

export const anyScope: fc.Arbitrary<Scope | null> = fc.option(
  fc.record({ by: fc.constantFrom('site' as const, 'dag' as const, 'product' as const), value: words.map(atMost250) }),
);

/** Any digest, of the size and with the strings of a bad day. */
export const anyDigest: fc.Arbitrary<DigestView> = fc
  .record({
    content: fc
      .record({
        asOf: when,
        zone,
        scope: anyScope,
        since: fc.option(when),
        totals: fc.record({ failing: count, unknown: count, ready: count, notApplicable: count }),
        outdated: count,
        readyMissingUpdate: fc.option(count),
        readyOutOfSupport: fc.option(count),
        neverReported: fc.option(count),
        staleEvidence: fc.option(count),
        knowledge: fc.option(
          fc.record({
            completeness: fc.option(fc.record({ listed: count, reported: count })),
            oldestReport: fc.option(when),
            newestReport: fc.option(when),
          }),
        ),
        catalogueAsOf: fc.option(fc.constantFrom('2026-10-13' as Day, '2026-11-12' as Day)),
        newFailing: list,
        worse: list,
        fixed: list,
        stillFailing: count,
        unknown: list,
        evidenceDue: count,
        neverCame: fc.option(count),
        stale: list,
        stillUnknown: count,
        known: list,
        newOutdated: list,
        supportEnded: count,
        updated: list,
        joined: list,
        exempt: list,
        left: list,
        releases: fc.array(fc.record({ build: words, label: words }), { maxLength: 40 }),
        moreReleases: count,
        missed: count,
        auditHead: fc.record({ seq: count, hash: words }),
      })
      .map(aDigest),
    checkedAt: fc.option(when),
    checkedAs: fc.constantFrom('unchanged' as const, 'below-minimum' as const),
    checkedState: fc.option(
      fc.record({
        totals: fc.record({ failing: count, unknown: count, ready: count, notApplicable: count }),
        changes: fc.record({ newFailing: count, worse: count, fixed: count, left: count }, { requiredKeys: [] }),
        releases: count,
      }),
    ),
    slot: fc.option(when),
    zone,
    repeat: fc.boolean(),
    audience: fc.constantFrom('names' as const, 'counts' as const),
    schedule: fc.option(fc.record({ days, time: words, zone: fc.oneof(zone, words) })),
  })
  .map(aView);

/** Any settings, with what may be stored at worst. */
export const anySettings: fc.Arbitrary<DigestAnswer> = fc
  .record({
    after: fc.constantFrom('show' as const, 'set' as const, 'off' as const),
    has: fc.boolean(),
    zone,
    scopes: fc.array(
      anyScope.map((scope) => scope ?? { by: 'site' as const, value: 'Berlin' }),
      { maxLength: 200 },
    ),
    last: fc.option(fc.record({ at: when, checkedAt: fc.option(when), checkedAs: fc.constant(null) })),
    mayChange: fc.boolean(),
    remark: fc.option(words),
    of: fc.record({
      schedule: fc.record({ days, time: fc.oneof(fc.constant('08:00'), words), zone: fc.oneof(zone, words) }),
      scope: anyScope,
      minimum: fc.constantFrom('every' as const, 'worse' as const, 'due' as const),
      quiet: fc.record({
        weekdays: days,
        dates: fc.array(fc.constantFrom('2026-12-24' as Day, '2027-01-01' as Day, '2025-05-01' as Day), {
          maxLength: 400,
        }),
      }),
      setBy: fc.oneof(
        words.map((name) => ({ kind: 'user' as const, tenantId: 't', aadObjectId: 'o', name })),
        words.map((user) => ({ kind: 'cli' as const, user })),
      ),
      nextSlot: fc.option(when),
      missed: count,
      on: fc.boolean(),
      invalid: fc.option(words),
    }),
  })
  .map(({ has, of, ...rest }) => someSettings(has ? rest : { ...rest, subscription: null }, of));

function atMost250(text: string): string {
  return text.slice(0, 250);
}
