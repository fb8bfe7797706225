import type { CardElementArray } from '@microsoft/teams.cards';
import { patchTuesdayPassed } from '../../catalogue/patch-tuesday.ts';
import type { Day, Instant } from '../../core/clock.ts';
import type { DigestContent } from '../../digests/model.ts';
import { countText } from '../../readiness/words.ts';
import { hasChanges, isEmptyFleet } from './digest-title.ts';
import { catalogueLine, completeness, countsLine, oldestEvidence, readyCaveat } from './fleet.ts';
import { lines, text } from './text.ts';

/** What stands as it stood, all of it counted, and how well it is known. `lookedAt`: the newest moment that the card speaks of. */
export function digestStanding(content: DigestContent, lookedAt: Instant): CardElementArray {
  const knowledge = lines([knowledgeLine(content), releasedLine(content.catalogueAsOf, lookedAt)], {
    subtle: true,
    size: 'Small',
  });
  if (isEmptyFleet(content)) return [knowledge];
  const { stillFailing, stillUnknown, totals } = content;
  // Where nothing changed the title has said so.
  const still = hasChanges(content)
    ? [
        ...(stillFailing > 0 ? [`${stillFailing} still failing`] : []),
        ...(stillUnknown > 0 ? [`${stillUnknown} still unknown`] : []),
      ]
    : [];
  return [
    ...(still.length > 0 ? [text(still.join(' · '), { spacing: 'Medium' })] : []),
    text(countsLine(totals), { separator: true, spacing: 'Medium' }),
    lines([...unknownLine(content), ...outdatedLines(content)], { size: 'Small', spacing: 'Small' }),
    knowledge,
  ];
}

/** Whose evidence never came, and whose is too old; where all of them are named above it stands there. */
function unknownLine({ totals, unknown, neverReported, staleEvidence }: DigestContent): readonly string[] {
  if (totals.unknown === 0 || unknown.total === totals.unknown) return [];
  if (neverReported === null || staleEvidence === null) return [];
  return [`Of the ${totals.unknown} unknown: ${neverReported} never reported, ${staleEvidence} without fresh evidence`];
}

function outdatedLines({ totals, outdated, readyMissingUpdate, readyOutOfSupport }: DigestContent): readonly string[] {
  if (outdated === 0) return ['No server is known to miss a security update or to be out of support'];
  const servers = Object.values(totals).reduce((sum, count) => sum + count, 0);
  const all = `${outdated} of ${countText(servers, 'server')} ${outdated === 1 ? 'misses a security update or is' : 'miss a security update or are'} out of support`;
  if (totals.ready === 0) return [all];
  const ofReady =
    readyMissingUpdate === null || readyOutOfSupport === null
      ? `Of the ${totals.ready} ready: how many miss a security update or are out of support was not noted`
      : readyCaveat({ totals, readyMissingUpdate, readyOutOfSupport });
  return [...(ofReady === null ? [] : [ofReady]), `In all ${all}`];
}

/** How complete that is, and how old. A scope has no inventory of its own: a server that never reported may belong to any. */
function knowledgeLine({ knowledge, asOf, scope }: DigestContent): string {
  const line = knowledge
    ? `${completeness(knowledge)} · ${oldestEvidence({ ...knowledge, asOf })}`
    : 'Completeness and age of the evidence not known';
  return scope === null ? line : `Whole fleet: ${line}`;
}

function releasedLine(catalogueAsOf: Day | null, lookedAt: Instant): string {
  if (catalogueAsOf === null) return 'What Microsoft has released: as of a day that was not noted';
  const line = catalogueLine({ catalogueAsOf });
  return patchTuesdayPassed(catalogueAsOf, lookedAt)
    ? `${line}. A Patch Tuesday has passed since: newer updates may be out`
    : line;
}
