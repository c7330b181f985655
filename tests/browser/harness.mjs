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

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * Opens the page in a context of its own (no storage, no cache) and waits until it shows its heading. The page is
 * closed when the test ends.
 *
 * @param {import('node:test').TestContext} t the test
 * @param {import('playwright-core').BrowserContextOptions & { path?: string, prepare?: Function }} options
 *   `path`: what follows the page's address, such as `#…`; `prepare(page)`: runs before the page is loaded; all else
 *   goes to the browser context: `viewport`, `colorScheme`, `reducedMotion`, `offline`, `serviceWorkers`, …
 * @returns the `page`; its `problems` so far, which a healthy page has none of: errors and warnings of the console
 *   (violations of the policy among them), uncaught errors and failed requests; and the URLs of its `requests`
 */
export async function open(t, { path = '', prepare, ...contextOptions } = {}) {
  const context = await browser.newContext(contextOptions);
  t.after(() => context.close());
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  // Of the whole context: a worker's and another window's requests count too.
  context.on('request', (request) => requests.push(request.url()));
  await prepare?.(page);
  await page.goto(new URL(path, url).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, problems, requests };
}

/** Those of `requests` that left the page's own server. */
export function foreign(requests) {
  const own = new URL(url).origin;
  return requests.filter((request) => !request.startsWith('data:') && new URL(request).origin !== own);
}
