import { SECOND } from '../core/clock.ts';
import type { OutboxHealth } from '../delivery/health.ts';
import type { DigestHealth } from '../digests/read.ts';
import type { JobsBacklog, JobsStanding } from '../jobs/model.ts';
import type { AskedGroup } from './asked-gauges.ts';

/** Asked at each scrape. What is left out is not shown. */
export interface Asked {
  /** Age in ms of the oldest current report, or null without any. */
  readonly evidenceAge?: () => Promise<number | null>;
  readonly outbox?: () => Promise<OutboxHealth>;
  readonly jobs?: () => Promise<JobsBacklog>;
  readonly standing?: () => JobsStanding;
  readonly digests?: () => Promise<DigestHealth>;
}

const roles: readonly JobsStanding['role'][] = ['idle', 'working', 'standby'];

/** Which gauges are shown, and how their values come from what is asked. */
export function groupsOf(asked: Asked): AskedGroup[] {
  const { evidenceAge, outbox, jobs, standing, digests } = asked;
  const groups: AskedGroup[] = [];
  if (evidenceAge) {
    const help = 'Age of the oldest report that counts; absent without reports';
    groups.push({
      what: 'evidence',
      gauges: { oldest_evidence_age_seconds: { help } },
      ask: async () => ({ oldest_evidence_age_seconds: seconds(await evidenceAge()) }),
    });
  }
  if (outbox) groups.push(outboxGroup(outbox));
  if (jobs) groups.push(jobsGroup(jobs));
  if (standing) {
    const help = '1 for what this process does about jobs: nothing yet (idle), it works, or it stands by for another';
    groups.push({
      what: 'role',
      gauges: { jobs_role: { help, label: 'role' } },
      ask: async () => ({ jobs_role: Object.fromEntries(roles.map((role) => [role, +(standing().role === role)])) }),
    });
  }
  if (digests) {
    groups.push({
      what: 'digests',
      gauges: { digests_invalid: { help: 'Conversations whose digest is on and can not run until it is set anew' } },
      ask: async () => ({ digests_invalid: (await digests()).invalid.length }),
    });
  }
  return groups;
}

function outboxGroup(ask: () => Promise<OutboxHealth>): AskedGroup {
  const states = 'Posts that wait (pending), are under way (sending) or were given up (dead)';
  return {
    what: 'outbox',
    gauges: {
      outbox_posts: { help: states, label: 'state' },
      outbox_oldest_due_seconds: { help: 'How long the post waits that is most overdue; 0 when none is due' },
      conversations_gone: { help: 'Conversations that the bot was removed from, or refused in' },
    },
    ask: async () => {
      const { pending, sending, dead, oldestDueMs, goneConversations } = await ask();
      return {
        outbox_posts: { pending, sending, dead },
        outbox_oldest_due_seconds: seconds(oldestDueMs),
        conversations_gone: goneConversations,
      };
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
