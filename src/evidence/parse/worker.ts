import { parentPort } from 'node:worker_threads';
import type { Job } from './job.ts';
import { parseFile } from './parse-file.ts';

/** Runs in its own thread and its own heap. What it throws is a bug and ends it; the pool then starts another. */
parentPort?.on('message', (job: Job) => {
  void parseFile(job).then((answer) => parentPort?.postMessage(answer));
});
