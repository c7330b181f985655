// What is pasted and secret is in the paste box and nowhere else.
//
// Each canary holds one word, which is searched for in everything that leaves the box.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { answered, open } from './harness.mjs';
import { button, fill, paste, pasteBox, settled } from './parts.mjs';

const MARK = 'kanarie';
const TRAFFIC = { Requests: 10, 'Connection held for': 500, Instances: 2 };

const canaries = tableOf(await readFile(new URL('../data/canaries.toml', import.meta.url), 'utf8'));
const all = { name: 'all of them together', text: canaries.map(({ text }) => `${text}\n`).join('') };

/** The canaries of the file, which is as simple as can be: tables of two basic strings, which JSON can read. */
function tableOf(toml) {
  const table = [];
  for (const line of toml.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line === '[[canary]]') {
      table.push({});
      continue;
    }
    const equals = line.indexOf(' = ');
    const key = line.slice(0, equals);
    assert.ok(['name', 'text'].includes(key) && !(key in table.at(-1)), `canaries.toml: ${line}`);
    table.at(-1)[key] = JSON.parse(line.slice(equals + 3));
  }
  return table;
}

/**
 * Keeps what the page and its engines say to each other, in the page. Messages are bytes with the letters of texts as they
 * are; the engine is given the pasted text itself, in a message of its own kind, and may not say it again.
 */
const listen = (page) =>
  page.addInitScript(() => {
    globalThis.posted = [];
    globalThis.answered = [];
    globalThis.copied = [];
    const PASTED_TEXT = 0;
    // A message begins with a name of the build.
    const KIND = 16;
    const textOf = (data) => (data instanceof Uint8Array ? new TextDecoder().decode(data) : JSON.stringify(data));
    const { postMessage, addEventListener } = Worker.prototype;
    Worker.prototype.postMessage = function (data, ...others) {
      if (!(data instanceof Uint8Array && data[KIND] === PASTED_TEXT)) globalThis.posted.push(textOf(data));
      return postMessage.call(this, data, ...others);
    };
    Worker.prototype.addEventListener = function (kind, ...others) {
      if (kind === 'message') {
        addEventListener.call(this, kind, ({ data }) => globalThis.answered.push(textOf(data)));
      }
      return addEventListener.call(this, kind, ...others);
    };
    const { writeText } = navigator.clipboard;
    navigator.clipboard.writeText = (text) => {
      globalThis.copied.push(text);
      return writeText.call(navigator.clipboard, text);
    };
  });

/** Opens a page that is listened to; `search()` finds the places that hold the word since it was last called. */
async function watched(t) {
  const outside = [];
  const opened = await open(t, {
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
    prepare: async (page) => {
      await listen(page);
      page.on('console', (message) => outside.push(['the console', message.text()]));
      page.on('pageerror', (error) => outside.push(['an error', `${error.message} ${error.stack}`]));
      page.context().on('request', (request) => {
        outside.push(['a request', JSON.stringify([request.url(), request.headers(), request.postData()])]);
      });
    },
  });
  const { page } = opened;
  const devtools = await page.context().newCDPSession(page);
  const search = async () => {
    const told = [...outside.splice(0), ...(await inside(page)), ['the accessibility tree', await heard(devtools)]];
    return [...new Set(told.filter(([, text]) => text.toLowerCase().includes(MARK)).map(([place]) => place))];
  };
  return { ...opened, search };
}

/** What the page itself holds, the box's own text apart: that is no part of the document. */
const inside = (page) =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const caches = await globalThis.caches.keys();
    return Object.entries({
      'the document': document.documentElement.outerHTML,
      'a field': [...document.querySelectorAll('input, textarea:not(#paste)')].map(({ value }) => value).join('\n'),
      'the title': document.title,
      'the address': location.href,
      'the history': JSON.stringify(history.state),
      'a cookie': document.cookie,
      'local storage': JSON.stringify({ ...localStorage }),
      'session storage': JSON.stringify({ ...sessionStorage }),
      'a database': JSON.stringify([databases, caches]),
      'a message to the engine': JSON.stringify(globalThis.posted.splice(0)),
      'a message of the engine': JSON.stringify(globalThis.answered.splice(0)),
      'the clipboard': JSON.stringify(globalThis.copied.splice(0)),
    });
  });

/** What a screen reader hears, the box's own text apart. */
async function heard(devtools) {
  const { root } = await devtools.send('DOM.getDocument');
  const { nodeId } = await devtools.send('DOM.querySelector', { nodeId: root.nodeId, selector: '#paste' });
  const { node: box } = await devtools.send('DOM.describeNode', { nodeId });
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const isBox = (node) => node && (node.backendDOMNodeId === box.backendNodeId || isBox(byId.get(node.parentId)));
  assert.ok(nodes.some(isBox), 'the box is in the tree');
  const others = nodes.map((node) => (isBox(node) ? { ...node, name: undefined, value: undefined } : node));
  return JSON.stringify(others);
}

const pressAll = (page, selector) =>
  page.evaluate((selector) => document.querySelectorAll(selector).forEach((button) => button.click()), selector);

test('the canaries are what they should be', () => {
  assert.ok(canaries.length >= 50);
  for (const { name, text } of [...canaries, all]) assert.ok(text.toLowerCase().includes(MARK), name);
});

test('no secret leaves the paste box', async (t) => {
  const { page, problems, search } = await watched(t);
  const given = {};
  // With traffic there are diagnoses and messages to the engine.
  await fill(page, TRAFFIC);
  for (const { name, text } of [...canaries, all]) {
    await paste(page, text);
    await pressAll(page, 'button.copy');
    await answered(page);
    const places = await search();
    if (places.length > 0) given[name] = places;
    assert.equal(await pasteBox(page).inputValue(), text);
  }
  assert.deepEqual(given, {});
  assert.deepEqual(problems, []);
});

test('nor once it is chosen, applied, undone and saved', async (t) => {
  const { page, problems, search } = await watched(t);
  await paste(page, all.text);
  await fill(page, TRAFFIC);
  await settled(page);
  await button(page, 'Keep as alternative').click();
  for (const some of ['.choice input, .chip button', '.chip button, .finding button, button.primary']) {
    await pressAll(page, some);
    await answered(page);
  }
  await button(page, 'Start over').click();
  await button(page, 'Undo').click();
  await button(page, 'Use A').click();
  await settled(page);
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Download / }).first().click()]);
  assert.doesNotMatch(await readFile(await download.path(), 'utf8'), new RegExp(MARK, 'i'));
  assert.doesNotMatch(download.suggestedFilename() + download.url(), new RegExp(MARK, 'i'));
  assert.deepEqual(await search(), []);
  assert.equal(await pasteBox(page).inputValue(), all.text);
  assert.deepEqual(problems, []);
});

// A search that finds nothing anywhere is worth nothing.
test('the search looks everywhere', async (t) => {
  const { page, search } = await watched(t);
  await paste(page, 'DB_PASSWORD=Kanarie\n');
  assert.deepEqual(await search(), []);
  const places = await page.evaluate(async () => {
    const tell = {
      'the document': () => document.querySelector('#paste').setAttribute('title', 'Kanarie'),
      'a field': () => { document.querySelector('#services-0--pool-size').value = 'Kanarie'; },
      'the title': () => { document.title = 'Kanarie'; },
      'the address': () => history.replaceState(null, '', '#Kanarie'),
      'the history': () => history.replaceState({ told: 'Kanarie' }, ''),
      'a cookie': () => { document.cookie = 'told=Kanarie'; },
      'local storage': () => { localStorage.told = 'Kanarie'; },
      'session storage': () => { sessionStorage.told = 'Kanarie'; },
      'a database': () => new Promise((done) => { indexedDB.open('Kanarie').onsuccess = done; }),
      'a message to the engine': () => new Worker(URL.createObjectURL(new Blob(['']))).postMessage('Kanarie'),
      'a message of the engine': () => {
        const worker = new Worker(URL.createObjectURL(new Blob(['postMessage("Kanarie")'])));
        return new Promise((done) => worker.addEventListener('message', done));
      },
      'the clipboard': () => navigator.clipboard.writeText('Kanarie'),
      'the console': () => console.debug('Kanarie'),
      'an error': () => { setTimeout(() => { throw new Error('Kanarie'); }); },
      'a request': () => fetch('/', { method: 'POST', body: 'Kanarie' }).catch(() => {}),
      'the accessibility tree': () => document.querySelector('#verdict').setAttribute('aria-label', 'Kanarie'),
    };
    for (const one of Object.values(tell)) await one();
    await new Promise((done) => { setTimeout(done, 100); });
    return Object.keys(tell);
  });
  assert.deepEqual((await search()).sort(), places.sort());
});
