import type { TextColor } from '@microsoft/teams.cards';
import type { Readiness, Verdict } from '../../readiness/model.ts';

/** A sign, the word that always stands beside it, and the colour that only repeats them. */
export interface Mark {
  readonly sign: '✔' | '✖' | '?' | '–';
  readonly word: string;
  readonly color: TextColor;
}

export const readinessMarks: Readonly<Record<Readiness, Mark>> = {
  failing: { sign: '✖', word: 'failing', color: 'Attention' },
  unknown: { sign: '?', word: 'unknown', color: 'Default' },
  ready: { sign: '✔', word: 'mitigations ready', color: 'Good' },
  notApplicable: { sign: '–', word: 'not applicable', color: 'Default' },
};

export const verdictMarks: Readonly<Record<Verdict, Mark>> = {
  pass: { sign: '✔', word: 'passes', color: 'Good' },
  fail: { sign: '✖', word: 'fails', color: 'Attention' },
  warn: { sign: '?', word: 'needs a look', color: 'Default' },
  unknown: { sign: '?', word: 'unknown', color: 'Default' },
  notApplicable: { sign: '–', word: 'not applicable', color: 'Default' },
};

/** In the order in which people want to know. */
export const readinessOrder = ['failing', 'unknown', 'ready', 'notApplicable'] as const satisfies readonly Readiness[];

export function marked(mark: Mark): string {
  return `${mark.sign} ${mark.word}`;
}
