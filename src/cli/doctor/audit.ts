import { headText } from '../../audit/head.ts';
import { verifyAudit } from '../../audit/verify.ts';
import type { House } from '../../wire.ts';
import type { Finding } from './finding.ts';

/** Read in well under a second. */
const NEWEST = 1_000;

/** Whether the newest rows of the log stand as they were written. */
export async function checkAudit({ database }: House): Promise<Finding> {
  const verdict = await database.read((reader) => verifyAudit(reader, { newest: NEWEST }));
  if (!verdict.ok) {
    return {
      subject: 'audit',
      state: 'wrong',
      message: verdict.sentence,
      hint: 'Somebody wrote to the database past Patchwarden. patchwarden audit verify checks the whole log.',
    };
  }
  const { head } = verdict;
  if (head.seq === 0) return { subject: 'audit', state: 'ok', message: 'The audit log has no rows yet.', hint: null };
  const which = head.seq > NEWEST ? `The newest ${NEWEST} of ${head.seq} rows` : `All ${head.seq} rows`;
  return {
    subject: 'audit',
    state: 'ok',
    message: `${which} stand as they were written. Head ${headText(head)}.`,
    hint: head.seq > NEWEST ? 'patchwarden audit verify checks all of them.' : null,
  };
}
