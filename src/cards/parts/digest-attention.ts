import type { CardElementArray } from '@microsoft/teams.cards';
import type { DigestChange, Some } from '../../changes/digest/model.ts';
import type { DigestContent, DigestSections, SectionKind } from '../../digests/model.ts';
import type { Audience } from '../../questions/model.ts';
import { countText } from '../../readiness/words.ts';
import { attentionTotalsText } from './attention.ts';
import type { Room } from './card.ts';
import { gateWords } from './causes.ts';
import { clean } from './escape.ts';
import { lines, text } from './text.ts';
import { age, datedMoment, knownZone, lastDayText, shortMoment } from './when.ts';
import { upToText, whoText } from './who.ts';

/** Lines of one list: a phone shows about thirty in all. */
const MOST_LINES = 5;
const MOST_NAMES = 3;
const LONGEST_NAME = 40;

const titles: Readonly<Record<SectionKind, string>> = {
  waiting: 'Waiting for approval',
  missed: '✖ Missed, never started',
  unproven: '? Done, not proven',
  overdueReviews: '✖ Reviews overdue',
  windows: 'Next 7 days',
  ending: 'Acknowledgements that end',
  unattended: '✖ Failing, with nobody’s name on it',
};

/** What a digest says in its title of entries that the last one did not have. */
const freshTitles: Readonly<Record<Exclude<SectionKind, 'unattended'>, readonly [one: string, many: string]>> = {
  waiting: ['change waiting for approval', 'changes waiting for approval'],
  missed: ['change missed', 'changes missed'],
  unproven: ['change not proven', 'changes not proven'],
  overdueReviews: ['review overdue', 'reviews overdue'],
  windows: ['change coming', 'changes coming'],
  ending: ['acknowledgement ending', 'acknowledgements ending'],
};

/** What waits for people, kind by kind, whether or not it was told before. */
export function digestAttention(content: DigestContent, audience: Audience, room: Room): CardElementArray {
  const { sections } = content;
  if (!sections) return [];
  const totals = attentionTotalsText(sections.standing);
  return [
    ...(totals === null ? [] : [text(totals, { spacing: 'Medium', bold: sections.standing.unattended > 0 })]),
    ...section('waiting', sections.waiting, audience, room, (one) => {
      const whom = one.whom.map((name) => (name === null ? 'somebody' : clean(name, LONGEST_NAME) || 'somebody'));
      const more = one.whomCount - whom.length;
      const from = upToText([...whom, ...(more > 0 ? [`${more} more`] : [])], MOST_NAMES + 1);
      return `${changeText(one, room)}, for ${age(one.since, content.asOf)}${from ? `, from ${from}` : ''}; it lapses ${soon(one.start, content)}`;
    }),
    ...section('missed', sections.missed, audience, room, (one) => `${changeText(one, room)}, ${spanOf(one, content)}`),
    ...section('unproven', sections.unproven, audience, room, (one) => {
      const open = namesOf(one.unproven, one.unprovenCount, room);
      return `${clean(one.id, 20)}: ${open}${one.doneAt === null ? '' : `, done ${age(one.doneAt, content.asOf)} ago`}`;
    }),
    ...section('overdueReviews', sections.overdueReviews, audience, room, (one) => {
      return `${changeText(one, room)}, emergency by ${whoText(one.requester, { name: LONGEST_NAME })}, due ${soon(one.dueAt, content)}`;
    }),
    ...section('windows', sections.windows, audience, room, (one) => {
      const over = one.end <= content.asOf;
      const state = one.state === 'approved' ? '' : over ? ', in progress past its window' : ', in progress';
      return `${spanOf(one, content)}: ${changeText(one, room)}${state}`;
    }),
    ...section('ending', sections.ending, audience, room, (one) => {
      const name = clean(one.server.name, Math.min(room.name, LONGEST_NAME)) || 'server without a name';
      return `${name}: after ${lastDayText(one.until, one.zone)}, by ${whoText(one.author, { name: LONGEST_NAME })}`;
    }),
    ...section('unattended', sections.unattended, audience, room, ({ name, causes }) => {
      const shown = clean(name, Math.min(room.name, LONGEST_NAME)) || 'server without a name';
      return causes.length > 0 ? `${shown} — ${gateWords(causes, 'fail', 2)}` : shown;
    }),
  ];
}

/** `1 change missed`, `2 changes waiting for approval`: what is new of it since the last digest. */
export function freshTexts(sections: DigestSections | null | undefined): readonly string[] {
  if (!sections) return [];
  const kinds = ['missed', 'overdueReviews', 'waiting', 'unproven', 'ending', 'windows'] as const;
  return kinds.flatMap((kind) => {
    const count = sections.fresh[kind] ?? 0;
    return count > 0 ? [countText(count, ...freshTitles[kind])] : [];
  });
}

function section<T>(
  kind: SectionKind,
  { total, first }: Some<T>,
  audience: Audience,
  room: Room,
  line: (one: T) => string,
): CardElementArray {
  if (total === 0) return [];
  if (audience === 'counts') return [text(`${titles[kind]}: ${total}`, { spacing: 'Small' })];
  const shown = first.slice(0, Math.min(MOST_LINES, room.rows)).map(line);
  const left = total - shown.length;
  return [
    text(`${titles[kind]}: ${total}`, { bold: true, spacing: 'Medium' }),
    lines([...shown, ...(left > 0 ? [`and ${left} more`] : [])], { spacing: 'None' }),
  ];
}

function changeText({ id, servers, serverCount }: DigestChange, room: Room): string {
  return `${clean(id, 20)} (${namesOf(servers, serverCount, room)})`;
}

function namesOf(servers: DigestChange['servers'], total: number, room: Room): string {
  const names = servers.slice(0, MOST_NAMES).map(({ id, name }) => {
    const max = Math.min(room.name, LONGEST_NAME);
    return clean(name, max) || clean(id, max) || 'server without a name';
  });
  const left = total - names.length;
  return upToText([...names, ...(left > 0 ? [`${left} more`] : [])], MOST_NAMES + 1);
}

/** `Sat 22:00 – Sun 02:00 Europe/Berlin`; with the day of the month where it is further away. */
function spanOf({ start, end, zone }: DigestChange, content: DigestContent): string {
  const known = knownZone(zone);
  const tell = Math.abs(start - content.asOf) > 6 * 86_400_000 ? datedMoment : shortMoment;
  return `${tell(start, known)} – ${shortMoment(end, known)}${known === knownZone(content.zone) ? '' : ` ${known}`}`;
}

function soon(at: DigestChange['start'], content: DigestContent): string {
  return datedMoment(at, knownZone(content.zone));
}
