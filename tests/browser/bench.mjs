// Measures the page while a slider is dragged, through the browser's trace, and drawing beside uPlot and Chart.js.
//
//     cargo xtask bench page

import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { launch, url } from './browser.mjs';

const SECONDS = 10;
const MOVES_PER_SECOND = 25;
const LONG_TASK_MS = 50;
const DRAWINGS = 200;

const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
await page.goto(url);
await page.locator('.timeline .picture[aria-busy=false]').waitFor();
await listen();
// Once for the times, which the trace would lengthen, and once for the trace.
await drag();
const { shifted, answered, painted } = await page.evaluate(() => globalThis.measured);
const { work, longTasks } = mainThread(await traced(drag));
const drawn = { 'Poolwise, its four charts and the page': await redrawn(), ...(await drawings()) };
await browser.close();

console.log(`${os.cpus()[0].model}, ${os.cpus().length} cores, ${browser.version()} of Chromium`);
console.log(`\n${SECONDS} s of dragging "Requests" of the example, simulation on: ${work.length} moves\n`);
row('', 'p50', 'p95', 'most');
row('main thread per move while traced, ms', ...spread(work));
row('move to new answer in the page, ms', ...spread(answered));
row('move to new answer painted, ms', ...spread(painted));
console.log(`\ntasks over ${LONG_TASK_MS} ms: ${longTasks}; layout shifts: ${shifted.toFixed(4)}`);
console.log(`\n${DRAWINGS} drawings: the page's four charts when its colors change, two curves of 300 points by the others\n`);
row('', 'p50', 'p95', 'most');
for (const [name, times] of Object.entries(drawn)) row(`${name}, ms`, ...spread(times));

/** Notes when answers to moves are in the page and painted, and what moves by itself. */
async function listen() {
  await page.evaluate(() => {
    const measured = { shifted: 0, answered: [], painted: [] };
    globalThis.measured = measured;
    // What follows a press or a key within half a second is expected, and no shift counts it.
    new PerformanceObserver((list) => list.getEntries().forEach(({ value, hadRecentInput }) => {
      if (!hadRecentInput) measured.shifted += value;
    }))
      .observe({ type: 'layout-shift' });
    const main = document.querySelector('main');
    let moved;
    document.addEventListener('input', () => { moved = performance.now(); }, true);
    new MutationObserver(() => {
      if (moved === undefined || !['quick', 'best'].includes(main.dataset.answer)) return;
      const from = moved;
      moved = undefined;
      measured.answered.push(performance.now() - from);
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => measured.painted.push(performance.now() - from);
        port2.postMessage(0);
      });
    }).observe(main, { attributeFilter: ['data-answer'] });
  });
}

/** Drags the slider to and fro. */
async function drag() {
  const slider = page.getByRole('slider', { name: 'Requests', exact: true });
  const { x, y, width, height } = await slider.boundingBox();
  const at = (share) => page.mouse.move(x + 8 + (width - 16) * share, y + height / 2);
  await at(0.6);
  await page.mouse.down();
  for (let move = 0; move < SECONDS * MOVES_PER_SECOND; move += 1) {
    await at(0.55 + 0.4 * Math.sin(move / 9));
    await new Promise((done) => setTimeout(done, 1000 / MOVES_PER_SECOND));
  }
  await page.mouse.up();
}

async function traced(work) {
  const categories = ['-*', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'];
  await browser.startTracing(page, { categories });
  await work();
  return JSON.parse((await browser.stopTracing()).toString()).traceEvents;
}

/** The main thread's work between each move and the next, and its long tasks. */
function mainThread(events) {
  const inputs = events.filter(({ name, args }) => name === 'EventDispatch' && args.data?.type === 'input');
  const { pid, tid } = inputs[0];
  const tasks = events.filter((event) => event.name === 'RunTask' && event.pid === pid && event.tid === tid);
  const work = inputs.slice(1).map(({ ts }, index) => {
    const from = inputs[index].ts;
    const own = tasks.filter((task) => task.ts + task.dur > from && task.ts < ts);
    return own.reduce((sum, task) => sum + task.dur, 0) / 1000;
  });
  const [first, last] = [inputs[0].ts, inputs.at(-1).ts];
  const longTasks = tasks.filter((task) => task.ts >= first && task.ts <= last && task.dur > LONG_TASK_MS * 1000).length;
  return { work, longTasks };
}

/** Changes the page's colors again and again, for which it draws all of its charts anew. */
function redrawn() {
  return page.evaluate(async (drawings) => {
    const button = [...document.querySelectorAll('header button')].at(-1);
    const times = [];
    for (let drawing = 0; drawing < drawings; drawing += 1) {
      const from = performance.now();
      button.click();
      // After what the click has set off.
      await new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
      });
      times.push(performance.now() - from);
    }
    return times;
  }, DRAWINGS);
}

/** Draws two curves with each library on a canvas of its own, anew each time, and waits for none of them. */
async function drawings() {
  const blank = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  for (const file of ['uplot/dist/uPlot.iife.min.js', 'chart.js/dist/chart.umd.js']) {
    await blank.addScriptTag({ content: await readFile(new URL(`node_modules/${file}`, import.meta.url), 'utf8') });
  }
  const others = await blank.evaluate((drawings) => {
    const x = Array.from({ length: 300 }, (_, index) => index);
    const curve = (shift) => x.map((at) => 2 + Math.sin(at / 20 + shift));
    const place = document.body.appendChild(document.createElement('div'));
    const plot = new uPlot({ width: 520, height: 360, series: [{}, { stroke: 'red' }, { stroke: 'blue' }] }, [x, curve(0), curve(1)], place);
    const canvas = document.body.appendChild(document.createElement('canvas'));
    Object.assign(canvas, { width: 520, height: 360 });
    const data = (shift) => ({ labels: x, datasets: [curve(shift), curve(shift + 1)].map((data) => ({ data, pointRadius: 0 })) });
    const chart = new Chart(canvas, { type: 'line', data: data(0), options: { animation: false, responsive: false } });
    const time = (draw) => Array.from({ length: drawings }, (_, index) => {
      const from = performance.now();
      draw(index / 10);
      return performance.now() - from;
    });
    return {
      uPlot: time((shift) => { plot.setData([x, curve(shift), curve(shift + 1)]); plot.redraw(false, false); plot.root.offsetWidth; }),
      'Chart.js': time((shift) => { chart.data = data(shift); chart.update(); }),
    };
  }, DRAWINGS);
  return others;
}

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.5, 0.95, 1].map((share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1));
}

function row(name, ...cells) {
  console.log(name.padEnd(38) + cells.map((cell) => cell.padStart(8)).join(''));
}
