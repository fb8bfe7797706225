import type { Refusal } from '../core/result.ts';

/** 0 done, 1 found wanting (a failing or unknown server), 2 misuse or refused. */
export type ExitCode = 0 | 1 | 2;

/** Where a verb writes. Tests hand in their own. */
export interface Output {
  /** Width in columns that a table may take. */
  readonly width: number;
  out(text: string): void;
  err(text: string): void;
}

export function terminal(): Output {
  // `patchwarden status | head -1` closes the pipe while there is more to say. That is no mistake of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    width: process.stdout.columns ?? 100,
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
  };
}

export function printJson(output: Output, value: unknown): void {
  output.out(JSON.stringify(value, null, 2));
}

export function printRefusal(output: Output, refusal: Refusal, json: boolean): ExitCode {
  if (json) printJson(output, { refused: refusal });
  output.err(`${refusal.message} ${refusal.hint}`);
  return 2;
}

// Control characters and bidirectional overrides in a report could rewrite what the terminal shows.
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

export function plain(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ').replace(unsafe, '\ufffd');
}
