import { Worker } from 'node:worker_threads';
import type { WorkerOptions } from 'node:worker_threads';

/**
 * Starts a module beside `here` (a module's URL) as a worker: the built `.js`, or the source itself, which needs tsx
 * registered first inside the worker, because Node 20 does not carry `--import tsx` over.
 */
export function startWorker(here: string, name: string, options: WorkerOptions): Worker {
  if (!here.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, here), options);
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const module = JSON.stringify(new URL(`./${name}.ts`, here).href);
  const code = `import(${tsx}).then((tsx) => { tsx.register(); return import(${module}); });`;
  return new Worker(code, { ...options, eval: true, execArgv: [] });
}
