// Photographs the page, empty and with its example, light and dark, at the widths of a desk, a tablet and a telephone,
// and once for the README.
//
//     node screenshots.mjs FOLDER [NAME]

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, url } from './browser.mjs';

const SCREENS = [
  { width: 1440, height: 900, scale: 1 },
  { width: 768, height: 1024, scale: 1 },
  { width: 360, height: 740, scale: 2 },
];
const README = { name: 'page', width: 1440, height: 1080, scale: 1, colorScheme: 'light', example: true, fullPage: false };

const PICTURES = [
  README,
  ...SCREENS.flatMap((screen) =>
    ['light', 'dark'].flatMap((colorScheme) => [
      { ...screen, name: `empty-${colorScheme}-${screen.width}`, colorScheme, example: false, fullPage: true },
      { ...screen, name: `${colorScheme}-${screen.width}`, colorScheme, example: true, fullPage: true },
    ]),
  ),
];

const [folder, only] = process.argv.slice(2);
const wanted = PICTURES.filter(({ name }) => !only || name === only);
if (!folder || wanted.length === 0) {
  throw new Error(`usage: node screenshots.mjs FOLDER [${PICTURES.map(({ name }) => name).join(' | ')}]`);
}

await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  for (const picture of wanted) await photograph(picture);
} finally {
  await browser.close();
}

async function photograph({ name, width, height, scale, colorScheme, example, fullPage }) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  if (example) {
    await page.getByRole('button', { name: 'Example' }).click();
    await page.mouse.move(0, 0);
  }
  // Charts are drawn in the frame after the one that gave them their size.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage });
  console.log(path);
  await context.close();
}
