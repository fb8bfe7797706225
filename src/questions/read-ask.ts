import { z } from 'zod';
import { changeFilters } from '../changes/filter.ts';
import { advisoryIds, gateIds } from '../readiness/model.ts';
import { intentSchema } from './intent-schema.ts';
import type { Intent } from './model.ts';

/** A press of a button that asks. */
export interface Ask {
  readonly intent: Intent;
  /** The same for every delivery of one press. */
  readonly once: string;
}

const pressSchema = z.looseObject({ ask: intentSchema, once: z.string().min(1).max(100) });
const causeSchema = z.enum(['all', ...gateIds, ...advisoryIds]);
const filterSchema = z.enum(changeFilters);
const tickSchema = z.string().min(1).max(255);

/**
 * Reads the data of a pressed button, whether it came as Action.Execute or as its Action.Submit fallback.
 * Inputs that came along fill the intent: the filter's cause or states (back to page 1), the servers ticked. Null: not one of ours.
 */
export function readAsk(data: unknown): Ask | null {
  const press = pressSchema.safeParse(data);
  if (!press.success) return null;
  const { ask, once, ...inputs } = press.data;
  return { intent: filledIn(ask, inputs), once };
}

function filledIn(intent: Intent, inputs: Readonly<Record<string, unknown>>): Intent {
  if (intent.kind === 'ticked') {
    const servers = Object.entries(inputs).flatMap(([id, value]) => {
      const tick = tickSchema.safeParse(value);
      return /^tick\d{1,3}$/.test(id) && tick.success ? [tick.data] : [];
    });
    return { ...intent, servers: [...new Set([...intent.servers, ...servers])].slice(0, 100) };
  }
  if (intent.kind === 'changes') {
    const filter = filterSchema.safeParse(inputs.filter);
    return !filter.success || filter.data === intent.filter ? intent : { ...intent, filter: filter.data, page: 1 };
  }
  if (intent.kind === 'failing' || intent.kind === 'unknown' || intent.kind === 'outdated') {
    const cause = causeSchema.safeParse(inputs.cause);
    if (!cause.success) return intent;
    const chosen = cause.data === 'all' ? null : cause.data;
    return chosen === intent.cause ? intent : { ...intent, cause: chosen, page: 1 };
  }
  return intent;
}
