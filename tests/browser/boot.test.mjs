// The page that cannot start, and the page that cannot go on.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, url } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function fresh(t, options) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  return context.newPage();
}

test('without JavaScript the page says what it needs', async (t) => {
  const page = await fresh(t, { javaScriptEnabled: false });
  await page.goto(url);
  await page.locator('noscript').waitFor({ state: 'visible' });
  assert.match(await page.locator('noscript').textContent(), /needs JavaScript, which is switched off/);
});

test('the example is there to read before any program has arrived', async (t) => {
  const page = await fresh(t, { javaScriptEnabled: false });
  await page.goto(url);
  assert.equal(await page.locator('#verdict').innerText(), 'Over budget by 23 connections, 53 during a deploy');
  for (const chart of ['Utilization against traffic', 'Waiting time against pool size', 'Connections through a deploy']) {
    await page.locator(`svg[role=img][aria-label^="${chart}"]`).waitFor();
  }
});

test('what is pasted before the page is live is read, and the box keeps the keyboard', async (t) => {
  const page = await fresh(t);
  let release;
  const held = new Promise((done) => { release = done; });
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(url, { waitUntil: 'commit' });
  const box = page.getByRole('textbox', { name: 'Paste what you have' });
  await box.fill('DB_POOL_SIZE=7');
  release();
  await page.getByText('Pool size 7').waitFor();
  assert.equal(await box.inputValue(), 'DB_POOL_SIZE=7');
  assert.equal(await box.evaluate((area) => area === document.activeElement), true);
});

test('nothing moves when the page becomes live', async (t) => {
  const page = await fresh(t, { viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => {
    globalThis.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { globalThis.shifted += value; }))
      .observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url);
  await page.locator('main[data-answer=best]').waitFor();
  await page.locator('.timeline .picture[aria-busy=false]').waitFor();
  const shifted = await page.evaluate(() => globalThis.shifted);
  assert.ok(shifted <= 0.02, `shifted by ${shifted}`);
});

test('without its WebAssembly the page says that it could not start', async (t) => {
  const page = await fresh(t);
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto(url);
  const late = page.locator('#no-engine').getByText('which this browser did not start');
  assert.equal(await late.isVisible(), false);
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  await late.waitFor();
});

test('a page that has stopped gives back what was pasted', async (t) => {
  const page = await fresh(t);
  await page.goto(url);
  await page.locator('main[data-answer=best]').waitFor();
  await page.getByRole('textbox', { name: 'Paste what you have' }).fill('DB_POOL_SIZE=7');
  await page.getByText('Pool size 7').waitFor();
  // A browser that refuses to build the page's tree is the one way to make it panic.
  await page.evaluate(() => {
    Node.prototype.insertBefore = Node.prototype.appendChild = () => {
      throw new Error('refused');
    };
  });
  await page.getByRole('button', { name: 'Example' }).click();
  await page.getByRole('alertdialog', { name: 'Poolwise has stopped' }).waitFor();
  assert.match(await page.locator('#crash-text').inputValue(), /DB_POOL_SIZE=/);
  assert.match(await page.locator('#crash-place').innerText(), /:\d+$/);
});
