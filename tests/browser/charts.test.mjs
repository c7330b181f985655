// Charts: curves that are left out, and pictures to take away.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { button, settled } from './parts.mjs';

const CHARTS = ['chart-utilization', 'chart-wait', 'chart-deploy', 'chart-timeline'];

/** The page with the example, whose charts are all there. */
async function example(t, options) {
  const opened = await open(t, { keepsExample: true, ...options });
  await settled(opened.page);
  return opened;
}

const card = (page, id) => page.locator('.chart').filter({ has: page.locator(`#${id}`) });
const pixels = (page, id) => page.locator(`#${id}`).evaluate((canvas) => canvas.toDataURL());

/** The content of the file that a button saves, with its name. */
async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test('a curve is left out of its chart by its name in the legend, and drawn again', async (t) => {
  const { page, problems } = await example(t);
  for (const [id, name] of [['chart-utilization', 'current'], ['chart-wait', 'p99'], ['chart-deploy', 'advised'], ['chart-timeline', 'current']]) {
    const [entry, before] = [card(page, id).getByRole('button', { name, exact: true }), await pixels(page, id)];
    assert.equal(await entry.getAttribute('aria-pressed'), 'true');
    await entry.click();
    assert.equal(await entry.getAttribute('aria-pressed'), 'false');
    await page.waitForFunction(([id, before]) => document.getElementById(id).toDataURL() !== before, [id, before]);
    await entry.click();
    await page.waitForFunction(([id, before]) => document.getElementById(id).toDataURL() === before, [id, before]);
  }
  assert.deepEqual(problems, []);
});

test('a chart is saved as SVG without the curves that are left out', async (t) => {
  const { page, problems } = await example(t, { acceptDownloads: true });
  for (const id of CHARTS) {
    const { name, bytes } = await saved(page, () => card(page, id).getByRole('button', { name: /^SVG/ }).click());
    assert.equal(name, `poolwise-${id.replace('chart-', '')}.svg`);
    assert.match(bytes.toString(), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="640"/);
  }
  const svg = async () =>
    (await saved(page, () => card(page, 'chart-wait').getByRole('button', { name: /^SVG/ }).click())).bytes.toString();
  assert.match(await svg(), />p99/);
  await card(page, 'chart-wait').getByRole('button', { name: 'p99', exact: true }).click();
  assert.doesNotMatch(await svg(), />p99/);
  assert.deepEqual(problems, []);
});

test('traffic over a day is drawn through the day, its busiest time named', async (t) => {
  const { page, problems } = await open(t);
  const hour = (of) => `2026-11-26 ${String(of).padStart(2, '0')}:00:00,${of === 12 ? 180 : 60}`;
  await page.locator('#paste').fill(`time,requests per second\n${Array.from({ length: 24 }, (_, of) => hour(of)).join('\n')}\n`);
  await page.getByRole('spinbutton', { name: 'Connection held for' }).or(page.getByLabel('Connection held for')).first().fill('50');
  await settled(page);
  const day = card(page, 'chart-day');
  await day.getByRole('heading', { name: 'Through the day' }).waitFor();
  assert.match(await day.locator('canvas').getAttribute('aria-label'), /From 12:00 on it is busiest, with 180 requests per second/);
  assert.deepEqual(problems, []);
});

test('a chart is saved and copied as PNG', async (t) => {
  const { page, problems } = await example(t, { acceptDownloads: true });
  const { name, bytes } = await saved(page, () => card(page, 'chart-wait').getByRole('button', { name: /^PNG/ }).click());
  assert.equal(name, 'poolwise-wait.png');
  assert.deepEqual([...bytes.subarray(1, 4)], [...Buffer.from('PNG')]);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await card(page, 'chart-wait').getByRole('button', { name: /^Copy/ }).click();
  await card(page, 'chart-wait').getByText('Copied', { exact: true }).waitFor();
  const kinds = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
  assert.deepEqual(kinds, ['image/png']);
  assert.deepEqual(problems, []);
});

test('zones have names', async (t) => {
  const { page } = await example(t, { acceptDownloads: true });
  const words = await saved(page, () => card(page, 'chart-utilization').getByRole('button', { name: /^SVG/ }).click());
  for (const zone of ['on target', 'for bursts', 'too full']) assert.ok(words.bytes.includes(zone), zone);
  await button(page, 'Start over').click();
});
