/** A number from 0 (inclusive) to 1 (exclusive), as Math.random gives it. */
export type Random = () => number;

export const systemRandom: Random = () => Math.random();
