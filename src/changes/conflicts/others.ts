import type { ServerId } from '../../core/ids.ts';
import { listText } from '../../readiness/words.ts';
import { isRepair } from '../path.ts';
import type { ChangeId } from '../plan.ts';
import { membersOf, serviceOf } from './dag-members.ts';
import type { Picture, PicturedChange, PlanShape, Service } from './picture.ts';
import { changesMeanwhile } from './picture-index.ts';

/** The others of a site or DAG while one of its servers is worked on. */
export interface Others {
  readonly place: Place;
  readonly in: number;
  readonly out: number;
  readonly unknown: number;
  /** Those that other changes work on. */
  readonly busy: number;
  readonly changes: readonly ChangeId[];
  readonly count: number;
}

interface Place {
  /** `site …` or `dag …`. */
  readonly key: string;
  readonly name: string;
  /** What a sentence calls those that are in it. */
  readonly member: string;
  readonly other: string;
}

/** The other Mailbox servers of a server's site; null: it is no Mailbox server of a known site. */
export function othersOfSite(
  picture: Picture,
  plan: PlanShape,
  self: ChangeId | null,
  server: ServerId,
): Others | null {
  const { site = null, service = 'unknown', role = null } = picture.servers.get(server) ?? {};
  const tally = site === null ? undefined : picture.sites.get(site);
  if (site === null || !tally || role !== 'mailbox') return null;
  const counts = { in: tally.in, out: tally.out, unknown: tally.unknown };
  counts[service] -= 1;
  const meanwhile = changesMeanwhile(picture, { site }, plan, self);
  const busy = takenOut(meanwhile).filter((id) => {
    const other = picture.servers.get(id);
    return id !== server && other?.site === site && other.role === 'mailbox';
  });
  const place = { key: `site ${site}`, name: tally.name, member: 'Mailbox server', other: 'other' };
  return withBusy(picture, place, counts, busy, meanwhile);
}

/** The other members of a DAG, by the policy file and by reports; null: the DAG is not pictured. */
export function othersOfDag(
  picture: Picture,
  plan: PlanShape,
  self: ChangeId | null,
  { server, dag }: { readonly server: ServerId; readonly dag: string },
): Others | null {
  const members = membersOf(picture, dag);
  if (!members) return null;
  const others = members.all.filter((member) => member.server !== server);
  const counts = { in: 0, out: 0, unknown: 0 };
  for (const member of others) counts[serviceOf(picture, member)] += 1;
  const meanwhile = changesMeanwhile(picture, { dag }, plan, self);
  const busy = takenOut(meanwhile).filter((id) => others.some((member) => member.server === id));
  return withBusy(
    picture,
    { key: `dag ${dag}`, name: members.name, member: 'member', other: 'other member' },
    counts,
    busy,
    meanwhile,
  );
}

/** What these changes take out of service, each once. */
function takenOut(changes: readonly PicturedChange[]): ServerId[] {
  return [
    ...new Set(changes.flatMap(({ planned }) => planned.flatMap((one) => (isRepair(one.target) ? [] : one.server)))),
  ];
}

/** A server that another change works on is not in service, whatever its newest report says. */
function withBusy(
  picture: Picture,
  place: Place,
  counts: Readonly<Record<Service, number>>,
  busy: readonly ServerId[],
  meanwhile: readonly PicturedChange[],
): Others {
  const left = { ...counts };
  for (const server of busy) left[picture.servers.get(server)?.service ?? 'unknown'] -= 1;
  const changes = meanwhile.filter(({ servers }) => servers.some((server) => busy.includes(server)));
  return {
    place,
    ...left,
    busy: busy.length,
    changes: changes.map(({ id }) => id),
    count: counts.in + counts.out + counts.unknown,
  };
}

/** What the others are that are not in service: `2 are out, 1 is in CHG-0007 and 1 is not known`. */
export function restText({ out, unknown, busy, changes }: Others): string {
  return listText([
    ...(out > 0 ? [`${are(out)} out`] : []),
    ...(busy > 0 ? [`${are(busy)} in ${listText(changes)}`] : []),
    ...(unknown > 0 ? [`${are(unknown)} not known`] : []),
  ]);
}

function are(count: number): string {
  return `${count} ${count === 1 ? 'is' : 'are'}`;
}
