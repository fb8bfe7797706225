import { parse } from '../questions/parse.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { finish, type Presented } from './parts/card.ts';
import { clean } from './parts/escape.ts';
import { heading, text } from './parts/text.ts';

/** Three things that would have been understood, each one press away. */
export function notUnderstoodCard(asked: string, examples: readonly string[], context: PresentContext): Presented {
  const shown = examples.slice(0, 3);
  return finish({
    summary: `Not understood. Try: ${shown.join(', ')}.`,
    body: [
      heading('That was not understood'),
      ...(clean(asked) ? [text(`You wrote: “${clean(asked, 120)}”`, { subtle: true })] : []),
      text('Patchwarden answers short commands. For example:'),
    ],
    actions: [...shown.map((example) => ask(example, parse(example), context)), ask('Help', { kind: 'help' }, context)],
  });
}
