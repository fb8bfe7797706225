import { announce } from '../delivery/announce.ts';
import { findConversation } from '../delivery/conversations.ts';
import { postsAbout, postsOfParts } from '../delivery/posts-about.ts';
import type { Reader, Tx } from '../storage/database.ts';
import { CALL_POST, type Call, CHANGE_POST, type ChangeApp, calls } from './app.ts';
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
  const subject = callSubject({ change: id, call, round: await nextRound(tx, id, call) });
  const cards = new Map((await postsAbout(tx, CHANGE_POST, id)).map((card) => [card.conversation, card]));
  for (const conversation of [...new Set(conversations)]) {
    const place = await findConversation(tx, conversation);
    if (place === null) continue;
    const card = cards.get(conversation);
    const thread = place.kind === 'channel' ? (card?.thread ?? card?.activityId ?? null) : null;
    await announce(tx, app, { conversation, kind: CALL_POST, subject, thread });
  }
}

async function nextRound(reader: Reader, change: ChangeId, call: Call): Promise<number> {
  const said = (await postsOfParts(reader, CALL_POST, change)).map(({ subject }) => readCallSubject(subject));
  return 1 + Math.max(0, ...said.map((one) => (one?.call === call ? one.round : 0)));
}

/**
 * Where those who do the work hear of a change: every conversation of several people that has its card, where it was
 * proposed, and its requester's own chat. An approver who was only asked is not told of each step.
 */
export async function workplaces(reader: Reader, { id, requester, record }: Change): Promise<string[]> {
  const places: string[] = [];
  for (const { conversation } of await postsAbout(reader, CHANGE_POST, id)) {
    const place = await findConversation(reader, conversation);
    if (place === null) continue;
    const own =
      requester.kind === 'user' &&
      place.person?.aadObjectId?.toLowerCase() === requester.aadObjectId.toLowerCase() &&
      (place.tenantId ?? requester.tenantId).toLowerCase() === requester.tenantId.toLowerCase();
    if (place.kind !== 'personal' || own || conversation === record.place?.conversation) places.push(conversation);
  }
  return places;
}
