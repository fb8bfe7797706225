import type { Instant } from '../core/clock.ts';
import type { Fact } from '../evidence/observation.ts';
import type { Evidence, Judgement, Reason, Subject, Verdict } from './model.ts';

export const noEvidence: Evidence = { file: null, path: null, value: null };

interface Told {
  readonly code: string;
  readonly text: string;
  readonly evidence?: Evidence;
  readonly until?: Instant | null;
}

function judged(verdict: Verdict, told: Told): Judgement {
  return {
    verdict,
    reasons: [{ code: told.code, text: told.text }],
    evidence: told.evidence ?? noEvidence,
    until: told.until ?? null,
  };
}

export const pass = (told: Told): Judgement => judged('pass', told);
export const fail = (told: Told): Judgement => judged('fail', told);
export const warn = (told: Told): Judgement => judged('warn', told);
export const unknown = (told: Told): Judgement => judged('unknown', told);
export const notApplicable = (told: Told): Judgement => judged('notApplicable', told);

/** The same judgement with one more reason after its own. */
export function adding(judgement: Judgement, reason: Reason): Judgement {
  return { ...judgement, reasons: [...judgement.reasons, reason] };
}

/** A fact of the current report as evidence. `value` replaces the text where the bare value would not read well. */
export function evidenceOf(subject: Subject, fact: Fact<unknown>, value?: string): Evidence {
  return { file: subject.current?.file ?? null, path: fact.path, value: value ?? factText(fact) };
}

/** Null where the report has no value at all. */
export function factText(fact: Fact<unknown>): string | null {
  if (!fact.known) return fact.why === 'unreadable' ? fact.raw : fact.why === 'nil' ? 'Nil' : null;
  if (fact.value === null) return 'Nil';
  return Array.isArray(fact.value) ? fact.value.join(', ') || 'empty' : String(fact.value);
}

/** Why a fact is not known, to follow its subject: "the service's status" + " is not in the report". */
export function whyNotKnown(fact: Fact<unknown> & { readonly known: false }): string {
  switch (fact.why) {
    case 'absent':
      return 'is not in the report';
    case 'nil':
      return 'has no value in the report';
    case 'unreadable':
      return `reads "${fact.raw}" in the report, which says nothing`;
  }
}

/** The earlier of two instants, where null means never. */
export function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
