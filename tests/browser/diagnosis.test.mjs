// What the page makes of a trouble: the answer first, then what to run and what to change.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { button, fill, paste } from './parts.mjs';

// github.com/prisma/orm/issues/7644: 600 requests a minute, two instances, 500 ms each.
const PRISMA =
  'Timed out fetching a new connection from the connection pool. ' +
  '(Current connection pool timeout: 10, connection limit: 25)\n';
const TRAFFIC = { Requests: 10, 'Connection held for': 500, Instances: 2 };
const CLOSED = 'psycopg.OperationalError: server closed the connection unexpectedly\n';
const NOT_THE_ANSWER = 'A bigger pool is not the answer.';

const card = (page) => page.getByRole('region', { name: 'What happened' });

/** What the card says from the top: what comes before the list, then the diagnoses as "PD001 likely". */
const told = (page) =>
  card(page).evaluate((card) => {
    const first = [...card.querySelectorAll('.callout')].map((callout) => callout.textContent);
    const codes = [...card.querySelectorAll('.finding .code')].map((code) => code.innerText.replace(/\s+/, ' '));
    const inOrder = [...card.querySelectorAll('.callout, .finding')].map((part) => part.className.split(' ')[0]);
    return { first, codes, inOrder: inOrder.join(' ') };
  });

/** Pastes a text, gives the traffic and compares what the card says. */
function check(what, text, fields, expected) {
  test(`diagnosed: ${what}`, async (t) => {
    const { page, problems } = await open(t);
    await paste(page, text);
    await fill(page, fields);
    assert.deepEqual(await told(page), expected);
    assert.deepEqual(problems, []);
  });
}

for (const one of [
  ['traffic that needs a tenth of the pool', PRISMA, TRAFFIC, {
    first: [NOT_THE_ANSWER],
    codes: ['PD001 likely', 'PD002 likely', 'PD004 possible'],
    inOrder: 'callout finding finding finding',
  }],
  ['nothing known of the traffic', PRISMA, {}, { first: [], codes: ['PD013 certain'], inOrder: 'finding' }],
  ['more traffic than the pool serves', PRISMA, { ...TRAFFIC, Requests: 200 }, {
    first: [], codes: ['PD009 likely'], inOrder: 'finding',
  }],
  ['a server without a free slot', 'FATAL: sorry, too many clients already\n', {}, {
    first: [NOT_THE_ANSWER], codes: ['PD006 certain'], inOrder: 'callout finding',
  }],
]) check(...one);

test('where nothing happened there is no diagnosis', async (t) => {
  const { page } = await open(t);
  await paste(page, 'DB_POOL_SIZE=20\n');
  await page.getByText('Pool size 20').waitFor();
  assert.equal(await card(page).count(), 0);
});

test('a diagnosis follows the fields', async (t) => {
  const { page } = await open(t);
  await paste(page, PRISMA);
  await fill(page, TRAFFIC);
  await card(page).getByText('needs only 2.5 of 25 connections').waitFor();
  await fill(page, { Instances: 1 });
  await card(page).getByText('needs only 5 of 25 connections').waitFor();
});

test('what a diagnosis would change is applied with its button', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, CLOSED);
  await button(page, 'Apply: pre-ping on (PD012)').click();
  assert.equal(await page.getByRole('switch', { name: 'Pre-ping' }).isChecked(), true);
  assert.deepEqual((await told(page)).codes, ['PD012 possible']);
  assert.equal(await button(page, 'Apply: pre-ping on (PD012)').count(), 0);
  assert.deepEqual(problems, []);
});

test('a command is copied as it stands', async (t) => {
  const { page, problems } = await open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  await paste(page, 'QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00\n');
  await fill(page, TRAFFIC);
  await card(page).locator('summary').click();
  const commands = card(page).locator('.command');
  assert.ok((await commands.count()) > 3);
  for (const command of await commands.all()) {
    await command.getByRole('button').click();
    await command.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await command.locator('pre').evaluate((pre) => pre.textContent));
  }
  await page.getByRole('button', { name: /^Copy the python command: how many connections are/ }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'print(engine.pool.status())');
  assert.deepEqual(problems, []);
});

test('the query that tells the rest is copied', async (t) => {
  const { page } = await open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  await button(page, 'Copy the query for psql').click();
  await page.getByText('Copied').waitFor();
  const query = await readFile(new URL('../../core/src/read/psql/query.sql', import.meta.url), 'utf8');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), query);
});

test('what restores the service at once comes before the causes, with its statements', async (t) => {
  const { page } = await open(t);
  await paste(page, 'QueuePool limit of size 20 overflow 30 reached, connection timed out, timeout 30.00\n');
  const words = await card(page).innerText();
  assert.ok(words.indexOf('At once') < words.indexOf('PD013'), words);
  assert.match(await card(page).locator('.command pre').nth(1).innerText(), /pg_terminate_backend/);
});

test('of a service that nobody described there is no advice, beside a count of sessions', async (t) => {
  const { page } = await open(t);
  await paste(page, ' state  | count\n--------+-------\n active |     7\n idle   |   188\n(2 rows)\n\n max_connections\n---\n 200\n(1 row)\n');
  await page.getByText('195 of 197 connections are in use, 188 of them idle').waitFor();
  assert.equal(await page.locator('.changes, .findings, .charts, .budget').count(), 0);
  assert.equal(await page.locator('.figures').innerText(), 'in use\n195 / 197');
  assert.equal((await page.locator('.kinds button').allInnerTexts())[0], 'Runbook');
});

test('from the paste box the download is at most 12 stops of the keyboard away', async (t) => {
  const { page } = await open(t);
  await paste(page, 'QueuePool limit of size 20 overflow 30 reached, connection timed out, timeout 30.00\n');
  await page.locator('#paste').focus();
  const name = () => page.evaluate(() => document.activeElement.textContent);
  const stops = [];
  while (stops.length < 13 && !stops.at(-1)?.startsWith('Download')) {
    await page.keyboard.press('Tab');
    stops.push(await name());
    if (stops.at(-1) === 'Skip to the files') await page.keyboard.press('Enter');
  }
  assert.ok(stops.length <= 12, stops.join(', '));
});

test('a clipboard that refuses is not told to have copied', async (t) => {
  const { page } = await open(t, {
    prepare: (page) => page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
    }),
  });
  await button(page, 'Copy the query for psql').click();
  await page.getByText('Refused').waitFor();
});

for (const [pool, error, run, kinds] of [
  ['Rails', 'ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds (waited 5.001 seconds); all pooled connections were in use\n',
    'ActiveRecord::Base.connection_pool.stat', ['Rails', 'Runbook']],
  ['HikariCP', 'HikariPool-1 - Connection is not available, request timed out after 30000ms.\n',
    'curl -s localhost:8080/actuator/metrics/hikaricp.connections.active', ['Spring Boot', 'HikariCP']],
]) {
  test(`an error of ${pool} alone gives the commands and the files of its pool`, async (t) => {
    const { page, problems } = await open(t);
    await paste(page, error);
    assert.ok((await card(page).locator('.command pre').allInnerTexts()).includes(run));
    assert.doesNotMatch(await card(page).innerText(), /engine\.pool|py-spy/);
    assert.deepEqual((await page.locator('.kinds button').allInnerTexts()).slice(0, 2), kinds);
    assert.deepEqual(problems, []);
  });
}
