import type { ServerRow } from '../readiness/model.ts';
import type { Plan, Risk } from './model.ts';
import { judgeRisk, raisedTo } from './risk.ts';
import { usualBackout, usualImpact } from './usual-texts.ts';
import { workOf } from './work.ts';

/** What a plan works on; `rows`: those of `servers`, in the same order. */
export interface Work extends Pick<Plan, 'servers' | 'adPrep'> {
  readonly rows: readonly ServerRow[];
}

/** What is said of impact and backout where a person wrote nothing. */
export function usualTexts({ servers, adPrep, rows }: Work): Pick<Plan, 'impact' | 'backout'> {
  const works = servers.flatMap(({ target }, index) => rows.slice(index, index + 1).map((row) => workOf(target, row)));
  return {
    impact: usualImpact(
      works,
      rows.some(({ dag }) => dag !== null),
    ),
    backout: usualBackout(works, { adPrep }),
  };
}

/** A plan with the risk of its work. `raised`: what a person asked for; null: nothing. */
export function judgedPlan(
  plan: Omit<Plan, 'risk' | 'riskWhy' | 'earlier'>,
  rows: readonly ServerRow[],
  raised: Risk | null,
): Plan {
  const { risk, why } = raisedTo(raised, judgeRisk(plan, rows));
  return { ...plan, risk, riskWhy: why };
}
