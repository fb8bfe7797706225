import { isoOf } from '../../core/clock.ts';
import { listConversations } from '../../delivery/list-conversations.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printJson } from '../output.ts';
import { placeJson } from '../places.ts';
import { table } from '../table.ts';
import { ageText } from '../words.ts';

/** `conversations`: every stored place, and whether anything is sent there. */
export async function conversations(
  house: Pick<House, 'database' | 'clock'>,
  output: Output,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const now = house.clock.now();
  const all = await house.database.read(listConversations);
  if (json) {
    printJson(output, { asOf: isoOf(now), conversations: all.map((one) => placeJson(one, one.id)) });
  } else if (all.length === 0) {
    output.out('No conversation is known yet: install the app in a team or a chat, or write to the bot.');
  } else {
    const rows = all.map(({ id, kind, name, person, seenAt, gone }) => [
      kind,
      name ?? person?.name ?? '',
      ageText(seenAt, now),
      gone === null ? '' : `${ageText(gone.at, now)}, ${gone.why}`,
      id,
    ]);
    output.out(
      table(
        [
          { title: 'Kind', grow: 0 },
          { title: 'Name', grow: 1 },
          { title: 'Seen', grow: 0 },
          { title: 'Gone', grow: 1 },
          { title: 'Id', grow: 2 },
        ],
        rows,
        output.width,
      ),
    );
  }
  return 0;
}
