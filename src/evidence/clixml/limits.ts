/** Bounds of one document. A document past one of them is refused; only `remembered` just forgets. */
export interface ReadLimits {
  /** Elements inside one another. */
  readonly depth: number;
  /** Characters of one value, name or comment. */
  readonly text: number;
  /** Values at wanted paths. */
  readonly wanted: number;
  /** Values elsewhere, kept because a Ref may name the object they belong to. Past it such a Ref leads nowhere. */
  readonly remembered: number;
}

export const readLimits: ReadLimits = { depth: 512, text: 16 * 1024 * 1024, wanted: 200_000, remembered: 400_000 };
