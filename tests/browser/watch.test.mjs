// A pool request by request: pictures that move, can be held, and show the same requests with and without the advice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { button, fill, paste, settled } from './parts.mjs';

const FULL = 'DB_POOL_SIZE=3\nDB_MAX_OVERFLOW=2\nDB_POOL_TIMEOUT=1\n';

async function watched(t, options) {
  const opened = await open(t, options);
  const { page } = opened;
  await paste(page, FULL);
  await fill(page, { Requests: 110 });
  await settled(page);
  await button(page, 'Watch the requests one by one').click();
  await page.locator('.film svg').nth(1).waitFor();
  return opened;
}

/** Where the requests of the first picture are. */
const places = (page) =>
  page.evaluate(() => [...document.querySelectorAll('.film svg')[0].querySelectorAll('circle')].map((it) => it.getBoundingClientRect().x).join());

/** Whether they move within half a second. */
async function moves(page) {
  const before = await places(page);
  await page.waitForTimeout(500);
  return (await places(page)) !== before;
}

test('requests move until they are held, and go on', async (t) => {
  const { page } = await watched(t);
  assert.ok(await moves(page));
  await button(page, 'Pause').click();
  assert.ok(!(await moves(page)));
  await button(page, 'Play').click();
  assert.ok(await moves(page));
  await button(page, 'Close').click();
  assert.equal(await page.locator('.film').count(), 0);
});

test('the pictures say what happens in words, and the advice helps', async (t) => {
  const { page } = await watched(t);
  const [now, advised] = await page.locator('.film svg').evaluateAll((all) => all.map((it) => it.getAttribute('aria-label')));
  assert.match(now, /^as it is, 3 \+ 2: of \d+ requests \d+ wait, up to .*, and \d+ give up\.$/);
  assert.match(advised, /^as advised, \d+ \+ \d+: of \d+ requests /);
  assert.ok(!advised.includes('give up'), advised);
});

test('the line between the pictures goes where it is moved', async (t) => {
  const { page } = await watched(t);
  const edge = () => page.evaluate(() => getComputedStyle(document.querySelectorAll('.film')[1]).clipPath);
  const before = await edge();
  await page.getByRole('slider', { name: 'Where the advised pool begins' }).fill('10');
  assert.notEqual(await edge(), before);
  assert.match(await edge(), /10%/);
});

test('nothing moves unasked where the system asks for less motion', async (t) => {
  const { page } = await watched(t, { reducedMotion: 'reduce' });
  assert.ok(!(await moves(page)));
  await button(page, 'Play').click();
  assert.ok(await moves(page));
});

test('what is watched follows the fields', async (t) => {
  const { page } = await watched(t);
  await fill(page, { 'Pool size': 30 });
  await settled(page);
  await page.waitForFunction(() => document.querySelector('.film svg').getAttribute('aria-label').startsWith('as it is, 30 + 2'));
});
