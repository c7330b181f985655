// What is taken away and brought back: files for what was pasted, all of them in one, and scenario files.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { answered, open } from './harness.mjs';
import { box, button, fill, openFields, paste, pasteBox, verdict } from './parts.mjs';

const run = promisify(execFile);
const SCENARIO = `[database]
max_connections = 200

[[services]]
name = "api"
instances = 4
pool = { overflow = 10, size = 7 }
traffic = [{ hold_ms = { mean = 60 }, rate_per_s = 180 }]

[[services]]
name = "jobs"
instances = 2
`;

/** Presses a button that saves a file, and gives its name and where it is. */
async function saved(t, page, press) {
  const folder = await mkdtemp(join(tmpdir(), 'poolwise-'));
  t.after(() => rm(folder, { recursive: true }));
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return { name: download.suggestedFilename(), path, folder };
}

const openFile = async (page, name, text) => {
  await page.getByText('Saved', { exact: true }).click();
  await page.getByLabel('Open a file…').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
};
const kinds = (page) => page.locator('.kinds button').allInnerTexts();

test('files for what was pasted come first, and every other kind by its title', async (t) => {
  const { page, problems } = await open(t);
  await fill(page, { Requests: 100 });
  assert.deepEqual(await kinds(page), ['.env', 'Kubernetes', 'Report']);
  await paste(page, 'spring.datasource.hikari.maximum-pool-size=20\n');
  assert.deepEqual((await kinds(page)).slice(0, 2), ['Spring Boot', 'HikariCP']);
  assert.match(await page.locator('.file pre').innerText(), /maximum-pool-size/);
  await page.getByRole('combobox', { name: 'Another kind of file' }).fill('Runbook');
  await page.locator('.kinds').getByRole('button', { name: 'Runbook', pressed: true }).waitFor();
  assert.match(await page.locator('.file pre').innerText(), /^# /);
  assert.deepEqual(problems, []);
});

test('all kinds come in one archive, with an index', async (t) => {
  const { page, problems } = await open(t, { acceptDownloads: true });
  await fill(page, { Requests: 100 });
  const { name, path, folder } = await saved(t, page, () => button(page, /^All \d+ kinds as .zip$/).click());
  assert.equal(name, 'poolwise.zip');
  await run('python3', ['-m', 'zipfile', '-e', path, folder]);
  const index = JSON.parse(await readFile(join(folder, 'index.json')));
  assert.ok(index.length >= 33, `${index.length} files`);
  for (const { file } of index) assert.ok((await readFile(join(folder, file))).length > 0, file);
  assert.deepEqual(problems, []);
});

test('a scenario file is opened, and saved as the command reads it', async (t) => {
  const { page, problems } = await open(t, { acceptDownloads: true });
  await openFile(page, 'poolwise.toml', `${SCENARIO}\n[rules]\nPW012 = "off"\n`);
  await page.getByRole('alert').filter({ hasText: 'rules.PW012: the page has no field for it' }).waitFor();
  await answered(page);
  await openFields(page);
  assert.equal(await box(page, 'Pool size').inputValue(), '7');
  const expected = await verdict(page);
  const toml = await saved(t, page, () => button(page, 'TOML').click());
  assert.equal(await readFile(toml.path, 'utf8'), SCENARIO);
  const json = await saved(t, page, () => button(page, 'JSON').click());
  for (const { path } of [toml, json]) {
    const plan = JSON.parse((await run(process.env.POOLWISE_BIN, ['plan', path, '--format', 'json'])).stdout);
    assert.equal(plan.verdict.headline, expected);
  }
  assert.deepEqual(problems, []);
});

test('what is no scenario is pasted, and a broken one is named', async (t) => {
  const { page, problems } = await open(t);
  await openFile(page, '.env', 'DB_POOL_SIZE=9\n');
  await page.waitForFunction(() => document.getElementById('paste').value === 'DB_POOL_SIZE=9\n');
  await page.getByText('Saved', { exact: true }).click();
  await openFile(page, 'poolwise.toml', '[[services]]\npool = {\n');
  await page.getByRole('alert').filter({ hasText: 'line 2' }).waitFor();
  assert.equal(await pasteBox(page).inputValue(), 'DB_POOL_SIZE=9\n');
  assert.deepEqual(problems, []);
});

test('a pasted scenario can be opened', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, SCENARIO);
  await button(page, 'Open it').click();
  await page.waitForFunction(() => document.getElementById('paste').value === '');
  await openFields(page);
  assert.equal(await box(page, 'Pool size').inputValue(), '7');
  assert.deepEqual(problems, []);
});

test('values with a name are a press away', async (t) => {
  const { page, problems } = await open(t);
  await openFields(page);
  const named = (label, name) => page.getByRole('group', { name: label, exact: true }).getByRole('button', { name });
  for (const [label, name, text] of [['Pool size', 'unlimited', '0'], ['Max overflow', 'unlimited', 'unlimited'], ['Spread of holds', 'spiky', '2'], ['Recycle after', 'never', 'never']]) {
    await named(label, name).click();
    assert.equal(await box(page, label).inputValue(), text, label);
    assert.equal(await named(label, name).getAttribute('aria-pressed'), 'true');
  }
  assert.deepEqual(problems, []);
});

test('within another page there are the result, a chart and a way out', async (t) => {
  const book = await readFile(new URL('../../docs/page.md', import.meta.url), 'utf8');
  const [, path] = book.match(/src="https:\/\/poolwise\.example\/([^"]+)"/);
  const { page, problems } = await open(t, { path, keepsExample: true });
  await page.locator('main[data-answer=best]').waitFor();
  assert.deepEqual(await page.locator('.card:visible h2').allInnerTexts(), [await verdict(page), 'Utilization against traffic']);
  const way = await page.getByRole('link', { name: 'Open in Poolwise' }).getAttribute('href');
  assert.match(way, /^http[^?]*#v1&service=api&/);
  assert.deepEqual(problems, []);
});
