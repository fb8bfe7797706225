import { HOUR, SECOND } from '../../core/clock.ts';
import type { Limits } from '../model.ts';

/**
 * What Teams takes of one bot in one conversation (Microsoft's "Optimize your agent with rate limiting"), and of the
 * whole app in one tenant: 50 a second there, so up to that may be asked for.
 */
export function teamsLimits(sendsPerSecond: number): Limits {
  return {
    conversation: [
      { most: 7, window: SECOND },
      { most: 8, window: 2 * SECOND },
      { most: 60, window: 30 * SECOND },
      { most: 1_800, window: HOUR },
    ],
    app: [{ most: sendsPerSecond, window: SECOND }],
  };
}

export const TEAMS_LIMITS: Limits = teamsLimits(30);

export const NO_LIMITS: Limits = { conversation: [], app: [] };
