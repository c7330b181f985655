// Alternatives that the user keeps, beside what is and what is advised: in the table and in the charts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { box, button, fill, paste, pasteBox, settled } from './parts.mjs';

const keep = (page) => button(page, 'Keep as alternative').click();
const table = (page) => page.getByRole('table', { name: 'Compare' });

const heads = (page) =>
  table(page).locator('thead th').evaluateAll((all) => all.map((head) => head.firstChild.textContent.trim()));

/** The cells of a line, by its name. */
const line = (page, name) =>
  table(page)
    .locator('tbody tr')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) })
    .locator('td')
    .allInnerTexts();

/** The example, its alternative A, and one with four workers. */
async function withTwo(t, options) {
  const opened = await open(t, options);
  const { page } = opened;
  await button(page, 'Example').click();
  await keep(page);
  await fill(page, { 'Pool size': 8, 'Max overflow': 0, 'Workers per instance': 1 });
  await box(page, 'Name').fill('one worker');
  await keep(page);
  await fill(page, { 'Pool size': 2 });
  await settled(page);
  return opened;
}

test('alternatives stand beside what is and what is advised', async (t) => {
  const { page, problems } = await withTwo(t);
  assert.deepEqual(await heads(page), ['current', 'A', 'one worker', 'advised']);
  assert.deepEqual((await line(page, 'Pool')).slice(0, 3), ['2 + 0', '5 + 10', '8 + 0']);
  assert.deepEqual((await line(page, 'Instances × workers')).slice(0, 3), ['4 × 1', '4 × 2', '4 × 1']);
  assert.deepEqual((await line(page, 'At rest')).slice(0, 3), ['8 / 97', '120 / 97', '32 / 97']);
  assert.deepEqual((await line(page, 'Inside the budget')).slice(0, 3), ['fits', 'over', 'fits']);
  assert.match((await line(page, 'Targets missed'))[0], /utilization/);
  assert.equal(await table(page).locator('.best').count(), 1);
  const bold = await table(page).locator('tbody tr').first().locator('td.differs').allInnerTexts();
  assert.deepEqual(bold.slice(0, 2), ['5 + 10', '8 + 0']);
  assert.deepEqual(problems, []);
});

test('what only some fields say has a line where they differ', async (t) => {
  const { page } = await withTwo(t);
  assert.equal((await line(page, 'Requests, /s')).length, 0);
  await fill(page, { Requests: 250 });
  assert.deepEqual(await line(page, 'Requests, /s'), ['250', '180', '180', '250']);
});

test('the charts have a curve for each, named in their words and data', async (t) => {
  const { page, problems } = await withTwo(t);
  const utilization = page.getByRole('img', { name: /^Utilization against traffic\./ });
  assert.match(await utilization.getAttribute('aria-label'), / A: .+ at 180\. one worker: .+ at 180\.$/);
  const waits = page.getByRole('img', { name: /^Waiting time against pool size\./ });
  assert.match(await waits.getAttribute('aria-label'), / A: .+ with 15\. one worker: .+ with 8\.$/);
  const data = page.locator('.chart').filter({ has: utilization }).locator('.data');
  await data.locator('summary').click();
  assert.deepEqual(await data.locator('thead th').allInnerTexts(), ['Requests /s', 'Current', 'Advised', 'A', 'one worker']);
  assert.equal(await data.locator('tbody tr').first().locator('th, td').count(), 5);
  assert.deepEqual(problems, []);
});

test('an alternative is used, and taken back', async (t) => {
  const { page, problems } = await withTwo(t);
  await paste(page, 'DB_POOL_SIZE=77\n');
  await button(page, 'Use A').click();
  assert.equal(await box(page, 'Pool size').inputValue(), '5');
  assert.match(await pasteBox(page).inputValue(), /^# \.env of the api\n/);
  assert.deepEqual(await heads(page), ['current', 'A', 'one worker', 'advised']);
  assert.equal(await button(page, 'Undo').getAttribute('title'), 'Take back: use alternative');
  await button(page, 'Undo').click();
  assert.equal(await pasteBox(page).inputValue(), 'DB_POOL_SIZE=77\n');
  assert.equal(await box(page, 'Pool size').inputValue(), '77');
  assert.deepEqual(problems, []);
});

test('alternatives are removed, the last with the table', async (t) => {
  const { page } = await withTwo(t);
  await button(page, 'Remove A').click();
  assert.deepEqual(await heads(page), ['current', 'one worker', 'advised']);
  await button(page, 'Undo').click();
  assert.deepEqual(await heads(page), ['current', 'A', 'one worker', 'advised']);
  await button(page, 'Remove A').click();
  await button(page, 'Remove one worker').click();
  assert.equal(await table(page).count(), 0);
  assert.equal(await button(page, 'Keep as alternative').evaluate((one) => one === document.activeElement), true);
});

test('each has a name of its own', async (t) => {
  const { page } = await withTwo(t);
  await box(page, 'Name').fill('ONE worker');
  await page.getByText('another column has this name').waitFor();
  await keep(page);
  assert.equal((await heads(page)).length, 4);
  await box(page, 'Name').fill('');
  await keep(page);
  assert.deepEqual(await heads(page), ['current', 'A', 'one worker', 'B', 'advised']);
  for (let more = 0; more < 5; more += 1) await keep(page);
  assert.equal(await button(page, 'Keep as alternative').isDisabled(), true);
  await page.getByText('8 are kept; remove one to keep another.').waitFor();
});

/** Keys go to who has the focus, and that moves once the page has been drawn anew. */
const focusIsOn = (page, label) =>
  page.waitForFunction((label) => document.activeElement.getAttribute('aria-label') === label, label);

test('all of it from the keyboard', async (t) => {
  const { page, problems } = await open(t);
  await button(page, 'Example').click();
  await box(page, 'Name').focus();
  await page.keyboard.type('big');
  await page.keyboard.press('Enter');
  await button(page, 'Rename big').focus();
  await page.keyboard.press('Enter');
  await focusIsOn(page, 'New name of big');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('advised');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('another column has this name').waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('as it was');
  await page.keyboard.press('Enter');
  await focusIsOn(page, 'Rename as it was');
  assert.deepEqual(await heads(page), ['current', 'as it was', 'advised']);
  await page.keyboard.press('Enter');
  await focusIsOn(page, 'New name of as it was');
  await page.keyboard.press('Escape');
  await focusIsOn(page, 'Rename as it was');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await table(page).waitFor({ state: 'detached' });
  assert.deepEqual(problems, []);
});

for (const width of [768, 360]) {
  test(`on a page ${width} px wide the table scrolls by itself and keeps its first column`, async (t) => {
    const { page } = await withTwo(t, { viewport: { width, height: 800 } });
    for (let more = 0; more < 6; more += 1) await keep(page);
    const region = page.getByRole('region', { name: 'The comparison, column by column' });
    const measured = await region.evaluate((scroll) => {
      scroll.scrollLeft = 10_000;
      const first = scroll.querySelector('tbody th').getBoundingClientRect();
      return {
        page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        scrolled: scroll.scrollLeft > 0,
        first: Math.round(first.left - scroll.getBoundingClientRect().left),
      };
    });
    assert.deepEqual(measured, { page: 0, scrolled: true, first: 0 });
  });
}
