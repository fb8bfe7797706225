import type { Actor } from '../core/actor.ts';
import { CHANGE } from './app.ts';

/** What happens to a change by itself. */
export const BY_TIME: Actor = { kind: 'system', job: CHANGE };
