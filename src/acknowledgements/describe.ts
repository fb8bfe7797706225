import type { Json } from '../core/json.ts';
import type { Acknowledgement } from './model.ts';

/** What the audit log keeps of one. */
export function ackJson({ id, author, until, zone, reason, bound }: Acknowledgement): Json {
  return { id, author, until, zone, reason, bound: { ...bound } };
}
