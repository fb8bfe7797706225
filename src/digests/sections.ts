import { holdingAcks } from '../acknowledgements/store.ts';
import { attentionTotals, unattended } from '../attention/attention.ts';
import { digestChanges } from '../changes/digest-changes.ts';
import { DAY, type Instant } from '../core/clock.ts';
import type { Scope } from '../readiness/model.ts';
import { standingsAt } from '../readiness/rows.ts';
import type { Reader } from '../storage/database.ts';
import { DAYS_AHEAD, type DigestSections, type EndingAcknowledgement, MOST_NAMED } from './model.ts';
import { namesOf } from './store.ts';
import { withNews } from './section-news.ts';

/** What waits for people, with how much of it `before`, the sections of the last digest, did not have; null: it had none. */
export async function sectionsAt(
  reader: Reader,
  now: Instant,
  scope: Scope | null,
  before: DigestSections | null,
): Promise<DigestSections> {
  const standing = await attentionTotals(reader, now, scope);
  const first = standing.unattended > 0 ? await unattended(reader, now, scope, MOST_NAMED) : [];
  const found = {
    ...(await digestChanges(reader, now, { scope, daysAhead: DAYS_AHEAD })),
    ending: await endingSoon(reader, now, scope),
    unattended: {
      total: standing.unattended,
      first: first.map(({ id, name, failing }) => ({ id, name, causes: failing })),
    },
    standing,
  };
  return withNews(found, before);
}

async function endingSoon(reader: Reader, now: Instant, scope: Scope | null): Promise<DigestSections['ending']> {
  const soon = (await holdingAcks(reader, now)).filter(({ until }) => until <= now + DAYS_AHEAD * DAY);
  const ids = soon.map(({ server }) => server);
  const here = scope === null ? null : await inScope(reader, ids, now, scope);
  const all = here === null ? soon : soon.filter(({ server }) => here.has(server));
  const shown = all.slice(0, MOST_NAMED);
  const names = await namesOf(
    reader,
    shown.map(({ server }) => server),
  );
  return {
    total: all.length,
    first: shown.map(
      ({ id, server, author, until, zone, reason }): EndingAcknowledgement => ({
        ...{ id, author, until, zone, reason },
        server: { id: server, name: names.get(server) ?? server },
      }),
    ),
  };
}

async function inScope(
  reader: Reader,
  ids: Parameters<typeof standingsAt>[1],
  now: Instant,
  { by, value }: Scope,
): Promise<ReadonlySet<string>> {
  const standings = await standingsAt(reader, ids, now);
  return new Set(
    standings.flatMap(({ read }) => {
      const is = by === 'product' ? read.assessment.product : read[by];
      return is === value ? [read.assessment.server] : [];
    }),
  );
}
