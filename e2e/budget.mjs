// Measures the first visit and the start in a real browser, and prints lines `FIGURE<tab>name<tab>value`.
// Sizes count what came over the network, headers included, the service worker's precache too. Times are medians.
import { launch, serve, settleIn, whole } from './harness.mjs';

const RUNS = Number(process.env.RUNS ?? 5);
const SLOWER = 4;
const say = (name, value) => console.log(`FIGURE\t${name}\t${value}`);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const server = await serve();
const browser = await launch();
try {
  const app = await load('/');
  say('first visit, bytes transferred', app.bytes);
  for (const [path, bytes] of app.files) say(`first visit: ${path}, bytes`, bytes);
  const begun = await load('/', (page) => settleIn(page, server.base));
  say('the whole app, once she has begun, bytes transferred', begun.bytes);
  const hold = await load('/hold.html');
  say('hold.html alone, bytes transferred', hold.bytes);
  say('hold.html alone, WASM files', hold.files.filter(([path]) => path.endsWith('.wasm')).length);
  const cold = [];
  const warm = [];
  for (let run = 0; run < RUNS; run += 1) {
    const times = await start();
    cold.push(times.cold);
    warm.push(times.warm);
  }
  say(`cold start to the first screen, ${SLOWER}x slower processor, ms`, Math.round(median(cold)));
  say(`warm start without network to the first keystroke in Write, ${SLOWER}x slower processor, ms`, Math.round(median(warm)));
} finally {
  await browser.close();
  await server.stop();
}

// What one page makes the browser fetch, its service worker included, until nothing is fetched for two seconds.
async function load(path, act = async () => {}) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const names = new Map();
  const sizes = new Map();
  let last = Date.now();
  const root = await browser.newBrowserCDPSession();
  const listen = async (send, on) => {
    on('Network.requestWillBeSent', ({ requestId, request }) => { names.set(requestId, new URL(request.url)); last = Date.now(); });
    on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const url = names.get(requestId);
      if (url?.origin === server.base) sizes.set(url.pathname, (sizes.get(url.pathname) ?? 0) + encodedDataLength);
      last = Date.now();
    });
    await send('Network.enable');
  };
  const session = await context.newCDPSession(page);
  await listen(session.send.bind(session), session.on.bind(session));
  // The service worker is a target of its own; its requests are heard through playwright's own events.
  context.on('requestfinished', async (request) => {
    if (!request.serviceWorker()) return;
    const url = new URL(request.url());
    const size = await request.sizes().catch(() => null);
    if (url.origin === server.base && size) sizes.set(url.pathname, (sizes.get(url.pathname) ?? 0) + size.responseBodySize + size.responseHeadersSize);
    last = Date.now();
  });
  await page.goto(server.base + path);
  await act(page);
  while (Date.now() - last < 2000) await sleep(100);
  const files = [...sizes].sort(([, a], [, b]) => b - a);
  await root.detach();
  await context.close();
  return { files, bytes: files.reduce((sum, [, bytes]) => sum + bytes, 0) };
}

// One new person: the first screen with an empty cache, and later the first keystroke without network.
async function start() {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const slow = (rate) => session.send('Emulation.setCPUThrottlingRate', { rate });
  await slow(SLOWER);
  let began = performance.now();
  await page.goto(server.base, { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Start' }).waitFor();
  const cold = performance.now() - began;
  await slow(1);
  await settleIn(page, server.base);
  await whole(page);
  await context.setOffline(true);
  await slow(SLOWER);
  began = performance.now();
  await page.goto(`${server.base}/#write`, { waitUntil: 'commit' });
  await page.reload({ waitUntil: 'commit' });
  const field = page.locator('textarea:visible').first();
  await field.waitFor();
  await field.press('a');
  await page.waitForFunction(() => [...document.querySelectorAll('textarea')].some((area) => area.value.includes('a')));
  const warm = performance.now() - began;
  await context.close();
  return { cold, warm };
}
