import assert from 'node:assert/strict';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { DAY } from '../../src/core/clock.ts';
import { reportId, serverId } from '../../src/core/ids.ts';
import type { Fact, Observation } from '../../src/evidence/observation.ts';
import { rules } from '../../src/readiness/checks/rules.ts';
import type { CheckId, Judgement, Subject } from '../../src/readiness/model.ts';
import { aBuild, anObservation, at, known } from '../support/evidence.ts';

export const NOW = at('2026-11-21T09:00:00Z');
export const catalogue = shippedCatalogue();

/** A ready server's subject, a day after its report, with changes to the report and to the rest. */
export function aSubject(report: Partial<Observation> = {}, rest: Partial<Subject> = {}): Subject {
  const observation = anObservation(report);
  return {
    server: { id: serverId('ber-ex01.contoso.test'), name: 'BER-EX01', fqdn: 'BER-EX01.contoso.test' },
    role: observation.role.known ? observation.role.value : null,
    displayedBuild: null,
    current: { report: reportId('0'.repeat(64)), file: 'ber.xml', receivedAt: at('2026-11-20T06:30:00Z'), observation },
    withheld: null,
    organisationSwitch: {
      value: known(true, 'OrganizationInformation > MitigationsEnabled'),
      at: at('2026-11-20T06:12:44Z'),
      file: 'muc.xml',
      server: serverId('muc-ex01.contoso.test'),
    },
    catalogue,
    now: NOW,
    maxEvidenceAge: 8 * DAY,
    ...rest,
  };
}

export function withBuild(text: string, rest: Partial<Observation> = {}): Subject {
  return aSubject({ build: known(aBuild(text)), ...rest });
}

/** What the report no longer knows, in each of the ways in which it can't. */
export function lost(path = 'somewhere'): Fact<never>[] {
  return [
    { known: false, why: 'absent', path },
    { known: false, why: 'nil', path },
    { known: false, why: 'unreadable', path, raw: 'Unfathomable' },
  ];
}

export function judge(id: CheckId, subject: Subject): Judgement {
  return rules[id](subject);
}

/** Asserts verdict and the code of the first reason, and that every reason is a sentence with plain characters. */
export function assertJudged(judgement: Judgement, verdict: Judgement['verdict'], code?: string): void {
  assert.equal(judgement.verdict, verdict, JSON.stringify(judgement.reasons));
  if (code !== undefined) assert.equal(judgement.reasons[0]?.code, code);
  assert.ok(judgement.reasons.length > 0);
  for (const { text } of judgement.reasons) assert.match(text, /^[A-Z0-9].*\.$/s);
}
