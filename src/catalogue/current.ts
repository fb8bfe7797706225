import type { Refusal } from '../core/result.ts';
import type { Reader } from '../storage/database.ts';
import type { Catalogue } from './model.ts';
import { applyOverlay } from './overlay.ts';
import { shippedCatalogue } from './read.ts';
import { overlayIds, type StoredOverlay, storedOverlays } from './store.ts';

export interface CurrentCatalogue {
  readonly catalogue: Catalogue;
  readonly overlays: readonly StoredOverlay[];
  /** Overlays that no longer fit, because a newer Patchwarden ships newer or other facts; those of the release count. */
  readonly skipped: readonly { readonly overlay: StoredOverlay; readonly refusal: Refusal }[];
}

let last: { readonly key: string; readonly current: CurrentCatalogue } | null = null;

/** The catalogue that judges now: the shipped one with all loaded overlays, in their order. */
export async function currentCatalogue(reader: Reader): Promise<Catalogue> {
  return (await describeCatalogue(reader)).catalogue;
}

/** As `currentCatalogue`, with where it comes from. Read anew only when an overlay was added. */
export async function describeCatalogue(reader: Reader): Promise<CurrentCatalogue> {
  const key = (await overlayIds(reader)).join();
  if (last?.key === key) return last.current;
  const overlays = await storedOverlays(reader);
  const current = replay(shippedCatalogue(), overlays);
  last = { key: overlays.map((overlay) => overlay.id).join(), current };
  return current;
}

/** Lays stored overlays over a catalogue; one that no longer fits is left out and named. */
export function replay(base: Catalogue, overlays: readonly StoredOverlay[]): CurrentCatalogue {
  let catalogue = base;
  const skipped: { overlay: StoredOverlay; refusal: Refusal }[] = [];
  for (const overlay of overlays) {
    const applied = applyOverlay(catalogue, JSON.parse(overlay.overlay));
    if (applied.ok) catalogue = applied.value;
    else skipped.push({ overlay, refusal: applied.refusal });
  }
  return { catalogue, overlays, skipped };
}
