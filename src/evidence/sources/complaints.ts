import type { Log } from '../../core/log.ts';

/** Where complaints go, and what was said of a path already. */
export interface Complaints {
  readonly log: Log;
  readonly complaints: Map<string, string>;
}

/** Warns of a path, once for as long as there is nothing else to say of it. */
export function complain(
  { log, complaints }: Complaints,
  path: string,
  what: string,
  fields: object,
  message: string,
): void {
  if (complaints.get(path) === what) return;
  complaints.set(path, what);
  log.warn(fields, message);
}

export function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
