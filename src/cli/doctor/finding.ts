/** What can be looked at, in the order in which it is. */
export type Subject =
  | 'configuration'
  | 'database'
  | 'audit'
  | 'clock'
  | 'catalogue'
  | 'evidence'
  | 'jobs'
  | 'posts'
  | 'digests'
  | 'doors';

/** One thing that the doctor looked at. */
export interface Finding {
  readonly subject: Subject;
  readonly state: 'ok' | 'note' | 'wrong';
  /** One sentence. */
  readonly message: string;
  /** What to do about it; null: nothing. */
  readonly hint: string | null;
}
