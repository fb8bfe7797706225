import type { Refused, Result } from '../core/result.ts';
import { ok, refuse } from '../core/result.ts';
import { compareBuilds, formatBuild, laneKey } from './build-number.ts';
import { baseOf, byBuild, productOf } from './lanes.ts';
import { newestOf } from './lookup.ts';
import type { Bound, Lane, Release } from './model.ts';
import type { Overlay } from './overlay-schema.ts';
import { changed, type Merged, mergeRow } from './overlay-rows.ts';
import { labelMonth } from './standing.ts';

type Raw = Readonly<Record<string, unknown>>;
type NewLane = Overlay['lanes'][number];

/** Takes over an overlay's builds and lanes. Builds only get newer: nothing comes in below the newest of its lane. */
export function addBuilds(base: readonly Lane[], overlay: Overlay, raw: readonly Raw[]): Result<Merged<Lane>> {
  const lanes = new Map(base.map((lane) => [lane.key, lane]));
  const added: string[] = [];
  for (const row of overlay.lanes) {
    const known = lanes.get(row.lane);
    const wrong = known ? laneDiffers(known, row) : laneWrong(row, overlay);
    if (wrong) return wrong;
  }

  const inOrder = overlay.builds
    .map((row, index) => ({ row, raw: raw[index] ?? {} }))
    .sort((a, b) => byBuild(a.row, b.row));
  for (const { row, raw } of inOrder) {
    const lane = lanes.get(laneKey(row.build));
    const taken = lane ? addToLane(lane, row, raw, overlay) : openLane([...lanes.values()], row, overlay);
    if (!taken.ok) return taken;
    lanes.set(taken.value.lane.key, taken.value.lane);
    added.push(...taken.value.added);
  }
  return ok({ rows: [...lanes.values()], added });
}

type Taken = Result<{ lane: Lane; added: readonly string[] }>;

function addToLane(lane: Lane, row: Release, raw: Raw, overlay: Overlay): Taken {
  const name = formatBuild(row.build);
  const sameBuild = lane.releases.filter((known) => compareBuilds(known.build, row.build) === 0);
  const known = sameBuild.find((release) => release.su === row.su) ?? sameBuild[0];
  if (known) return fillIn(lane, known, row, raw, overlay);

  if (row.product !== lane.product) return changed(name, 'product', lane.product, row.product);
  if (row.cu !== lane.cu) return changed(name, 'cu', lane.cu, row.cu);
  const sameLabel = lane.releases.find((release) => release.su === row.su);
  if (sameLabel) {
    return changed(`${lane.cu} ${row.su ?? 'itself'}`, 'build', formatBuild(sameLabel.build), name);
  }
  const newest = newestOf(lane);
  if (compareBuilds(row.build, newest.build) < 0) {
    return invalid(`build ${name} is below ${formatBuild(newest.build)}, the newest known build of its lane`);
  }
  if (row.releaseDate && newest.releaseDate && row.releaseDate < newest.releaseDate) {
    return invalid(`releaseDate of ${name} is ${row.releaseDate}, before the older build's ${newest.releaseDate}`);
  }
  const wrong = releaseWrong(row, overlay);
  if (wrong) return wrong;
  return ok({ lane: { ...lane, releases: [...lane.releases, row] }, added: [`build ${name}`] });
}

function fillIn(lane: Lane, known: Release, row: Release, raw: Raw, overlay: Overlay): Taken {
  const { sources: _sources, ...claims } = raw;
  // Two build objects are never `===`, and the builds are equal already.
  const merged = mergeRow(formatBuild(row.build), known, { ...row, build: known.build }, claims, [
    'releaseDate',
    'kb',
    'note',
  ]);
  if (!merged.ok) return merged;
  const sources = [...new Set([...known.sources, ...row.sources])];
  const release = { ...merged.value.row, sources };
  const wrong = merged.value.filled.length > 0 ? dateWrong(release, overlay) : null;
  if (wrong) return wrong;
  const releases = lane.releases.map((one) => (one === known ? release : one));
  const added = [...merged.value.filled];
  if (sources.length > known.sources.length) added.push(`sources of ${formatBuild(row.build)}`);
  return ok({ lane: { ...lane, releases }, added });
}

function openLane(lanes: readonly Lane[], row: Release, overlay: Overlay): Taken {
  const key = laneKey(row.build);
  const cutoffs = overlay.lanes.find((lane) => lane.lane === key);
  const name = formatBuild(row.build);
  if (!cutoffs) return invalid(`build ${name} opens the lane ${key}, and lanes has no row for it`);
  const ofProduct = lanes.filter((lane) => lane.product === row.product);
  const sameCu = ofProduct.find((lane) => lane.cu === row.cu);
  if (sameCu) return changed(`${row.product} ${row.cu}`, 'lane', sameCu.key, key);
  const above = ofProduct.find((lane) => compareBuilds(baseOf(lane.releases).build, row.build) > 0);
  if (above) return invalid(`lane ${key} is below ${above.key}, a known lane of its product`);
  if (row.product !== cutoffs.product || row.cu !== cutoffs.cu) {
    return invalid(`lane ${key} is ${cutoffs.product} ${cutoffs.cu} in lanes and ${row.product} ${row.cu} in builds`);
  }
  if (row.su !== null) return invalid(`build ${name} is an update; the first build of lane ${key} has to be the CU`);
  if (row.releaseDate === null) return invalid(`releaseDate of ${name} is not given; a new CU needs one`);
  const wrong = releaseWrong(row, overlay);
  if (wrong) return wrong;
  const { serviceFrom, ocsCertificateFrom, ocsSigningFrom } = cutoffs;
  const bounds = { serviceFrom, ocsCertificateFrom, ocsSigningFrom };
  const lane = { key, product: row.product, cu: row.cu, releases: [row], ...bounds };
  return ok({ lane, added: [`lane ${key}`, `build ${name}`] });
}

function releaseWrong(row: Release, overlay: Overlay): Refused | null {
  const name = formatBuild(row.build);
  if (productOf(row.build) !== row.product) return invalid(`product of ${name} can't be ${row.product}`);
  const kind = row.su === null ? ['CU', 'RTM'] : [row.su.replace(/v\d$/, '').slice(-2)];
  if (!kind.includes(row.kind)) return invalid(`kind of ${name} is ${row.kind}, and its su is ${row.su ?? 'null'}`);
  return dateWrong(row, overlay);
}

/** A label names the month; a second version may come in the next one. A date elsewhere would make fixes look older or newer. */
function dateWrong(row: Release, overlay: Overlay): Refused | null {
  const date = row.releaseDate;
  if (!date) return null;
  const fact = `releaseDate of ${formatBuild(row.build)} is ${date}`;
  if (date > overlay.asOf) return invalid(`${fact}, after the overlay's asOf ${overlay.asOf}`);
  const start = row.su && labelMonth(row.su);
  if (!start) return null;
  const months = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
  const apart = months(date) - months(start);
  return apart < 0 || apart > 1 ? invalid(`${fact}, and its su is ${row.su}`) : null;
}

const boundNames = ['serviceFrom', 'ocsCertificateFrom', 'ocsSigningFrom'] as const;

function laneDiffers(known: Lane, row: NewLane): Refused | null {
  const text = (bound: Bound) => (bound === 'never' ? bound : formatBuild(bound));
  for (const field of ['product', 'cu'] as const) {
    if (known[field] !== row[field]) return changed(`lane ${row.lane}`, field, known[field], row[field]);
  }
  const field = boundNames.find((name) => text(known[name]) !== text(row[name]));
  return field ? changed(`lane ${row.lane}`, field, text(known[field]), text(row[field])) : null;
}

/** The service comes with a build, then the first cut-off, then the second: bounds of one lane never fall. */
function laneWrong(row: NewLane, overlay: Overlay): Refused | null {
  if (!overlay.builds.some((build) => laneKey(build.build) === row.lane)) {
    return invalid(`lane ${row.lane} has no build in builds`);
  }
  let last = 0;
  for (const name of boundNames) {
    const bound = row[name];
    if (bound !== 'never' && laneKey(bound) !== row.lane) {
      return invalid(`${name} of lane ${row.lane} is ${formatBuild(bound)}, a build of another lane`);
    }
    const revision = bound === 'never' ? Number.POSITIVE_INFINITY : bound.revision;
    if (revision < last) return invalid(`${name} of lane ${row.lane} is lower than the bound before it`);
    last = revision;
  }
  return null;
}

function invalid(fact: string): Refused {
  return refuse('invalid', `${fact}.`, 'Correct the file and load it again. Nothing of it was taken over.');
}
