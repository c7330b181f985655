// What is recognised in a paste, chosen from it, and taken back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { button, field, fill, paste, pasteBox, verdict } from './parts.mjs';

const LOGGED = 'QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30\n';
const GAVE_UP = "line 3 SQLAlchemy's pool timed out after 30 s: all 5 + 10 connections were checked out";
const DISPUTED = `DB_POOL_SIZE=20\n\n${LOGGED}`;

/** What the paste card says: the chips, the values to choose from with the chosen one in brackets, and the lists. */
const said = (page) =>
  page.locator('.card.paste').evaluate((card) => {
    const texts = (elements) => [...elements].map((element) => element.textContent);
    const lists = [...card.querySelectorAll('#paste-reading > .lines')].map((list) => [
      list.previousElementSibling.textContent,
      texts(list.children),
    ]);
    return {
      chips: texts(card.querySelectorAll('.chip .what')),
      choices: [...card.querySelectorAll('.choice label')].map((label) =>
        label.querySelector('input').checked ? `[${label.textContent}]` : label.textContent,
      ),
      ...Object.fromEntries(lists),
    };
  });

/** Pastes a text and compares what the card says of it, and the fields that it sets. */
function check(what, text, expected, fields) {
  test(`recognised: ${what}`, async (t) => {
    const { page, problems } = await open(t);
    await paste(page, text);
    assert.deepEqual(await said(page), { choices: [], ...expected });
    for (const [label, value] of Object.entries(fields)) assert.equal(await field(page, label), value);
    assert.equal(await pasteBox(page).inputValue(), text);
    assert.deepEqual(problems, []);
  });
}

for (const one of [
  [
    'a .env',
    '# ours\nDB_POOL_SIZE=7\nDB_MAX_OVERFLOW=3\nDB_POOL_PRE_PING=true\nWEB_CONCURRENCY=2\n',
    {
      chips: [
        'Pool size 7 · line 2 · .env',
        'Max overflow 3 · line 3 · .env',
        'Pre-ping on · line 4 · .env',
        'Workers per instance 2 · line 5 · .env',
      ],
    },
    { 'Pool size': '7, your .env, line 2', 'Pre-ping': 'on, your .env, line 4', Timeout: '30, default' },
  ],
  [
    'Python',
    'engine = create_async_engine(\n    url,\n    pool_size=20,\n    max_overflow=int(os.getenv("EXTRA", "4")),\n)\n',
    {
      chips: ['Pool size 20 · line 3 · Python', 'Max overflow 4 · line 4 · Python, unless EXTRA is set'],
      Notes: ['line 4 max_overflow comes from the environment variable EXTRA; this default applies if it is not set'],
    },
    { 'Pool size': '20, your Python, line 3', 'Max overflow': '4, your Python, line 4' },
  ],
  [
    'an error in a log, twice',
    `12:00:01 INFO started\n12:00:02 ERROR ${LOGGED}12:00:03 ERROR ${LOGGED}`,
    {
      chips: ['Pool size 5 · line 2 · log', 'Max overflow 10 · line 2 · log', 'Timeout 30 · line 2 · log'],
      Errors: [`${GAVE_UP.replace('line 3', 'line 2')} (2 times)`],
    },
    { 'Pool size': '5, your log, line 2', Timeout: '30, your log, line 2' },
  ],
  [
    'pool.status()',
    'Pool size: 8  Connections in pool: 1 Current Overflow: 2 Current Checked out connections: 9\n',
    {
      chips: ['Pool size 8 · line 1 · pool state'],
      Measured: ['line 1 checked in: 1', 'line 1 overflow open: 2', 'line 1 checked out: 9'],
    },
    { 'Pool size': '8, your pool state, line 1' },
  ],
  [
    'psql',
    'app=# SHOW max_connections;\n max_connections \n-----------------\n 200\n(1 row)\n',
    { chips: ['max_connections 200 · line 4 · psql'] },
    { max_connections: '200, your psql, line 4' },
  ],
  [
    'Prometheus metrics',
    '# TYPE hikaricp_connections_max gauge\nhikaricp_connections_max{pool="a"} 10\n' +
      'hikaricp_connections_active{pool="a"} 9\npg_settings_max_connections 200\n',
    {
      chips: [
        'Pool size 10 · line 2 · metrics',
        'Max overflow 0 · line 2 · metrics',
        'max_connections 200 · line 4 · metrics',
      ],
      Measured: ['line 3 checked out: 9'],
    },
    { 'Pool size': '10, your metrics, line 2', max_connections: '200, your metrics, line 4' },
  ],
  [
    'YAML of HikariCP',
    'spring:\n  datasource:\n    hikari:\n      maximum-pool-size: 12\n      connection-timeout: 20000\n',
    {
      chips: [
        'Pool size 12 · line 4 · configuration',
        'Max overflow 0 · line 4 · configuration',
        'Timeout 20 · line 5 · configuration',
      ],
    },
    { 'Pool size': '12, your configuration, line 4', Timeout: '20, your configuration, line 5' },
  ],
  [
    'a .env, an error and psql',
    `${DISPUTED}\n max_connections \n-----------------\n 200\n(1 row)\n`,
    {
      choices: ['20 · line 1 · .env', '[5 · line 3 · log]'],
      chips: [
        'Max overflow 10 · line 3 · log',
        'Timeout 30 · line 3 · log',
        'max_connections 200 · line 7 · psql',
      ],
      Errors: [GAVE_UP],
    },
    { 'Pool size': '5, your log, line 3', max_connections: '200, your psql, line 7' },
  ],
  [
    'nothing',
    'lorem ipsum\n',
    {
      chips: [],
      Notes: [
        'line 1 not KEY=value; the line is ignored',
        'line 1 no pool setting, error or measurement was recognized',
      ],
    },
    { 'Pool size': '5, default' },
  ],
]) check(...one);

test('of several values the user chooses, and the verdict follows', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, DISPUTED);
  await fill(page, { Instances: 4, 'Workers per instance': 2 });
  const options = page.getByRole('group', { name: 'Pool size: conflicting values. Which one is in effect?' }).getByRole('radio');
  const stands = async (origin, choices, words) => {
    assert.equal(await field(page, 'Pool size'), origin);
    assert.deepEqual((await said(page)).choices, choices);
    assert.match(await verdict(page), words);
  };
  const chosen = ['20 · line 1 · .env', '[5 · line 3 · log]'];
  const logged = ['5, your log, line 3', chosen, /^Over budget by 23 connections/];
  await stands(...logged);

  await options.first().check();
  const other = ['[20 · line 1 · .env]', '5 · line 3 · log'];
  await stands('20, your .env, line 1', other, /^Over budget by 143 connections/);
  // From the keyboard too.
  await page.keyboard.press('ArrowDown');
  await stands(...logged);

  // A typed value is neither of them, and each of them can be gone back to.
  await fill(page, { 'Pool size': 1 });
  await stands('1, yours', ['20 · line 1 · .env', '5 · line 3 · log'], /^Pool exhausted/);
  await options.last().check();
  await stands(...logged);
  assert.deepEqual(problems, []);
});

test('the value that counts is the one that is marked, where a text repeats itself', async (t) => {
  const { page } = await open(t);
  await paste(page, `${DISPUTED}\nengine = create_engine(url, pool_size=20)\n`);
  assert.deepEqual((await said(page)).choices, ['[20 · line 5 · Python]', '5 · line 3 · log']);
  assert.equal(await field(page, 'Pool size'), '20, your Python, line 5');
});

test('a value is taken back and used again', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, 'DB_POOL_SIZE=7\n');
  const chip = page.locator('.chip');
  const stands = async (value, isUsed) => {
    assert.equal(await field(page, 'Pool size'), value);
    assert.equal(await chip.evaluate((chip) => chip.matches('.unused')), !isUsed);
  };
  await button(page, 'Do not use Pool size of line 1').click();
  await stands('5, default', false);
  await button(page, 'Use Pool size of line 1').click();
  await stands('7, your .env, line 1', true);
  await fill(page, { 'Pool size': 9 });
  await stands('9, yours', false);
  await button(page, 'Use Pool size of line 1').click();
  await stands('7, your .env, line 1', true);
  assert.deepEqual(problems, []);
});

test('what is left of the example is called so, and nothing once a paste has replaced it', async (t) => {
  const { page } = await open(t, { keepsExample: true });
  await page.getByText('An example: paste your own text or change the fields.').waitFor();
  await fill(page, { Requests: 20 });
  await page.getByText('Partly an example still').waitFor();
  await button(page, 'Example').click();
  await pasteBox(page).press('End');
  await pasteBox(page).pressSequentially('#');
  await paste(page, 'DB_POOL_SIZE=7 # and nothing of what was there before\n');
  assert.equal(await page.locator('.example').count(), 0);
});
