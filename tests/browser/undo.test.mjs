// What was done is taken back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.mjs';
import { button, fill, paste, pasteBox, slider } from './parts.mjs';

const DISPUTED =
  'DB_POOL_SIZE=20\n\nQueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30\n';

/** All that the user can have said: every field, the paste box, and what of it counts. */
const everything = (page) =>
  page.evaluate(async () => {
    // What was done is shown a frame later, on a busy machine two.
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    return {
      inputs: [...document.querySelectorAll('input, textarea')].map((input) =>
        ['checkbox', 'radio'].includes(input.type) ? input.checked : input.value,
      ),
      origins: [...document.querySelectorAll('.origin')].map((origin) => origin.textContent),
      alternatives: [...document.querySelectorAll('.compare thead th')].map((head) => head.textContent),
      chips: [...document.querySelectorAll('.chip')].map((chip) => `${chip.className} ${chip.textContent}`),
    };
  });

// In this order one after the other too.
const DEEDS = [
  ['a paste', 'paste', (page) => paste(page, `${DISPUTED}DB_MAX_OVERFLOW=10\n# and ours\n`)],
  ['a field', 'Requests', (page) => fill(page, { Requests: 180 })],
  ['a choice', 'choice', (page) => page.getByRole('radio').first().check()],
  ['a chip', 'choice', (page) => button(page, 'Do not use Timeout of line 3').click()],
  ['a slider', 'Instances', async (page) => {
    await slider(page, 'Instances').focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
  }],
  ['a finding', 'apply', (page) => page.getByRole('button', { name: /^Apply: .+\(P\w\d+\)$/ }).last().click()],
  ['a switch', 'Pre-ping', (page) => page.getByRole('switch', { name: 'Pre-ping' }).click()],
  ['typing', 'typing', (page) => pasteBox(page).pressSequentially('DB_POOL_RECYCLE=60')],
  // Beside an error there is no button for all of it.
  ['the advice', 'apply', (page) => button(page, 'Apply advice').click(), 'DB_POOL_SIZE=20\n'],
  ['an alternative', 'keep alternative', (page) => button(page, 'Keep as alternative').click()],
  ['a new start', 'start over', (page) => button(page, 'Start over').click()],
  ['the example', 'example', (page) => button(page, 'Example').click()],
];

for (const [what, called, act, text = `${DISPUTED}DB_PASSWORD=hunter2\n`] of DEEDS) {
  test(`undone: ${what}`, async (t) => {
    const { page, problems } = await open(t);
    await paste(page, text);
    await fill(page, { Requests: 100, Instances: 4, 'Spread of holds': 2 });
    const before = await everything(page);
    await act(page);
    assert.notDeepEqual(await everything(page), before);
    assert.equal(await button(page, 'Undo').getAttribute('title'), `Take back: ${called}`);
    await button(page, 'Undo').click();
    assert.deepEqual(await everything(page), before);
    assert.deepEqual(problems, []);
  });
}

test('undone: one after the other, back to the beginning', async (t) => {
  const { page, problems } = await open(t);
  assert.equal(await button(page, 'Undo').isDisabled(), true);
  const steps = [];
  for (const [, , act] of DEEDS) {
    steps.push(await everything(page));
    await act(page);
  }
  for (const step of steps.reverse()) {
    await button(page, 'Undo').click();
    assert.deepEqual(await everything(page), step);
  }
  assert.equal(await button(page, 'Undo').isDisabled(), true);
  assert.equal(await button(page, 'Undo').getAttribute('title'), 'Nothing to undo');
  assert.deepEqual(problems, []);
});

test('what was taken back is done again, by button and by key', async (t) => {
  const { page, problems } = await open(t);
  await paste(page, 'DB_POOL_SIZE=7\n# of the api\n');
  await fill(page, { Requests: 180 });
  const done = await everything(page);
  for (const [back, again] of [
    [() => button(page, 'Undo').click(), () => button(page, 'Redo').click()],
    [() => page.keyboard.press('Control+z'), () => page.keyboard.press('Control+Shift+Z')],
    [() => page.keyboard.press('Control+z'), () => page.keyboard.press('Control+y')],
  ]) {
    await back();
    await back();
    assert.equal(await pasteBox(page).inputValue(), '');
    await again();
    await again();
    assert.deepEqual(await everything(page), done);
  }
  await button(page, 'Undo').click();
  await fill(page, { Instances: 3 });
  assert.equal(await button(page, 'Redo').isDisabled(), true);
  assert.deepEqual(problems, []);
});
