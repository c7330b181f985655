// After one visit the page opens without a network.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, open } from './harness.mjs';
import { button, verdict } from './parts.mjs';

test('after one visit the page opens without a network', async (t) => {
  const { page } = await open(t, { serviceWorkers: 'allow', keepsExample: true });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await page.reload();
  await answered(page);
  assert.equal(await verdict(page), 'Over budget by 23 connections, 53 during a deploy');
  await button(page, 'A new service').click();
  await answered(page);
  assert.match(await verdict(page), /^Fits/);
});

test('a page with a network is the newest one', async (t) => {
  const { page } = await open(t, { serviceWorkers: 'allow', keepsExample: true });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().route('**/', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('</title>', ' (new)</title>') });
  });
  await page.reload();
  assert.match(await page.title(), /\(new\)$/);
});
