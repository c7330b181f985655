// What is seen: no sideways scrolling, sharp charts, both colour schemes, and for everybody.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { open } from './harness.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function withExample(t, options) {
  const opened = await open(t, options);
  await opened.page.getByRole('button', { name: 'Example' }).click();
  // The last chart is simulated in a worker.
  await opened.page.locator('.timeline .picture[aria-busy=false]').waitFor();
  await opened.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return opened;
}

for (const width of [1440, 768, 360, 320]) {
  test(`nothing stands out of a page ${width} px wide`, async (t) => {
    const { page } = await withExample(t, { viewport: { width, height: 800 } });
    const { scroll, client } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      client: document.documentElement.clientWidth,
    }));
    assert.ok(scroll <= client, `${scroll} px of content in ${client} px`);
  });
}

for (const deviceScaleFactor of [1, 1.5, 2, 3]) {
  test(`a chart has all the pixels of a screen with ${deviceScaleFactor} a pixel`, async (t) => {
    const { page } = await withExample(t, { deviceScaleFactor });
    const measured = await page.locator('canvas').evaluateAll((all) =>
      all.map((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return { drawn: canvas.width, shown: canvas.clientWidth, inked: data.some((value) => value > 0) };
      }),
    );
    assert.equal(measured.length, 3);
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

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing to complain about, ${colorScheme}`, async (t) => {
    const { page } = await withExample(t, { colorScheme });
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`),
      [],
    );
  });
}
