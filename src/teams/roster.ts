import type { ConnectorClient } from 'botframework-connector';
import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { MINUTE, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Conversation } from '../delivery/model.ts';
import type { Company } from '../people/audience.ts';
import type { Person } from '../people/readers.ts';
import type { Incoming } from './activity.ts';
import { conversationOf, tenantsOf } from './activity.ts';

const KEPT_FOR = 10 * MINUTE;
const FAILURE_KEPT_FOR = 30 * SECOND;
/** A button has to be answered in two seconds, whatever the roster does. */
const PATIENCE_OF_A_TURN = 1500;
/** Nobody waits for a post. */
const PATIENCE_OF_A_POST = 8 * SECOND;
const MOST_ROSTERS = 500;
/** Members kept of all rosters together: some 300 bytes each. */
const MOST_MEMBERS = 50_000;
const LONGEST_NAME = 200;
const PAGE = 500;
const MOST_PAGES = 20;

const memberSchema = z.looseObject({
  id: z.string(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  userRole: z.string().nullish(),
  tenantId: z.string().nullish(),
  name: z.string().nullish(),
});
type Member = z.infer<typeof memberSchema>;

/** One person in a conversation. Ids are lower case. */
export interface RosterMember {
  readonly id: string;
  readonly aadObjectId: string | null;
  readonly name: string | null;
  /** User principal name. */
  readonly address: string | null;
  readonly guest: boolean;
}

export interface Roster {
  readonly company: Company;
  /** Ids of the guests, both kinds, lower case. */
  readonly guests: ReadonlySet<string>;
  /** As far as they were told: to know who is mentioned. */
  readonly members: readonly RosterMember[];
  /** Of an untold one: asked again later it may be told. */
  readonly passing: boolean;
}

export const untold: Roster = { company: 'untold', guests: new Set(), members: [], passing: false };
const missed: Roster = { ...untold, passing: true };

interface Entry {
  readonly roster: Promise<Roster>;
  until: number;
  /** How many members it keeps. */
  size: number;
}

/** Whose members are asked for: those of a team, or of a conversation that is in none. */
interface Circle {
  readonly id: string;
  readonly serviceUrl: string;
  readonly tenantId: string | null;
}

/** Who is in a conversation, asked once in ten minutes and whenever somebody joins or leaves. */
export class Rosters {
  readonly #entries = new Map<string, Entry>();
  readonly #clientOf: (serviceUrl: string) => Promise<ConnectorClient>;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(clientOf: (serviceUrl: string) => Promise<ConnectorClient>, clock: Clock, log: Log) {
    this.#clientOf = clientOf;
    this.#clock = clock;
    this.#log = log;
  }

  /** Of where an activity comes from. Never fails and never takes longer than a turn may: what can't be had is `untold`. */
  async of(incoming: Incoming): Promise<Roster> {
    // The members of a shared channel come from other teams and tenants, and no roster names them all.
    if (incoming.channelData?.channel?.type === 'shared') return untold;
    const [tenantId = null] = tenantsOf(incoming);
    return this.#within(
      PATIENCE_OF_A_TURN,
      this.#known({ id: circleOf(incoming), serviceUrl: incoming.serviceUrl, tenantId }),
    );
  }

  /** Of a stored conversation, without a turn. Never fails. */
  async ofStored({ id, teamId, serviceUrl, tenantId, shared }: Conversation): Promise<Roster> {
    if (shared) return untold;
    const circle = { id: teamId ?? id, serviceUrl, tenantId: tenantId?.toLowerCase() ?? null };
    return this.#within(PATIENCE_OF_A_POST, this.#known(circle));
  }

  forget(incoming: Incoming): void {
    this.#entries.delete(circleOf(incoming));
  }

  #known(circle: Circle): Promise<Roster> {
    const { id } = circle;
    const known = this.#entries.get(id);
    if (known && known.until > this.#clock.monotonic()) return known.roster;

    const entry: Entry = { roster: this.#ask(circle), until: this.#clock.monotonic() + KEPT_FOR, size: 0 };
    void entry.roster.then((roster) => {
      if (roster.company === 'untold') entry.until = this.#clock.monotonic() + FAILURE_KEPT_FOR;
      entry.size = roster.members.length;
      this.#makeRoom();
    });
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    this.#makeRoom();
    return entry.roster;
  }

  /** The oldest go first, and never the last one. */
  #makeRoom(): void {
    let members = 0;
    for (const { size } of this.#entries.values()) members += size;
    for (const [id, { size }] of this.#entries) {
      if (this.#entries.size <= MOST_ROSTERS && (members <= MOST_MEMBERS || this.#entries.size === 1)) return;
      this.#entries.delete(id);
      members -= size;
    }
  }

  #within(patience: number, roster: Promise<Roster>): Promise<Roster> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(patience, () => resolve(missed));
      void roster.then((value) => {
        cancel();
        resolve(value);
      });
    });
  }

  async #ask({ id, serviceUrl, tenantId }: Circle): Promise<Roster> {
    const guests = new Set<string>();
    const members: RosterMember[] = [];
    let next: string | undefined;
    try {
      const { conversations } = await this.#clientOf(serviceUrl);
      for (let page = 0; page < MOST_PAGES; page++) {
        const result = await conversations.getConversationPagedMembers(id, pageAfter(next));
        for (const member of z.array(memberSchema).parse(result.members ?? [])) {
          const guest = isGuest(member, tenantId);
          members.push(memberOf(member, guest));
          if (guest) for (const known of idsOf(member)) guests.add(known);
        }
        next = result.continuationToken || undefined;
        if (next === undefined) break;
      }
    } catch (error) {
      const why = error instanceof Error ? error.name : typeof error;
      this.#log.warn({ conversation: id, error: why }, 'the members of a conversation could not be told');
      return missed;
    }
    // Nobody, or more than can be read: either way not the whole company.
    if (members.length === 0 || next !== undefined) return { company: 'untold', guests, members, passing: false };
    return { company: guests.size > 0 ? 'with-guests' : 'members', guests, members, passing: false };
  }
}

/** Its type demands a token of the first page too. */
function pageAfter(token: string | undefined): { pageSize: number; continuationToken: string } {
  const options = { pageSize: PAGE, ...(token !== undefined && { continuationToken: token }) };
  return options as { pageSize: number; continuationToken: string };
}

export function standingOf(
  roster: Roster,
  person: { readonly id: string; readonly aadObjectId?: string | null | undefined },
): Person['standing'] {
  const ids = [person.id, person.aadObjectId].flatMap((id) => (id ? [id.toLowerCase()] : []));
  if (ids.some((id) => roster.guests.has(id))) return 'guest';
  return roster.company === 'untold' ? 'untold' : 'member';
}

/** Guests carry a role of their own; where the roster names no role, a guest account's name or tenant tells. */
function isGuest(member: Member, tenantId: string | null): boolean {
  if (member.userRole && member.userRole.toLowerCase() !== 'user') return true;
  if (member.userPrincipalName?.toUpperCase().includes('#EXT#')) return true;
  return tenantId !== null && Boolean(member.tenantId) && member.tenantId?.toLowerCase() !== tenantId;
}

function memberOf(member: Member, guest: boolean): RosterMember {
  const { id, aadObjectId, objectId, name, userPrincipalName } = member;
  return {
    id: id.toLowerCase(),
    aadObjectId: (aadObjectId || objectId)?.toLowerCase() || null,
    name: name?.trim().slice(0, LONGEST_NAME) || null,
    address: userPrincipalName?.trim().slice(0, LONGEST_NAME) || null,
    guest,
  };
}

function idsOf(member: Member): string[] {
  return [member.id, member.aadObjectId, member.objectId].flatMap((id) => (id ? [id.toLowerCase()] : []));
}

function circleOf(incoming: Incoming): string {
  return incoming.channelData?.team?.id ?? conversationOf(incoming);
}
