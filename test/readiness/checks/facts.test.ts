import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, later } from '../../../src/core/clock.ts';
import type { Fact, Observation } from '../../../src/evidence/observation.ts';
import { type CheckId, gateIds, type Verdict } from '../../../src/readiness/model.ts';
import { absent, at, known } from '../../support/evidence.ts';
import { aSubject, assertJudged, judge, lost, withBuild } from '../subjects.ts';

type Case = readonly [what: string, report: Partial<Observation>, verdict: Verdict, code: string];

const unreadable = (raw: string): Fact<never> => ({ known: false, why: 'unreadable', path: 'somewhere', raw });

const cases: Partial<Record<CheckId, readonly Case[]>> = {
  'mitigation-service': [
    ['runs and starts by itself', {}, 'pass', 'running'],
    ['runs, in other letters', { serviceStatus: known(' running ') }, 'pass', 'running'],
    ['is stopped', { serviceStatus: known('Stopped') }, 'fail', 'not-running'],
    ['is about to run', { serviceStatus: known('StartPending') }, 'fail', 'not-running'],
    ['is started by hand', { serviceStartType: known('Manual') }, 'fail', 'not-automatic'],
    ['is disabled', { serviceStartType: known('Disabled') }, 'fail', 'not-automatic'],
    ['has no text for its status', { serviceStatus: known('') }, 'unknown', 'status-unknown'],
    ['has a status that Windows does not have', { serviceStatus: known('Dancing') }, 'unknown', 'status-unknown'],
    ['has a start type that Windows does not have', { serviceStartType: known('x') }, 'unknown', 'start-type-unknown'],
    ...lost().map(
      (fact): Case => [
        `has a status that is ${fact.known || fact.why}`,
        { serviceStatus: fact },
        'unknown',
        'status-unknown',
      ],
    ),
    ...lost().map(
      (fact): Case => [
        `has a start type that is ${fact.known || fact.why}`,
        { serviceStartType: fact },
        'unknown',
        'start-type-unknown',
      ],
    ),
  ],
  'ocs-endpoint': [
    ['answered 200', {}, 'pass', 'reached'],
    ['did not answer', { ocsProbe: known(null) }, 'fail', 'request-failed'],
    ['answered 200, with what was not kept', { mitigationsOnOffer: absent }, 'pass', 'reached'],
    [
      'answered 200, with what is cut',
      { mitigationsOnOffer: unreadable('<?xml version="1.0"?><EOCS') },
      'pass',
      'reached',
    ],
    ['answered 200, with a web page', { mitigationsOnOffer: unreadable('<!DOCTYPE html>') }, 'unknown', 'other-reply'],
    ['answered 200, with a bare page', { mitigationsOnOffer: unreadable(' <HTML><body>') }, 'unknown', 'other-reply'],
    ['answered 403', { ocsProbe: known(403) }, 'fail', 'bad-status'],
    ...lost().map((fact): Case => [`is ${fact.known || fact.why}`, { ocsProbe: fact }, 'unknown', 'no-probe']),
  ],
  'mitigations-heartbeat': [
    ['is applied', {}, 'pass', 'heartbeat'],
    ['is applied among others', { mitigationsApplied: known(['M2.1.0', 'ping1']) }, 'pass', 'heartbeat'],
    ['is not applied', { mitigationsApplied: known(['M2.1.0', 'PING10']) }, 'unknown', 'no-heartbeat'],
    ['is missing from an empty list', { mitigationsApplied: known([]) }, 'unknown', 'no-heartbeat'],
    ...lost().map(
      (fact): Case => [
        `is in a list that is ${fact.known || fact.why}`,
        { mitigationsApplied: fact },
        'unknown',
        'no-heartbeat',
      ],
    ),
  ],
  'url-rewrite': [
    ['is installed', {}, 'pass', 'installed'],
    ['is not installed', { urlRewrite: known(false) }, 'fail', 'not-installed'],
    ...lost().map((fact): Case => [`is ${fact.known || fact.why}`, { urlRewrite: fact }, 'unknown', 'modules-unknown']),
  ],
  'mitigations-blocked': [
    ['is empty', {}, 'pass', 'none-blocked'],
    [
      'is Nil, which is how Exchange exports an empty list',
      { mitigationsBlocked: { known: false, why: 'nil', path: 'x' } },
      'pass',
      'none-blocked',
    ],
    ['names one', { mitigationsBlocked: known(['M1']) }, 'warn', 'blocked'],
    ['is absent', { mitigationsBlocked: absent }, 'unknown', 'list-unknown'],
  ],
  'pending-reboot': [
    ['is not there', {}, 'pass', 'no-restart-pending'],
    ['is there', { pendingReboot: known(true) }, 'warn', 'restart-pending'],
    ...lost().map(
      (fact): Case => [`is ${fact.known || fact.why}`, { pendingReboot: fact }, 'unknown', 'restart-unknown'],
    ),
  ],
};

for (const [id, rows] of Object.entries(cases) as [CheckId, readonly Case[]][]) {
  describe(id, () => {
    for (const [what, report, verdict, code] of rows) {
      it(`says ${verdict} where it ${what}`, () => assertJudged(judge(id, aSubject(report)), verdict, code));
    }
  });
}

describe('mitigations-enabled', () => {
  const on = aSubject().organisationSwitch;
  const organisation = (value: boolean | null, moment = at('2026-11-20T06:12:44Z')) =>
    value === null || on === null
      ? null
      : { ...on, value: known(value, 'OrganizationInformation > MitigationsEnabled'), at: moment };

  const table = [
    [true, true, 'pass', ['server-on', 'organisation-on']],
    [true, false, 'fail', ['server-off']],
    [true, null, 'unknown', ['server-switch-unknown']],
    [false, true, 'fail', ['organisation-off']],
    [false, false, 'fail', ['organisation-off', 'server-off']],
    [false, null, 'fail', ['organisation-off']],
    [null, true, 'unknown', ['organisation-switch-unknown']],
    [null, false, 'fail', ['server-off']],
    [null, null, 'unknown', ['organisation-switch-unknown', 'server-switch-unknown']],
  ] as const;
  for (const [ofOrganisation, ofServer, verdict, codes] of table) {
    it(`says ${verdict} with the organisation's switch ${ofOrganisation} and the server's ${ofServer}`, () => {
      const serverSwitch = ofServer === null ? absent : known(ofServer);
      const judgement = judge(
        'mitigations-enabled',
        aSubject({ serverSwitch }, { organisationSwitch: organisation(ofOrganisation) }),
      );
      assertJudged(judgement, verdict);
      assert.deepEqual(
        judgement.reasons.map(({ code }) => code),
        codes,
      );
    });
  }

  it("names the report from which the organisation's value comes", () => {
    const { evidence } = judge('mitigations-enabled', aSubject({}, { organisationSwitch: organisation(false) }));
    assert.deepEqual(evidence, {
      file: 'muc.xml',
      path: 'OrganizationInformation > MitigationsEnabled',
      value: 'false',
    });
  });

  it("trusts the organisation's value as long as evidence is trusted, whatever it says", () => {
    const seen = at('2026-11-13T09:00:00Z');
    const end = later(seen, 8 * DAY);
    for (const value of [true, false]) {
      const before = judge(
        'mitigations-enabled',
        aSubject({}, { organisationSwitch: organisation(value, seen), now: later(end, -1) }),
      );
      assertJudged(before, value ? 'pass' : 'fail');
      assert.equal(before.until, end);
      const after = judge(
        'mitigations-enabled',
        aSubject({}, { organisationSwitch: organisation(value, seen), now: end }),
      );
      assertJudged(after, 'unknown', 'organisation-switch-too-old');
    }
  });

  it('does not change with time where the server itself is turned off', () => {
    assert.equal(judge('mitigations-enabled', aSubject({ serverSwitch: known(false) })).until, null);
  });
});

describe('every gate', () => {
  it('does not apply to an Edge server', () => {
    for (const id of gateIds)
      assertJudged(judge(id, aSubject({ role: known('edge') })), 'notApplicable', 'edge-server');
  });

  it('is unknown for a server that never reported, whatever an inventory tells of its build', () => {
    const subject = aSubject({}, { current: null, displayedBuild: { major: 15, minor: 0, build: 1497, revision: 2 } });
    for (const id of gateIds) assertJudged(judge(id, subject), 'unknown', 'never-reported');
  });

  it('that needs the service does not apply to a build without it', () => {
    const needing = gateIds.filter((id) => !['evidence-age', 'exact-build', 'eems-available'].includes(id));
    for (const id of needing) assertJudged(judge(id, withBuild('15.0.1497.48')), 'notApplicable', 'no-service');
  });
});
