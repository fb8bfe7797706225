import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Order, Report } from './child.ts';

export interface Hand {
  ask<Kind extends Report['kind']>(order: Order & { readonly kind: Kind }): Promise<Extract<Report, { kind: Kind }>>;
  end(): void;
}

/** A process that histories are lived in. */
export async function hire(): Promise<Hand> {
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], { execArgv: ['--import', 'tsx'] });
  const next = (): Promise<Report> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`a process of the rig ended with ${code}`));
      child.once('exit', ended);
      child.once('message', (report: Report) => {
        child.off('exit', ended);
        resolve(report);
      });
    });
  await next();
  return {
    async ask(order) {
      child.send(order);
      return (await next()) as never;
    },
    end: () => child.disconnect(),
  };
}
