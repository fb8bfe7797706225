import type { AckCommand } from '../acknowledgements/model.ts';
import type { CalendarCommand } from '../calendar/model.ts';
import type { ChangeCommand } from '../changes/model.ts';
import type { Instant } from '../core/clock.ts';
import type { MaintenanceCommand } from '../maintenance/model.ts';
import type { Mentioned, PeopleCommand } from '../people/model.ts';
import type { ServerCommand } from '../readiness/retire-model.ts';

/** What words ask for beyond questions: forms, lists and cards. Words never write; the buttons of what they yield do. */
export type WordCommand =
  | { readonly about: 'acknowledgement'; readonly command: AckCommand }
  | { readonly about: 'change'; readonly command: ChangeCommand }
  | { readonly about: 'calendar'; readonly command: CalendarCommand }
  | { readonly about: 'people'; readonly command: PeopleCommand }
  | { readonly about: 'server'; readonly command: ServerCommand }
  | { readonly about: 'maintenance'; readonly command: MaintenanceCommand };

/** Everything a desk takes, in words or by a button. `Digest`: the commands of digests, which this room does not know. */
export type DeskCommand<Digest> = { readonly about: 'digest'; readonly command: Digest } | WordCommand;

/** What it takes to read words. */
export interface WordContext {
  /** The zone of dates and times where the words name none. */
  readonly zone: string;
  readonly now: Instant;
  /** Who is mentioned, in the order of the text, without the bot itself. */
  readonly mentions: readonly Mentioned[];
}
