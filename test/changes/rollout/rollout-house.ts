import type { ChangeAnswer, ChangeId } from '../../../src/changes/model.ts';
import type { RolloutAnswer } from '../../../src/changes/rollout/model.ts';
import { loadChange } from '../../../src/changes/store.ts';
import { defaultPolicy } from '../../../src/people/default-policy.ts';
import type { Policy } from '../../../src/people/policy.ts';
import type { Database } from '../../../src/storage/database.ts';
import { ANA, aPlanHouse, type PlanHouse, type User } from '../plan-house.ts';

export type Form = Extract<RolloutAnswer, { readonly kind: 'rollout-form' }>;
export type Shown = Extract<RolloutAnswer, { readonly kind: 'rollout' }>;

export function form(answer: ChangeAnswer): Form {
  if (answer.kind !== 'rollout-form') throw new Error(JSON.stringify(answer));
  return answer;
}

export function shown(answer: ChangeAnswer): Shown {
  if (answer.kind !== 'rollout') throw new Error(JSON.stringify(answer));
  return answer;
}

export function refusal(answer: ChangeAnswer): string {
  return answer.kind === 'refused' ? `${answer.refusal.code}: ${answer.refusal.message}` : answer.kind;
}

export interface RolloutHouse extends PlanHouse {
  preview(scope?: string): Promise<Form>;
  propose(scope?: string, over?: { readonly once?: string }): Promise<ChangeAnswer>;
  approve(user: User, of: Shown): Promise<ChangeAnswer>;
  change(id: ChangeId): ReturnType<typeof loadChange>;
  /** `rollout ROLLOUT-0001 a:bo`. */
  posts(): Promise<string[]>;
  /** Of changes and rollouts: `change.proposed CHG-0001`. */
  verbs(): Promise<string[]>;
}

/** As a plan house; Vi is the policy's fallback. */
export async function aRolloutHouse(database: Database, policy: Policy = defaultPolicy): Promise<RolloutHouse> {
  const plain = await aPlanHouse(database, { policy: { ...policy, fallbacks: ['vi'] } });
  const house: RolloutHouse = {
    ...plain,
    preview: async (scope = 'outdated') => form(await plain.say(ANA, { kind: 'rollout-form', scope, reason: '' })),
    async propose(scope = 'outdated', over = {}) {
      const { hash, scope: value } = await house.preview(scope);
      return plain.say(ANA, { kind: 'rollout', scope: value, hash, reason: 'Cut off since July' }, over);
    },
    approve: (user, { rollout, hash }) => plain.say(user, { kind: 'approve-rollout', rollout: rollout.id, hash }),
    change: (id) => database.read((reader) => loadChange(reader, id)),
    posts: async () =>
      (await plain.outbox()).map(({ kind, subject, conversation_id }) => `${kind} ${subject} ${conversation_id}`),
    verbs: () =>
      database.read(async (reader) =>
        (await reader.selectFrom('audit').selectAll().orderBy('seq').execute())
          .filter(({ verb }) => /^(?:change|rollout)\./.test(verb))
          .map(({ verb, subject }) => `${verb} ${subject}`),
      ),
  };
  return house;
}
