import type { ReportId } from '../../core/ids.ts';
import type { Result } from '../../core/result.ts';
import type { Parsed } from '../observation.ts';
import type { ParseLimits } from './limits.ts';

/** What a file turned out to be. `size` is the bytes of its XML, whose SHA-256 is `id`. */
export interface ParsedFile {
  readonly id: ReportId;
  readonly size: number;
  readonly parsed: Parsed;
}

/** One file for a worker. */
export interface Job {
  readonly path: string;
  /** The file's name as people know it, ready for a sentence. */
  readonly name: string;
  /** Folder of the kept reports. */
  readonly store: string;
  /** Where the copy grows until it is whole; in the store, so that a rename suffices. */
  readonly copy: string;
  readonly limits: ParseLimits;
}

/** What a worker posts back. Jobs run one at a time, so none needs a number. */
export type Answer = Result<ParsedFile>;
