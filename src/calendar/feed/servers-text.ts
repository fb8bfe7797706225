import { countText } from '../../readiness/words.ts';
import type { FeedState } from './model.ts';

/** Names that a title has room for. */
const MOST = 3;

/** `BER-EX01, BER-EX02`; of more than three the first and how many more; without names `3 servers`. */
export function serversText(servers: readonly string[], audience: FeedState['audience']): string {
  if (audience === 'counts') return countText(servers.length, 'server');
  const named = servers.slice(0, MOST).join(', ');
  return servers.length > MOST ? `${named} and ${servers.length - MOST} more` : named;
}
