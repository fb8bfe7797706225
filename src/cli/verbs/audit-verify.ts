import { headText, type PublishedHead } from '../../audit/head.ts';
import { verifyAudit } from '../../audit/verify.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printJson } from '../output.ts';

/** `audit verify`: whether every row of the log stands as it was written, and up to where. */
export async function auditVerify(
  house: House,
  output: Output,
  { head, json }: { head: PublishedHead | null; json: boolean },
): Promise<ExitCode> {
  const verdict = await house.database.read((reader) => verifyAudit(reader, { head }));
  if (json) printJson(output, verdict);
  else if (verdict.ok) {
    output.out(holdsSentence(verdict.count, headText(verdict.head)));
    output.out(
      head === null
        ? 'Rows taken away from the end show only beside a head that was published: --head, as it stands in a digest.'
        : 'The published head is part of it.',
    );
  } else {
    output.out(verdict.sentence);
    output.out(`${rows(verdict.count)} before that ${verdict.count === 1 ? 'holds' : 'hold'}.`);
  }
  return verdict.ok ? 0 : 1;
}

function holdsSentence(count: number, head: string): string {
  if (count === 0) return 'The audit log has no rows yet.';
  return `${rows(count)}, each as it was written. Head ${head}.`;
}

function rows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}
