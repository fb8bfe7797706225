import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Asked } from '../../src/http/gauges.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import type { JobsStanding } from '../../src/jobs/model.ts';

const depth = { pending: 4, sending: 2, dead: 1, oldestDueMs: 90 * SECOND, goneConversations: 5 };

function metricsOf(asked: Asked) {
  const lines: [string, unknown][] = [];
  const warn = (fields: object, message: string) => void lines.push([message, fields]);
  const metrics = createMetrics({ ...asked, log: { ...silentLog, warn } });
  const shown = async () => (await metrics.text()).split('\n').filter((line) => line.startsWith('patchwarden_'));
  return { metrics, lines, shown };
}

async function linesOf(asked: Asked, name: string): Promise<string[]> {
  const { shown } = metricsOf(asked);
  return (await shown()).filter((line) => line.startsWith(`patchwarden_${name}`)).map((line) => line.slice(12));
}

describe('what is asked at a scrape', () => {
  it('shows the outbox by state, how long the post waits that is most overdue, and conversations that are gone', async () => {
    assert.deepEqual(await linesOf({ outbox: async () => depth }, 'outbox'), [
      'outbox_posts{state="pending"} 4',
      'outbox_posts{state="sending"} 2',
      'outbox_posts{state="dead"} 1',
      'outbox_oldest_due_seconds 90',
    ]);
    assert.deepEqual(await linesOf({ outbox: async () => depth }, 'conversations'), ['conversations_gone 5']);
  });

  it('shows the jobs that wait, their lag and what this process does about them', async () => {
    const jobs = async () => ({ waiting: 7, lag: 1_500 });
    const roles = async (standing: JobsStanding) => linesOf({ standing: () => standing }, 'jobs_role');
    assert.deepEqual(await linesOf({ jobs }, 'jobs_'), ['jobs_waiting 7', 'jobs_lag_seconds 1.5']);
    assert.deepEqual(await roles({ role: 'working' }), [
      'jobs_role{role="idle"} 0',
      'jobs_role{role="working"} 1',
      'jobs_role{role="standby"} 0',
    ]);
    assert.deepEqual((await roles({ role: 'standby', holder: 'secret-host' })).at(-1), 'jobs_role{role="standby"} 1');
  });

  it('shows how many digests can not run', async () => {
    const digests = async () => ({ invalid: [{ conversation: '19:secret', why: 'Its zone is not known.' }] });
    assert.deepEqual(await linesOf({ digests }, 'digests_invalid'), ['digests_invalid 1']);
  });

  it('shows the age of the oldest evidence, and nothing without any', async () => {
    const age = (milliseconds: number | null) =>
      linesOf({ evidenceAge: async () => milliseconds }, 'oldest_evidence_age_seconds');
    assert.deepEqual([await age(2_500), await age(null)], [['oldest_evidence_age_seconds 2.5'], []]);
  });

  it('shows what it reads at each scrape anew, and nothing of what is not asked', async () => {
    let dead = 1;
    const { shown } = metricsOf({ outbox: async () => ({ ...depth, dead: dead++ }) });
    const lines = [await shown(), await shown()].map((all) => all.find((line) => line.includes('"dead"')));
    assert.deepEqual(lines, ['patchwarden_outbox_posts{state="dead"} 1', 'patchwarden_outbox_posts{state="dead"} 2']);
    assert.equal(
      (await shown()).some((line) => line.startsWith('patchwarden_jobs')),
      false,
    );
  });
});

describe('what can not be asked for', () => {
  it('is left out and told once, and everything else is shown', async () => {
    let broken = true;
    const outbox = async () => {
      if (broken) throw new Error('no database');
      return depth;
    };
    const standing = (): JobsStanding => {
      throw new Error('not wired');
    };
    const { shown, lines } = metricsOf({ outbox, standing, jobs: async () => ({ waiting: 7, lag: 0 }) });

    for (const _ of [1, 2, 3]) {
      const text = await shown();
      assert.equal(
        text.some((line) => /outbox|jobs_role/.test(line)),
        false,
      );
      assert.ok(text.includes('patchwarden_jobs_waiting 7'));
    }
    assert.deepEqual(lines.map(([message, fields]) => `${message}: ${(fields as { what: string }).what}`).sort(), [
      'a metric could not be asked for: outbox',
      'a metric could not be asked for: role',
    ]);

    broken = false;
    assert.ok((await shown()).includes('patchwarden_outbox_posts{state="dead"} 1'));
    broken = true;
    await shown();
    assert.equal(lines.length, 3);
  });
});

describe('what is counted', () => {
  it('is sends by kind and result with their time, and retries', async () => {
    const { metrics, shown } = metricsOf({});
    metrics.send('digest', 'sent', 300);
    metrics.send('digest', 'sent', 100);
    metrics.send('digest', 'throttled', 50);
    metrics.send('digest', 'dead', 0);
    metrics.retry('digest');

    const text = await shown();
    for (const line of [
      'patchwarden_sends_total{kind="digest",result="sent"} 2',
      'patchwarden_sends_total{kind="digest",result="throttled"} 1',
      'patchwarden_sends_total{kind="digest",result="dead"} 1',
      'patchwarden_send_duration_seconds_sum{kind="digest"} 0.45',
      'patchwarden_send_duration_seconds_count{kind="digest"} 3',
      'patchwarden_send_retries_total{kind="digest"} 1',
    ]) {
      assert.ok(text.includes(line), line);
    }
  });

  it('has labels of closed sets, whatever a stored row says', async () => {
    const { metrics, shown } = metricsOf({});
    metrics.send('BER-EX01 is failing', '19:secret@thread.tacv2', 1);
    metrics.retry('BER-EX01 is failing');

    const text = await shown();
    assert.ok(text.includes('patchwarden_sends_total{kind="other",result="other"} 1'));
    assert.ok(text.includes('patchwarden_send_retries_total{kind="other"} 1'));
    assert.doesNotMatch(text.join('\n'), /secret|BER/);
  });

  it('is digests by what became of them, from 0 on', async () => {
    const { metrics, shown } = metricsOf({});
    metrics.composed('missed', 3);
    metrics.composed('posted', 1);
    assert.deepEqual(
      (await shown()).filter((line) => line.startsWith('patchwarden_digests_total')),
      ['posted', 'asked', 'edited', 'missed', 'superseded', 'stopped'].map(
        (result) => `patchwarden_digests_total{result="${result}"} ${{ missed: 3, posted: 1 }[result] ?? 0}`,
      ),
    );
  });

  it('is jumps of the clock by their direction', async () => {
    const { metrics, shown } = metricsOf({});
    metrics.clockJump(-90_000);
    metrics.clockJump(90_000);
    metrics.clockJump(90_000);
    const text = await shown();
    assert.ok(text.includes('patchwarden_clock_jumps_total{direction="forward"} 2'));
    assert.ok(text.includes('patchwarden_clock_jumps_total{direction="back"} 1'));
  });
});
