import type { DidYouMean } from '../questions/model.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { finish, type Presented } from './parts/card.ts';
import { clean } from './parts/escape.ts';
import { heading, text } from './parts/text.ts';

const MOST_BUTTONS = 5;

/** Which one is meant. Nothing is said about a server until it is chosen. */
export function didYouMeanCard(answer: DidYouMean, context: PresentContext): Presented {
  const suggestions = answer.suggestions.slice(0, MOST_BUTTONS);
  const left = answer.suggestions.length - suggestions.length;
  const title = titleOf(answer);
  return finish({
    summary:
      suggestions.length > 0
        ? `${title}. Did you mean ${suggestions.map((one) => one.title).join(' or ')}?`
        : `${title}.`,
    body: [
      heading(title),
      text(wayForward(answer)),
      ...(left > 0 ? [text(`and ${left} more that fit`, { subtle: true, size: 'Small' })] : []),
    ],
    actions: [
      ...suggestions.map((one) => ask(one.title, one.ask, context)),
      suggestions.length > 0
        ? ask('Help', { kind: 'help' }, context)
        : answer.what === 'change'
          ? ask('Changes', { kind: 'changes', filter: 'open', page: 1 }, context)
          : ask('Show failing servers', { kind: 'failing', scope: null, cause: null, page: 1 }, context),
    ],
  });
}

function titleOf({ asked, what, because, suggestions }: DidYouMean): string {
  const name = clean(asked, 60);
  switch (because) {
    case 'ticked':
      return suggestions.length > 0
        ? `You ticked ${suggestions.length} servers`
        : 'The ticked servers are not known any more';
    case 'several':
      return `More than one ${kinds[what]} is called “${name}”`;
    case 'no-match':
      return `No ${kinds[what]} is called “${name}”`;
  }
}

const kinds: Readonly<Record<DidYouMean['what'], string>> = {
  server: 'server',
  scope: 'site, DAG or product',
  change: 'change',
};

function wayForward({ what, because, suggestions }: DidYouMean): string {
  if (because === 'ticked' && suggestions.length > 0) return 'One at a time: which one do you want to know about?';
  if (suggestions.length > 0) return 'Did you mean one of these?';
  if (what === 'change') return 'Changes are called like CHG-0007. The list of them is one press away.';
  if (what === 'scope') return 'Nothing known comes near. Ask for the whole list and look at the sites and DAGs in it.';
  return 'No known name comes near. A server is known once a report or an inventory names it.';
}
