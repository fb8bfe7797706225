import type { Found } from '../clixml/node.ts';
import type { Fact } from '../observation.ts';
import { eraA, sinceMarch2023 } from './paths.ts';
import { fact, factOf, reach, unreadable } from './source.ts';
import type { Read, Source } from './source.ts';
import { oneOf, text } from './values.ts';

export interface ServiceFacts {
  readonly serviceStatus: Fact<string>;
  readonly serviceStartType: Fact<string>;
}

const SERVICE = 'MSExchangeMitigation';

// System.ServiceProcess: ServiceControllerStatus, which begins at 1, and ServiceStartMode.
const STATUS = ['', 'Stopped', 'StartPending', 'StopPending', 'Running', 'ContinuePending', 'PausePending', 'Paused'];
const START_TYPE = ['Boot', 'System', 'Automatic', 'Manual', 'Disabled'];

/** From the one list in which Health Checker keeps the services it watches. */
export function watchedService(source: Source): ServiceFacts {
  const path = `${sinceMarch2023.monitor} > ${SERVICE}`;
  const item = itemNamed(source, reach(source, sinceMarch2023.monitor), SERVICE);
  return {
    serviceStatus: ofEach(source, item, `${path} > Status`, 'Status', oneOf(STATUS)),
    serviceStartType: ofEach(source, item, `${path} > StartType`, 'StartType', oneOf(START_TYPE)),
  };
}

/** Era A wrote one word: `Running` for running and automatic, `Investigate` when one of the two is not so. */
export function summedUpService(source: Source): ServiceFacts {
  const serviceStatus = fact(source, eraA.serviceState, text);
  if (!serviceStatus.known) return { serviceStatus, serviceStartType: serviceStatus };
  const { path, value } = serviceStatus;
  return {
    serviceStatus,
    serviceStartType: value === 'Running' ? { known: true, path, value: 'Automatic' } : unreadable(path, value),
  };
}

/** The items of a list that bear a name, or why there are none. */
export function itemNamed(source: Source, list: Found, name: string): readonly Found[] | Found {
  if (list.kind !== 'node') return list;
  const items = source.document.items(list.node);
  if (items === null) return { kind: 'flaw', raw: text(list.node) ?? 'not a list' };
  const names = items.map((item) => nameOf(source, item));
  const matching = items.filter((_, i) => names[i]?.toLowerCase() === name.toLowerCase());
  if (matching.length > 0) return matching;
  // The one without a name may be the one that is looked for.
  return names.includes(undefined) ? { kind: 'flaw', raw: 'an item without a name' } : { kind: 'absent' };
}

function nameOf(source: Source, item: Found): string | undefined {
  const found = item.kind === 'node' ? source.document.find(item.node, ['Name']) : item;
  return found.kind === 'node' ? text(found.node) : undefined;
}

function ofEach(
  source: Source,
  items: readonly Found[] | Found,
  path: string,
  member: string,
  read: Read<string>,
): Fact<string> {
  if ('kind' in items) return factOf(source, path, items, read);
  const facts = items.map((item) =>
    factOf(source, path, item.kind === 'node' ? source.document.find(item.node, [member]) : item, read),
  );
  const [first, ...others] = facts as [Fact<string>, ...Fact<string>[]];
  const agree = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  return agree ? first : unreadable(path, `${SERVICE} twice with different values`);
}
