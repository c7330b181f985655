// What is simulated beside the page: the better plan, the course of a pool, a day.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dontWaitForAnswers, foreign, open, url } from './harness.mjs';
import { box, button, fill, pasteBox, settled, slider } from './parts.mjs';

const BURST = { 'Traffic multiplied by': 3, Every: 20, For: 5 };
const SMALL = { Requests: 20, 'Connection held for': 50, 'Pool size': 2, 'Max overflow': 0 };

const method = (page) => page.locator('.method > summary');
const timeline = (page) => page.locator('.timeline');
const picture = (page) => timeline(page).locator('canvas').evaluate((canvas) => canvas.toDataURL());

for (const [what, fields, expected] of [
  ['bursts', { ...SMALL, ...BURST }, /^Simulated: mean wait .+, 95 % confident of .+ to .+; utilization .+ %$/],
  ['constant holds', { ...SMALL, Requests: 30, 'Spread of holds': 0 }, /^Simulated: /],
  ['one rate and exponential holds', SMALL, /^Closed form: mean wait .+, utilization .+ %$/],
]) {
  test(`the worker's plan says how it is known: ${what}`, async (t) => {
    const { page, problems, requests } = await open(t);
    await fill(page, fields);
    await settled(page);
    assert.match((await method(page).innerText()).trim(), expected);
    assert.deepEqual(problems, []);
    assert.deepEqual(foreign(requests), []);
  });
}

test('a simulated plan replaces the quick one, in the figures and in the table', async (t) => {
  const { page } = await open(t);
  await fill(page, SMALL);
  await settled(page);
  const p95 = page.locator('.figures div').filter({ hasText: 'wait p95' }).locator('dd');
  const atOneRate = await p95.innerText();
  await fill(page, BURST);
  await settled(page);
  assert.notEqual(await p95.innerText(), atOneRate);
  assert.match(await page.locator('.changes tr').filter({ hasText: 'Wait, mean' }).innerText(), / to .+ m?s/);
});

test('the newest scenario wins, and an answer to an older one is not shown', async (t) => {
  const { page } = await open(t);
  await fill(page, { ...SMALL, ...BURST });
  for (const rate of [21, 22, 23, 24, 25]) await fill(page, { Requests: rate });
  await settled(page);
  const found = await method(page).innerText();
  await fill(page, { Requests: 20 });
  await settled(page);
  assert.notEqual(await method(page).innerText(), found);
  await fill(page, { Requests: 25 });
  await settled(page);
  assert.equal(await method(page).innerText(), found, 'the same scenario, the same numbers');
});

for (const [title, fields, words] of [
  ['One pool after a deploy', SMALL, ['From', 'Busy, current', 'Waiting, advised', 'Timeouts /s, current']],
  ['One pool through its bursts', { ...SMALL, ...BURST }, ['0 s', '58 s', 'Busy, advised']],
]) {
  test(`the course of a pool is drawn, told and tabled: ${title}`, async (t) => {
    const { page, problems } = await open(t);
    await fill(page, { Requests: 0, 'Pool size': 4 });
    await timeline(page).getByText('Enter requests per second').waitFor();
    await fill(page, fields);
    await settled(page);
    const canvas = page.getByRole('img', { name: new RegExp(`^${title}\\. 40 simulated runs of .+ from an empty pool`) });
    await canvas.waitFor();
    await timeline(page).locator('.data > summary').click();
    const table = await timeline(page).locator('.data table').innerText();
    for (const word of words) assert.ok(table.includes(word), `no ${word} in ${table}`);
    assert.match(await timeline(page).innerText(), /requests per run\s+\d+\s+\d+/);
    assert.deepEqual(problems, []);
  });
}

test('the last course stays in view, dimmed, until the next one is there', async (t) => {
  const { page } = await open(t);
  await fill(page, SMALL);
  await settled(page);
  // It is painted once its size is known.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const before = await picture(page);
  await page.evaluate(() => {
    const picture = document.querySelector('.timeline .picture');
    globalThis.dimmed = [];
    new MutationObserver(() => {
      if (picture.matches('.stale')) globalThis.dimmed.push(picture.querySelector('canvas').toDataURL());
    }).observe(picture, { attributeFilter: ['class'] });
  });
  await page.getByRole('slider', { name: 'Pool size', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => globalThis.dimmed.length > 0);
  await settled(page);
  assert.deepEqual(await page.evaluate(() => globalThis.dimmed), [before]);
  assert.notEqual(await picture(page), before);
});

test('a day is simulated to its end', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { ...SMALL, Requests: 2 });
  await settled(page);
  await button(page, 'Simulate a day').click();
  await button(page, 'Show the first minutes').waitFor();
  await page.getByRole('img', { name: /^One pool through a day\. 10 simulated runs of a day/ }).waitFor();
  assert.match(await timeline(page).innerText(), /requests per run\s+17\d,\d\d\d/);
  await button(page, 'Show the first minutes').click();
  await page.getByRole('img', { name: /^One pool after a deploy/ }).waitFor();
  assert.deepEqual(problems, []);
});

test('a day shows how far it is, stops at once, and leaves what is done', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { Requests: 100, 'Connection held for': 50, 'Pool size': 10, 'Max overflow': 0 });
  await settled(page);
  await button(page, 'Simulate a day').click();
  const bar = page.getByRole('progressbar', { name: 'Simulating a day' });
  await bar.waitFor();
  assert.match(await bar.getAttribute('aria-valuetext'), /^\d+ %, \d+ of 10 runs done$/);
  await page.getByRole('img', { name: /^One pool through a day\. \d simulated runs? of a day/ }).waitFor();
  await button(page, 'Cancel').click();
  await page.getByText(/^stopped after \d of 10 runs$/).waitFor();
  assert.equal(await bar.count(), 0);

  // The worker has heard it, and does another.
  await button(page, 'Show the first minutes').click();
  await page.context().setOffline(true);
  await button(page, 'Simulate a day').click();
  await page.getByText('1 of 10 runs done').waitFor();
  assert.equal(page.workers().length, 2);

  // Another scenario has another day.
  await fill(page, { Requests: 90 });
  await settled(page);
  await page.getByRole('img', { name: /^One pool after a deploy/ }).waitFor();
  await button(page, 'Simulate a day').waitFor();
  assert.deepEqual(problems, []);
});

test('a day of more requests than a browser can do is refused, with the reason', async (t) => {
  const { page } = await open(t);
  await fill(page, { Requests: 9000, 'Connection held for': 1, 'Pool size': 20 });
  await settled(page);
  await page.getByText(/^a day would be 778 million requests to a pool, more than this page can simulate/).waitFor();
  assert.equal(await button(page, 'Simulate a day').isDisabled(), true);
});

for (const [how, prepare] of [
  ['there are none', (page) => page.addInitScript(() => delete globalThis.Worker)],
  ['they may not be started', (page) => page.addInitScript(() => {
    globalThis.Worker = class { constructor() { throw new DOMException('no', 'SecurityError'); } };
  })],
  ['their files are missing', (page) => page.route('**/poolwise-engine*', (route) => route.abort())],
  ['their files are of another version', (page) => page.route('**/poolwise-engine_loader.js', (route) => route.fulfill({
    contentType: 'text/javascript',
    body: 'postMessage(new Uint8Array([99]));',
  }))],
]) {
  test(`without workers the page shows the example and what does the same: ${how}`, async (t) => {
    const { page } = await open(t, { prepare, isLive: false });
    await page.locator('#no-engine.shown').getByText('poolwise plan --env .env').waitFor();
    assert.equal(await page.locator('#verdict').innerText(), 'Over budget by 23 connections, 53 during a deploy');
    await pasteBox(page).fill('DB_POOL_SIZE=7');
    assert.equal(await pasteBox(page).inputValue(), 'DB_POOL_SIZE=7');
  });
}

test('the page below a path has its worker there', async (t) => {
  const below = new URL('below/a/path/', url).href;
  const { page, problems } = await open(t, {
    path: below,
    // As a server would that has the page there.
    prepare: (page) => page.context().route(`${below}**`, async (route) => {
      const response = await route.fetch({ url: route.request().url().replace(below, url) });
      await route.fulfill({ response });
    }),
  });
  await fill(page, { ...SMALL, ...BURST });
  await settled(page);
  assert.match(await method(page).innerText(), /^Simulated/);
  assert.deepEqual(problems, []);
});

test('what is simulated is simulated without the network too', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { ...SMALL, Requests: 2 });
  await settled(page);
  await page.context().setOffline(true);
  await fill(page, BURST);
  await settled(page);
  assert.match(await method(page).innerText(), /^Simulated/);
  await button(page, 'Simulate a day').click();
  await page.getByRole('img', { name: /^One pool through a day\. 10 simulated runs of a day/ }).waitFor();
  assert.deepEqual(problems, []);
});

test('nothing on the page waits for the engine', async (t) => {
  const { page, problems } = await open(t, { keepsExample: true });
  dontWaitForAnswers(page);
  // From now on the engine hears nothing.
  await page.evaluate(() => { Worker.prototype.postMessage = () => {}; });
  await slider(page, 'Requests').focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('main[data-answer=pending]').waitFor();
  assert.equal(await box(page, 'Requests').inputValue(), '250');
  await page.locator('.refining').getByText('refining…').waitFor();
  await button(page, /^Download/).waitFor();
  await pasteBox(page).fill('DB_POOL_SIZE=7');
  assert.equal(await pasteBox(page).inputValue(), 'DB_POOL_SIZE=7');
  assert.deepEqual(problems, []);
});
