// What is seen: no sideways scrolling, sharp charts, both colour schemes, and for everybody.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { button, fill, paste, settled } from './parts.mjs';
import { MUCH_TROUBLE, TRAFFIC } from './trouble.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function withExample(t, options) {
  const opened = await open(t, options);
  await opened.page.getByRole('button', { name: 'Example' }).click();
  // The last chart is simulated in a worker.
  await opened.page.locator('.timeline .picture[aria-busy=false]').waitFor();
  await opened.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return opened;
}

async function withTrouble(t, options) {
  const opened = await open(t, options);
  const { page } = opened;
  await paste(page, MUCH_TROUBLE);
  await fill(page, TRAFFIC);
  await settled(page);
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
  return opened;
}

async function withAlternatives(t, options) {
  const opened = await withExample(t, options);
  const { page } = opened;
  await button(page, 'Keep as alternative').click();
  await fill(page, { 'Pool size': 2, 'Max overflow': 0, Requests: 250 });
  await button(page, 'Keep as alternative').click();
  await fill(page, { 'Pool size': 40 });
  await settled(page);
  return opened;
}

const STATES = Object.entries({ 'nothing': open, 'the example': withExample, 'much trouble': withTrouble, 'alternatives': withAlternatives });

for (const width of [1440, 768, 360, 320]) {
  for (const [state, show] of STATES) {
    test(`nothing stands out of a page ${width} px wide: ${state}`, async (t) => {
      const { page } = await show(t, { viewport: { width, height: 800 } });
      const outside = await page.evaluate(() => {
        const client = document.documentElement.clientWidth;
        const cards = [...document.querySelectorAll('.card, .card.paste *, .diagnosis *')];
        const wide = cards.filter((element) => element.getBoundingClientRect().right > client);
        return [document.documentElement.scrollWidth - client, wide.map(({ className }) => className)];
      });
      assert.deepEqual(outside, [0, []]);
    });
  }
}

for (const width of [1440, 360, 320]) {
  for (const [state, show] of STATES) {
    test(`nothing stands out of a page ${width} px wide when its text has twice the size: ${state}`, async (t) => {
      const { page } = await show(t, { viewport: { width, height: 800 } });
      await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
      const overlap = await page.evaluate(() => {
        const [heading, button] = ['#verdict', '.headline .primary'].map((one) => document.querySelector(one)?.getBoundingClientRect());
        return button !== undefined && heading.right > button.left + 1 && heading.bottom > button.top + 1 && heading.top < button.bottom - 1;
      });
      assert.ok(!overlap, 'the button lies over the verdict');
    });
  }
}

test('paper has the verdict, the legends and no boxes to type into', async (t) => {
  const { page } = await withExample(t);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('#verdict').isVisible());
  assert.ok(await page.locator('.legend button').first().isVisible());
  assert.deepEqual(await page.locator('textarea, header button, .slider, .files, .services').filter({ visible: true }).count(), 0);
});

for (const deviceScaleFactor of [1, 1.5, 2, 3]) {
  test(`a chart has all the pixels of a screen with ${deviceScaleFactor} a pixel`, async (t) => {
    const { page } = await withExample(t, { deviceScaleFactor });
    const measured = await page.locator('canvas').evaluateAll((all) =>
      all.map((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return { drawn: canvas.width, shown: canvas.clientWidth, inked: data.some((value) => value > 0) };
      }),
    );
    assert.equal(measured.length, 4);
    for (const { drawn, shown, inked } of measured) {
      assert.equal(drawn, Math.round(shown * deviceScaleFactor));
      assert.ok(inked, 'something is drawn');
    }
  });
}

test('charts move with the sliders', async (t) => {
  const { page } = await withExample(t);
  const picture = () => page.locator('canvas').evaluateAll((all) => all.map((canvas) => canvas.toDataURL()));
  const before = await picture();
  await page.getByRole('slider', { name: 'Requests', exact: true }).focus();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowRight');
  for (const [index, url] of before.entries()) {
    await page.waitForFunction(
      ([index, url]) => document.querySelectorAll('canvas')[index].toDataURL() !== url,
      [index, url],
    );
  }
});

test('the verdict stays in view while the sliders of a telephone move', async (t) => {
  const { page } = await withExample(t, { viewport: { width: 360, height: 740 } });
  await page.getByRole('slider', { name: 'Workers per instance' }).scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 200);
  await page.waitForTimeout(100);
  const top = await page.locator('#verdict').evaluate((element) => element.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 200, `the verdict is at ${top} px`);
});

test('the theme follows the system and can be changed', async (t) => {
  const { page } = await withExample(t, { colorScheme: 'dark' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  const chart = () => page.locator('canvas').first().evaluate((canvas) => canvas.toDataURL());
  const darkChart = await chart();
  await page.getByRole('button', { name: 'Light' }).click();
  assert.notEqual(await ground(), dark);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.notEqual(await chart(), darkChart);
});

test('trouble is dealt with from the keyboard', async (t) => {
  const { page } = await withTrouble(t, { viewport: { width: 320, height: 800 } });
  // Back to the top, and from there with one key through all of it.
  await page.evaluate(() => document.activeElement.blur());
  const reached = new Set();
  for (let step = 0; step < 260; step += 1) {
    await page.keyboard.press('Tab');
    const { name, isSeen } = await page.evaluate(() => {
      const { activeElement: element } = document;
      // The first of its lines, if it has several.
      const { top, bottom, left, right } = element.getClientRects()[0];
      const middle = document.elementFromPoint((left + right) / 2, (top + Math.min(bottom, innerHeight)) / 2);
      const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
      return { name, isSeen: element.contains(middle) || element === document.body };
    });
    assert.ok(isSeen, `${name} has the focus and is hidden`);
    reached.add(name);
  }
  const buttons = await page
    .locator('.paste button, .diagnosis button, .diagnosis pre, header button:enabled')
    .evaluateAll((all) => all.map((element) => element.getAttribute('aria-label') ?? element.textContent));
  assert.ok(buttons.length > 10);
  assert.deepEqual(buttons.filter((name) => !reached.has(name)), []);
});

for (const [state, show] of STATES) {
  for (const [colorScheme, width] of [['light', 1440], ['dark', 1440], ['light', 320]]) {
    test(`axe finds nothing to complain about, ${colorScheme}, ${width} px wide: ${state}`, async (t) => {
      const { page } = await show(t, { colorScheme, viewport: { width, height: 900 } });
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`),
        [],
      );
    });
  }
}
