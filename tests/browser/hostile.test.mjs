// What is pasted by those who wish the page ill, or have very much.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { box, button, field, fill, pasteBox } from './parts.mjs';

// Made inside the page: a lone surrogate does not survive the way there.
for (const [what, make, words] of [
  ['NUL', () => 'DB_POOL_SIZE=7\0\nDB_MAX_OVERFLOW=\0\n\0', /line 1/],
  ['carriage returns', () => 'DB_POOL_SIZE=7\rDB_MAX_OVERFLOW=3\r\n\r\r\n', /Pool size 7/],
  ['text that runs both ways', () => '\u202eDB_POOL_SIZE=7\u202c\n\u2066DB_MAX_OVERFLOW\u2069=3\n', /line 1/],
  ['letters of no width', () => '\ufeffDB_POOL_SIZE=7\nDB_\u200bMAX_OVERFLOW=\u200d3\u2060\n', /Pool size 7/],
  ['half of a pair', () => 'DB_POOL_SIZE=7\n\ud800\n\udc00\ud800=\udfff\n', /Pool size 7/],
  ['many marks on one letter', () => `DB_POOL_SIZE=7\na${'\u0301'.repeat(5000)}\n`, /Pool size 7/],
  ['a line of 100 000 letters', () => `DB_POOL_SIZE=7\n${'x'.repeat(100_000)}\n`, /Pool size 7/],
  ['a value of 100 000 digits', () => `DB_POOL_SIZE=${'9'.repeat(100_000)}\nDB_MAX_OVERFLOW=3\n`, /Max overflow 3/],
  ['20 000 brackets', () => `DB_POOL_SIZE=7\n${'['.repeat(20_000)}\n`, /Pool size 7/],
  ['20 000 calls in each other', () => `create_engine(${'f('.repeat(20_000)}\n`, /line 1/],
  ['markup', () => 'DB_POOL_SIZE=7\n</textarea><img src=x onerror=alert(1)>={{7*7}}\n', /Pool size 7/],
  ['2 MiB', () => 'DB_POOL_SIZE=7\n'.padEnd(2 * 1024 * 1024, `${'a'.repeat(100)}=1\n`), /Pool size 7/],
  ['a byte more than 2 MiB', () => 'x'.repeat(2 * 1024 * 1024 + 1), /2097153 bytes; the limit is 2097152 bytes/],
  ['8 MiB', () => `${'x'.repeat(1023)}\n`.repeat(2 ** 13), /8388608 bytes; the limit is 2097152 bytes/],
]) {
  test(`survived: ${what}`, async (t) => {
    const { page, problems } = await open(t);
    await page.evaluate(`(() => {
      const area = document.querySelector('#paste');
      area.value = (${make})();
      // As the browser keeps it, which has one kind of line end.
      globalThis.given = area.value;
      area.dispatchEvent(new InputEvent('input', { bubbles: true }));
    })()`);
    const isKept = () => page.evaluate(() => document.querySelector('#paste').value === globalThis.given);
    await page.locator('#paste-reading').getByText(words).first().waitFor();
    assert.ok(await isKept(), 'the box keeps its text');
    await fill(page, { Instances: 3 });
    assert.equal(await field(page, 'Instances'), '3, yours');
    assert.ok(await isKept(), 'the box keeps its text when something else changes');
    await button(page, 'Start over').click();
    assert.equal(await pasteBox(page).inputValue(), '');
    assert.equal(await box(page, 'Instances').inputValue(), '1');
    assert.equal(await page.locator('#crash').isVisible(), false);
    assert.equal(await page.locator('#paste-reading img').count(), 0);
    assert.deepEqual(problems, []);
  });
}
