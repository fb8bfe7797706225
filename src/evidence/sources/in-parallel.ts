/** Works through `items` in order, at most `limit` at a time, until all are done or `stopped` says true. */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
  stopped: () => boolean,
): Promise<void> {
  let next = 0;
  async function run(): Promise<void> {
    while (next < items.length && !stopped()) {
      const item = items[next];
      next += 1;
      if (item !== undefined) await work(item);
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
}
