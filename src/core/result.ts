/** Why something was refused. Two refusals of one code are handled alike. */
export type RefusalCode =
  /** The caller may not do or see this. */
  | 'not-allowed'
  /** There is no such server, report or command. */
  | 'not-found'
  /** More than one thing fits; the message names them. */
  | 'ambiguous'
  /** The input is wrong in itself: the message names the field and the value. */
  | 'invalid'
  /** The input is larger, deeper or slower than the limits allow. */
  | 'too-large'
  /** It contradicts what is stored. */
  | 'conflict'
  /** Too often; try again later. */
  | 'throttled'
  /** A part Patchwarden needs (database, file share, worker) does not answer. */
  | 'unavailable';

/** An expected "no": a code, one sentence for the user, and the way forward. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly hint: string;
}

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Refused = { readonly ok: false; readonly refusal: Refusal };
export type Result<T> = Ok<T> | Refused;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function refuse(code: RefusalCode, message: string, hint: string): Refused {
  return { ok: false, refusal: { code, message, hint } };
}

/** Makes a `switch` over a union exhaustive: a forgotten case does not compile. */
export function never(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
