// What is advised, from the page into the scenario: remedies, the whole advice, a pooler, a provider, a deploy.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { box, button, field, fill, openFields, paste, settled, verdict } from './parts.mjs';

const select = (page, label) => page.getByRole('combobox', { name: label, exact: true });

const SHOW_CONFIG = `pgbouncer=# SHOW CONFIG;
        key        |    value    | default | changeable
-------------------+-------------+---------+------------
 default_pool_size | 25          | 20      | yes
 max_client_conn   | 500         | 100     | yes
 pool_mode         | transaction | session | yes
(3 rows)
`;

test('a remedy is applied, and then there is none to look for', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { Requests: 900, 'Connection held for': 150, Instances: 8, 'Workers per instance': 4 });
  await settled(page);
  const remedies = page.locator('.remedies');
  assert.ok((await remedies.locator('.remedy').count()) > 1);
  const before = await verdict(page);
  const remedy = remedies.getByRole('button').first();
  assert.match(await remedy.getAttribute('aria-label'), /^Apply: .+ \(remedy \d+\)$/);
  await remedy.click();
  await settled(page);
  assert.equal(await remedies.count(), 0);
  assert.notEqual(await verdict(page), before);
  assert.match(await verdict(page), /^Fits/);
  assert.deepEqual(problems, []);
});

test('the advice is applied as a whole', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { Requests: 180, 'Connection held for': 60, Request: 20 });
  await settled(page);
  await button(page, 'Apply advice').click();
  await settled(page);
  assert.equal(await field(page, 'Pre-ping'), 'on, yours');
  assert.ok(Number(await box(page, 'Timeout').inputValue()) < 20);
  assert.equal(await button(page, 'Apply advice').count(), 0);
  assert.equal(await page.locator('.changes .changed').count(), 0);
  assert.deepEqual(problems, []);
});

test('a pasted configuration of PgBouncer switches the pooler on', async (t) => {
  const { page, problems } = await open(t);
  await openFields(page);
  assert.equal(await select(page, 'Pool mode').inputValue(), 'none');
  await paste(page, SHOW_CONFIG);
  await page.getByText('The pooler gets 15 of the 500 clients').waitFor();
  assert.equal(await select(page, 'Pool mode').inputValue(), 'transaction');
  assert.equal(await field(page, 'Connections to the server'), '25, your psql, line 4');
  await select(page, 'Pool mode').selectOption('none');
  assert.equal(await page.getByText('The pooler gets').count(), 0);
  await button(page, 'Undo').click();
  assert.equal(await select(page, 'Pool mode').inputValue(), 'transaction');
  await page.getByText('The pooler gets 15 of the 500 clients').waitFor();
  assert.deepEqual(problems, []);
});

test('a provider fills what it sets, and is taken back in one step', async (t) => {
  const { page, problems } = await open(t);
  await openFields(page);
  await select(page, 'Provider').selectOption({ label: 'Neon' });
  await box(page, 'Size there').fill('2');
  assert.equal(await field(page, 'max_connections'), '839, yours');
  assert.equal(await field(page, 'Kept by the provider'), '4, yours');
  await box(page, 'Size there').fill('a lot');
  await page.getByText('it takes compute in CU, from 0.25 to 56').waitFor();
  assert.equal(await field(page, 'max_connections'), '100, default');

  await select(page, 'Provider').selectOption({ label: 'Supabase' });
  await select(page, 'Plan').selectOption('medium');
  assert.equal(await field(page, 'max_connections'), '120, yours');
  assert.equal(await field(page, 'Kept by the provider'), '0, default');
  assert.equal(await button(page, 'Undo').getAttribute('title'), 'Take back: provider');
  await button(page, 'Undo').click();
  await button(page, 'Undo').click();
  assert.equal(await select(page, 'Provider').inputValue(), '');
  assert.equal(await field(page, 'max_connections'), '100, default');
  assert.deepEqual(problems, []);
});

test('a framework fills the pool, and a preset takes its place', async (t) => {
  const { page, problems } = await open(t);
  await openFields(page);
  await select(page, 'Framework').selectOption({ label: 'HikariCP' });
  assert.equal(await field(page, 'Pool size'), '10, yours');
  assert.equal(await field(page, 'Recycle after'), '1800, yours');
  await page.getByText('2026, its own documentation').waitFor();
  await select(page, 'Framework').selectOption({ label: 'Prisma' });
  await box(page, 'Cores it runs on').fill('4');
  assert.equal(await field(page, 'Pool size'), '9, yours');
  assert.equal(await field(page, 'Recycle after'), 'never, default');

  await select(page, 'Preset').selectOption({ label: 'staging, monitored' });
  assert.equal(await select(page, 'Framework').inputValue(), '');
  assert.equal(await field(page, 'Max overflow'), '10, yours');
  await page.getByText('second-hand, check it: 2026, a guide to monitoring a pool').waitFor();
  await fill(page, { 'Pool size': 6 });
  await select(page, 'Preset').selectOption('');
  assert.equal(await field(page, 'Pool size'), '6, yours');
  assert.equal(await field(page, 'Max overflow'), '10, default');
  await button(page, 'Undo').click();
  assert.equal(await button(page, 'Undo').getAttribute('title'), 'Take back: Pool size');
  await button(page, 'Undo').click();
  await button(page, 'Undo').click();
  assert.equal(await select(page, 'Framework').inputValue(), 'prisma');
  assert.equal(await box(page, 'Cores it runs on').inputValue(), '4');
  assert.deepEqual(problems, []);
});

test('what may change besides the pools is advised with them', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { Requests: 900, 'Connection held for': 150, Instances: 8 });
  await settled(page);
  assert.ok((await page.locator('.remedy').count()) > 1);
  await page.getByRole('switch', { name: 'May change max_connections' }).click();
  await settled(page);
  assert.equal(await page.locator('.remedy').count(), 0);
  const besides = page.locator('.besides');
  await besides.getByText('The pools below also need this:').waitFor();
  await besides.getByRole('button').click();
  assert.match(await field(page, 'max_connections'), /^\d{3}, yours$/);
  await settled(page);
  assert.equal(await besides.count(), 0);
  assert.deepEqual(problems, []);
});

test('a batch is a hold', async (t) => {
  const { page } = await open(t);
  await fill(page, { Requests: 2, 'Records per batch': 100 });
  await select(page, 'Kind').selectOption('job');
  assert.equal(await page.getByText('PW030').count(), 0);
  await fill(page, { 'Time per record': 40 });
  await page.getByText('PW030').waitFor();
});

test('the chart of a deploy has its data, where a deploy takes more', async (t) => {
  const { page, problems } = await open(t);
  const chart = page.getByRole('img', { name: /^Connections through a deploy\./ });
  await fill(page, { Requests: 100, Instances: 4 });
  assert.equal(await chart.count(), 0);
  await fill(page, { 'Surge during a deploy': 25, 'Ready after': 10, 'Ends within': 30 });
  await chart.waitFor();
  const card = page.locator('.chart.wide');
  await card.locator('summary').click();
  const first = await card.locator('tbody tr').first().locator('th, td').allInnerTexts();
  assert.deepEqual(first.slice(0, 6), ['0 s', '4', '0', '1', '0', '75']);
  assert.match(await chart.getAttribute('aria-label'), /97 are usable\.$/);
  await select(page, 'Strategy').selectOption('recreate');
  await chart.waitFor({ state: 'detached' });
  assert.deepEqual(problems, []);
});

test('what is autoscaled counts', async (t) => {
  const { page } = await open(t);
  await fill(page, { Requests: 100, Instances: 2, 'Max instances': 9 });
  await page.getByText('30 → 135').waitFor();
  await page.getByText(/^Deploys included: up to 6 instances fit/).waitFor();
});
