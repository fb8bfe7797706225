import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, runTool } from './run.ts';

const source = join(root, 'src');
const target = join(root, 'dist');

rmSync(target, { recursive: true, force: true });

const compiled = await runTool('tsc', ['-p', 'tsconfig.build.json']);
process.stdout.write(compiled.output);
if (compiled.code !== 0) process.exit(compiled.code);

// The compiler moves only what it compiles; data is read from beside the code that needs it.
const data = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
for (const path of data) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  copyFileSync(join(source, path), join(target, path));
}

const command = join(target, 'cli/main.js');
if (existsSync(command)) chmodSync(command, 0o755);
