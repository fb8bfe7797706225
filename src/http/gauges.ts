import { type Clock, type Instant, SECOND } from '../core/clock.ts';
import type { JobsBacklog, JobsStanding } from '../jobs/model.ts';
import type { AskedGroup } from './asked-gauges.ts';

/** Posts in the outbox. */
export interface OutboxDepth {
  readonly pending: number;
  readonly sending: number;
  readonly dead: number;
  /** When the post is due that is due first; null: none waits. */
  readonly oldestDue: Instant | null;
}

export interface SubscriptionCounts {
  readonly on: number;
  readonly off: number;
  /** Those that can't run any more. */
  readonly invalid: number;
}

/** Asked at each scrape. What is left out is not shown. */
export interface Asked {
  /** Age in ms of the oldest current report, or null without any. */
  readonly evidenceAge?: () => Promise<number | null>;
  readonly outbox?: () => Promise<OutboxDepth>;
  readonly jobs?: () => Promise<JobsBacklog>;
  readonly standing?: () => JobsStanding;
  /** How many conversations nothing is sent to any more. */
  readonly gone?: () => Promise<number>;
  readonly subscriptions?: () => Promise<SubscriptionCounts>;
}

const roles: readonly JobsStanding['role'][] = ['idle', 'working', 'standby'];

/** Which gauges are shown, and how their values come from what is asked. */
export function groupsOf(asked: Asked, clock: Pick<Clock, 'now'>): AskedGroup[] {
  const { evidenceAge, outbox, jobs, standing, gone, subscriptions } = asked;
  const groups: AskedGroup[] = [];
  if (evidenceAge) {
    const help = 'Age of the oldest report that counts; absent without reports';
    groups.push({
      what: 'evidence',
      gauges: { oldest_evidence_age_seconds: { help } },
      ask: async () => ({ oldest_evidence_age_seconds: seconds(await evidenceAge()) }),
    });
  }
  if (outbox) groups.push(outboxGroup(outbox, clock));
  if (jobs) groups.push(jobsGroup(jobs));
  if (standing) {
    const help = '1 for what this process does about jobs: nothing yet (idle), it works, or it stands by for another';
    groups.push({
      what: 'role',
      gauges: { jobs_role: { help, label: 'role' } },
      ask: async () => ({ jobs_role: Object.fromEntries(roles.map((role) => [role, +(standing().role === role)])) }),
    });
  }
  if (gone) {
    groups.push({
      what: 'conversations',
      gauges: { conversations_gone: { help: 'Conversations that the bot was removed from or refused in' } },
      ask: async () => ({ conversations_gone: await gone() }),
    });
  }
  if (subscriptions) {
    const help = 'Conversations whose digest is on, off, or can not run any more (invalid)';
    groups.push({
      what: 'subscriptions',
      gauges: { digest_subscriptions: { help, label: 'state' } },
      ask: async () => {
        const { on, off, invalid } = await subscriptions();
        return { digest_subscriptions: { on, off, invalid } };
      },
    });
  }
  return groups;
}

function outboxGroup(ask: () => Promise<OutboxDepth>, clock: Pick<Clock, 'now'>): AskedGroup {
  return {
    what: 'outbox',
    gauges: {
      outbox_posts: {
        help: 'Posts that wait (pending), are under way (sending) or were given up (dead)',
        label: 'state',
      },
      outbox_oldest_due_seconds: { help: 'How long the post waits that is due longest; 0 when none is due' },
    },
    ask: async () => {
      const { pending, sending, dead, oldestDue } = await ask();
      const waits = oldestDue === null ? 0 : Math.max(0, clock.now() - oldestDue);
      return { outbox_posts: { pending, sending, dead }, outbox_oldest_due_seconds: seconds(waits) };
    },
  };
}

function jobsGroup(ask: () => Promise<JobsBacklog>): AskedGroup {
  return {
    what: 'jobs',
    gauges: {
      jobs_waiting: { help: 'Wake-ups that wait, due or not' },
      jobs_lag_seconds: { help: 'How late the wake-up is that is most overdue; 0 when none is due' },
    },
    ask: async () => {
      const { waiting, lag } = await ask();
      return { jobs_waiting: waiting, jobs_lag_seconds: seconds(lag) };
    },
  };
}

function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / SECOND;
}
