import type { Clock } from '../core/clock.ts';
import { SECOND } from '../core/clock.ts';
import { Redeliveries } from './redeliveries.ts';

/** A turn that takes longer is acknowledged before it ends. */
const ACKNOWLEDGE_AFTER = SECOND;
/** Waiting turns of one conversation. More is a flood, not a talk. */
const MOST_WAITING = 25;

export type Taken = 'done' | 'running' | 'repeated' | 'flooded';

/**
 * Runs the turns of one conversation in the order in which they came, those of different conversations side by side.
 *
 * A turn is acknowledged when it has ended, or after one second if that is sooner: Teams asks again after 15 seconds, so a slow turn
 * must not wait for its end; and nearly all turns end within the second, so for them a crash before the end means
 * that Teams delivers once more. A slow turn that was acknowledged and then killed is lost: its person asks again.
 */
export class Inbox {
  readonly #clock: Clock;
  readonly #repeated: Redeliveries;
  readonly #queues = new Map<string, { waiting: number; last: Promise<unknown> }>();
  readonly #running = new Set<Promise<unknown>>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#repeated = new Redeliveries(clock);
  }

  /** `turn` must not reject. `id` null: this activity can't be recognised when it comes again. */
  async take(conversation: string, id: string | null, turn: () => Promise<void>): Promise<Taken> {
    if ((this.#queues.get(conversation)?.waiting ?? 0) >= MOST_WAITING) return 'flooded';
    if (id !== null && this.#repeated.isRepeated(conversation, id)) return 'repeated';
    return this.#orAfter(
      ACKNOWLEDGE_AFTER,
      this.inOrder(conversation, turn).then(() => 'done'),
      'running',
    );
  }

  /** Runs `turn` after the turns of its conversation that came before. */
  inOrder<T>(conversation: string, turn: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(conversation) ?? { waiting: 0, last: Promise.resolve() };
    queue.waiting++;
    const result = queue.last.then(turn);
    queue.last = result
      .catch(() => undefined)
      .then(() => {
        if (--queue.waiting === 0) this.#queues.delete(conversation);
      });
    this.#queues.set(conversation, queue);
    this.#track(queue.last);
    return result;
  }

  /** Runs `turn` at once; after `deadline` ms its caller gets `late` instead while it goes on. */
  atOnce<T>(deadline: number, turn: () => Promise<T>, late: T): Promise<T> {
    const result = turn();
    this.#track(result.catch(() => undefined));
    return this.#orAfter(deadline, result, late);
  }

  /** Resolves when no turn runs or waits any more. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #track(work: Promise<unknown>): void {
    this.#running.add(work);
    void work.then(() => this.#running.delete(work));
  }

  #orAfter<T>(milliseconds: number, work: Promise<T>, late: T): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(milliseconds, () => resolve(late));
      work.finally(cancel).then(resolve, reject);
    });
  }
}
