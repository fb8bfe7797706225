import { type ChildProcess, fork } from 'node:child_process';
import { once as emitted } from 'node:events';
import type { Answer, Order, Press, Report, Written } from './model.ts';

/** One process of the rig's. */
export interface Hand {
  readonly name: string;
  readonly alive: boolean;
  /** Of it, once it is dead: whether it was killed. */
  readonly killed: boolean;
  begin(order: Omit<Extract<Order, { kind: 'begin' }>, 'kind' | 'name'>): Promise<void>;
  order(order: Exclude<Order, { kind: 'begin' | 'press' }>): void;
  /** What it told; null: it died before. */
  press(press: Press): Promise<Answer | null>;
  /** Resolves when it has ended and everything it said was heard. */
  readonly gone: Promise<void>;
  end(): Promise<void>;
}

export interface Heard {
  committing(once: string | null, rows: readonly Written[]): void;
  complaint(message: string): void;
}

export function hire(program: string, name: string, heard: Heard): Hand {
  const child: ChildProcess = fork(program, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const waiting = new Set<(report: Report | null) => void>();
  let alive = true;
  let killed = false;
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.on('error', (error) => heard.complaint(`${name}: ${error.message}`));
  child.on('message', (report: Report) => {
    if (report.kind === 'complaint') heard.complaint(`${name}: ${report.message}`);
    if (report.kind === 'committing') heard.committing(report.once, report.rows);
    for (const hear of waiting) hear(report);
  });
  // What it said last may be heard after its end.
  const gone = Promise.all([emitted(child, 'close'), emitted(child, 'disconnect')]).then(([[code, signal]]) => {
    alive = false;
    killed = signal === 'SIGKILL';
    if (!killed && code !== 0) heard.complaint(`${name} ended with ${code ?? signal}: ${said.trim()}`);
    for (const hear of waiting) hear(null);
  });

  function hear<T>(reads: (report: Report) => T | null): Promise<T | null> {
    if (!alive) return Promise.resolve(null);
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

  // One that dies at this moment hears it no more.
  const send = (order: Order): void => void (child.connected && child.send(order, () => {}));
  const ready = hear((report) => (report.kind === 'ready' ? true : null));

  return {
    name,
    gone,
    get alive() {
      return alive;
    },
    get killed() {
      return killed;
    },
    async begin(its) {
      await ready;
      const begun = hear((report) => (report.kind === 'begun' ? true : null));
      send({ kind: 'begin', name, ...its });
      await begun;
    },
    order: send,
    press(press) {
      const told = hear((report) => (report.kind === 'told' && report.once === press.once ? report.answer : null));
      send({ kind: 'press', press });
      return told;
    },
    async end() {
      if (alive) child.kill('SIGKILL');
      await gone;
    },
  };
}
