import type { Answer } from '../questions/model.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented } from './parts/card.ts';
import { changeMark, marked } from './parts/change-words.ts';
import { clean } from './parts/escape.ts';
import { toldBlocks } from './parts/told.ts';
import { heading, text } from './parts/text.ts';
import { knownZone } from './parts/when.ts';

type Story = Extract<Answer, { readonly kind: 'story' }>;

/** What happened to one change, in the order in which it happened, as the audit log has it. */
export function storyCard(story: Story, context: PresentContext): Presented {
  const { change, told, deeds } = story;
  const mark = changeMark(change);
  const title = `History of ${change.id}: ${marked(mark, mark.word)}`;
  if (context.audience !== 'names')
    return finish({
      summary: `${title}.`,
      body: [
        heading(title),
        text(`${countText(deeds, 'entry', 'entries')} in the audit log`),
        text(COUNTS_ONLY, { size: 'Small' }),
      ],
      actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
    });
  return fitted((room) => {
    // The end of a long story says how it stands.
    const shown = told.slice(-Math.min(40, room.rows));
    const left = deeds - shown.length;
    return {
      summary: `${title}. ${countText(deeds, 'entry', 'entries')}.`,
      wide: true,
      body: [
        heading(title, mark.color),
        text(clean(change.reason, room.sentence), { subtle: true, size: 'Small', spacing: 'None', max: 600 }),
        ...(left > 0
          ? [text(`${countText(left, 'earlier entry is', 'earlier entries are')} left out here`, { subtle: true })]
          : []),
        ...toldBlocks(shown, context.zone, room),
        text(`Times in ${knownZone(context.zone)} · from the audit log${headText(shown)}`, {
          subtle: true,
          size: 'Small',
          separator: true,
        }),
      ],
      actions: [
        act('Show the change', { change: { kind: 'show', change: change.id } }, context, { primary: true }),
        ask('Open changes', { kind: 'changes', filter: 'open', page: 1 }, context),
      ],
    };
  });
}

function headText(shown: Story['told']): string {
  const last = shown.at(-1);
  return last ? `, up to ${last.seq}·${clean(last.hash, 65).slice(0, 12)}` : '';
}
