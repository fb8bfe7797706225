import type { Actor } from '../../../../src/core/actor.ts';

/** One row of the log, parsed. */
export interface Row {
  readonly seq: number;
  readonly at: number;
  readonly actor: Actor;
  readonly verb: string;
  readonly subject: string;
  readonly before: Json | null;
  readonly after: Json | null;
  readonly outcome: Json | null;
}

export interface Json {
  // biome-ignore lint/suspicious/noExplicitAny: what the log holds is judged member by member
  readonly [member: string]: any;
}
