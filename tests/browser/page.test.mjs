// The page as its user has it: paste, slide, see, apply, download.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { foreign, open } from './harness.mjs';
import { box, complete, fill, paste, pasteBox, slider, verdict } from './parts.mjs';

const PASTE = '# ours\nDB_POOL_SIZE=5\nDB_MAX_OVERFLOW=10\nDB_PASSWORD=hunter2\nhello world\n';

test('paste, slide, see the verdict change, download what fits', async (t) => {
  const { page, problems, requests } = await open(t, { acceptDownloads: true });
  await complete(page);
  const loaded = requests.length;

  await paste(page, PASTE);
  await page.getByText('Pool size 5 · line 2').waitFor();
  assert.equal(await box(page, 'Max overflow').inputValue(), '10');
  await fill(page, { Requests: 180, 'Connection held for': 60, Instances: 4, 'Workers per instance': 2 });
  assert.equal(await verdict(page), 'Over budget by 23 connections, if max_connections is 100, the default');

  await slider(page, 'Instances').focus();
  await page.keyboard.press('ArrowLeft');
  assert.equal(await box(page, 'Instances').inputValue(), '3');
  assert.match(await verdict(page), /^Fits, with 7 connections to spare$/);
  await page.keyboard.press('ArrowRight');

  await page.getByRole('button', { name: 'Apply advice' }).click();
  assert.equal(await verdict(page), 'Fits: 32 of an assumed 97 connections');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download pool.env' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'pool.env');
  const file = await readFile(await download.path(), 'utf8');
  assert.match(file, /^DB_POOL_SIZE=4$/m);
  assert.match(file, /^DB_MAX_OVERFLOW=0$/m);
  assert.doesNotMatch(file, /hunter2/);

  assert.deepEqual(problems, []);
  assert.deepEqual(requests.slice(loaded).filter((request) => !request.startsWith('blob:')), []);
  assert.deepEqual(foreign(requests.filter((request) => !request.startsWith('blob:'))), []);
});

test('what is pasted stays in the box, and a secret goes nowhere else', async (t) => {
  const { page } = await open(t);
  await paste(page, PASTE);
  await page.getByText('line 5 not KEY=value').waitFor();
  assert.equal(await pasteBox(page).inputValue(), PASTE);
  const elsewhere = await page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    copy.querySelector('#paste').remove();
    return copy.outerHTML + location.href + JSON.stringify({ ...localStorage, ...sessionStorage });
  });
  assert.doesNotMatch(elsewhere, /hunter2/);
});

test('a recognised setting can be taken back, and a field reset', async (t) => {
  const { page } = await open(t);
  await paste(page, PASTE);
  await page.getByRole('button', { name: 'Do not use Pool size of line 2' }).click();
  await paste(page, PASTE.replace('OVERFLOW=10', 'OVERFLOW=12'));
  assert.equal(await box(page, 'Max overflow').inputValue(), '12');
  assert.equal(await page.locator('.chip.unused').count(), 1);

  await fill(page, { 'Max overflow': 3 });
  await page.getByRole('button', { name: 'Reset Max overflow' }).click();
  assert.equal(await box(page, 'Max overflow').inputValue(), '12');
  await fill(page, { 'Max overflow': 3 });
  await slider(page, 'Max overflow').dblclick();
  assert.equal(await box(page, 'Max overflow').inputValue(), '12');
});

test('a field that cannot be read says so and keeps its text', async (t) => {
  const { page, problems } = await open(t);
  for (const [label, text, error] of [
    ['Instances', '0', 'must be a whole number from 1 to 4294967295, found 0'],
    ['Requests', '1,5', 'use 1.5 or 15'],
    ['Pool size', 'many', 'must be a number, such as 1000 or 1.5'],
  ]) {
    await fill(page, { [label]: text });
    await page.getByText(error, { exact: true }).waitFor();
    assert.equal(await box(page, label).inputValue(), text);
    assert.equal(await box(page, label).getAttribute('aria-invalid'), 'true');
    await page.getByText(`Not used, since it cannot be read: ${label}.`).waitFor();
    await page.getByRole('button', { name: `Reset ${label}` }).click();
  }
  assert.deepEqual(problems, []);
});

test('numbers are taken as people type them', async (t) => {
  const { page, problems } = await open(t);
  for (const [label, typed, plain] of [
    ['Requests', '6000/min', '100'],
    ['Requests', '1,200', '1200'],
    ['Connection held for', '0.05 s', '50'],
  ]) {
    await fill(page, { Requests: 100, 'Connection held for': 50, [label]: plain });
    const expected = await page.locator('.figures').innerText();
    await fill(page, { [label]: typed });
    assert.equal(await page.locator('.figures').innerText(), expected, typed);
    assert.equal(await box(page, label).inputValue(), typed);
  }
  assert.deepEqual(problems, []);
});

test('the arrow keys step through the values of a number box', async (t) => {
  const { page } = await open(t);
  await fill(page, { 'Pool size': 7 });
  await box(page, 'Pool size').press('ArrowUp');
  assert.equal(await box(page, 'Pool size').inputValue(), '8');
  await box(page, 'Pool size').press('ArrowDown');
  await box(page, 'Pool size').press('ArrowDown');
  assert.equal(await box(page, 'Pool size').inputValue(), '6');
});

test('a finding is applied with its button', async (t) => {
  const { page } = await open(t);
  await page.getByRole('button', { name: 'Example' }).click();
  await page.getByRole('button', { name: /\(PW001\)$/ }).click();
  assert.equal(await page.getByText('PW001').count(), 0);
  assert.equal(await box(page, 'Pool size').inputValue(), '4');
});

test('unlimited and impossible settings have a verdict', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { Requests: 100, 'Pool size': 0 });
  assert.equal(await verdict(page), 'Unbounded: a pool of app may open any number of connections');
  await fill(page, { 'Pool size': 2, 'Max overflow': 0 });
  assert.match(await verdict(page), /^Saturated: 60 % of the requests to app time out$/);
  await fill(page, { Instances: 4294967295, 'Workers per instance': 4294967295, 'Engines per worker': 4294967295 });
  assert.match(await verdict(page), /^Over budget by more connections than can be counted$/);
  await page.getByRole('button', { name: 'Start over' }).click();
  assert.match(await verdict(page), /^Nothing to judge yet/);
  assert.deepEqual(problems, []);
});

test('the page works when it is cut off from the network', async (t) => {
  const { page, problems } = await open(t);
  await complete(page);
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Example' }).click();
  assert.equal(await verdict(page), 'Over budget by 23 connections, 53 during a deploy');
  assert.deepEqual(problems, []);
});
