/**
 * The word of `known` that a typed one was meant to be: itself, else the nearest within one slip (two from six letters on).
 * A slip is a letter too many, missing, wrong, or two swapped. Words of fewer than three letters must be exact.
 */
export function meant<Word extends string>(typed: string, known: readonly Word[]): Word | null {
  const exact = known.find((word) => word === typed);
  if (exact) return exact;
  const allowed = (word: string) => (word.length < 3 || typed.length < 2 ? 0 : word.length < 6 ? 1 : 2);
  const near = known
    .map((word) => ({ word, slips: slips(typed, word) }))
    .filter(({ word, slips }) => slips <= allowed(word))
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.word ?? null;
}

/** Optimal string alignment distance. */
export function slips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const straight = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(straight, (beforeLast[j - 2] ?? 0) + 1) : straight);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
