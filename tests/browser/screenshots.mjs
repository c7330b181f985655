// Photographs the whole page, empty and with its example, light and dark, at the widths of a desk, a tablet and a
// telephone.
//
//     node screenshots.mjs FOLDER

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, url } from './browser.mjs';

const SCREENS = [
  { width: 1440, height: 900, scale: 1 },
  { width: 768, height: 1024, scale: 1 },
  { width: 360, height: 740, scale: 2 },
];

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node screenshots.mjs FOLDER');

await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  for (const { width, height, scale } of SCREENS) {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
    const page = await context.newPage();
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(url);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await photograph(page, `empty-${colorScheme}-${width}`);
      await page.getByRole('button', { name: 'Example' }).click();
      await photograph(page, `${colorScheme}-${width}`);
    }
    await context.close();
  }
} finally {
  await browser.close();
}

async function photograph(page, name) {
  // Charts are drawn in the frame after the one that gave them their size.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  console.log(path);
}
