import { resolveLocal } from '../../../src/core/local-time.ts';
import type { Kind } from './kind.ts';
import type { Reached } from './walk.ts';

const MINUTE = 60_000;
/** How far around a change each single minute is asked for. */
const NEAR = 90 * MINUTE;

/** Each local minute from an hour and a half before a change until as long after it, those left out by the clocks too. */
export const localTimes: Kind<readonly string[]> = {
  name: 'local times',

  cases(walk, change, random) {
    if (change) {
      const low = change.at + Math.min(change.before, change.after) - NEAR;
      const high = change.at + Math.max(change.before, change.after) + NEAR;
      return [walk.minutes.map(({ local }) => local).filter((local) => isBetween(local, low, high))];
    }
    const start = random.between(0, walk.minutes.length - 61);
    return [walk.minutes.slice(start, start + 60).map(({ local }) => local)];
  },

  expected(asked, { minutes }) {
    const reached = new Map(minutes.map((one) => [one.local, textOf(one)]));
    return asked.map((local) => reached.get(local) ?? `${local} never`);
  },

  actual(asked, { zone }) {
    return asked.map((local) => textOf({ local, ...resolveLocal(local, zone) }));
  },
};

function isBetween(local: string, low: number, high: number): boolean {
  const shown = Date.parse(`${local}Z`);
  return shown >= low && shown <= high;
}

function textOf({ local, at, kind }: Omit<Reached, 'weekday'>): string {
  return `${local} = ${new Date(at).toISOString().slice(0, 16)}Z ${kind}`;
}
