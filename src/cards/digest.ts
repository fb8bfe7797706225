import type { CardElementArray, IExecuteAction } from '@microsoft/teams.cards';
import { type Instant, MINUTE } from '../core/clock.ts';
import { describeDays, describeSchedule } from '../digests/describe-schedule.ts';
import type { CheckedAs, DigestContent, Schedule } from '../digests/model.ts';
import type { Audience } from '../questions/model.ts';
import { scopeText } from '../readiness/scope-match.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { fitted, type Presented, type Room } from './parts/card.ts';
import { digestSections } from './parts/digest-sections.ts';
import { digestColor, digestTitle, hasChanges, isEmptyFleet } from './parts/digest-title.ts';
import { digestScope } from './parts/digest-words.ts';
import { clean } from './parts/escape.ts';
import { countsLine } from './parts/fleet.ts';
import { heading, lines, text } from './parts/text.ts';
import { datedMoment, knownZone, pastMoment, shortMoment, timeOfDay } from './parts/when.ts';

/** One digest, and what stands around it when it is shown. */
export interface DigestView {
  readonly content: DigestContent;
  /** When a later check last left it standing, and why; null: none did. */
  readonly checkedAt: Instant | null;
  readonly checkedAs: CheckedAs | null;
  /** The due time it is for; null: it was asked for. */
  readonly slot: Instant | null;
  /** In which its times are told. */
  readonly zone: string;
  /** It may stand in the conversation already. */
  readonly repeat: boolean;
  readonly audience: Audience;
  /** Of the conversation as it is now; null: none is scheduled there. */
  readonly schedule: Schedule | null;
}

/** What changed since this conversation was last told: the title carries it, the rest names the servers. */
export function digestCard(digest: DigestView, context: PresentContext): Presented {
  const { content, audience, repeat } = digest;
  return fitted((room) => {
    const title = `${digestTitle(content, audience, room)}${repeat ? ' (repeat)' : ''}`;
    return {
      summary: `${title}.`,
      body: [
        heading(title, digestColor(content)),
        text(sinceLine(digest, room), { subtle: true, size: 'Small', spacing: 'None' }),
        ...remarks(digest),
        ...digestSections(content, audience, room),
        ...standing(content),
        ...(audience === 'counts' ? [text(COUNTS_ONLY, { size: 'Small' })] : []),
        ...footer(digest),
      ],
      actions: buttons(digest, context),
    };
  });
}

function sinceLine({ content, zone, audience }: DigestView, room: Room): string {
  const known = knownZone(zone);
  const scope = digestScope(content.scope, audience, room.name);
  if (content.since === null) return `First digest here · ${datedMoment(content.asOf, known)} ${known} · ${scope}`;
  return `since ${pastMoment(content.since, content.asOf, known)} ${known} · ${scope}`;
}

/** A digest that comes this much after its time says so. */
const LATE = 5 * MINUTE;

function remarks({ content, slot, zone }: DigestView): CardElementArray {
  const { missed, asOf } = content;
  const known = knownZone(zone);
  return [
    ...(missed > 0
      ? [
          text(
            `${countText(missed, 'digest was', 'digests were')} missed ${content.since === null ? 'before' : 'since then'}.`,
          ),
        ]
      : []),
    ...(slot !== null && asOf - slot >= LATE
      ? [
          text(`Due ${shortMoment(slot, known)}, composed ${timeOfDay(asOf, known)}.`, {
            size: 'Small',
            subtle: true,
          }),
        ]
      : []),
  ];
}

/** What stands as it stood, and all of it counted. */
function standing(content: DigestContent): CardElementArray {
  if (isEmptyFleet(content)) return [];
  const { stillFailing, stillUnknown, outdated, totals } = content;
  // Where nothing changed the title has said so.
  const still = hasChanges(content)
    ? [
        ...(stillFailing > 0 ? [`${stillFailing} still failing`] : []),
        ...(stillUnknown > 0 ? [`${stillUnknown} still unknown`] : []),
      ]
    : [];
  const servers = Object.values(totals).reduce((sum, count) => sum + count, 0);
  return [
    ...(still.length > 0 ? [text(still.join(' · '), { spacing: 'Medium' })] : []),
    text(countsLine(totals), { separator: true, spacing: 'Medium' }),
    text(
      outdated === 0
        ? 'No server is known to miss a security update or to be out of support'
        : `Ready is not the same as fine: ${outdated} of ${countText(servers, 'server')} ${outdated === 1 ? 'misses a security update or is' : 'miss a security update or are'} out of support`,
      { size: 'Small', spacing: 'Small' },
    ),
  ];
}

function footer({ content, checkedAt, checkedAs, zone, schedule }: DigestView): CardElementArray {
  const { seq, hash } = content.auditHead;
  const known = knownZone(zone);
  return [
    ...(checkedAt === null ? [] : [text(checkedLine(shortMoment(checkedAt, known), checkedAs), { spacing: 'Medium' })]),
    lines(
      [
        schedule === null
          ? 'No digest is scheduled here · set one with: digest daily 08:00'
          : `${clean(whenText(schedule, known), 120)} · change it with: digest`,
        `audit head ${seq}·${clean(hash, 65).slice(0, 12)}`,
      ],
      { subtle: true, size: 'Small', ...(checkedAt !== null && { spacing: 'None' }) },
    ),
  ];
}

/** The line below the title has the zone already, where it is the same. */
function whenText(schedule: Schedule, shown: string): string {
  return schedule.zone === shown ? `${describeDays(schedule.days)} ${schedule.time}` : describeSchedule(schedule);
}

/** What changed without being worth a post here did change all the same. */
function checkedLine(moment: string, as: CheckedAs | null): string {
  return as === 'below-minimum'
    ? `checked ${moment}: what changed since is not posted here`
    : `unchanged, checked ${moment}`;
}

function buttons({ content, audience }: DigestView, context: PresentContext): readonly IExecuteAction[] {
  const { totals, outdated } = content;
  const scope = content.scope && scopeText(content.scope);
  const list = (kind: 'failing' | 'unknown' | 'outdated') => ({ kind, scope, cause: null, page: 1 }) as const;
  const settings = act('Digest settings', { kind: 'show' }, context);
  if (audience === 'counts' || totals.failing + totals.unknown + outdated === 0)
    return [ask('Status', { kind: 'status' }, context), settings, ask('Help', { kind: 'help' }, context)];
  return [
    ...(totals.failing > 0 ? [ask('Failing servers', list('failing'), context, { primary: true })] : []),
    ...(totals.unknown > 0 ? [ask('Unknown servers', list('unknown'), context)] : []),
    ...(outdated > 0 ? [ask('Outdated servers', list('outdated'), context)] : []),
    settings,
  ];
}
