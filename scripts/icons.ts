import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './run.ts';

/** Draws the app's icons from their SVG sources with Chromium: needed only after a source has changed. */
const icons = [
  { name: 'color', size: 192 },
  { name: 'outline', size: 32 },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const { name, size } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const svg = readFileSync(join(root, 'teamsAppManifest', `${name}.svg`), 'utf8');
    await page.setContent(
      `<style>html, body { margin: 0; background: transparent } svg { display: block }</style>${svg}`,
    );
    writeFileSync(join(root, 'teamsAppManifest', `${name}.png`), await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}
