import type { Actor } from '../core/actor.ts';
import { announceFirst } from '../delivery/announce.ts';
import { findConversations } from '../delivery/conversations.ts';
import type { Conversation, OutboxRow } from '../delivery/model.ts';
import { postsAbout, postsAndParts } from '../delivery/posts-about.ts';
import type { Reader, Tx } from '../storage/database.ts';
import { CALL_POST, type Call, CHANGE_POST, type ChangeApp, calls, ROLLOUT_POST } from './app.ts';
import type { Change, ChangeId } from './model.ts';

type CallApp = Pick<ChangeApp, 'clock' | 'jobs'>;

/** What is said of which change; `round` grows where the same is said again. */
export interface SaidCall {
  readonly change: ChangeId;
  readonly call: Call;
  readonly round: number;
}

/** The subject of a post that says something once: `CHG-0007 start`, `CHG-0007 start 2`. */
export function callSubject({ change, call, round }: SaidCall): string {
  return round === 1 ? `${change} ${call}` : `${change} ${call} ${round}`;
}

/** What `callSubject` was made of; null: no such subject. */
export function readCallSubject(subject: string): SaidCall | null {
  const match = /^(CHG-\d{4,}) ([a-z-]+)(?: ([2-9]|[1-9]\d+))?$/.exec(subject);
  const call = calls.find((known) => known === match?.[2]);
  if (!match?.[1] || !call) return null;
  return { change: match[1] as ChangeId, call, round: Number(match[3] ?? 1) };
}

/**
 * Says one thing about a change in these conversations: in a channel in the thread of the change's card, elsewhere as a
 * message of its own. Each time is a new message, and the caller's own record keeps it from being said twice.
 */
export async function sayOnce(
  tx: Tx,
  app: CallApp,
  { id }: Pick<Change, 'id'>,
  call: Call,
  conversations: readonly string[],
): Promise<void> {
  if (conversations.length === 0) return;
  const places = await findConversations(tx, [...new Set(conversations)]);
  await say(tx, app, await saidOf(tx, id), { change: id, call }, [...places.values()]);
}

/** As `sayOnce`, in the requester's own chat; without one, where they proposed it. */
export async function sayToRequester(tx: Tx, app: CallApp, change: Change, call: Call): Promise<void> {
  const said = await saidOf(tx, change.id);
  const places = await placesOf(tx, said.cards.length > 0 ? said.cards : await cardsOf(tx, change));
  const own = places.filter(
    ({ kind, person }) => kind === 'personal' && isPerson(person?.aadObjectId, change.requester),
  );
  const found = own.length > 0 ? own : places.filter((place) => isTheirs(place, change));
  await say(tx, app, said, { change: change.id, call }, found);
}

/**
 * Where those who do the work hear of a change: every conversation of several people that has its card, where it was
 * proposed, and its requester's own chat. An approver who was only asked is not told of each step.
 */
export async function workplaces(reader: Reader, change: Change): Promise<string[]> {
  const places = await placesOf(reader, await cardsOf(reader, change));
  return places.filter((place) => place.kind !== 'personal' || isTheirs(place, change)).map(({ id }) => id);
}

/** The copies of its card; while it waits with a rollout and has none, those of the rollout's. */
async function cardsOf(reader: Reader, { id, record }: Pick<Change, 'id' | 'record'>): Promise<readonly OutboxRow[]> {
  const own = await postsAbout(reader, CHANGE_POST, id);
  return own.length > 0 || record.rollout === null ? own : postsAbout(reader, ROLLOUT_POST, record.rollout);
}

type Said = Awaited<ReturnType<typeof saidOf>>;

/** The copies of a change's card and everything else that was said of it. */
function saidOf(reader: Reader, id: ChangeId) {
  return postsAndParts(reader, { card: CHANGE_POST, parts: CALL_POST, subject: id });
}

async function say(
  tx: Tx,
  app: CallApp,
  said: Said,
  { change, call }: Omit<SaidCall, 'round'>,
  places: readonly Conversation[],
): Promise<void> {
  const subject = callSubject({ change, call, round: nextRound(said, call) });
  const cards = new Map(said.cards.map((card) => [card.conversation, card]));
  for (const { id: conversation, kind } of places) {
    const card = cards.get(conversation);
    const thread = kind === 'channel' ? (card?.thread ?? card?.activityId ?? null) : null;
    // Its round makes the subject a new one.
    await announceFirst(tx, app, { conversation, kind: CALL_POST, subject, thread });
  }
}

function nextRound({ parts }: Said, call: Call): number {
  const said = parts.map(({ subject }) => readCallSubject(subject));
  return 1 + Math.max(0, ...said.map((one) => (one?.call === call ? one.round : 0)));
}

async function placesOf(reader: Reader, cards: readonly OutboxRow[]): Promise<Conversation[]> {
  const ids = cards.map(({ conversation }) => conversation);
  const known = await findConversations(reader, ids);
  return ids.flatMap((conversation) => known.get(conversation) ?? []);
}

function isTheirs({ id, person }: Conversation, { requester, record }: Change): boolean {
  return id === record.place?.conversation || isPerson(person?.aadObjectId, requester);
}

/** A bot's personal chat is with somebody of its own tenant, so the object id tells who it is. */
function isPerson(aadObjectId: string | null | undefined, actor: Actor): boolean {
  return actor.kind === 'user' && aadObjectId?.toLowerCase() === actor.aadObjectId.toLowerCase();
}
