import type { Random } from '../random.ts';
import type { Crew, Hand } from './crew.ts';
import type { Plan, Press } from './model.ts';
import { pick, pickPlan } from './plans.ts';
import type { Site } from './site.ts';

/** The processes that work at a time, and the one among them that is to die. */
export interface Troupe {
  /** As many as there should be. */
  fill(): Promise<void>;
  /** Those that died since this was asked last. */
  dead(): readonly Hand[];
  hold(): Promise<void>;
  /** Goes on, `ahead` of the machine's clock. Time must stand still. */
  release(ahead: number): Promise<void>;
  /** Plans a death, if none is planned; `anew`: another one. */
  arm(anew: boolean): void;
  disarm(): void;
  readonly plan: Plan | null;
  /** Presses until somebody answers. */
  press(press: Press): Promise<void>;
  finish(): Promise<void>;
  /** Ends all of them at once. */
  slay(): Promise<void>;
}

export interface TroupeOptions {
  readonly crew: Crew;
  readonly site: Site;
  readonly random: Random;
  readonly size: number;
  readonly hasty: boolean;
}

export function createTroupe({ crew, site, random, size, hasty }: TroupeOptions): Troupe {
  let hands: Hand[] = [];
  let working: Hand[] = [];
  let plan: Plan | null = null;
  let victim: Hand | null = null;
  let changed = false;

  const living = (): Hand[] => hands.filter((hand) => hand.alive);

  return {
    async fill() {
      const fresh = Array.from({ length: size - hands.length }, () => crew.next());
      hands.push(...fresh);
      const order = { url: crew.url, ahead: site.ahead, hasty };
      await Promise.all(fresh.map((hand) => hand.begin({ ...order, concurrency: pick(random, [1, 2, 4, 100]) })));
    },
    dead() {
      const gone = hands.filter((hand) => !hand.alive);
      hands = living();
      if (victim && !victim.alive) [victim, plan] = [null, null];
      return gone;
    },
    async hold() {
      const works = await Promise.all(living().map(async (hand) => ((await hand.hold()) ? [hand] : [])));
      working = works.flat();
    },
    async release(ahead) {
      await site.moveTo(ahead);
      const able = working.filter((hand) => hand.alive);
      let from: Hand | null = null;
      if (plan && able.length > 0 && (changed || victim === null || !able.includes(victim))) {
        from = victim;
        victim = pick(random, able);
        changed = true;
      }
      for (const hand of living()) {
        const next = changed && hand === victim ? plan : changed || hand === from ? null : undefined;
        hand.release(ahead, next);
      }
      changed = false;
    },
    arm(anew) {
      if (plan !== null && !anew) return;
      plan = pickPlan(random, Math.max(1, working.length));
      changed = true;
    },
    disarm() {
      plan = null;
      victim = null;
      changed = true;
    },
    get plan() {
      return plan;
    },
    async press(press) {
      for (;;) {
        const answer = await pick(random, living()).press(press);
        if (answer === 'refused') throw new Error(`${press.command.kind} was refused`);
        if (answer !== null) return;
      }
    },
    async finish() {
      await Promise.all(living().map((hand) => hand.finish()));
      hands = [];
    },
    async slay() {
      await Promise.all(hands.map((hand) => hand.end()));
    },
  };
}
