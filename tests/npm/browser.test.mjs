// The package as a browser has it: the same answers as in node.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { text } from 'poolwise';

const { CHROMIUM, POOLWISE_GOLDEN, POOLWISE_NODE_MODULES, POOLWISE_URL } = process.env;
const { chromium } = createRequire(join(POOLWISE_NODE_MODULES, 'index.js'))('playwright-core');

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
});
after(() => browser?.close());

/** A page that has imported the package. */
async function open(t) {
  const page = await browser.newPage();
  t.after(() => page.close());
  const problems = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(POOLWISE_URL);
  await page.waitForFunction(() => globalThis.poolwise);
  return { page, problems };
}

test('answers of a browser are those of node, byte for byte', async (t) => {
  const { page, problems } = await open(t);
  const names = readdirSync(POOLWISE_GOLDEN).filter((name) => name.endsWith('.toml')).slice(0, 5);
  for (const name of names) {
    const toml = readFileSync(join(POOLWISE_GOLDEN, name), 'utf8');
    const answers = await page.evaluate((toml) => [poolwise.text.plan(toml), poolwise.text.check(toml)], toml);
    assert.deepEqual(answers, [text.plan(toml), text.check(toml)], name);
  }
  assert.deepEqual(problems, []);
});

test('errors of a browser have their place', async (t) => {
  const { page, problems } = await open(t);
  const error = await page.evaluate(() => {
    try {
      poolwise.plan('[[services]]\ninstnces = 4\n');
    } catch (error) {
      return { isOwn: error instanceof poolwise.ScenarioError, name: error.name, path: error.path, line: error.line };
    }
  });
  assert.deepEqual(error, { isOwn: true, name: 'ScenarioError', path: 'services[0].instnces', line: 2 });
  assert.deepEqual(problems, []);
});

test('package runs in a worker and says nothing there by itself', async (t) => {
  const { page } = await open(t);
  const answer = await page.evaluate(() => {
    const address = new URL('./node_modules/poolwise/browser.js', document.baseURI).href;
    const code = `const messages = []; const post = self.postMessage.bind(self); self.postMessage = (message) => messages.push(message);
      const { plan } = await import(${JSON.stringify(address)});
      post({ messages: messages.length, headline: plan({ services: [{}] }).verdict.headline });`;
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
    return new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
  });
  assert.equal(answer.messages, 0);
  assert.ok(answer.headline.length > 0);
});
