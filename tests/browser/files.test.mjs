// Files that a browser reads: the report and the charts, written by the command.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { launch } from './browser.mjs';

const NASTY = `<script>alert(1)</script>&"'\`\${x}`;
const SCENARIO = `[[services]]
name = '''${NASTY}'''
instances = 4
workers = 2
surge = "25%"
pool = { size = 5, overflow = 10 }
traffic = [{ rate_per_s = 180, hold_ms = { mean = 60 }, profile = { factors = [0.5, 1, 1.5, 1] } }]
`;
const IDLE = '[[services]]\nname = "idle"\n';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** What the command writes for a scenario. */
async function written(kind, scenario) {
  const run = promisify(execFile)(process.env.POOLWISE_BIN, ['write', '--to', kind, '-']);
  run.child.stdin.end(scenario);
  return (await run).stdout;
}

/** A page that shows a text of a media type as a file would be shown; what it asks for and says. */
async function shown(t, text, mediaType) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const heard = [];
  page.on('dialog', (dialog) => heard.push(dialog.message()) && dialog.dismiss());
  page.on('console', (message) => heard.push(message.text()));
  await page.route('**/*', (route) => {
    if (route.request().url() !== 'http://file.test/') heard.push(route.request().url());
    return route.fulfill({ contentType: mediaType, body: text });
  });
  await page.goto('http://file.test/');
  return { page, heard };
}

test('the report stands alone, shows the names as they are and prints', async (t) => {
  const text = await written('report', SCENARIO);
  const { page, heard } = await shown(t, text, 'text/html; charset=utf-8');
  assert.equal(await page.locator('h1').innerText(), 'Over budget by 23 connections, 53 during a deploy');
  assert.ok(await page.getByRole('heading', { name: NASTY, exact: true }).isVisible());
  assert.equal(await page.locator('svg').count(), 4);
  assert.equal(await page.locator('script').count(), 0);
  assert.ok((await page.pdf()).length > 10_000);
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 800 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px wide`);
  }
  assert.deepEqual(heard, []);
  assert.equal(await written('report', SCENARIO), text);
});

for (const [kind, drawn] of [
  ['chart-utilization', 'advised'],
  ['chart-wait', 'advised'],
  ['chart-day', 'sized for this'],
  ['chart-deploy', 'advised'],
]) {
  for (const [what, scenario, words] of [['a service', SCENARIO, drawn], ['nothing to draw', IDLE, 'Nothing to draw']]) {
    test(`${kind} is a picture of ${what}`, async (t) => {
      const { page, heard } = await shown(t, await written(kind, scenario), 'image/svg+xml');
      const { root, width, text, label } = await page.evaluate(() => ({
        root: document.documentElement.localName,
        width: document.documentElement.getBoundingClientRect().width,
        text: document.documentElement.textContent,
        label: document.documentElement.getAttribute('aria-label'),
      }));
      assert.equal(root, 'svg');
      assert.equal(width, 640);
      assert.ok(text.includes(words), text);
      assert.ok(label.length > 20);
      assert.deepEqual(heard, []);
    });
  }
}
