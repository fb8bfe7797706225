import { type ChildProcess, fork } from 'node:child_process';
import type { DatabaseUrl } from '../../../src/config/model.ts';
import type { Order, Plan, Press, Report } from './model.ts';

/** One process of the rig's. */
export interface Hand {
  readonly name: string;
  /** As long as it lives. */
  readonly alive: boolean;
  /** How it ended: true when it was killed, as planned; null: it did not end yet. */
  readonly killed: boolean | null;
  begin(order: Omit<Extract<Order, { kind: 'begin' }>, 'kind' | 'name'>): Promise<void>;
  /** Resolves when nothing is under way in it, or it is dead. True: it works on jobs. */
  hold(): Promise<boolean>;
  /** `plan`: undefined leaves it as it is. */
  release(ahead: number, plan: Plan | null | undefined): void;
  /** What it answered; null: it died before it did. */
  press(press: Press): Promise<string | null>;
  finish(): Promise<void>;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
}

export interface Crew {
  /** A process that has loaded its code; the next one begins to load. */
  next(): Hand;
  /** What the processes complained of. */
  readonly complaints: readonly string[];
  readonly url: DatabaseUrl;
  close(): Promise<void>;
}

export function createCrew(program: string, url: DatabaseUrl): Crew {
  const complaints: string[] = [];
  const all: Hand[] = [];
  let spare: Hand | null = null;

  function hire(): Hand {
    const hand = createHand(program, `process-${all.length + 1}`, (message) => complaints.push(message));
    all.push(hand);
    return hand;
  }

  return {
    url,
    complaints,
    next() {
      const hand = spare ?? hire();
      spare = hire();
      return hand;
    },
    async close() {
      await Promise.all(all.map((hand) => hand.end()));
    },
  };
}

function createHand(program: string, name: string, complain: (message: string) => void): Hand {
  const child: ChildProcess = fork(program, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const waiting = new Set<(report: Report | null) => void>();
  let killed: boolean | null = null;
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });

  const dead = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      killed = signal === 'SIGKILL';
      if (!killed && code !== 0) complain(`${name} ended with ${code ?? signal}: ${said.trim()}`);
      for (const hear of waiting) hear(null);
      resolve();
    });
  });
  child.on('error', (error) => complain(`${name}: ${error.message}`));
  child.on('message', (report: Report) => {
    if (report.kind === 'complaint') complain(`${name}: ${report.message}`);
    for (const hear of waiting) hear(report);
  });

  /** The first report that `reads` takes; null: it died before. */
  function hear<T>(reads: (report: Report) => T | null): Promise<T | null> {
    if (killed !== null) return Promise.resolve(null);
    return new Promise((resolve) => {
      const listen = (report: Report | null): void => {
        const read = report && reads(report);
        if (report !== null && read === null) return;
        waiting.delete(listen);
        resolve(read);
      };
      waiting.add(listen);
    });
  }

  function order(it: Order): void {
    // One that dies at this moment hears it no more.
    if (child.connected) child.send(it, () => {});
  }

  const ready = hear((report) => (report.kind === 'ready' ? true : null));

  return {
    name,
    get alive() {
      return killed === null;
    },
    get killed() {
      return killed;
    },
    async begin(its) {
      await ready;
      const begun = hear((report) => (report.kind === 'begun' ? true : null));
      order({ kind: 'begin', name, ...its });
      await begun;
    },
    async hold() {
      const held = hear((report) => (report.kind === 'held' ? { works: report.works } : null));
      order({ kind: 'hold' });
      return (await held)?.works ?? false;
    },
    release: (ahead, plan) => order({ kind: 'release', ahead, ...(plan !== undefined && { plan }) }),
    press(press) {
      const answer = hear((report) => (report.kind === 'pressed' && report.once === press.once ? report.answer : null));
      order({ kind: 'press', press });
      return answer;
    },
    async finish() {
      order({ kind: 'finish' });
      await dead;
    },
    async end() {
      if (killed === null) child.kill('SIGKILL');
      await dead;
    },
  };
}
