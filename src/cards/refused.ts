import type { Refusal } from '../core/result.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { finish, type Presented } from './parts/card.ts';
import { heading, text } from './parts/text.ts';

/** An expected no: what and why in one sentence, and the way forward. */
export function refusedCard(refusal: Refusal, context: PresentContext): Presented {
  return finish({
    summary: `${refusal.message} ${refusal.hint}`,
    body: [{ ...heading(refusal.message), size: 'Medium' }, text(refusal.hint)],
    actions:
      refusal.code === 'not-allowed'
        ? []
        : [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}
