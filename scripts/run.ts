import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('../', import.meta.url));

export interface Finished {
  /** Exit code; 1 when a signal ended it. */
  readonly code: number;
  /** Standard output and standard error in the order in which they came. */
  readonly output: string;
  readonly milliseconds: number;
}

/** Runs a program in the project's root without a shell and waits for it. Never rejects: a program that can't start has code 127. */
export function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    const finish = (code: number): void =>
      resolve({ code, output: Buffer.concat(chunks).toString('utf8'), milliseconds: performance.now() - started });

    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${program}: ${error.message}\n`));
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

const tools = { tsc: 'typescript', biome: '@biomejs/biome', knip: 'knip' } as const;

/** Runs a tool that npm installed, by its own script: what lies in `.bin` can't be started without a shell on Windows. */
export function runTool(name: keyof typeof tools, args: readonly string[]): Promise<Finished> {
  const folder = join(root, 'node_modules', tools[name]);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  return run(process.execPath, [join(folder, bin[name] ?? name), ...args]);
}
