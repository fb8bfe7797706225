/** One thing that the doctor looked at. */
export interface Finding {
  readonly subject: 'configuration' | 'database' | 'clock' | 'catalogue' | 'evidence' | 'doors';
  readonly state: 'ok' | 'note' | 'wrong';
  /** One sentence. */
  readonly message: string;
  /** What to do about it; null: nothing. */
  readonly hint: string | null;
}
