/**
 * Which changes a list shows. `open`: anything may still become of them. `waiting`: for approval. `coming`: approved, their
 * window lies ahead. `running`: in progress. `unproven`: done, and not proven. `missed`: the window went by. `review`: an
 * emergency that nobody has reviewed. `closed`: nothing can become of them any more.
 */
export const changeFilters = [
  'open',
  'waiting',
  'coming',
  'running',
  'unproven',
  'missed',
  'review',
  'closed',
  'all',
] as const;
export type ChangeFilter = (typeof changeFilters)[number];
