import type { Attention } from '../../src/attention/model.ts';
import type { Told } from '../../src/changes/story/model.ts';
import { instant } from '../../src/core/clock.ts';
import { NOW } from '../support/factories.ts';

export function attentionOf(text: string, change: Partial<Attention> = {}): Attention {
  return {
    acknowledged: {
      by: { kind: 'user', tenantId: 't', aadObjectId: 'o', name: text },
      until: instant(NOW + 20 * 86_400_000),
      reason: text,
    },
    planned: {
      change: 'CHG-0007',
      state: 'approved',
      start: instant(NOW + 7 * 86_400_000),
      end: instant(NOW + 7 * 86_400_000 + 14_400_000),
      zone: 'Europe/Berlin',
    },
    updating: false,
    ...change,
  };
}

export function toldOf(text: string, ...notes: readonly string[]): Told {
  return {
    seq: 7,
    at: NOW,
    actor: { kind: 'system', job: 'x' },
    who: 'Patchwarden',
    verb: 'x',
    text,
    notes,
    hash: 'c'.repeat(64),
  };
}
