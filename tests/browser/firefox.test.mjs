// The page in Firefox: what its user does there, as in Chromium.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { url } from './browser.mjs';
import { launchFirefox } from './firefox.mjs';

let page;
before(async () => {
  page = await launchFirefox();
});
after(() => page?.close());

const answered = () => page.until(() => document.querySelector('main[data-answer=best]') !== null);
const text = (selector) => page.evaluate((selector) => document.querySelector(selector).innerText, selector);

/** The page with nothing given. */
async function open() {
  await page.evaluate(() => localStorage.clear()).catch(() => {});
  await page.open(new URL('?', url).href);
  await answered();
  await page.press('Start over');
  await page.until(() => document.querySelector('.example') === null);
}

/** Puts a text into the box of a selector at once, as a paste does. */
const put = (selector, text) =>
  page.evaluate((selector, text) => {
    const box = document.querySelector(selector);
    box.value = text;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, selector, text);

const ERROR = 'QueuePool limit of size 20 overflow 30 reached, connection timed out, timeout 30.00\nDB_POOL_SIZE=20\nDB_MAX_OVERFLOW=30\n';

test('Firefox: an error is pasted, a slider is dragged, and the verdict follows', async () => {
  await page.resize(1440, 900);
  await open();
  await put('#paste', ERROR);
  await page.until(() => document.querySelector('#verdict').innerText.startsWith('Pool exhausted; the cause is unknown'));
  const { x, y, width, height } = await page.evaluate(() => document.querySelector('input.slider').getBoundingClientRect());
  const at = (share) => ({ x: Math.round(x + width * share), y: Math.round(y + height / 2) });
  await page.drag(at(0.03), at(0.7));
  await page.until(() => Number(document.querySelector('.field .box input').value) > 100);
  await page.until(() => document.querySelector('#verdict').innerText.startsWith('Pool exhausted: the traffic needs only'));
  await page.type('#services-0--traffic-0--rate_per_s', '0');
  await page.until(() => Number(document.querySelector('.field .box input').value) >= 1000);
  await page.until(() => document.querySelectorAll('.chart canvas').length >= 3);
  assert.deepEqual(page.problems, []);
});

test('Firefox: the theme changes, charts included, and is remembered', async () => {
  await open();
  await page.press('Example');
  await page.until(() => document.querySelector('.timeline .picture[aria-busy=false]') !== null);
  const seen = () => page.evaluate(() => [getComputedStyle(document.body).backgroundColor, document.querySelector('canvas').toDataURL()]);
  const before = await seen();
  await page.press('Dark');
  await page.until((before) => document.querySelector('canvas').toDataURL() !== before, before[1]);
  assert.notEqual((await seen())[0], before[0]);
  await page.reload();
  await answered();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.press('Light');
  assert.deepEqual(page.problems, []);
});

test('Firefox: a file is copied and saved, and a chart too', async () => {
  await open();
  await page.press('Example');
  await page.until(() => document.querySelector('.timeline .picture[aria-busy=false]') !== null);
  await page.press('Download pool.env');
  await page.until(() => document.querySelector('.file .feedback').textContent === 'saved');
  await page.evaluate(() => document.querySelector('.file .copy').click());
  await page.until(() => document.querySelector('.file .copy').textContent === 'Copied');
  for (const kind of ['PNG', 'SVG']) await page.press(kind);
  const wanted = ['pool.env', 'poolwise-utilization.png', 'poolwise-utilization.svg'];
  let saved;
  for (let wait = 0; wait < 200 && `${saved}` !== `${wanted}`; wait += 1) {
    await setTimeout(50);
    saved = (await page.downloads()).sort();
  }
  assert.deepEqual(saved, wanted);
  assert.deepEqual(page.problems, []);
});

test('Firefox: two services go into a link, and come out of it', async () => {
  await open();
  await put('#paste', '# services/api/.env\nDB_POOL_SIZE=10\n\n# services/worker/.env\nDB_POOL_SIZE=5\n');
  await page.until(() => document.querySelectorAll('.fleet tbody tr').length === 2);
  await answered();
  const [rows, link] = [await text('.fleet tbody'), await page.evaluate(() => document.querySelector('.full a').href)];
  await page.evaluate(() => localStorage.clear());
  await page.open(link);
  await page.until(() => document.querySelectorAll('.fleet tbody tr').length === 2);
  await answered();
  assert.equal(await text('.fleet tbody'), rows);
  assert.deepEqual(page.problems, []);
});

for (const width of [1440, 768, 360, 320]) {
  test(`Firefox: nothing stands out of a page ${width} px wide`, async () => {
    await page.resize(width, 800);
    await open();
    await page.press('Example');
    await page.until(() => document.querySelector('.timeline .picture[aria-busy=false]') !== null);
    await page.evaluate(() => document.querySelectorAll('.groups details').forEach((details) => { details.open = true; }));
    const outside = await page.evaluate(() => {
      const client = document.documentElement.clientWidth;
      const all = [...document.querySelectorAll('.card, .card.paste *, .field *')];
      return all.filter((one) => one.getBoundingClientRect().right > client + 0.5).map((one) => `${one.tagName}.${one.className}`);
    });
    assert.deepEqual(outside, []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });
}
