import type { TurnContext } from 'botbuilder';
import { TeamsInfo } from 'botbuilder';
import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { MINUTE, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Company } from '../people/audience.ts';
import type { Person } from '../people/readers.ts';
import type { Incoming } from './activity.ts';
import { conversationOf, tenantsOf } from './activity.ts';

const KEPT_FOR = 10 * MINUTE;
const FAILURE_KEPT_FOR = 30 * SECOND;
/** A button has to be answered in two seconds, whatever the roster does. */
const PATIENCE = 1500;
const MOST_ROSTERS = 500;
const PAGE = 500;
const MOST_PAGES = 20;

const memberSchema = z.looseObject({
  id: z.string(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  userRole: z.string().nullish(),
  tenantId: z.string().nullish(),
});
type Member = z.infer<typeof memberSchema>;

export interface Roster {
  readonly company: Company;
  /** Ids of the guests, both kinds, lower case. */
  readonly guests: ReadonlySet<string>;
}

const untold: Roster = { company: 'untold', guests: new Set() };

interface Entry {
  readonly roster: Promise<Roster>;
  until: number;
}

/** Who is in a conversation, asked once in ten minutes and whenever somebody joins or leaves. */
export class Rosters {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Never fails and never takes longer than `PATIENCE`: a roster that can't be had is `untold`. */
  async of(context: TurnContext, incoming: Incoming): Promise<Roster> {
    // The members of a shared channel come from other teams and tenants, and no roster names them all.
    if (incoming.channelData?.channel?.type === 'shared') return untold;
    const key = keyOf(incoming);
    const known = this.#entries.get(key);
    if (known && known.until > this.#clock.monotonic()) return this.#within(known.roster);

    const entry: Entry = { roster: this.#ask(context, incoming), until: this.#clock.monotonic() + KEPT_FOR };
    void entry.roster.then((roster) => {
      if (roster.company === 'untold') entry.until = this.#clock.monotonic() + FAILURE_KEPT_FOR;
    });
    this.#entries.delete(key);
    if (this.#entries.size >= MOST_ROSTERS) this.#entries.delete(this.#entries.keys().next().value ?? '');
    this.#entries.set(key, entry);
    return this.#within(entry.roster);
  }

  forget(incoming: Incoming): void {
    this.#entries.delete(keyOf(incoming));
  }

  #within(roster: Promise<Roster>): Promise<Roster> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(PATIENCE, () => resolve(untold));
      void roster.then((value) => {
        cancel();
        resolve(value);
      });
    });
  }

  async #ask(context: TurnContext, incoming: Incoming): Promise<Roster> {
    const [tenant] = tenantsOf(incoming);
    const guests = new Set<string>();
    let members = 0;
    let next: string | undefined;
    try {
      for (let page = 0; page < MOST_PAGES; page++) {
        const result = await TeamsInfo.getPagedMembers(context, PAGE, next);
        for (const member of z.array(memberSchema).parse(result.members ?? [])) {
          members++;
          if (isGuest(member, tenant)) for (const id of idsOf(member)) guests.add(id);
        }
        next = result.continuationToken || undefined;
        if (next === undefined) break;
      }
    } catch (error) {
      const why = error instanceof Error ? error.name : typeof error;
      this.#log.warn(
        { conversation: conversationOf(incoming), error: why },
        'the members of a conversation could not be told',
      );
      return untold;
    }
    // Nobody, or more than can be read: either way not the whole company.
    if (members === 0 || next !== undefined) return { company: 'untold', guests };
    return { company: guests.size > 0 ? 'with-guests' : 'members', guests };
  }
}

export function standingOf(roster: Roster, incoming: Incoming): Person['standing'] {
  const ids = [incoming.from.id, incoming.from.aadObjectId].flatMap((id) => (id ? [id.toLowerCase()] : []));
  if (ids.some((id) => roster.guests.has(id))) return 'guest';
  return roster.company === 'untold' ? 'untold' : 'member';
}

/** Guests carry a role of their own; where the roster names no role, a guest account's name or tenant tells. */
function isGuest(member: Member, tenant: string | undefined): boolean {
  if (member.userRole && member.userRole.toLowerCase() !== 'user') return true;
  if (member.userPrincipalName?.toUpperCase().includes('#EXT#')) return true;
  return tenant !== undefined && Boolean(member.tenantId) && member.tenantId?.toLowerCase() !== tenant;
}

function idsOf(member: Member): string[] {
  return [member.id, member.aadObjectId, member.objectId].flatMap((id) => (id ? [id.toLowerCase()] : []));
}

function keyOf(incoming: Incoming): string {
  return incoming.channelData?.team?.id ?? conversationOf(incoming);
}
