import type { Config } from '../config/model.ts';
import type { Incoming } from './activity.ts';
import { tenantsOf } from './activity.ts';

/**
 * Whether an authenticated activity is answered. The SDK checks that Teams sent it, not for whom:
 * anybody may install a bot whose id they know into their own tenant.
 */
export function mayAsk(config: Pick<Config, 'bot' | 'botAuth' | 'allowedTenants'>, incoming: Incoming): boolean {
  if (config.botAuth === 'off') return true;
  // Other channels of a bot registration (web chat, Direct Line) let the caller choose who he is.
  if (incoming.channelId !== 'msteams') return false;
  const allowed = config.allowedTenants.length > 0 ? config.allowedTenants : config.bot ? [config.bot.tenantId] : [];
  const named = tenantsOf(incoming);
  return named.length > 0 && named.every((tenant) => allowed.some((entry) => entry.toLowerCase() === tenant));
}
