import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { hostConfig, type Look, looks } from './card-looks.ts';

const goldens = fileURLToPath(new URL('../test/cards/goldens/', import.meta.url));
const pictures = fileURLToPath(new URL('../build/cards/', import.meta.url));
const library = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.js');
const drawing = (kind: 'js' | 'css') => fileURLToPath(new URL(`./draw-card.${kind}`, import.meta.url));
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Unknown to the plain library; Teams draws them, and everybody else gets their fallback. */
const onlyTeams = ['Chart.Donut'];

await main();

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const names = readdirSync(goldens)
    .map((file) => file.replace('.golden.json', ''))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  const profile = mkdtempSync(join(tmpdir(), 'patchwarden-cards-'));
  mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: browserPath,
    headless: true,
    args: switches,
  });
  try {
    await renderAll(browser, names);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function renderAll(browser: BrowserContext, names: readonly string[]): Promise<void> {
  let passed = 0;
  let failed = 0;
  for (const look of looks) {
    const page = await browser.newPage();
    await page.setViewportSize({ width: look.width, height: 800 });
    await page.setContent('<!doctype html><html lang="en"><meta charset="utf-8"><body></body></html>');
    await page.addScriptTag({ path: library });
    await page.addScriptTag({ path: drawing('js') });
    await page.addStyleTag({ path: drawing('css') });
    for (const name of names) {
      const problems = await renderOne(page, look, name);
      if (problems.length === 0) passed++;
      else failed++;
      for (const problem of problems) console.error(`${name} (${look.name}): ${problem}`);
    }
    await page.close();
  }
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

async function renderOne(page: Page, look: Look, name: string): Promise<readonly string[]> {
  const card: unknown = JSON.parse(readFileSync(join(goldens, `${name}.golden.json`), 'utf8'));
  const input = JSON.stringify({ card, config: hostConfig(look), look, onlyTeams });
  const drawn: { problems: string[] } = await page.evaluate(`drawCard(${input})`);
  await page.screenshot({ path: join(pictures, `${name}.${look.name}.png`), fullPage: true });
  return drawn.problems;
}
