// Several services on one database.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { box, button, field, fill, paste, pasteBox, settled, verdict } from './parts.mjs';

const TWO = `# services/api/.env
DB_POOL_SIZE=10
DB_MAX_OVERFLOW=20
WEB_CONCURRENCY=4

# services/worker/.env
DB_POOL_SIZE=5
DB_MAX_OVERFLOW=5
WEB_CONCURRENCY=8
`;

/** The rows of the table of services, without the advice. */
const rows = (page) =>
  page.locator('.fleet tbody tr').evaluateAll((all) =>
    all.map((row) => [...row.children].slice(0, 3).map((cell) => cell.textContent).join(' | ')),
  );
const tabs = (page) => page.locator('.tabs [aria-current], .tabs button:not(.add)').allInnerTexts();
const show = (page, name) => page.locator('.tabs').getByRole('button', { name, exact: true }).click();

test('two .env files are two services, and one of them after undoing', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, TWO);
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  assert.deepEqual(await rows(page), ['api | 4 × (10 + 20) | 120', 'worker | 8 × (5 + 5) | 80']);
  assert.equal(await verdict(page), 'Over budget by 103 connections, if max_connections is 100, the default');
  assert.equal(await field(page, 'Pool size'), '10, your .env, line 2');
  await show(page, 'worker');
  assert.equal(await field(page, 'Pool size'), '5, your .env, line 7');
  assert.equal(await pasteBox(page).inputValue(), TWO);
  assert.equal(await button(page, 'Undo').getAttribute('title'), 'Take back: split into services');
  await button(page, 'Undo').click();
  assert.deepEqual(await tabs(page), []);
  await button(page, 'Redo').click();
  assert.deepEqual(await tabs(page), ['api', 'worker']);
  await page.getByRole('button', { name: /^Use all of it for one/ }).click();
  assert.deepEqual(await tabs(page), []);
  assert.deepEqual(problems, []);
});

test('services of a compose file come by themselves, with the server', async (t) => {
  const { page } = await open(t);
  await paste(page, `services:
  db:
    image: postgres:16
    command: postgres -c max_connections=200
  api:
    build: .
    environment:
      DB_POOL_SIZE: 10
    deploy:
      replicas: 4
  worker:
    image: app
    environment:
      - DB_POOL_SIZE=3
`);
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  assert.deepEqual(await rows(page), ['api | 4 × (10 + 10) | 80', 'worker | 3 + 10 | 13']);
  assert.equal(await box(page, 'max_connections').inputValue(), '200');
});

test('a service is added, named, duplicated and removed', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { Requests: 100, 'Pool size': 4 });
  await button(page, 'Add a service').click();
  assert.deepEqual(await tabs(page), ['service 1', 'service 2']);
  await fill(page, { 'Pool size': 9 });
  await page.getByLabel('Name', { exact: true }).first().fill('billing');
  await page.getByRole('button', { name: /^Duplicate/ }).click();
  await fill(page, { 'Max overflow': 0 });
  assert.deepEqual(await rows(page), ['service 1 | 4 + 10 | 14', 'billing | 9 + 10 | 19', 'billing copy | 9 + 0 | 9']);
  await page.locator('.fleet').getByRole('button', { name: 'service 1' }).click();
  assert.equal(await box(page, 'Pool size').inputValue(), '4');
  assert.equal(await box(page, 'Requests').inputValue(), '100');
  await page.getByRole('button', { name: /^Remove service 1/ }).click();
  assert.deepEqual(await tabs(page), ['billing', 'billing copy']);
  assert.deepEqual(problems, []);
});

test('what all services share is shared, and the advice is for all of them', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, TWO);
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  await fill(page, { Requests: 100 });
  await show(page, 'worker');
  await fill(page, { Requests: 20, max_connections: 150 });
  await show(page, 'api');
  assert.equal(await box(page, 'max_connections').inputValue(), '150');
  await page.locator('main[data-answer=best]').waitFor();
  await button(page, 'Apply advice').click();
  await page.locator('main[data-answer=best]').waitFor();
  assert.match(await verdict(page), /^Fits/);
  assert.notEqual(await box(page, 'Pool size').inputValue(), '10');
  await show(page, 'worker');
  assert.equal(await box(page, 'Requests').inputValue(), '20');
  assert.deepEqual(problems, []);
});

test('ten services stay quick and readable', async (t) => {
  const { page, problems } = await open(t, { viewport: { width: 1440, height: 900 }, keepsExample: true });
  await button(page, 'Ten services on one database').click();
  await page.locator('main[data-answer=best]').waitFor();
  assert.equal((await rows(page)).length, 10);
  assert.equal(await verdict(page), 'Over budget by 203 connections');
  assert.equal(await page.locator('.bar.current .part').count(), 10);
  for (const width of [1440, 768, 360]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px wide`);
  }
  assert.deepEqual(problems, []);
});

test('the result, the changes and the charts name the service in view', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, TWO);
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  await fill(page, { Requests: 100 });
  await settled(page);
  await page.getByRole('heading', { name: 'What to change in api' }).waitFor();
  assert.match(await page.locator('.figures').innerText(), /^service\s+api\s/);
  const titles = await page.locator('.chart canvas').evaluateAll((all) => all.map((canvas) => canvas.ariaLabel));
  assert.ok(titles.length >= 3 && titles.every((title) => /: api\./.test(title)), `${titles}`);
  await show(page, 'worker');
  await page.getByRole('heading', { name: 'What to change in worker' }).waitFor();
  assert.deepEqual(problems, []);
});

test('two services of one name are pointed out', async (t) => {
  const { page } = await open(t);
  await paste(page, TWO);
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  const hint = page.getByText('Another service has this name');
  assert.equal(await hint.count(), 0);
  await page.locator('#service-name').fill('worker');
  await hint.waitFor();
});
