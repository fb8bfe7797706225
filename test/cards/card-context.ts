import type { PresentContext } from '../../src/cards/present.ts';

/** Berlin, and tokens that count: the same card comes out each time. */
export function cardContext(): PresentContext {
  let minted = 0;
  return { zone: 'Europe/Berlin', once: () => `once-${++minted}`, audience: 'names' };
}
