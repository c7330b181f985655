// What every test of the page starts with.
//
//     test('…', async (t) => {
//       const { page, problems } = await open(t, { colorScheme: 'dark' });
//       …
//       assert.deepEqual(problems, []);
//     });

import { after, before } from 'node:test';
import { launch, url } from './browser.mjs';

export { url };

/** Pages on which the test goes on once the engine has answered what the user did. */
const answering = new WeakSet();
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * Opens the page in a context of its own (no storage, no cache), waits until it is live, and starts over, so that the
 * example is gone. After each deed of the user the test goes on once the engine has answered. The page is closed when the
 * test ends.
 *
 * @param {import('node:test').TestContext} t the test
 * @param {import('playwright-core').BrowserContextOptions & { path?: string, prepare?: Function }} options
 *   `path`: what follows the page's address, such as `#…`; `prepare(page)`: runs before the page is loaded; `isLive`: false
 *   for a page that is not to become live; `keepsExample`: whether the example stays; all else goes to the browser context: `viewport`, `colorScheme`, `reducedMotion`, `offline`, `serviceWorkers`, …
 * @returns the `page`; its `problems` so far, which a healthy page has none of: errors and warnings of the console
 *   (violations of the policy among them), uncaught errors and failed requests; and the URLs of its `requests`
 */
export async function open(t, { path = '', prepare, isLive = true, keepsExample = false, ...contextOptions } = {}) {
  // Only the tests that are about it have the service worker: it loads every file of the page.
  const context = await browser.newContext({ serviceWorkers: 'block', ...contextOptions });
  t.after(() => context.close());
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    if (message.text() === 'Service Worker registration blocked by Playwright') return;
    problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  // Of the whole context: a worker's and another window's requests count too.
  context.on('request', (request) => requests.push(request.url()));
  await prepare?.(page);
  await page.goto(new URL(path, url).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  if (isLive) {
    await answered(page).catch((error) => {
      throw new Error(`the page did not become live: ${problems.join('; ') || 'nothing went wrong that a browser notes'}`, { cause: error });
    });
    waitForAnswers(page);
    if (!keepsExample) await page.getByRole('button', { name: 'Start over' }).click();
  }
  return { page, problems, requests };
}

/** Waits until the page shows an answer to everything that the user has done. */
export const answered = (page) => page.locator('main[data-answer=quick], main[data-answer=best]').waitFor();

function waitForAnswers(page) {
  answering.add(page);
  wrap(Object.getPrototypeOf(page.locator('*')), ['check', 'click', 'dblclick', 'fill', 'press', 'pressSequentially', 'selectOption'],
    (locator) => locator.page());
  wrap(Object.getPrototypeOf(page.keyboard), ['press', 'type'], (keyboard) => keyboard._page);
}

/** Makes methods that do something to a page wait for its answer; `pageOf` finds the page of what has the method. */
function wrap(prototype, names, pageOf) {
  for (const name of names) {
    const original = prototype[name];
    if (original.isAnswering) continue;
    prototype[name] = async function (...options) {
      const result = await original.apply(this, options);
      const page = pageOf(this);
      if (answering.has(page)) await answered(page);
      return result;
    };
    prototype[name].isAnswering = true;
  }
}

/** Lets the test go on without an answer. */
export const dontWaitForAnswers = (page) => answering.delete(page);

/** Those of `requests` that left the page's own server. */
export function foreign(requests) {
  const own = new URL(url).origin;
  return requests.filter((request) => !request.startsWith('data:') && new URL(request).origin !== own);
}
