import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { DatabaseUrl } from '../../src/config/model.ts';

export interface Child {
  readonly process: ChildProcess;
  /** Waits until it has said `word` on a line of its own. */
  said(word: string): Promise<void>;
  /** Its exit code; null: a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Another process on the same database: runs `program` (a .ts file) with the database's URL as JSON, then `args`. */
export function startChild(program: string, url: DatabaseUrl, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(url), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const heard = new Set<string>();
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => heard.add(line));
  return {
    process: child,
    async said(word) {
      while (!heard.has(word)) await once(lines, 'line');
    },
    ended: once(child, 'exit').then(([code]) => code as number | null),
  };
}
