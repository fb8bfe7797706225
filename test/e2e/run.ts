import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { PlaygroundPage } from './playground.ts';
import { changeScenes } from './change-scenes.ts';
import { scenes } from './scenes.ts';
import { windowScenes } from './window-scenes.ts';

const PICTURES = 'build/e2e';
const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium';
const START_PATIENCE = 180_000;

/** Runs the demo as a newcomer would, and walks through it in Chromium. Prints one line a scene. */
async function main(): Promise<void> {
  if (!existsSync(BROWSER)) throw new Error(`There is no Chromium at ${BROWSER}. Install it or set CHROMIUM.`);
  mkdirSync(PICTURES, { recursive: true });
  const demo = spawn('npm', ['run', '--silent', 'demo'], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  // What a scene only shows as a failure is told there.
  demo.stdout?.pipe(createWriteStream(join(PICTURES, 'demo.log')));
  let passed = 0;
  let failed = 0;
  try {
    const address = await printedAddress(demo);
    const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'patchwarden-e2e-')), {
      executablePath: BROWSER,
      headless: true,
      viewport: { width: 1280, height: 1000 },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const page = new PlaygroundPage(context.pages()[0] ?? (await context.newPage()));
    await page.open(address);
    for (const scene of [...scenes, ...changeScenes, ...windowScenes]) {
      try {
        await scene.play({ page, address });
        passed++;
        console.log(`ok   ${scene.name}`);
      } catch (cause) {
        failed++;
        console.log(`FAIL ${scene.name}: ${cause instanceof Error ? cause.message : String(cause)}`);
      }
      await page.picture(join(PICTURES, `${scene.picture}.png`));
    }
    await context.close();
  } finally {
    if (demo.pid !== undefined && demo.exitCode === null) process.kill(-demo.pid, 'SIGTERM');
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function printedAddress(demo: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let printed = '';
    const timer = setTimeout(() => fail(new Error(`The demo printed no address in time. ${printed}`)), START_PATIENCE);
    demo.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const address = /Open (?<address>http:\/\/localhost:\d+)/.exec(printed)?.groups?.address;
      if (address) {
        clearTimeout(timer);
        done(address);
      }
    });
    demo.once('exit', (code) => {
      clearTimeout(timer);
      fail(new Error(`The demo ended with code ${code}. ${printed}`));
    });
  });
}

await main();
