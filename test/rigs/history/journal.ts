import type { AckCommand } from '../../../src/acknowledgements/model.ts';
import type { ChangeCommand } from '../../../src/changes/model.ts';
import type { Actor } from '../../../src/core/actor.ts';
import type { MaintenanceCommand } from '../../../src/maintenance/model.ts';
import type { PeopleCommand, Standing } from '../../../src/people/model.ts';
import type { ServerCommand } from '../../../src/readiness/retire-model.ts';

/** What a report says of a server, as far as histories tell reports apart. Null: the report does not know it. */
export interface Sketch {
  readonly server: string;
  readonly generatedAt: number;
  readonly build: string | null;
  readonly service: string | null;
  readonly startType: string;
  readonly rewrite: boolean;
  readonly inactive: readonly string[] | null;
  /** Of the cluster. */
  readonly node: 'Up' | 'Down' | null;
  readonly reboot: boolean | null;
}

/** One thing that somebody, evidence or time does. JSON-safe. */
export type Call =
  | { readonly about: 'change'; readonly command: ChangeCommand }
  | { readonly about: 'acknowledgement'; readonly command: AckCommand }
  | { readonly about: 'maintenance'; readonly command: MaintenanceCommand }
  | { readonly about: 'people'; readonly command: PeopleCommand }
  | { readonly about: 'server'; readonly command: ServerCommand }
  | { readonly about: 'report'; readonly report: Sketch }
  | { readonly about: 'wake' };

/** A transaction that was committed: the newest audit row before and after it, and what the clock read in it. */
export interface Committed {
  readonly before: number;
  readonly after: number;
  readonly now: number;
}

/** What one delivery of a call came to. */
export interface Delivery {
  /** The same for every delivery of one press. */
  readonly once: string;
  readonly worker: string;
  readonly actor: Actor;
  readonly standing: Standing;
  readonly call: Call;
  readonly committed: readonly Committed[];
  readonly answer: Told;
}

/** `code` of a refusal; `notice` of a card. `thrown`: an exception, which is a bug. */
export interface Told {
  readonly kind: string;
  readonly code: string | null;
  readonly notice: string | null;
}
