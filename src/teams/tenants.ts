import type { Config } from '../config/model.ts';
import type { Incoming } from './activity.ts';
import { tenantsOf } from './activity.ts';

type Tenants = Pick<Config, 'bot' | 'botAuth' | 'allowedTenants'>;

/**
 * Whether an authenticated activity is answered. The SDK checks that Teams sent it, not for whom:
 * anybody may install a bot whose id they know into their own tenant.
 */
export function mayAsk(config: Tenants, incoming: Incoming): boolean {
  if (config.botAuth === 'off') return true;
  // Other channels of a bot registration (web chat, Direct Line) let the caller choose who he is.
  if (incoming.channelId !== 'msteams') return false;
  const named = tenantsOf(incoming);
  return named.length > 0 && named.every((tenant) => isAllowed(config, tenant));
}

/** Whether anything is posted to a stored conversation of this tenant: the list may have become shorter since. */
export function mayTell(config: Tenants, tenantId: string | null): boolean {
  if (config.botAuth === 'off') return true;
  return tenantId !== null && isAllowed(config, tenantId.toLowerCase());
}

function isAllowed({ allowedTenants, bot }: Tenants, tenant: string): boolean {
  const allowed = allowedTenants.length > 0 ? allowedTenants : bot ? [bot.tenantId] : [];
  return allowed.some((entry) => entry.toLowerCase() === tenant);
}
