import type { ChangeView } from '../changes/model.ts';
import { changeTitle } from './change.ts';
import { act } from './parts/actions.ts';
import { fitted, type Presented } from './parts/card.ts';
import type { ChangeContext } from './parts/change-actions.ts';
import { whatText } from './parts/change-words.ts';
import { clean } from './parts/escape.ts';
import { heading, text } from './parts/text.ts';

/** A change that was just proposed here: its own card is posted in this conversation. */
export interface PostedChange {
  readonly kind: 'change-posted';
  readonly view: ChangeView;
  readonly notice: string;
}

/** What a form turns into when the card that it has brought about is posted in the same conversation. */
export function changePostedCard({ view, notice }: PostedChange, context: ChangeContext): Presented {
  return fitted((room) => {
    const title = changeTitle(view);
    const { id } = view.change;
    return {
      summary: `${title.line}: ${whatText(view.change)}.`,
      body: [
        heading(title.line, title.color),
        text(clean(notice, room.sentence)),
        text('Its card is posted in this conversation and stays up to date.', { subtle: true, size: 'Small' }),
      ],
      actions: [act('Show it here', { change: { kind: 'show', change: id } }, context)],
    };
  });
}
