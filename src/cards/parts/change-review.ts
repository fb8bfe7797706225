import type { CardElementArray } from '@microsoft/teams.cards';
import type { ChangeView } from '../../changes/model.ts';
import type { PresentContext } from './actions.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';
import { textField } from './inputs.ts';
import { text } from './text.ts';
import { datedMoment, knownZone } from './when.ts';
import { whoText } from './who.ts';

/** Of an emergency: until when somebody else judges it, what they said, and the field for it. */
export function reviewBlock(view: ChangeView, context: PresentContext, room: Room, open: boolean): CardElementArray {
  const { review } = view.change.record;
  if (review === null) return [];
  const zone = knownZone(context.zone);
  if (review.decided !== null) {
    const { verdict, by, at, reason } = review.decided;
    const said = reason ? `: “${clean(reason, room.sentence)}”` : '';
    const mark = verdict === 'accepted' ? '✔ Accepted afterwards by' : '✖ Objected to by';
    return [
      text(`${mark} ${whoText(by, room)}, ${datedMoment(at, zone)} ${zone}${said}`, {
        color: verdict === 'accepted' ? 'Good' : 'Attention',
        separator: true,
      }),
    ];
  }
  const due = `${datedMoment(review.dueAt, zone)} ${zone}`;
  return [
    text(
      view.reviewOverdue
        ? `✖ Review overdue: somebody who did not shape it had to judge it by ${due}.`
        : `Review due by ${due}: somebody who did not shape it judges it afterwards.`,
      { bold: true, separator: true, ...(view.reviewOverdue && { color: 'Attention' as const }) },
    ),
    ...(open
      ? [textField({ id: 'reason', label: 'What you say to it (needed to object)', lines: true, max: 500 })]
      : []),
  ];
}
