import { defaultPolicy } from '../../src/people/default-policy.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import type { ChangeId } from '../../src/changes/model.ts';
import type { PictureOf } from '../../src/changes/app.ts';
import { pictureOf } from '../../src/changes/conflicts/load-picture.ts';
import { DAY } from '../../src/core/clock.ts';

/** Reads conflicts as a house without a policy file does. */
export const usualPicture: PictureOf = pictureOf({ policy: defaultPolicy, maxEvidenceAge: 8 * DAY });

/** Where nothing stands in the way of anything. */
export const emptyPicture: PictureOf = async (_reader, { now }) => ({
  now,
  catalogue: shippedCatalogue(),
  minutes: defaultPolicy.minutes,
  servers: new Map(),
  rows: new Map(),
  sites: new Map(),
  dags: new Map(),
  changes: [],
  rules: [],
  freezes: [],
});

/** Where the servers of a plan may be put into other changes, and be free again. */
export function aBusyPicture(): { readonly picture: PictureOf; readonly others: Set<string> } {
  const others = new Set<string>();
  return {
    others,
    picture: async (reader, of) => ({
      ...(await emptyPicture(reader, of)),
      changes: of.plans.flatMap(({ type, window, servers }) =>
        [...others].map((id) => ({
          id: id as ChangeId,
          type,
          state: 'approved' as const,
          window,
          servers: servers.map(({ server }) => server),
          planned: servers,
        })),
      ),
    }),
  };
}
