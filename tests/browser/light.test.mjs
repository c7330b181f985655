// A pasted line, what was recognized in it and its field light up together.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { paste } from './parts.mjs';

const TEXT = 'DB_POOL_SIZE=7\nDB_MAX_OVERFLOW=3\nDB_POOL_TIMEOUT=5\n';

/** What is lit: the fields by their labels, the values, and the line of the text. */
const lit = (page) =>
  page.evaluate(() => ({
    fields: [...document.querySelectorAll('.field[data-lit] label')].map((it) => it.textContent),
    values: [...document.querySelectorAll('.chip[data-lit] .what')].map((it) => it.textContent.split(' · ')[0]),
    line: document.querySelector('#paste').hasAttribute('data-lit') ? document.querySelector('#paste').style.getPropertyValue('--lit') : '',
  }));

const OVERFLOW = { fields: ['Max overflow'], values: ['Max overflow 3'], line: '2' };
const NOTHING = { fields: [], values: [], line: '' };

for (const [what, act, expected] of [
  ['a field has the keyboard', (page) => page.getByRole('textbox', { name: 'Max overflow' }).focus(), OVERFLOW],
  ['a value is pointed at', (page) => page.locator('.chip', { hasText: 'Max overflow' }).hover(), OVERFLOW],
  ['the caret is in a line', (page) => page.locator('#paste').evaluate((it) => { it.focus(); it.setSelectionRange(20, 20); }), OVERFLOW],
  ['a field that was not pasted is pointed at', (page) => page.getByRole('textbox', { name: 'Instances' }).hover(), NOTHING],
]) {
  test(`lights up where ${what}`, async (t) => {
    const { page } = await open(t);
    await paste(page, TEXT);
    await page.locator('.chip').nth(2).waitFor();
    await act(page);
    await page.waitForFunction((wanted) => document.querySelectorAll('.field[data-lit]').length === wanted, expected.fields.length);
    assert.deepEqual(await lit(page), expected);
  });
}
