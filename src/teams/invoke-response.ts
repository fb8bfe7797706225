import type { Activity } from 'botbuilder';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';
const ERROR = 'application/vnd.microsoft.error';

type InvokeAnswer = Partial<Activity>;

function answer(body: object): InvokeAnswer {
  return { type: 'invokeResponse', value: { status: 200, body } };
}

/** The card that replaces the one whose button was pressed, for the one who pressed it. */
export function cardAnswer(card: object): InvokeAnswer {
  return answer({ statusCode: 200, type: CARD, value: card });
}

/** One sentence under the card; the card stays. */
export function messageAnswer(text: string): InvokeAnswer {
  return answer({ statusCode: 200, type: MESSAGE, value: text });
}

/** Nothing is to be seen for it. */
export function emptyAnswer(): InvokeAnswer {
  return answer({});
}

/** The button carries something that this bot never put there. */
export function badRequestAnswer(message: string): InvokeAnswer {
  return answer({ statusCode: 400, type: ERROR, value: { code: 'BadRequest', message } });
}

/** A sentence for an invoke that could not be carried out, in the shape its kind asks for. Unanswered, Teams would get 501. */
export function failedInvoke(name: string | undefined, text: string): InvokeAnswer {
  if (name === 'adaptiveCard/action') return messageAnswer(text);
  if (name?.startsWith('task/')) return answer({ task: { type: 'message', value: text } });
  if (name?.startsWith('composeExtension/')) return answer({ composeExtension: { type: 'message', text } });
  return answer({});
}
