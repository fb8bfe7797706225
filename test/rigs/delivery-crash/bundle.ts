import { mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Bundler {
  build(options: object): Promise<unknown>;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A rig's child as one file in `folder`: started hundreds of times, it must not be compiled each time. tsx brings the bundler. */
export async function bundleChild(
  folder: string,
  child = fileURLToPath(new URL('./child.ts', import.meta.url)),
): Promise<string> {
  const beside = createRequire(createRequire(import.meta.url).resolve('tsx'));
  const { build } = (await import(pathToFileURL(beside.resolve('esbuild')).href)) as Bundler;
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'child.mjs');
  await build({
    entryPoints: [child],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    outfile,
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  symlinkSync(join(ROOT, 'src/catalogue/data'), join(folder, 'data'), 'junction');
  return outfile;
}
