import type { ServerId } from '../../core/ids.ts';
import type { Instant } from '../../core/clock.ts';
import { actorName } from '../../core/actor-name.ts';
import { canonicalZone, localAt } from '../../core/local-time.ts';
import { countText, listText } from '../../readiness/words.ts';
import { localText, windowText } from '../window-words.ts';
import type { Facts, StoredDeed } from './deed.ts';
import type { Told } from './model.ts';

export interface Telling {
  readonly nameOf: (server: string) => string;
  readonly about: { readonly of: 'change' } | { readonly of: 'server'; readonly server: ServerId };
}

const MOST_NAMED = 4;

/** One deed as a sentence. Texts of people come as they gave them: whoever shows them escapes them. */
export function tellDeed(deed: StoredDeed, telling: Telling): Told {
  const { seq, at, actor, verb, hash } = deed;
  const who = actorName(actor);
  const text = sentences[verb]?.(deed, who, telling) ?? unknownDeed(deed, who);
  const of = telling.about.of === 'server' && verb.startsWith('change.') ? `${deed.subject}: ` : '';
  return { seq, at, actor, who, verb, text: `${of}${text}`, notes: notesOf(deed, telling), hash };
}

type Sentence = (deed: StoredDeed, who: string, telling: Telling) => string;

const sentences: Readonly<Record<string, Sentence>> = {
  'change.proposed': ({ after }, who, telling) =>
    `${who} proposed it${after.rollout ? ` with ${after.rollout}` : ''}${planText(after, telling)}.`,
  'change.declared': ({ after }, who, telling) => `${who} started it as an emergency${planText(after, telling)}.`,
  'change.edited': ({ after }, who, telling) =>
    `${who} edited the plan${planText(after, telling)}. Votes on the plan before are void.`,
  'change.approved': (deed, who) => approvedText(deed, who),
  'change.voted': (deed, who) => approvedText(deed, who),
  'change.rejected': ({ after }, who) => `${who} rejected it${behalf(after)}.`,
  'change.withdrawn': (_, who) => `${who} withdrew it.`,
  'change.lapsed': () => 'It lapsed: its window began before it was approved.',
  'change.reminded': () => 'Those who were asked and had not answered were reminded.',
  'change.escalated': () => 'Nobody had answered, so the fallbacks were asked.',
  'change.started': (_, who) => `${who} started it.`,
  'change.called-soon': () => 'A message said that its window begins soon.',
  'change.called-start': () => 'A message said that its window has begun.',
  'change.called-end': () => 'A message said that its window has ended.',
  'change.evidence-asked': () => 'New reports of its servers were asked for.',
  'change.evidence': ({ after }, _, telling) => evidenceText(after, telling),
  'change.ticked': ({ after }, who, telling) => `${who} ticked ${serverText(after, telling)} off.`,
  'change.unticked': ({ after }, who, telling) => `${who} took the tick of ${serverText(after, telling)} back.`,
  'change.finished': ({ after }, who, { nameOf }) =>
    `${who} said that it is done${after.unticked?.length ? `, without a tick at ${listText(after.unticked.map(nameOf))}` : ''}.`,
  'change.failed': (_, who) => `${who} recorded that it failed.`,
  'change.postponed': ({ after }, who, telling) =>
    `${who} postponed it${planText(after, telling)}. It has to be approved again.`,
  'change.overridden': ({ after }, who) => `${who} overrode its conflicts${behalf(after)}.`,
  'change.conflicts': ({ after }) =>
    after.found?.length ? 'It came into conflict.' : 'What stood in its way before does not any more.',
  'change.cancelled': (_, who) => `${who} cancelled it.`,
  'change.missed': () => 'Its window went by and nobody had started it.',
  'change.overran': () => 'Its window ended and it was still in progress.',
  'change.verified': ({ after }) =>
    `It was verified: evidence shows every server at its target.${after.startNeverRecorded ? ' Its start was never recorded.' : ''}${after.endNeverRecorded ? ' Its end was never recorded.' : ''}`,
  'change.moot': () => 'Nothing was left to do: evidence showed every server at its target before it was decided.',
  'change.reviewed': ({ after }, who) =>
    after.verdict === 'objected' ? `${who} reviewed it and objected.` : `${who} reviewed it and accepted it.`,
  'change.review-overdue': () => 'Its review was overdue.',
  'rollout.proposed': ({ after }, who) => `${who} proposed ${changesText(after)} at once.`,
  'rollout.approved': ({ after }, who) => `${who} approved ${changesText(after)} at once.`,
  'acknowledgement.made': ({ after }, who) => `${who} acknowledged it${untilText(after)}.`,
  'acknowledgement.ended': ({ before }) => `The acknowledgement of ${authorText(before)} ended.`,
  'acknowledgement.withdrawn': (_, who) => `${who} withdrew the acknowledgement.`,
  'server.retired': ({ after }, who, telling) =>
    `${who} retired it${after.replacedBy ? `; ${telling.nameOf(after.replacedBy)} takes its place` : ''}.`,
  'server.revived': (_, who) => `${who} took it back into the fleet.`,
};

function approvedText({ actor, after }: StoredDeed, who: string): string {
  if (after.vote === 'reject') return `${who} rejected it${behalf(after)}.`;
  if (actor.kind === 'system' || after.approvedBy) {
    return after.approvedBy?.kind === 'rule'
      ? `It was approved beforehand by the maintenance rule ${after.approvedBy.rule ?? ''}.`.replace(' .', '.')
      : 'It was approved: no second person is required by policy.';
  }
  const { given, needed, state } = after;
  const open = state === 'proposed' && given && needed ? ` That is ${given} of ${needed} approvals.` : '';
  return `${who} approved it${behalf(after)}.${open}`;
}

function changesText({ changes = [] }: Facts): string {
  return `${countText(changes.length, 'change')}${changes.length > 0 ? ` (${listText(changes)})` : ''}`;
}

function behalf({ onBehalfOf }: Facts): string {
  return onBehalfOf ? ` on behalf of ${onBehalfOf.name ?? 'somebody whose name is not known'}` : '';
}

function planText({ planned }: Facts, { nameOf }: Telling): string {
  if (!planned) return '';
  const names = planned.servers.map(({ server }) => nameOf(server));
  const servers =
    names.length > MOST_NAMED
      ? `${names.slice(0, MOST_NAMED).join(', ')} and ${countText(names.length - MOST_NAMED, 'more', 'more')}`
      : listText(names);
  return `: ${servers}, ${spanText(planned.window)}`;
}

function spanText({
  start,
  end,
  zone,
}: {
  readonly start: number;
  readonly end: number;
  readonly zone: string;
}): string {
  const known = canonicalZone(zone) ?? 'UTC';
  return windowText({ start: start as Instant, end: end as Instant, zone: known });
}

function authorText({ author }: Facts): string {
  return author === undefined ? 'somebody' : actorName(author);
}

function untilText({ until, zone }: Facts): string {
  if (until === undefined) return '';
  const known = canonicalZone(zone ?? 'UTC') ?? 'UTC';
  return ` until ${localText(localAt(until, known))} ${known}`;
}

function serverText({ server }: Facts, { nameOf }: Telling): string {
  return server ? nameOf(server) : 'a server';
}

function evidenceText({ servers = [], came = false }: Facts, { nameOf }: Telling): string {
  const proven = servers.filter(({ missing }) => missing.length === 0);
  if (proven.length === 0)
    return came ? 'New evidence came in and does not prove it yet.' : 'No evidence proves it yet.';
  return `Evidence proves ${listText(proven.map(({ server, build }) => (build ? `${nameOf(server)} (build ${build})` : nameOf(server))))}.`;
}

/** A verb of a version to come still says who and what. */
function unknownDeed({ verb }: StoredDeed, who: string): string {
  return `${who}: ${verb.replace(/^[a-z]+\./, '').replaceAll('-', ' ')}.`;
}

function notesOf({ verb, before, after }: StoredDeed, { nameOf }: Telling): string[] {
  const reason = after.reason ?? after.closing ?? after.why ?? after.planned?.reason;
  return [
    ...(reason ? [`${labels[verb] ?? 'Reason'}: ${reason}`] : []),
    ...(verb === 'change.proposed' && after.planned ? [`Risk: ${after.planned.risk}`] : []),
    ...(verb === 'change.edited' || verb === 'change.postponed' ? (after.edited ?? []) : []),
    ...(verb === 'change.overridden' ? (after.borne ?? []) : []),
    ...(verb === 'change.conflicts' ? (after.found ?? []) : []),
    ...(after.servers ?? []).flatMap(({ server, missing }) => missing.map((one) => `${nameOf(server)}: ${one}`)),
    ...(verb === 'server.revived' && before.reason ? [`It was retired because: ${before.reason}`] : []),
  ];
}

const labels: Readonly<Record<string, string>> = { 'acknowledgement.ended': 'Why', 'change.verified': 'Because' };
