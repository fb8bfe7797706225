import { readLimits } from '../clixml/limits.ts';

/** Bounds of taking one file in. */
export interface ParseLimits {
  /** Bytes of XML, after unpacking. */
  readonly maxBytes: number;
  /** Elements inside one another. */
  readonly maxDepth: number;
  /** Milliseconds for one file, its copy into the store included. */
  readonly maxTime: number;
  /** Characters of one value. */
  readonly maxText: number;
  /** Values that are kept of one file. */
  readonly maxValues: number;
  /** Megabytes of JavaScript heap of one worker. */
  readonly maxHeap: number;
}

export const parseLimits: ParseLimits = {
  maxBytes: 200 * 1024 * 1024,
  maxDepth: readLimits.depth,
  maxTime: 60_000,
  maxText: readLimits.text,
  maxValues: readLimits.wanted,
  maxHeap: 256,
};
