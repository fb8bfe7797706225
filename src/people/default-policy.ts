import type { ChangeType, Policy, Risk } from './policy.ts';

/** What holds where no policy file says otherwise. */
export const defaultPolicy: Policy = {
  approvals: {
    standard: { low: 1, medium: 1, high: 1 },
    normal: { low: 1, medium: 1, high: 2 },
    emergency: { low: 1, medium: 1, high: 1 },
  },
  approvers: [],
  longestAcknowledgementDays: 90,
  editLockMinutes: 60,
  reviewDays: 3,
  remindAfterHours: 24,
  escalateAfterHours: 48,
  fallbacks: [],
  dags: [],
  // Microsoft names 60 minutes for a cumulative update; of the others nobody does.
  minutes: { update: 30, cumulativeUpdate: 60, moveToSe: 60, restart: 10, maintenanceMode: 20, repair: 15 },
};

/** Approvals by different people that a change needs; 0: no second person is required by policy. */
export function approvalsNeeded({ approvals }: Policy, type: ChangeType, risk: Risk): number {
  return approvals[type][risk];
}
