// The browser's own buttons: back and forward go through what was done.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { box, button, fill, paste, pasteBox } from './parts.mjs';

const is = (page, label, text) =>
  page.waitForFunction(
    ([id, text]) => document.getElementById(id).value === text,
    [label === 'Pool size' ? 'services-0--pool-size' : 'services-0--instances', text],
  );

test('back and forward go through what was done, a step each', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { 'Pool size': 7 });
  await fill(page, { Instances: 3 });
  await paste(page, 'DB_MAX_OVERFLOW=2\n');
  await page.goBack();
  await page.waitForFunction(() => document.getElementById('paste').value === '');
  await page.goBack();
  await is(page, 'Instances', '1');
  await page.goForward();
  await is(page, 'Instances', '3');
  await page.goForward();
  assert.equal(await pasteBox(page).inputValue(), 'DB_MAX_OVERFLOW=2\n');
  assert.deepEqual(problems, []);
});

test('back goes on from what the button has undone', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { 'Pool size': 7 });
  await fill(page, { Instances: 3 });
  await button(page, 'Undo').click();
  await is(page, 'Instances', '1');
  await page.goBack();
  await is(page, 'Pool size', '5');
  await page.goForward();
  await is(page, 'Pool size', '7');
  await button(page, 'Redo').click();
  await is(page, 'Instances', '3');
  assert.deepEqual(problems, []);
});

test('letters of one field are one step', async (t) => {
  const { page } = await open(t);
  await fill(page, { 'Pool size': '' });
  await box(page, 'Pool size').pressSequentially('123');
  await is(page, 'Pool size', '123');
  await page.goBack();
  await is(page, 'Pool size', '5');
});
