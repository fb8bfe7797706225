import { HOUR } from '../core/clock.ts';
import type { Draft, Plan } from './model.ts';
import { RAISED } from './risk.ts';
import { targetValue } from './target.ts';

/** A plan as its form shows it for editing: read again unchanged, it is the same plan. */
export function draftOfPlan(plan: Plan): Draft {
  const { window, riskWhy = [] } = plan;
  const raised = riskWhy.some((why) => why.startsWith(RAISED));
  return {
    type: plan.type,
    servers: plan.servers.map(({ server, target }, index) => ({
      server,
      target: targetValue(target),
      order: String(index + 1),
    })),
    date: window.local.slice(0, 10),
    time: window.local.slice(11),
    hours: hoursText(window.end - window.start),
    zone: window.zone,
    reason: plan.reason,
    risk: raised ? plan.risk : '',
    impact: plan.impact,
    backout: plan.backout,
    adPrep: plan.adPrep,
  };
}

/** `4`, `1.5`; of odd minutes enough digits to come back to them. */
export function hoursText(milliseconds: number): string {
  return String(Math.round((milliseconds / HOUR) * 10_000) / 10_000);
}
