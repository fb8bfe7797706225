import { compareBuilds } from '../../catalogue/build-number.ts';
import { laneOf, laneOfCu, meetsBound, newestOf, productName, productOf } from '../../catalogue/lookup.ts';
import type { BuildNumber, Catalogue, Lane, Release } from '../../catalogue/model.ts';
import { isEsuOnly, supportOf, supportOn } from '../../catalogue/support.ts';
import { newestLaneOf, newestPublicOf } from '../../catalogue/updates.ts';
import { dayOf } from '../../core/clock.ts';
import { never } from '../../core/result.ts';
import { type KnownBuild, knownBuild } from '../known-build.ts';
import type { Subject } from '../model.ts';
import { dagOf } from './downtime.ts';
import { type Move, type Situation, fails, releaseText } from './move.ts';

const DURATION = 'Plan 60 to 90 minutes with a restart.';
const DURATION_OF_EACH = 'Plan 60 to 90 minutes with restarts for each installation.';
const NO_ROLLBACK = 'There is no way back: uninstalling removes Exchange.';
const SETUP_OF_SE =
  'Setup of Exchange SE refuses while an Exchange 2013 server is in the organisation, and may have to prepare Active Directory first.';

/** Whether the build itself keeps the server from being ready. */
export function buildFails(situation: Situation): boolean {
  return fails(situation, 'eems-available') || fails(situation, 'ocs-certificate') || fails(situation, 'ocs-signing');
}

/**
 * The shortest documented way to a build that takes mitigations and security updates; null where none is needed or known.
 * Source: the Exchange Team's announcements of 2026 and learn.microsoft.com, "Upgrade to Exchange Server SE".
 */
export function updatePath(situation: Situation): Move | null {
  const { subject, checks } = situation;
  const known = knownBuild(subject);
  const outdated = fails(situation, 'latest-update') || ['fail', 'warn'].includes(checks['support-lifecycle'].verdict);
  const esuMissing = checks['latest-update'].reasons.some(({ code }) => code === 'esu-update-missing');
  if (known.kind === 'none' || !(buildFails(situation) || outdated || esuMissing)) return null;
  return pathFor(subject, known);
}

function pathFor(subject: Subject, known: Exclude<KnownBuild, { kind: 'none' }>): Move | null {
  const { catalogue, server } = subject;
  const product = productOf(known.build);
  const lane = laneOf(catalogue, known.build);
  const own = lane && updateWithinLane(subject, lane, known.build);
  if (own) return own;
  switch (product) {
    case 'ExchangeSE':
      return nextCumulativeUpdate(catalogue, known.build);
    case 'Exchange2019':
      return toSe(subject, lane, known.build);
    case 'Exchange2016':
      return replacement(subject, lane, known.build);
    case 'Exchange2013':
      return {
        kind: 'remove-server',
        summary: `Remove ${server.name}: Exchange 2013 gets no mitigations and no updates.`,
        steps: [
          `Move what ${server.name} still holds to a newer server that is there already; setup of Exchange SE and of Exchange 2019 CU15 refuses while a 2013 server is in the organisation.`,
          `${leaveDag(subject)} uninstall Exchange from ${server.name}.`,
        ],
      };
    case null:
      return null;
    default:
      return never(product);
  }
}

/** The newest update of the CU it has, while that is in support and gets over the cut-offs. */
function updateWithinLane(subject: Subject, lane: Lane, build: BuildNumber): Move | null {
  const { catalogue, now } = subject;
  const target = newestPublicOf(catalogue, lane);
  const supported = supportOn(catalogue, lane.product, lane.cu, dayOf(now)).state === 'supported';
  const helps = meetsBound(target.build, lane.ocsSigningFrom) && compareBuilds(target.build, build) > 0;
  if (!supported || !helps) return null;
  return {
    kind: 'install-update',
    summary: `Install ${releaseText(target)}.`,
    steps: [installation(target)],
    remarks: [DURATION],
    target,
  };
}

function nextCumulativeUpdate(catalogue: Catalogue, build: BuildNumber): Move | null {
  const lane = newestLaneOf(catalogue, 'ExchangeSE');
  if (!lane || compareBuilds(newestOf(lane).build, build) <= 0) return null;
  const [cu] = lane.releases as readonly [Release, ...Release[]];
  const target = newestPublicOf(catalogue, lane);
  return {
    kind: 'install-cumulative-update',
    summary: `Install ${productName(lane.product)} ${lane.cu}, then ${releaseText(target)}.`,
    steps: cumulativeSteps(cu, 'it', target),
    remarks: [NO_ROLLBACK, DURATION_OF_EACH],
    target,
  };
}

function cumulativeSteps(cu: Release, over: string, target: Release): string[] {
  const base = `Install ${productName(cu.product)} ${cu.cu} over ${over}; restart before and after, and keep copies of changed web.config files, which it overwrites.`;
  return target === cu ? [base] : [base, installation(target)];
}

function installation(target: Release): string {
  return `Install ${releaseText(target)} from an elevated prompt, restart, and see that the Exchange services run; it contains all earlier updates.`;
}

/** Whether the move to SE in place is documented from a CU of Exchange 2019. */
export function movesToSe(lane: Lane | null): boolean {
  return lane?.product === 'Exchange2019' && ['CU14', 'CU15'].includes(lane.cu);
}

/** In place from CU14 and CU15, the documented start; an older CU goes to CU15 first. */
function toSe(subject: Subject, lane: Lane | null, build: BuildNumber): Move | null {
  const { catalogue, server } = subject;
  const se = newestLaneOf(catalogue, 'ExchangeSE');
  const cu15 = laneOfCu(catalogue, 'Exchange2019', 'CU15');
  if (!se || !cu15) return null;
  const direct = movesToSe(lane);
  const name = `${productName(se.product)} ${se.cu}`;
  const first = direct
    ? []
    : [
        `Install Exchange 2019 CU15 on ${server.name} and restart: the move to SE in place is documented from CU14 and CU15 only.`,
      ];
  const [cu] = se.releases as readonly [Release, ...Release[]];
  return {
    kind: direct ? 'move-to-se' : 'install-cumulative-update',
    summary: direct
      ? `Move ${server.name} to ${name} in place, then install ${releaseText(newestPublicOf(catalogue, se))}.`
      : `Install Exchange 2019 CU15 on ${server.name}, then move to ${name} in place.`,
    ...seTarget(catalogue),
    steps: [
      ...first,
      ...cumulativeSteps(cu, 'Exchange 2019, in place, like a cumulative update', newestPublicOf(catalogue, se)),
    ],
    remarks: [
      `Exchange SE needs a licence. ${NO_ROLLBACK}`,
      SETUP_OF_SE,
      ...esuRemark(catalogue, lane, build),
      DURATION_OF_EACH,
    ],
  };
}

/** 2016 has no way in place: a new server beside it, and what it holds moves over. */
function replacement(subject: Subject, lane: Lane | null, build: BuildNumber): Move {
  const { catalogue, server } = subject;
  const dag = dagOf(subject);
  const moved =
    subject.role === 'edge'
      ? `Subscribe it in place of ${server.name} and let mail flow through it, then uninstall Exchange from ${server.name}.`
      : `Move mailboxes, connectors and client names from ${server.name} to it. ${leaveDag(subject)} uninstall Exchange from ${server.name}.`;
  return {
    kind: 'replace-server',
    summary: `Replace ${server.name} with a new Exchange SE server.`,
    ...seTarget(catalogue),
    steps: [`Set up a new Exchange SE server${seUpdate(catalogue)}; Exchange 2016 can't be upgraded in place.`, moved],
    remarks: [
      'Exchange SE needs a licence of its own.',
      SETUP_OF_SE,
      ...(dag === null ? [] : [`All members of a DAG run the same version, so the new server can't join ${dag}.`]),
      ...esuRemark(catalogue, lane, build),
    ],
  };
}

function leaveDag(subject: Subject): string {
  const dag = dagOf(subject);
  return dag === null ? 'Then' : `Then take ${subject.server.name} out of ${dag} and`;
}

function seTarget(catalogue: Catalogue): { readonly target?: Release } {
  const se = newestLaneOf(catalogue, 'ExchangeSE');
  return se ? { target: newestPublicOf(catalogue, se) } : {};
}

function seUpdate(catalogue: Catalogue): string {
  const { target } = seTarget(catalogue);
  return target ? ` with ${releaseText(target)}` : '';
}

/** Extended Security Updates are never advised as a purchase: only who holds the package already is reminded of it. */
function esuRemark(catalogue: Catalogue, lane: Lane | null, build: BuildNumber): string[] {
  if (!lane || !supportOf(catalogue, lane.product)?.esuLevels.includes(lane.cu)) return [];
  const newest = newestOf(lane);
  if (!isEsuOnly(catalogue, newest.build) || compareBuilds(newest.build, build) <= 0) return [];
  return [`Or the ESU package ${releaseText(newest)}, if you already hold it.`];
}
