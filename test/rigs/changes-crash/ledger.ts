import { z } from 'zod';
import type { Verdict } from './examine.ts';
import { type Answer, others, type Press, type Written } from './model.ts';

/** What a transaction was about to commit in which process, whether or not it did. */
interface Attempt {
  readonly by: string;
  readonly rows: readonly Written[];
}

/** What the rig knows of one press. */
export interface Known {
  readonly press: Press;
  readonly attempts: Attempt[];
  /** `attempts`: how many of them were heard of before it was delivered for this answer. */
  readonly answers: { readonly by: string; readonly answer: Answer; readonly attempts: number }[];
  delivered: number;
}

export interface Ledger {
  readonly all: ReadonlyMap<string, Known>;
  add(press: Press): Known;
  /** `once`: of the press that it belongs to; null: nobody's. */
  committing(by: string, once: string | null, rows: readonly Written[]): void;
  /** Who has told so far that a press was done, or refused. */
  told(): ReadonlyMap<string, ReadonlySet<string>>;
  /** What was told is there, what was not is there whole or not at all, and nothing else is there after the row `setUp`. */
  against(log: Verdict['log'], told: ReadonlyMap<string, ReadonlySet<string>>, setUp: number): string[];
}

export function createLedger(): Ledger {
  const known = new Map<string, Known>();
  const alone: Attempt[] = [];

  return {
    all: known,
    add(press) {
      const one: Known = { press, attempts: [], answers: [], delivered: 0 };
      known.set(press.once, one);
      return one;
    },
    committing(by, once, rows) {
      const attempts = once === null ? alone : known.get(once)?.attempts;
      attempts?.push({ by, rows });
    },
    told: () => new Map([...known].map(([once, { answers }]) => [once, new Set(answers.map(({ by }) => by))])),
    against(log, told, setUp) {
      const found: string[] = [];
      const explained = new Set<number>();
      const isKept = ({ rows }: Attempt, what: string): boolean => {
        const there = rows.filter(({ seq, hash }) => log.get(seq)?.hash === hash);
        if (there.length > 0 && there.length < rows.length) found.push(`${what} was done by half`);
        for (const { seq } of there) explained.add(seq);
        return there.length > 0;
      };
      for (const attempt of alone) isKept(attempt, attempt.rows.map(({ verb }) => verb).join());
      for (const one of known.values()) {
        const { press, attempts } = one;
        const what = `${press.once} (${press.deed.about})`;
        const kept = attempts.filter((attempt) => {
          const there = isKept(attempt, what);
          // Another process may have refused it meanwhile; who has told it as done has committed it.
          if (!there && told.get(press.once)?.has(attempt.by))
            found.push(`${what} was told as done by ${attempt.by} and is lost`);
          return there;
        });
        const effects = kept.filter(({ rows }) => press.deed.about === 'evidence' || rows.some(({ own }) => own));
        if (effects.length > 1 || effects.some(({ rows }) => rows.filter(({ own }) => own).length > 1))
          found.push(`${what} had ${effects.length} effects: ${JSON.stringify([press, attempts])}`);
        for (const effect of effects) found.push(...otherAnswers(one, effect, log).map((other) => `${what} ${other}`));
      }
      for (const seq of log.keys()) if (seq > setUp && !explained.has(seq)) found.push(`row ${seq} is nobody's`);
      return found;
    },
  };
}

const outcome = z.looseObject({ notice: z.string() });

/** Whoever hears of it after it was done hears what was kept with it. Of those whose roles come and go it may be refused. */
function otherAnswers({ press, attempts, answers, delivered }: Known, effect: Attempt, log: Verdict['log']): string[] {
  const { by, deed } = press;
  if ((deed.about !== 'change' && deed.about !== 'maintenance') || others.includes(by)) return [];
  const row = effect.rows.find(({ own }) => own);
  const first = outcome.safeParse(JSON.parse((row && log.get(row.seq)?.outcome) ?? 'null')).data?.notice;
  if (first === undefined) return [`kept no answer with row ${row?.seq}`];
  const at = attempts.indexOf(effect);
  return answers
    .filter((one) => delivered === 1 || one.attempts > at)
    .filter(({ answer }) => answer.notice !== first)
    .map(({ answer }) => `was answered with "${answer.notice}" (${answer.kind}), not with "${first}"`);
}
