import { ok, type Result, refuse } from '../core/result.ts';
import { identityOf } from './identity.ts';
import type { KnownPerson, Mentioned } from './model.ts';

const intents = {
  grant: { guest: 'A guest can not hold a role.', example: 'grant approver @Bo Berg' },
  revoke: { guest: 'A guest holds no role.', example: 'revoke approver @Bo Berg' },
  delegate: { guest: 'A guest can not approve for anybody.', example: 'delegate to @Bo Berg until friday' },
} as const;

/** The person who was mentioned. Refuses: `not-allowed` (a guest), `invalid` (nobody), `not-found` (not in the roster). */
export function identified(who: Mentioned, intent: keyof typeof intents): Result<KnownPerson> {
  const { guest, example } = intents[intent];
  switch (who.kind) {
    case 'guest':
      return refuse('not-allowed', guest, 'Mention a member of the organisation.');
    case 'member': {
      const identity = identityOf(who.person);
      if (identity !== null) return ok({ ...identity, person: who.person, name: who.name });
      return refuse('not-found', 'Teams does not say who that is.', `Mention the person: ${example}`);
    }
    case 'unresolved': {
      const typed = who.typed.trim().slice(0, 100);
      if (typed === '') return refuse('invalid', 'It does not say who is meant.', `Mention the person: ${example}`);
      return refuse(
        'not-found',
        `I find no member of this conversation who is ${typed}.`,
        `Mention the person in a conversation that they and I are in: ${example}`,
      );
    }
  }
}
