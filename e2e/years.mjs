// Measures ten years of nights in a real browser, and prints lines `FIGURE<tab>name<tab>value`: the file
// that TEN_YEARS names is brought in once, then the app is started anew with all of it. Times are medians.
import { launch, phone, place, serve, settleIn, whole } from './harness.mjs';

const RUNS = Number(process.env.RUNS ?? 5);
const SLOWER = 4;
const say = (name, value) => console.log(`FIGURE\t${name}\t${value}`);
const median = (list) => Math.round([...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]);

const server = await serve();
const browser = await launch();
try {
  const { context, page } = await phone(browser, server.base);
  page.setDefaultTimeout(600_000);
  await settleIn(page, server.base);
  await whole(page);
  say('brought in from one file, ms', await bringIn(page));
  say('then all of it sent to the relay, ms', await sent(page));
  await context.setOffline(true);
  const session = await context.newCDPSession(page);
  for (const rate of [1, SLOWER]) {
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    const times = { open: [], pages: [], heap: [] };
    for (let run = 0; run < RUNS; run += 1) {
      const found = await start(page);
      for (const [name, value] of Object.entries(found)) times[name].push(value);
    }
    const how = rate === 1 ? '' : `, ${rate}x slower processor`;
    say(`opened without network, to the first screen${how}, ms`, median(times.open));
    say(`then the list of all pages${how}, ms`, median(times.pages));
    if (rate === 1) say('memory of the app with all of it, MiB', median(times.heap));
  }
} finally {
  await browser.close();
  await server.stop();
}

async function bringIn(page) {
  await place(page, 'More');
  await page.getByRole('button', { name: /^Bring a file in/ }).click();
  await page.getByLabel('The file', { exact: true }).setInputFiles(process.env.TEN_YEARS);
  const began = performance.now();
  await page.getByRole('button', { name: 'Bring it in' }).click();
  const said = page.getByText(/^Added: \d+\./);
  await said.waitFor();
  const took = Math.round(performance.now() - began);
  say('nights brought in', (await said.innerText()).match(/\d+/)[0]);
  return took;
}

// Until nothing has been said to the relay for three seconds.
async function sent(page) {
  const began = performance.now();
  let last = began;
  page.on('response', (answer) => { if (/\/envelopes/.test(answer.url())) last = performance.now(); });
  while (performance.now() - last < 3000) await new Promise((done) => { setTimeout(done, 100); });
  return Math.round(last - began);
}

// A start from nothing but what the phone holds.
async function start(page) {
  await place(page, 'Today');
  await page.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
  let began = performance.now();
  await page.reload({ waitUntil: 'commit' });
  await page.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
  const open = performance.now() - began;
  await place(page, 'Write');
  const all = page.getByRole('button', { name: 'My pages' }).or(page.getByRole('button', { name: 'Done' })).first();
  await all.waitFor();
  began = performance.now();
  await all.click();
  await page.getByRole('heading', { name: 'My pages' }).waitFor();
  const pages = performance.now() - began;
  const heap = await page.evaluate(async () => (await performance.measureUserAgentSpecificMemory?.())?.bytes ?? performance.memory.usedJSHeapSize) / 2 ** 20;
  return { open, pages, heap };
}
