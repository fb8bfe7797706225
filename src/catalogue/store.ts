import type { Day, Instant } from '../core/clock.ts';
import type { Reader, Tx } from '../storage/database.ts';

export interface StoredOverlay {
  /** SHA-256 of the overlay's canonical JSON. */
  readonly id: string;
  readonly asOf: Day;
  /** Canonical JSON. */
  readonly overlay: string;
  readonly loadedAt: Instant;
  readonly loadedBy: string;
}

/** The ids of all overlays in the order in which they were loaded. */
export async function overlayIds(reader: Reader): Promise<readonly string[]> {
  const rows = await reader.selectFrom('catalogue_overlays').select('id').orderBy('loaded_at').orderBy('id').execute();
  return rows.map((row) => row.id);
}

/** All overlays in the order in which they were loaded. */
export async function storedOverlays(reader: Reader): Promise<readonly StoredOverlay[]> {
  const rows = await reader.selectFrom('catalogue_overlays').selectAll().orderBy('loaded_at').orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    asOf: row.as_of as Day,
    overlay: row.overlay,
    loadedAt: row.loaded_at as Instant,
    loadedBy: row.loaded_by,
  }));
}

export async function saveOverlay(tx: Tx, overlay: StoredOverlay): Promise<void> {
  await tx
    .insertInto('catalogue_overlays')
    .values({
      id: overlay.id,
      as_of: overlay.asOf,
      overlay: overlay.overlay,
      loaded_at: overlay.loadedAt,
      loaded_by: overlay.loadedBy,
    })
    .execute();
}

export async function seenBuilds(reader: Reader): Promise<string[]> {
  const rows = await reader.selectFrom('releases_seen').select('build').execute();
  return rows.map(({ build }) => build);
}

export async function seenAfter(reader: Reader, after: Instant): Promise<string[]> {
  const rows = await reader.selectFrom('releases_seen').select('build').where('seen_at', '>', after).execute();
  return rows.map(({ build }) => build);
}

export async function insertSeen(tx: Tx, builds: readonly string[], at: Instant): Promise<void> {
  if (builds.length === 0) return;
  const rows = builds.map((build) => ({ build, seen_at: at }));
  await tx
    .insertInto('releases_seen')
    .values(rows)
    .onConflict((conflict) => conflict.column('build').doNothing())
    .execute();
}
