import type { Activity } from 'botbuilder';

/** One activity, one card, and no text: both in one are split by Teams into two messages without an id. */
export function cardActivity({ card, text }: { readonly card: object; readonly text: string }): Partial<Activity> {
  return {
    type: 'message',
    // What notifications show.
    summary: text.slice(0, 200),
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  };
}
