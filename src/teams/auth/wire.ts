import { AsyncLocalStorage } from 'node:async_hooks';

/** What one call came to, seen where it leaves the process: below the SDK, which tells tokens, answers and broken lines apart poorly. */
export interface CallRecord {
  /** False: it was never handed to the network, so nothing can have arrived. */
  readonly left: boolean;
  readonly response: { readonly status: number; readonly body: string; readonly retryAfter: string | null } | null;
  /** Why there is no answer. */
  readonly error: unknown;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const records = new AsyncLocalStorage<Writable<CallRecord>>();

/** Makes one call and tells what came of it; never rejects. Ends when `signal` does, whatever the call waits for. */
export async function witness(call: () => Promise<unknown>, signal: AbortSignal): Promise<CallRecord> {
  const record: Writable<CallRecord> = { left: false, response: null, error: null };
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const made = records.run(record, call).catch((error: unknown) => {
    record.error ??= error;
  });
  await Promise.race([made, ended]);
  return { ...record };
}

/** The record of the call that is under way, for the one place through which every call leaves. */
export function underWay(): Writable<CallRecord> | undefined {
  return records.getStore();
}
