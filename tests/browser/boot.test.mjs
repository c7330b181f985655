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
  assert.equal(await page.getByText('Loading').isVisible(), false);
});

test('without its WebAssembly the page says that it could not load', async (t) => {
  const page = await fresh(t);
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto(url);
  const late = page.getByText('Poolwise could not load');
  assert.equal(await late.isVisible(), false);
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  await late.waitFor();
});

test('a page that has stopped gives back what was pasted', async (t) => {
  const page = await fresh(t);
  await page.goto(url);
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
