// Links to a scenario, and what the browser remembers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, open } from './harness.mjs';
import { box, button, fill, openFields, paste, pasteBox, verdict } from './parts.mjs';

/** The address that the button copies. */
async function copied(page) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await button(page, 'Copy link').click();
  await page.getByText('Copied', { exact: true }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}
const fragment = (address) => address.slice(address.indexOf('#'));
const reload = async (page) => {
  await page.reload();
  await answered(page);
};

test('a link shows the same verdict, without a pasted text', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, 'DB_POOL_SIZE=7\nDB_PASSWORD=hunter2\nWEB_CONCURRENCY=3\n');
  await fill(page, { Requests: 300, 'Surge during a deploy': 25 });
  await button(page, 'Add a service').click();
  await page.getByLabel('Name', { exact: true }).first().fill('the jobs');
  await fill(page, { Instances: 9 });
  await page.locator('main[data-answer=best]').waitFor();
  const [expected, link] = [await verdict(page), await copied(page)];
  assert.match(fragment(link), /^#v1&/);
  assert.ok(!link.includes('hunter2'));
  assert.ok(link.length < 2048, `${link.length} bytes`);
  const other = await open(t, { path: fragment(link), keepsExample: true });
  assert.equal(await verdict(other.page), expected);
  await openFields(other.page);
  assert.equal(await box(other.page, 'Pool size').inputValue(), '7');
  assert.equal(await pasteBox(other.page).inputValue(), '');
  assert.deepEqual([...problems, ...other.problems], []);
});

test('a link says beside its button that it leaves the pasted errors out', async (t) => {
  const { page } = await open(t);
  const words = page.locator('header').getByText('without the errors');
  await paste(page, 'DB_POOL_SIZE=7\n');
  assert.equal(await words.count(), 0);
  await paste(page, 'FATAL: sorry, too many clients already\n');
  await words.waitFor();
});

test('a field of a link that cannot be used is named, and the rest kept', async (t) => {
  const path = '#v1&pool.size=9&pool.overflow=-7&nothing=1&rate_per_s=<script>';
  const { page, problems } = await open(t, { path, keepsExample: true });
  assert.equal(await box(page, 'Pool size').inputValue(), '9');
  const alert = await page.getByRole('alert').filter({ hasText: 'Not all of it' }).innerText();
  assert.match(alert, /Max overflow: must be/);
  assert.match(alert, /nothing: there is no such field/);
  assert.match(alert, /Requests: must be a number/);
  assert.deepEqual(problems, []);
});

test('reloading restores the fields, but no pasted text', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, 'DB_POOL_SIZE=7\nDB_PASSWORD=hunter2\n');
  await fill(page, { Requests: 300 });
  await page.locator('main[data-answer=best]').waitFor();
  const expected = await verdict(page);
  await reload(page);
  assert.equal(await verdict(page), expected);
  assert.equal(await box(page, 'Pool size').inputValue(), '7');
  assert.equal(await pasteBox(page).inputValue(), '');
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!stored.includes('hunter2'), stored);
  assert.deepEqual(problems, []);
});

test('opening a link leaves own work where it was', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { Requests: 300, Instances: 6 });
  await page.locator('main[data-answer=best]').waitFor();
  await page.evaluate(() => { location.hash = '#v1&instances=2'; });
  await page.waitForFunction(() => document.querySelector('#services-0--instances').value === '2');
  await reload(page);
  assert.equal(await box(page, 'Instances').inputValue(), '2', 'the address still has the link');
  await fill(page, { Instances: 3 });
  await page.locator('main[data-answer=best]').waitFor();
  assert.ok(!page.url().includes('#v1'));
  await page.locator('summary', { hasText: 'Saved' }).click();
  await button(page, 'Before the link').click();
  await page.waitForFunction(() => document.querySelector('#services-0--instances').value === '6');
  await button(page, 'Undo').click();
  assert.equal(await box(page, 'Instances').inputValue(), '3');
  assert.deepEqual(problems, []);
});

test('scenarios are saved under names, and stay', async (t) => {
  const { page, problems } = await open(t);
  const save = async (name) => {
    await page.getByLabel('Name to save this under').fill(name);
    await button(page, 'Save').click();
  };
  await page.locator('summary', { hasText: 'Saved' }).click();
  await fill(page, { Instances: 6 });
  await save('six');
  await fill(page, { Instances: 7 });
  await save('seven');
  await reload(page);
  await page.locator('summary', { hasText: 'Saved' }).click();
  await button(page, 'six').click();
  await page.waitForFunction(() => document.querySelector('#services-0--instances').value === '6');
  await button(page, 'Forget seven').click();
  await reload(page);
  await page.locator('summary', { hasText: 'Saved' }).click();
  assert.equal(await button(page, 'seven').count(), 0);
  assert.equal(await button(page, 'six').count(), 1);
  assert.deepEqual(problems, []);
});

test('the page works where storage throws', async (t) => {
  const prepare = (page) =>
    page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
    });
  const { page, problems } = await open(t, { prepare });
  await fill(page, { Requests: 300 });
  await page.locator('main[data-answer=best]').waitFor();
  await button(page, 'Dark').click();
  assert.match(await copied(page), /#v1&.*rate_per_s=300/);
  assert.deepEqual(problems, []);
});

test('the theme stays', async (t) => {
  const { page } = await open(t, { colorScheme: 'light' });
  await button(page, 'Dark').click();
  await reload(page);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await button(page, 'Light').waitFor();
});

test('a story puts its numbers into the fields and says what helps', async (t) => {
  const { page, problems } = await open(t, { keepsExample: true });
  await button(page, 'Too many clients after a deploy').click();
  await page.getByText('What helps:').waitFor();
  assert.match(await verdict(page), /^PostgreSQL refuses connections/);
  assert.equal(await box(page, 'Pool size').inputValue(), '25');
  await button(page, 'Start over').click();
  assert.equal(await page.getByText('What helps:').count(), 0);
  assert.deepEqual(problems, []);
});
