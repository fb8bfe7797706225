import { compareBuilds, formatBuild, parseBuild } from '../catalogue/build-number.ts';
import { labelOf, laneOfCu, productOf, releaseName, releaseOf } from '../catalogue/lookup.ts';
import type { BuildNumber, Catalogue, Release } from '../catalogue/model.ts';
import { newestPublicOf } from '../catalogue/updates.ts';
import { serverId } from '../core/ids.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { type GateId, gateIds, type NextStep, type ServerRow } from '../readiness/model.ts';
import type { Target, TargetChoice } from './model.ts';
import { inPlace, neededFirst } from './path.ts';
import { needsBuild } from './work.ts';

/** What passing each gate means, after "until": the aim of a repair. */
const gateAims: Readonly<Record<GateId, string>> = {
  'evidence-age': 'its report is new enough',
  'exact-build': 'its exact build is known',
  'eems-available': 'its build contains the Mitigation service',
  'ocs-certificate': 'its build accepts the certificate of the endpoint',
  'ocs-signing': 'its build knows the issuer of new mitigation files',
  'mitigations-enabled': 'mitigations are switched on',
  'mitigation-service': 'the Mitigation service runs and starts by itself',
  'ocs-endpoint': 'it reaches officeclient.microsoft.com',
  'mitigations-heartbeat': 'PING1 is applied',
  'url-rewrite': 'IIS has the URL Rewrite module',
};

const repairs: Partial<Readonly<Record<NextStep['kind'], GateId>>> = {
  'turn-on-switch': 'mitigations-enabled',
  'start-service': 'mitigation-service',
  'open-endpoint': 'ocs-endpoint',
  'install-url-rewrite': 'url-rewrite',
  'wait-for-heartbeat': 'mitigations-heartbeat',
};

/** The target in words: `build 15.2.2562.56 or later (Exchange SE RTM Oct26SU)`. `nameOf`: of the server that replaces it. */
export function aimOf(target: Target, nameOf: (id: string) => string = (id) => id): string {
  switch (target.kind) {
    case 'build':
      return `build ${target.build} or later (${target.label})`;
    case 'gate':
      return gateAims[target.gate];
    case 'retired':
      return target.replacedBy === null ? 'retired' : `retired, replaced by ${nameOf(target.replacedBy)}`;
  }
}

/** As `Draft` has it. */
export function targetValue(target: Target): string {
  switch (target.kind) {
    case 'build':
      return `build:${target.build}`;
    case 'gate':
      return `gate:${target.gate}`;
    case 'retired':
      return target.replacedBy === null ? 'retired' : `retired:${target.replacedBy}`;
  }
}

/** The choice that takes a server out of the draft. */
export const LEFT_OUT: TargetChoice = { value: 'none', title: 'leave it out' };

/** What is proposed for a server; null: nothing is known that it needs. */
export function usualTarget(row: ServerRow, catalogue: Catalogue): TargetChoice | null {
  return proposals(row, catalogue)[0] ?? null;
}

/**
 * What a server may come to, what its next step proposes first: what has to be installed in a change of its own, the build
 * at the end of the path and those on the way to it, gates that a repair makes pass, and at last its retirement.
 */
export function targetsFor(row: ServerRow, catalogue: Catalogue): TargetChoice[] {
  const choices = [...proposals(row, catalogue), choiceOf({ kind: 'retired', replacedBy: null })];
  return [...new Map(choices.map((choice) => [choice.value, choice])).values()];
}

function proposals({ assessment }: ServerRow, catalogue: Catalogue): TargetChoice[] {
  const { nextStep } = assessment;
  if (nextStep.kind === 'replace-server' || nextStep.kind === 'remove-server') {
    return [choiceOf({ kind: 'retired', replacedBy: null })];
  }
  const repair = repairs[nextStep.kind];
  const failing = assessment.checks.flatMap(({ id, gate, verdict }) =>
    gate && verdict === 'fail' && isGate(id) && !needsBuild(id) ? [id] : [],
  );
  const gates = (repair ? [repair, ...failing] : failing).map((gate) => choiceOf({ kind: 'gate', gate }));
  const builds = [
    ...pathBuilds(nextStep, assessment.build, catalogue),
    ...restart(nextStep, assessment.build, catalogue),
  ];
  return repair ? [...gates, ...builds] : [...builds, ...gates];
}

/** The build that the path ends at, then the ones on the way, as first steps of their own. One that has to be first is. */
function pathBuilds({ target }: NextStep, has: string | null, catalogue: Catalogue): TargetChoice[] {
  const end = target ? parseBuild(target.build) : null;
  if (!target || !end) return [];
  const last = choiceOf({ kind: 'build', build: target.build, label: target.label });
  const from = has === null ? null : parseBuild(has);
  if (!from) return [last];
  const steps = onTheWay(from, end, catalogue).map(firstStep);
  const newest = steps.at(-1);
  return newest && neededFirst(from, end, catalogue) ? [newest, last, ...steps.slice(0, -1)] : [last, ...steps];
}

/** A later build of 2019 CU15, from which in place to SE is documented (`readiness/steps/update-path.ts`). */
function onTheWay(from: BuildNumber, end: BuildNumber, catalogue: Catalogue): Release[] {
  if (productOf(from) !== 'Exchange2019' || productOf(end) !== 'ExchangeSE') return [];
  const lane = laneOfCu(catalogue, 'Exchange2019', 'CU15');
  if (!lane) return [];
  const [base] = lane.releases;
  const newest = newestPublicOf(catalogue, lane);
  return [base, newest]
    .filter((release) => release !== undefined)
    .filter(
      ({ build }, index, all) =>
        compareBuilds(build, from) > 0 && all.findIndex((one) => compareBuilds(one.build, build) === 0) === index,
    );
}

function firstStep(release: Release): TargetChoice {
  const { value, title } = choiceOf({ kind: 'build', build: formatBuild(release.build), label: releaseName(release) });
  return { value, title: `${title}, a step on the way` };
}

function restart({ kind }: NextStep, has: string | null, catalogue: Catalogue): TargetChoice[] {
  const build = has === null ? null : parseBuild(has);
  if (kind !== 'restart-server' || !build) return [];
  const value = targetValue({ kind: 'build', build: formatBuild(build), label: '' });
  return [{ value, title: `restarted, with ${formatBuild(build)} or later (${labelOf(catalogue, build).text})` }];
}

function choiceOf(target: Target): TargetChoice {
  return { value: targetValue(target), title: aimOf(target) };
}

/**
 * Reads what a form says a server is to come to. `kept`: the target it has in the plan that is edited, which stays allowed.
 * `replacedBy`: the id of the server that the text names in its place; null: it names none that can be told.
 * Refuses: `invalid` (no target, or none that this server can come to), `conflict` (it is met already).
 */
export function readTarget(
  text: string,
  row: ServerRow,
  { catalogue, kept, replacedBy }: TargetGround,
): Result<Target> {
  const value = text.trim();
  if (kept && targetValue(kept) === value) return ok(kept);
  if (value === '') {
    return refuse('invalid', `No target was chosen for ${row.name}.`, 'Choose what it is to come to.');
  }
  const [kind, rest] = split(value);
  if (kind === 'build') return readBuild(rest, row, catalogue);
  if (kind === 'gate') return readGate(rest, row);
  if (kind === 'retired') return readRetired(rest, row, replacedBy);
  return unknownTarget(value, row);
}

export interface TargetGround {
  readonly catalogue: Catalogue;
  readonly kept: Target | null;
  readonly replacedBy: string | null;
}

function readBuild(text: string, row: ServerRow, catalogue: Catalogue): Result<Target> {
  const build = parseBuild(text);
  const release = build && releaseOf(catalogue, build);
  const has = row.assessment.build === null ? null : parseBuild(row.assessment.build);
  const isRestart = build !== null && has !== null && row.assessment.nextStep.kind === 'restart-server';
  if (isRestart && compareBuilds(build, has) === 0) {
    return ok({ kind: 'build', build: formatBuild(build), label: labelOf(catalogue, build).text });
  }
  if (!build || !release) return unknownTarget(`build:${text}`, row);
  const label = releaseName(release);
  if (has && compareBuilds(has, build) >= 0) {
    return refuse(
      'conflict',
      `${row.name} has build ${formatBuild(has)} already.`,
      'Choose a later build or leave it out.',
    );
  }
  if (has && !inPlace(has, build)) {
    const hint = 'Plan its retirement, and name the server that replaces it.';
    return refuse('invalid', `${row.name} can't be brought to ${label} in place.`, hint);
  }
  return ok({ kind: 'build', build: formatBuild(build), label });
}

function readGate(text: string, row: ServerRow): Result<Target> {
  if (!isGate(text)) return unknownTarget(`gate:${text}`, row);
  const verdict = row.assessment.checks.find(({ id }) => id === text)?.verdict;
  if (verdict === 'pass' && row.assessment.readiness !== 'unknown') {
    return refuse(
      'conflict',
      `Of ${row.name} it is true already: ${gateAims[text]}.`,
      'Choose another target or leave it out.',
    );
  }
  if (verdict === 'notApplicable') {
    return refuse(
      'invalid',
      `That is not asked of ${row.name}: ${gateAims[text]}.`,
      'Choose one of the targets of the form.',
    );
  }
  return ok({ kind: 'gate', gate: text });
}

function readRetired(text: string, row: ServerRow, replacedBy: string | null): Result<Target> {
  if (text === '') return ok({ kind: 'retired', replacedBy: null });
  if (replacedBy === null) {
    return refuse(
      'invalid',
      `${echo(text)} is not the name of one server.`,
      'Write the full name of the server that replaces it.',
    );
  }
  if (replacedBy === row.id) {
    return refuse('invalid', `${row.name} can't be replaced by itself.`, 'Name the server that replaces it.');
  }
  return ok({ kind: 'retired', replacedBy: serverId(replacedBy) });
}

function unknownTarget(value: string, row: ServerRow): Result<Target> {
  return refuse('invalid', `${row.name} can't be brought to ${echo(value)}.`, 'Choose one of the targets of the form.');
}

function split(value: string): [string, string] {
  const colon = value.indexOf(':');
  return colon < 0 ? [value, ''] : [value.slice(0, colon), value.slice(colon + 1).trim()];
}

function isGate(id: string): id is GateId {
  return (gateIds as readonly string[]).includes(id);
}

const LONGEST_ECHO = 60;

function echo(text: string): string {
  return text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text;
}
