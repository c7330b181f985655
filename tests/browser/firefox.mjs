// Firefox, driven through WebDriver BiDi: playwright-core drives only a Firefox of its own making.

import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import WebSocket from 'ws';

const PATIENCE_MS = 30_000;

/**
 * Starts a headless Firefox with a profile of its own.
 *
 * @returns a page, with `problems`: the errors and warnings that the console has
 */
export async function launchFirefox() {
  const folder = await mkdtemp(join(tmpdir(), 'poolwise-firefox-'));
  const downloads = join(folder, 'downloads');
  const prefs = {
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    // No background requests.
    'app.normandy.enabled': false,
    'browser.safebrowsing.downloads.enabled': false,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
  };
  const lines = Object.entries(prefs).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  await writeFile(join(folder, 'user.js'), lines.join('\n'));
  const browser = spawn(fromEnvironment('FIREFOX'), ['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port', '0'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder } });
  const address = await listening(browser);
  const send = await connect(`${address}/session`);
  await send('session.new', { capabilities: {} });
  const problems = [];
  await send('session.subscribe', { events: ['log.entryAdded'] });
  send.listeners.push(({ method, params }) => {
    if (method === 'log.entryAdded' && ['error', 'warn'].includes(params.level)) problems.push(params.text);
  });
  const { contexts: [{ context }] } = await send('browsingContext.getTree', {});
  const close = async () => {
    const ended = new Promise((done) => browser.once('exit', done));
    browser.kill();
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { ...page(send, context), problems, close, downloads: () => readdir(downloads).catch(() => []) };
}

/** What a test does with a page. */
function page(send, context) {
  /** Calls a function in the page with values that JSON can say. */
  const evaluate = async (run, ...values) => {
    const functionDeclaration = `async () => JSON.stringify(await (${run})(...${JSON.stringify(values)})) ?? 'null'`;
    const answer = await send('script.callFunction', {
      functionDeclaration, awaitPromise: true, target: { context }, userActivation: true,
    });
    if (answer.type !== 'success') throw new Error(answer.exceptionDetails.text);
    return JSON.parse(answer.result.value);
  };
  /** Waits until a function is true in the page. */
  const until = async (run, ...values) => {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await setTimeout(50)) {
      if (await evaluate(run, ...values)) return;
    }
    throw new Error(`never: ${run} of ${JSON.stringify(values)}`);
  };
  const pointer = (actions) =>
    send('input.performActions', { context, actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }] });
  return {
    evaluate,
    until,
    open: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    reload: () => send('browsingContext.reload', { context, wait: 'complete' }),
    resize: (width, height) => send('browsingContext.setViewport', { context, viewport: { width, height } }),
    /** Presses a button by its words. */
    press: (words) => evaluate((words) => [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === words).click(), words),
    /** Types into the element of a selector. */
    type: async (selector, text) => {
      await evaluate((selector) => document.querySelector(selector).focus(), selector);
      const keys = [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
      await send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions: keys }] });
    },
    /** Drags from one place to another. */
    drag: (from, to) => pointer([
      { type: 'pointerMove', ...from }, { type: 'pointerDown', button: 0 },
      { type: 'pointerMove', ...to, duration: 200 }, { type: 'pointerUp', button: 0 },
    ]),
  };
}

/** The address at which a browser listens, which it prints. */
function listening(browser) {
  return new Promise((done, fail) => {
    let text = '';
    browser.once('exit', (code) => fail(new Error(`Firefox has ended with ${code}: ${text}`)));
    browser.stderr.setEncoding('utf8').on('data', (part) => {
      text += part;
      const found = text.match(/WebDriver BiDi listening on (ws:\S+)/);
      if (found) done(found[1]);
    });
  });
}

/** A function that sends a command and gives its result; `listeners` hear of events. */
async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  const waiting = new Map();
  let id = 0;
  const send = (method, params) =>
    new Promise((done, fail) => {
      id += 1;
      waiting.set(id, { done, fail });
      socket.send(JSON.stringify({ id, method, params }));
    });
  send.listeners = [];
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    const one = waiting.get(message.id);
    if (!one) return send.listeners.forEach((listen) => listen(message));
    waiting.delete(message.id);
    if (message.type === 'error') one.fail(new Error(`${message.error}: ${message.message}`));
    else one.done(message.result);
  });
  return send;
}

function fromEnvironment(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`cargo xtask test --only page\``);
  return value;
}
