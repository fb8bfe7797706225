import type { CardElementArray, IExecuteAction } from '@microsoft/teams.cards';
import { HOUR, type Instant, MINUTE } from '../core/clock.ts';
import { localDay } from '../core/local-time.ts';
import { describeDays, describeSchedule } from '../digests/describe-schedule.ts';
import type { DigestContent, Schedule } from '../digests/model.ts';
import type { Audience } from '../questions/model.ts';
import { scopeText } from '../readiness/scope-match.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { fitted, type Presented, type Room } from './parts/card.ts';
import { digestAttention } from './parts/digest-attention.ts';
import { checkedBlock, type DigestCheck, gotWorse, type Unposted, unpostedOf } from './parts/digest-check.ts';
import { digestSections } from './parts/digest-sections.ts';
import { digestColor, digestTitle, isEmptyFleet } from './parts/digest-title.ts';
import { digestStanding } from './parts/digest-standing.ts';
import { digestScope } from './parts/digest-words.ts';
import { clean } from './parts/escape.ts';
import { countsLine } from './parts/fleet.ts';
import { heading, lines, text } from './parts/text.ts';
import { datedMoment, knownZone, pastMoment, shortMoment, timeOfDay } from './parts/when.ts';

/** One digest, and what stands around it when it is shown. */
export interface DigestView extends DigestCheck {
  readonly content: DigestContent;
  /** The due time it is for; null: it was asked for. */
  readonly slot: Instant | null;
  /** When it reached the conversation; null or left out: as soon as it was composed. */
  readonly arrivedAt?: Instant | null;
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
  const unposted = unpostedOf(digest);
  const worse = gotWorse(unposted);
  const checked =
    digest.checkedAt === null
      ? []
      : checkedBlock(content, unposted, shortMoment(digest.checkedAt, knownZone(digest.zone)));
  return fitted((room) => {
    const until = asOfText(digest, worse);
    const title = `${digestTitle(content, audience, room)}${until}${repeat ? ' (repeat)' : ''}`;
    return {
      summary: summaryOf(digest, unposted, title),
      body: [
        heading(title, digestColor(content, unposted)),
        text(sinceLine(digest, room), { subtle: true, size: 'Small', spacing: 'None' }),
        ...remarks(digest),
        ...(worse ? checked : []),
        ...digestSections(content, audience, room),
        ...digestAttention(content, audience, room),
        ...digestStanding(content, digest.checkedAt ?? content.asOf),
        ...(audience === 'counts' ? [text(COUNTS_ONLY, { size: 'Small' })] : []),
        ...(worse ? [] : checked),
        ...footer(digest, { below: checked.length > 0 && !worse }),
      ],
      actions: buttons(digest, unposted, context),
    };
  });
}

/** A digest that arrives this much after it was composed says of when it is. */
const LONG_UNDER_WAY = HOUR;

/** In the title, where it would be taken for what holds now; else empty. */
function asOfText({ content: { asOf }, arrivedAt, zone }: DigestView, worse: boolean): string {
  const known = knownZone(zone);
  const shownAt = arrivedAt ?? asOf;
  if (shownAt - asOf >= LONG_UNDER_WAY) return ` (as of ${pastMoment(asOf, shownAt, known)})`;
  return worse ? ` (as of ${shortMoment(asOf, known)})` : '';
}

/** A notification of "2 fixed" alone would sound as if nothing failed. */
function summaryOf({ content, checkedAt, zone }: DigestView, unposted: Unposted, title: string): string {
  if (isEmptyFleet(content)) return `${title}.`;
  if (checkedAt === null || unposted === null || unposted === 'not-noted')
    return `${title}. ${countsLine(content.totals)}.`;
  const counts = countsLine(unposted.totals) || 'No server known';
  return `${title}. ${counts}, checked ${shortMoment(checkedAt, knownZone(zone))}.`;
}

/** When this was true: a post may reach its conversation long after. */
function sinceLine({ content, zone, audience }: DigestView, room: Room): string {
  const { asOf, since, scope } = content;
  const known = knownZone(zone);
  const compared =
    since === null ? 'as it stands, not compared with an earlier digest' : `since ${pastMoment(since, asOf, known)}`;
  return `${datedMoment(asOf, known)} ${known} · ${compared} · ${digestScope(scope, audience, room.name)}`;
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
          text(`Due ${pastMoment(slot, asOf, known)}, composed ${composedAt(asOf, slot, known)}.`, {
            size: 'Small',
            subtle: true,
          }),
        ]
      : []),
  ];
}

/** The day only where it is not the one that was named just before. */
function composedAt(asOf: Instant, slot: Instant, zone: string): string {
  return localDay(asOf, zone) === localDay(slot, zone) ? timeOfDay(asOf, zone) : pastMoment(asOf, slot, zone);
}

/** `below`: right below what a check found. */
function footer({ content, zone, schedule }: DigestView, { below }: { readonly below: boolean }): CardElementArray {
  const { seq, hash } = content.auditHead;
  const known = knownZone(zone);
  return [
    lines(
      [
        schedule === null
          ? 'No digest is scheduled here · set one with: digest daily 08:00'
          : `${clean(whenText(schedule, known), 120)} · change it with: digest`,
        `audit head ${seq}·${clean(hash, 65).slice(0, 12)}`,
      ],
      { subtle: true, size: 'Small', ...(below && { spacing: 'None' }) },
    ),
  ];
}

/** The line below the title has the zone already, where it is the same. */
function whenText(schedule: Schedule, shown: string): string {
  return schedule.zone === shown ? `${describeDays(schedule.days)} ${schedule.time}` : describeSchedule(schedule);
}

function buttons(
  { content, audience }: DigestView,
  unposted: Unposted,
  context: PresentContext,
): readonly IExecuteAction[] {
  const later = unposted === 'not-noted' ? null : unposted;
  const totals = later?.totals ?? content.totals;
  const outdated = content.outdated + (later?.changes.newOutdated ?? 0);
  const scope = content.scope && scopeText(content.scope);
  const list = (kind: 'failing' | 'unknown' | 'outdated') => ({ kind, scope, cause: null, page: 1 }) as const;
  const settings = act('Digest settings', { digest: { kind: 'show' } }, context);
  if (audience === 'counts' || (totals.failing + totals.unknown + outdated === 0 && !hasOpenChanges(content)))
    return [ask('Status', { kind: 'status' }, context), settings, ask('Help', { kind: 'help' }, context)];
  return [
    ...(totals.failing > 0 ? [ask('Failing servers', list('failing'), context, { primary: true })] : []),
    ...(totals.unknown > 0 ? [ask('Unknown servers', list('unknown'), context)] : []),
    ...(outdated > 0 ? [ask('Outdated servers', list('outdated'), context)] : []),
    ...(hasOpenChanges(content) ? [ask('Changes', { kind: 'changes', filter: 'open', page: 1 }, context)] : []),
    ...((content.sections?.waiting.total ?? 0) > 0 ? [ask('Approvals', { kind: 'approvals' }, context)] : []),
    settings,
  ];
}

function hasOpenChanges({ sections }: DigestContent): boolean {
  if (!sections) return false;
  const { waiting, windows, missed, unproven, overdueReviews } = sections;
  return [waiting, windows, missed, unproven, overdueReviews].some(({ total }) => total > 0);
}
