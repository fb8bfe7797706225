import type { Renders } from '../../../src/delivery/model.ts';
import { readDigest } from '../../../src/digests/read.ts';
import { DIGEST_POST } from '../../../src/digests/store.ts';
import type { Said } from './model.ts';

/** What a digest says, as plain JSON, by the rules that cards are drawn by. */
export const plainRenders: Renders = {
  async [DIGEST_POST](reader, { conversation, kind, subject, repeat }) {
    const stored = await readDigest(reader, subject);
    if (!stored) return { kind: 'superseded', why: 'no-digest' };
    if (stored.overtaken) return { kind: 'superseded', why: 'overtaken' };
    const { slot, checkedAt } = stored;
    const said: Said = { conversation: conversation.id, kind, subject, repeat, slot, checkedAt };
    return { kind: 'message', message: { card: said, text: JSON.stringify(said) } };
  },
};
