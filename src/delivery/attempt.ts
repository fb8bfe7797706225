import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Database } from '../storage/database.ts';
import type { Claimed } from './claims/claim.ts';
import type { Messenger, Rendered, Renders } from './model.ts';
import type { Ended } from './settle/mark.ts';
import { SEND_TIMEOUT } from './timing.ts';

export interface Sender {
  readonly database: Pick<Database, 'read'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly messenger: Messenger;
  readonly renders: Renders;
}

/** Renders a claimed row from the newest state and makes at most one call. Never rejects. */
export async function attempt(sender: Sender, claimed: Claimed): Promise<Ended> {
  const { clock, log, messenger } = sender;
  const { row, conversation, deadline } = claimed;
  const rendered = await render(sender, claimed);
  if (rendered.kind !== 'message') return { claimed, ending: rendered, took: null };
  // Not enough of the claim is left for a call: it could end after another process has taken the row over.
  if (clock.now() > deadline - SEND_TIMEOUT) {
    return { claimed, ending: { kind: 'later', why: 'rendered-late' }, took: null };
  }

  const place = { conversation, thread: row.thread };
  const begin = clock.monotonic();
  const took = (): number => clock.monotonic() - begin;
  try {
    const ending =
      row.activity_id === null
        ? await messenger.post(place, rendered.message)
        : await messenger.update(place, row.activity_id, rendered.message);
    return { claimed, ending, took: took() };
  } catch (error) {
    log.error({ ...idsOf(claimed), err: error }, 'sending a post failed with a bug');
    return { claimed, ending: { kind: 'doubtful', code: 'bug' }, took: took() };
  }
}

type Unrendered = { readonly kind: 'later'; readonly why: string };

async function render(sender: Sender, claimed: Claimed): Promise<Rendered | Unrendered> {
  const { row, conversation } = claimed;
  const renderer = sender.renders[row.kind];
  if (!renderer) {
    sender.log.error(idsOf(claimed), 'nothing renders this kind of post');
    return { kind: 'later', why: 'no-renderer' };
  }
  const { kind, subject, attempts } = row;
  const now = sender.clock.now();
  const repeat = row.doubts > 0 && row.activity_id === null;
  try {
    return await sender.database.read((reader) =>
      renderer(reader, { conversation, kind, subject, repeat, attempts, now }),
    );
  } catch (error) {
    sender.log.error({ ...idsOf(claimed), err: error }, 'rendering a post failed');
    return { kind: 'later', why: 'render-failed' };
  }
}

/** What every line of the log about a post carries. */
export function idsOf({ row }: Pick<Claimed, 'row'>): object {
  return { delivery: row.id, conversation: row.conversation_id, kind: row.kind, subject: row.subject };
}
