/** Where something was said or is to be said; `thread` null: in the conversation itself. */
export interface Place {
  readonly conversation: string;
  readonly thread: string | null;
}
