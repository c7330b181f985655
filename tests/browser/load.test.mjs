// The page starts, and keeps to itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreign, open, url } from './harness.mjs';

test('the page loads without a word on the console', async (t) => {
  const { page, problems } = await open(t);
  await page.getByRole('heading', { name: 'Poolwise', exact: true }).waitFor();
  assert.deepEqual(problems, []);
});

test('the page asks no other server for anything', async (t) => {
  const { page, requests } = await open(t);
  await page.waitForLoadState('networkidle');
  assert.ok(requests.includes(url), `the page itself is among ${requests}`);
  assert.deepEqual(foreign(requests), []);
});

test('the policy stops a script from talking to another server', async (t) => {
  const { page, problems } = await open(t);
  const outcome = await page.evaluate(() => fetch('https://poolwise.invalid/').then(() => 'sent', () => 'stopped'));
  assert.equal(outcome, 'stopped');
  assert.ok(problems.some((problem) => problem.includes('Content Security Policy')), `problems: ${problems}`);
});
