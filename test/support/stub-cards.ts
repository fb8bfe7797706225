import type { Audience, Intent } from '../../src/questions/model.ts';
import type { Present } from '../../src/teams/desk.ts';

export interface Question {
  readonly intent: Intent;
  readonly audience: Audience;
}

/** With one of these in any card, teams-ai's own action routes would push every later card to everybody. */
const refresh = { action: { type: 'Action.Execute', verb: 'ask', data: {} } };

/** Cards that say what was asked and for whom, instead of what is answered. */
export function stubCards(asked: () => Question | undefined): Present {
  return (answer, { zone, once, audience, viewer }) => ({
    card: {
      type: 'AdaptiveCard',
      version: '1.5',
      zone,
      once: once(),
      asked: asked(),
      answer: answer.kind,
      audience,
      viewer,
      refresh,
    },
    text: `The answer of kind ${answer.kind}`,
  });
}
