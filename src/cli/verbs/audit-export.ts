import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { type Exported, type ExportFormat, exportAudit, type Since } from '../../audit/export.ts';
import { headText } from '../../audit/head.ts';
import { OperationalError } from '../../core/errors.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printRefusal } from '../output.ts';

export interface AuditExportOptions {
  readonly format: ExportFormat;
  readonly since: Since | null;
  /** Null: to standard output. */
  readonly file: string | null;
}

/** `audit export`: the log as it stands, to be kept and verified elsewhere. A file is there when it is whole. */
export async function auditExport(house: House, output: Output, options: AuditExportOptions): Promise<ExitCode> {
  const { file, ...what } = options;
  const run = (write: (text: string) => void | Promise<void>) =>
    house.database.read((reader) => exportAudit(reader, what, write));
  if (file === null) {
    // `out` ends the line by itself.
    await run((text) => output.out(text.slice(0, -1)));
    return 0;
  }
  try {
    const { rows, head } = await intoFile(file, run);
    output.out(
      `${rows === 1 ? '1 row' : `${rows} rows`} written to ${file}${head ? `, up to ${headText(head)}` : ''}.`,
    );
    return 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof OperationalError || code === undefined) throw error;
    const refusal = {
      code: 'unavailable',
      message: `${file} can not be written (${code}).`,
      hint: 'Name a file in a folder that you may write to.',
    } as const;
    return printRefusal(output, refusal, false);
  }
}

/** Written beside it first, so that a broken-off export is not taken for a whole one. For its owner only. */
async function intoFile(
  file: string,
  run: (write: (text: string) => Promise<void>) => Promise<Exported>,
): Promise<Exported> {
  const unfinished = `${file}.${process.pid}.part`;
  let handle: FileHandle | null = null;
  try {
    handle = await open(unfinished, 'wx', 0o600);
    const target = handle;
    const exported = await run(async (text) => void (await target.appendFile(text)));
    await handle.sync();
    await handle.close();
    handle = null;
    await rename(unfinished, file);
    return exported;
  } catch (error) {
    await handle?.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}
