import type { RefusalCode } from './result.ts';

/**
 * Something outside the code keeps it from working: a disk, a database, another process.
 * The message may be shown to an operator; the hint says what to do.
 */
export class OperationalError extends Error {
  readonly code: RefusalCode;
  readonly hint: string;

  constructor(code: RefusalCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
  }
}
