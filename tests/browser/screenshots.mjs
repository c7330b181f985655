// Photographs the page, empty, with its example, with an error pasted, through bursts, with remedies, with
// alternatives, with several services and while it simulates a day, light and dark, at the widths of a desk, a tablet and a telephone, and once
// for the README and for what shows a link to the page.
//
//     node screenshots.mjs FOLDER [NAME]

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, url } from './browser.mjs';
import { box, fill, openFields, paste, settled } from './parts.mjs';
import { TROUBLE, TRAFFIC } from './trouble.mjs';

const SCREENS = [
  { width: 1440, height: 900, scale: 1 },
  { width: 768, height: 1024, scale: 1 },
  { width: 360, height: 740, scale: 2 },
];
const README = { name: 'page', width: 1440, height: 1480, scale: 1, colorScheme: 'light', show: example, fullPage: false };

/** What a chat or a social network shows beside a link: 1200 × 630, as Open Graph advises. */
const SOCIAL = { name: 'social', width: 1200, height: 630, scale: 1, colorScheme: 'light', show: (page) => page.locator('main[data-answer=best]').waitFor(), fullPage: false, path: '?embed' };

const PICTURES = [
  README,
  SOCIAL,
  ...SCREENS.flatMap((screen) =>
    ['light', 'dark'].flatMap((colorScheme) => [
      { ...screen, name: `empty-${colorScheme}-${screen.width}`, colorScheme, show: empty, fullPage: true },
      { ...screen, name: `${colorScheme}-${screen.width}`, colorScheme, show: example, fullPage: true },
      { ...screen, name: `trouble-${colorScheme}-${screen.width}`, colorScheme, show: trouble, fullPage: true },
      { ...screen, name: `bursts-${colorScheme}-${screen.width}`, colorScheme, show: bursts, fullPage: true },
      { ...screen, name: `remedies-${colorScheme}-${screen.width}`, colorScheme, show: remedies, fullPage: true },
      { ...screen, name: `compare-${colorScheme}-${screen.width}`, colorScheme, show: compare, fullPage: true },
      { ...screen, name: `services-${colorScheme}-${screen.width}`, colorScheme, show: services, fullPage: true },
      { ...screen, name: `day-${colorScheme}-${screen.width}`, colorScheme, show: day, fullPage: true },
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

async function photograph({ name, width, height, scale, colorScheme, show, fullPage, path: place = '' }) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(new URL(place, url).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // What is done before the page is live is lost.
  await page.locator('main:not([data-answer=none])').waitFor();
  await show(page);
  // Cards of which nothing is given are closed, as a user has them.
  await page.evaluate(() => document.querySelectorAll('.groups details').forEach((card) => {
    card.open = card.querySelector('.origin.typed, .origin.pasted') !== null;
  }));
  // What has the focus scrolls into view, and the verdict stays in reach of it.
  await page.evaluate(() => (document.activeElement?.blur(), scrollTo(0, 0)));
  await page.mouse.move(0, 0);
  // Charts are drawn in the frame after the one that gave them their size.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage });
  console.log(path);
  await context.close();
}

async function empty(page) {
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.locator('.example').waitFor({ state: 'detached' });
}

async function example(page) {
  await page.getByRole('button', { name: 'Example' }).click();
  await settled(page);
}

async function trouble(page) {
  await paste(page, TROUBLE);
  await page.getByRole('radio', { name: '20 · line 1' }).check();
  for (const [label, text] of Object.entries(TRAFFIC)) await box(page, label).fill(String(text));
  await settled(page);
}

async function bursts(page) {
  await page.getByRole('button', { name: 'Example' }).click();
  await fill(page, { 'Traffic multiplied by': 4, Every: 30, For: 5, Requests: 400, Timeout: 5 });
  await settled(page);
}

async function remedies(page) {
  await openFields(page);
  await page.getByRole('combobox', { name: 'Provider' }).selectOption({ label: 'Supabase' });
  await page.getByRole('combobox', { name: 'Plan' }).selectOption('xl');
  await fill(page, { Requests: 900, 'Connection held for': 150, Instances: 8, 'Workers per instance': 4, Cores: 4 });
  await fill(page, { 'Surge during a deploy': 25, 'Ready after': 10, 'Ends within': 30 });
  await settled(page);
}

async function compare(page) {
  await page.getByRole('button', { name: 'Example' }).click();
  const keep = page.getByRole('button', { name: 'Keep as alternative' });
  await keep.click();
  await fill(page, { 'Pool size': 8, 'Max overflow': 2, 'Workers per instance': 1 });
  await keep.click();
  await fill(page, { Requests: 360, 'Pool size': 4, 'Workers per instance': 4 });
  await box(page, 'Name').fill('twice as much');
  await keep.click();
  await fill(page, { Requests: 180, 'Pool size': 2, 'Workers per instance': 2 });
  await settled(page);
}

async function services(page) {
  await paste(page, '# services/api/.env\nDB_POOL_SIZE=10\nDB_MAX_OVERFLOW=20\nWEB_CONCURRENCY=4\n\n# services/worker/.env\nDB_POOL_SIZE=5\nDB_MAX_OVERFLOW=5\nWEB_CONCURRENCY=8\n');
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  await fill(page, { Requests: 300, 'Connection held for': 80, max_connections: 150 });
  await page.locator('.tabs').getByRole('button', { name: 'worker', exact: true }).click();
  await fill(page, { Requests: 40 });
  await page.locator('.tabs').getByRole('button', { name: 'api', exact: true }).click();
  await settled(page);
}

async function day(page) {
  await bursts(page);
  await page.getByRole('button', { name: 'Simulate a day' }).click();
  await page.getByText('3 of 10 runs done').waitFor();
}
