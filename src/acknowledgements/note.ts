import type { Instant } from '../core/clock.ts';
import type { Reader } from '../storage/database.ts';
import { type AckNoteKind, ackNotes } from './app.ts';
import { listed } from './listed.ts';
import type { ListedAcknowledgement } from './model.ts';
import { findAck } from './store.ts';

/** What a post about an acknowledgement says, as it reads when it is drawn. */
export interface AckNote {
  /** `remind`: it ends within a day; once it has ended, the post says that instead. */
  readonly kind: AckNoteKind;
  readonly asOf: Instant;
  readonly listed: ListedAcknowledgement;
}

/** Reads the subject of a post; null: there is nothing to say, its reason is gone. */
export async function findAckNote(reader: Reader, subject: string, now: Instant): Promise<AckNote | null> {
  const [id = '', word] = subject.split(' ');
  const kind = ackNotes.find((one) => one === word);
  const ack = kind === undefined ? null : await findAck(reader, id, now);
  const [row] = ack ? await listed(reader, [ack], now) : [];
  if (kind === undefined || !row) return null;
  return kind === 'ended' && row.acknowledgement.ended === null ? null : { kind, asOf: now, listed: row };
}
