// The parts of the page, as the tests call them.

export const pasteBox = (page) => page.getByRole('textbox', { name: 'Paste what you have' });
export const paste = (page, text) => pasteBox(page).fill(text);
export const box = (page, label) => page.getByRole('textbox', { name: label, exact: true });
export const slider = (page, label) => page.getByRole('slider', { name: label, exact: true });
export const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' });
export const verdict = (page) => page.locator('#verdict').innerText();

/** A field's text and where it is from, such as "7, your .env, line 2". */
export const field = (page, label) =>
  page.locator('.field').filter({ has: page.getByText(label, { exact: true }) }).evaluate((row) => {
    const input = row.querySelector('.box input');
    const text = input.type === 'checkbox' ? (input.checked ? 'on' : 'off') : input.value;
    return `${text}, ${row.querySelector('.origin').textContent}`;
  });

/** Opens the cards of fields, and what is behind "More" in them. */
export const openFields = (page) =>
  page.evaluate(() => document.querySelectorAll('.groups details').forEach((details) => (details.open = true)));

/** Sets fields by their labels, those behind "More" too. */
export async function fill(page, fields) {
  await openFields(page);
  for (const [label, text] of Object.entries(fields)) await box(page, label).fill(String(text));
}

/** Waits until the engine has answered as well as it can, which has traffic. */
export async function settled(page) {
  await page.locator('main[data-answer=best]').waitFor();
  await page.locator('.timeline .picture[aria-busy=false]').waitFor();
}

/** Waits until all that the page asks for has come: the engine for a day is the last. */
export async function complete(page) {
  await button(page, 'Example').click();
  await settled(page);
  while (page.workers().length < 2) await page.waitForTimeout(20);
  await page.waitForLoadState('networkidle');
  await button(page, 'Start over').click();
}
