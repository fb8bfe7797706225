import { conflictsIn } from '../src/changes/conflicts/conflicts-in.ts';
import type { Picture } from '../src/changes/conflicts/picture.ts';
import { safeSlots } from '../src/changes/slots/safe-slots.ts';
import { simulate } from '../src/changes/simulate/simulate.ts';
import { DAY } from '../src/core/clock.ts';
import { bareConflicts, bareSimulation, bareSlots } from './bare-windows.ts';
import { interleaved, median, print, round } from './figures.ts';
import { loadOne, settle } from './windows-setting.ts';

/** Each takes about a millisecond. */
const PASSES = 200;
const WARM_UPS = 200;
/** Each takes about half a second. */
const LONG_PASSES = 30;
const LONG_WARM_UPS = 10;

/** What one change stands in, beside loops that compare its window and servers with those of everything else. */
export async function benchConflicts(servers: number, changes: number, bound: number): Promise<void> {
  const { opened, ground, plan, loadMs } = await settle(servers, changes);
  const times = await interleaved(
    {
      ours: () => conflictsIn(fresh(ground.picture), plan, null),
      bare: () => bareConflicts(fresh(ground.picture), plan, null),
    },
    PASSES,
    WARM_UPS,
  );
  report(`conflicts of one change among ${changes} open changes on ${servers} servers`, times, bound, {
    conflicts: conflictsIn(ground.picture, plan, null).length,
    loadAllMs: round(loadMs),
    loadOneMs: round(await loadOne(opened.house, servers, plan)),
  });
  await opened.close();
}

/** Three safe slots, beside loops that hold each window of the rules against everything else. */
export async function benchSlots(servers: number, changes: number, bound: number): Promise<void> {
  const { opened, ground, plan, from, loadMs } = await settle(servers, changes);
  const search = { self: null, from, zone: 'UTC', preferred: '22:00' } as const;
  const offer = safeSlots(ground.picture, plan, search);
  if (offer.kind !== 'slots' || offer.slots.length < 3) throw new Error(JSON.stringify(offer));
  const times = await interleaved(
    {
      ours: () => safeSlots(fresh(ground.picture), plan, search),
      bare: () => bareSlots(fresh(ground.picture), plan, from),
    },
    PASSES,
    WARM_UPS,
  );
  report(`three safe slots among ${changes} open changes on ${servers} servers`, times, bound, {
    firstAfterDays: round(((offer.slots[0]?.start ?? from) - from) / DAY),
    loadAllMs: round(loadMs),
    loadOneMs: round(await loadOne(opened.house, servers, plan)),
  });
  await opened.close();
}

/** 90 days of all open changes, beside loops that hold each of them against everything else. */
export async function benchSimulation(servers: number, changes: number, bound: number): Promise<void> {
  const { opened, ground, from, loadMs } = await settle(servers, changes);
  const span = { from, days: 90 };
  const seen = simulate(ground, span);
  const times = await interleaved(
    {
      ours: () => simulate({ ...ground, picture: fresh(ground.picture) }, span),
      bare: () => bareSimulation({ ...ground, picture: fresh(ground.picture) }, from),
    },
    LONG_PASSES,
    LONG_WARM_UPS,
  );
  report(`a simulation of 90 days of ${changes} changes on ${servers} servers`, times, bound, {
    changes: seen.changes.length,
    conflicts: seen.changes.reduce((sum, one) => sum + one.conflicts.length, 0),
    windows: seen.windows.length,
    staying: seen.staying.reduce((sum, one) => sum + one.servers.length, 0),
    loadAllMs: round(loadMs),
  });
  await opened.close();
}

function report(
  figure: string,
  { ours = [], bare = [] }: Record<string, number[]>,
  bound: number,
  detail: Readonly<Record<string, number | string>>,
): void {
  const [own, loops] = [median(ours), median(bare)];
  print({
    figure: `${figure}, against the bare loops`,
    value: own / loops,
    unit: 'ratio of medians',
    bound: { atMost: bound },
    detail: { ownMs: round(own), bareMs: round(loops), passes: ours.length, ...detail },
  });
}

/** Nothing that is kept for a picture, or for a rule of it, helps the next pass. */
function fresh(picture: Picture): Picture {
  return {
    ...picture,
    changes: picture.changes.map((change) => ({ ...change })),
    rules: picture.rules.map((rule) => ({ ...rule })),
    freezes: picture.freezes.map((freeze) => ({ ...freeze })),
  };
}
