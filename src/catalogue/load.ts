import { appendAudit } from '../audit/append.ts';
import { type Actor, actorKey } from '../core/actor.ts';
import type { Clock } from '../core/clock.ts';
import { dayOf, HOUR, instant, later } from '../core/clock.ts';
import { sha256 } from '../core/ids.ts';
import { canonical } from '../core/json.ts';
import type { Result } from '../core/result.ts';
import { ok, refuse } from '../core/result.ts';
import type { Database, Tx } from '../storage/database.ts';
import { describeCatalogue } from './current.ts';
import type { Catalogue } from './model.ts';
import { layOver, type OverlayOutcome } from './overlay.ts';
import { noteReleases } from './releases-seen.ts';
import { saveOverlay } from './store.ts';

/** Told inside the transaction when the catalogue has changed; a throw takes the load back. */
export type CatalogueChanged = (tx: Tx, catalogue: Catalogue) => Promise<void>;

export interface CatalogueApp {
  readonly database: Database;
  readonly clock: Clock;
  readonly catalogueChanged: CatalogueChanged;
}

/** Somebody with a shell on the machine, or a named job. Nobody through chat. */
type MayLoad = Extract<Actor, { kind: 'cli' | 'system' }>;

/** Characters. The shipped data is a tenth of it. */
const LONGEST_OVERLAY = 1_000_000;
// The first place on Earth to reach a day does so 14 hours before UTC.
const EARLIEST_ZONE = 14 * HOUR;

/**
 * Loads an overlay file, given as its text; what it adds judges from now on, and readiness is judged again in the same
 * transaction. A file that adds nothing changes nothing and is not kept.
 * Refuses: `too-large`, `invalid` (not JSON, wrong shape, asOf in the future), `conflict` (see `applyOverlay`).
 */
export async function loadOverlay(app: CatalogueApp, actor: MayLoad, text: string): Promise<Result<OverlayOutcome>> {
  const parsed = parseOverlay(text);
  if (!parsed.ok) return parsed;
  return app.database.transaction(async (tx) => {
    const current = await describeCatalogue(tx);
    const outcome = layOver(current.catalogue, parsed.value);
    if (!outcome.ok) return outcome;
    const { catalogue, added } = outcome.value;
    const now = app.clock.now();
    if (catalogue.asOf > dayOf(later(now, EARLIEST_ZONE))) return fromTheFuture(catalogue);
    if (added.length === 0) return ok({ catalogue: current.catalogue, added });

    const overlay = canonical(parsed.value);
    // Overlays build on each other, so their order holds even when the clock was set back.
    const previous = current.overlays.at(-1)?.loadedAt;
    const loadedAt = instant(previous === undefined ? now : Math.max(now, previous + 1));
    const id = sha256(overlay);
    await saveOverlay(tx, { id, asOf: catalogue.asOf, overlay, loadedAt, loadedBy: actorKey(actor) });
    await appendAudit(tx, now, {
      actor,
      verb: 'catalogue.loaded',
      subject: id,
      before: { asOf: current.catalogue.asOf, id: current.catalogue.id },
      after: { asOf: catalogue.asOf, id: catalogue.id, added },
    });
    await noteReleases(tx, catalogue, now);
    await app.catalogueChanged(tx, catalogue);
    return outcome;
  });
}

function parseOverlay(text: string): Result<unknown> {
  if (text.length > LONGEST_OVERLAY) {
    return refuse('too-large', `The overlay has ${text.length} characters.`, `At most ${LONGEST_OVERLAY} are read.`);
  }
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    const because = error instanceof Error ? error.message : 'it can not be parsed';
    return refuse('invalid', `The overlay is not JSON: ${because}.`, 'Correct the file and load it again.');
  }
}

function fromTheFuture(catalogue: Catalogue) {
  return refuse(
    'invalid',
    `asOf is ${catalogue.asOf}, a day that has not come yet.`,
    'Correct asOf: the last day whose releases the file knows.',
  );
}
