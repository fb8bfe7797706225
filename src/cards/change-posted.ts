import type { ChangeView } from '../changes/model.ts';
import { changeTitle } from './change.ts';
import { act } from './parts/actions.ts';
import { fitted, type Presented } from './parts/card.ts';
import type { ChangeContext } from './parts/change-actions.ts';
import { whatText } from './parts/change-words.ts';
import { clean } from './parts/escape.ts';
import { heading, text } from './parts/text.ts';
import { type RolloutView, rolloutTitleText } from './rollout.ts';

/** What was just proposed here: its own card is posted in this conversation. */
export type PostedChange =
  | { readonly kind: 'change-posted'; readonly view: ChangeView; readonly notice: string }
  | { readonly kind: 'rollout-posted'; readonly view: RolloutView; readonly notice: string };

/** What a form turns into when the card that it has brought about is posted in the same conversation. */
export function changePostedCard(posted: PostedChange, context: ChangeContext): Presented {
  return fitted((room) => {
    const { head, summary, command } = aboutOf(posted, room.name);
    return {
      summary,
      body: [
        head,
        text(clean(posted.notice, room.sentence)),
        text('Its card is posted in this conversation and stays up to date.', { subtle: true, size: 'Small' }),
      ],
      actions: [act('Show it here', { change: command }, context)],
    };
  });
}

function aboutOf(posted: PostedChange, longestName: number) {
  if (posted.kind === 'rollout-posted') {
    const line = rolloutTitleText(posted.view, longestName);
    const command = { kind: 'show-rollout', rollout: posted.view.rollout.id } as const;
    return { head: heading(line), summary: `${line}.`, command };
  }
  const title = changeTitle(posted.view);
  const { change } = posted.view;
  const command = { kind: 'show', change: change.id } as const;
  return { head: heading(title.line, title.color), summary: `${title.line}: ${whatText(change)}.`, command };
}
