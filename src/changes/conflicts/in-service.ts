import type { ServerId } from '../../core/ids.ts';
import { countText } from '../../readiness/words.ts';
import { isRepair } from '../path.ts';
import type { Conflict } from './model.ts';
import { type Others, othersOfDag, othersOfSite, restText } from './others.ts';
import type { Picture, PlanShape } from './picture.ts';
import { dagsOf } from './picture-index.ts';
import { blocking, type ConflictRule, nameOf } from './rule.ts';

/** While a server is worked on, another one of its site and of its DAG carries the mail. What is out already carries none. */
export const inService: ConflictRule = (picture, plan, self) => {
  const carrying = plan.servers.filter(
    ({ server, target }) => !isRepair(target) && picture.servers.get(server)?.service !== 'out',
  );
  const found = carrying.flatMap(({ server }) => {
    const site = othersOfSite(picture, plan, self, server);
    const dags = dagsOf(picture, server).flatMap((dag) => othersOfDag(picture, plan, self, { server, dag }) ?? []);
    return [
      ...(site ? (site.count === 0 ? [onlyOne(picture, server, site)] : judged(picture, plan, server, site)) : []),
      ...dags.flatMap((others) => (others.count === 0 ? [] : judged(picture, plan, server, others))),
    ];
  });
  return perPlace(found);
};

function judged(picture: Picture, plan: PlanShape, server: ServerId, others: Others): Conflict[] {
  const { place, count } = others;
  if (others.in > 0) return [];
  const of = { servers: [server], with: others.changes };
  const counted = `of ${countText(count, place.other)}`;
  if (others.unknown > 0) {
    return [
      {
        type: 'service-unknown',
        severity: 'warns',
        key: `service-unknown ${place.key}`,
        ...of,
        text: `${place.name}: ${counted} 0 are seen in service, ${restText(others)}.`,
      },
    ];
  }
  return [
    {
      type: 'last-in-service',
      severity: blocking(plan),
      key: `last-in-service ${place.key}`,
      ...of,
      text: `While ${nameOf(picture, server)} is worked on no ${place.member} of ${place.name} is in service: ${counted} ${restText(others)}.`,
    },
  ];
}

/** No window could avoid it. */
function onlyOne(picture: Picture, server: ServerId, { place }: Others): Conflict {
  return {
    type: 'no-redundancy',
    severity: 'warns',
    key: `no-redundancy ${place.key}`,
    servers: [server],
    with: [],
    text: `${nameOf(picture, server)} is the only Mailbox server of ${place.name}: its mail waits meanwhile.`,
  };
}

/** One conflict for all servers of a plan to which it comes in one place. */
function perPlace(found: readonly Conflict[]): Conflict[] {
  const places = new Map<string, Conflict>();
  for (const one of found) {
    const known = places.get(one.key);
    places.set(one.key, known ? { ...known, servers: [...known.servers, ...one.servers] } : one);
  }
  return [...places.values()];
}
