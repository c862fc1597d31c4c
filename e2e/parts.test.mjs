// The app comes in parts: the first visit brings the first, the rest comes when it is needed or once she has begun.
// A part that does not come is said in a sentence, nothing is lost, and it comes when she tries again.
import assert from 'node:assert/strict';
import test from 'node:test';
import { launch, phone, place, serve, serveFiles, settleIn, whole } from './harness.mjs';
import { LOCK_MS, begin, done, head, main, tap, write } from './story/life.mjs';

const dist = new URL('../dist', import.meta.url).pathname;
const AWAY = 'This part of the app did not come.';
let browser;
test.before(async () => { browser = await launch(); });
test.after(async () => { await browser?.close(); });

// A phone on which the worker keeps nothing, so that a part can be held back on its way.
async function withoutWorker(base) {
  const made = await phone(browser, base, { serviceWorkers: 'block' });
  const parts = (url) => url.pathname.endsWith('.wasm') && url.pathname !== '/app_bg.wasm';
  return { ...made, block: () => made.page.route(parts, (route) => route.abort()), free: () => made.page.unroute(parts) };
}

test('a part that does not come at Start is said, and comes when she tries again', async () => {
  const server = await serve();
  const { context, page, block, free } = await withoutWorker(server.base);
  await block();
  await page.goto(server.base);
  await tap(page, 'Start');
  await head(page, AWAY);
  await tap(page, 'Try again');
  await head(page, AWAY);
  await tap(page, 'Back');
  await head(page, 'A place that holds.');
  await tap(page, 'Start');
  await head(page, AWAY);
  await free();
  await tap(page, 'Try again');
  await head(page, 'Pick a lock');
  await context.close();
  await server.stop();
});

test('a page whose part does not come loses nothing, and every other place still opens', async () => {
  const server = await serve();
  const { context, page, block, free } = await withoutWorker(server.base);
  await settleIn(page, server.base);
  await block();
  await write(page, 'It rained all day.');
  await place(page, 'Us');
  await head(page, AWAY);
  await place(page, 'Today');
  await head(page, 'How is it, right now?');
  await place(page, 'Write');
  await done(page);
  await page.getByText('It rained all day.').waitFor();
  await place(page, 'Us');
  await head(page, AWAY);
  await free();
  await tap(page, 'Try again');
  await page.getByRole('button', { name: 'Bring someone in' }).waitFor();
  await context.close();
  await server.stop();
});

test('a lock whose part does not come keeps the words that were typed, and opens when it is here', async () => {
  const server = await serve();
  const { context, page, block, free } = await withoutWorker(server.base);
  const lock = await begin(page, server.base);
  await block();
  await page.reload();
  await page.getByLabel('Words for the lock').fill(lock);
  await tap(page, 'Open');
  await page.getByText('Nothing is lost. With a connection, try again.').waitFor();
  assert.equal(await page.getByLabel('Words for the lock').inputValue(), lock);
  await free();
  await tap(page, 'Open');
  await page.locator('html[data-stage=open]').waitFor({ timeout: LOCK_MS, state: 'attached' });
  await context.close();
  await server.stop();
});

test('a host that has another version by now gives no part to the old one', async () => {
  const server = await serve();
  const { context, page } = await withoutWorker(server.base);
  await page.route('**/split_everyday.wasm', async (route) => {
    const answer = await route.fetch();
    const bytes = await answer.body();
    bytes[bytes.length - 1] ^= 1;
    await route.fulfill({ response: answer, body: bytes, headers: { 'content-type': 'application/wasm' } });
  });
  await page.goto(server.base);
  await tap(page, 'Start');
  await head(page, AWAY);
  await page.unroute('**/split_everyday.wasm');
  await tap(page, 'Try again');
  await head(page, 'Pick a lock');
  await context.close();
  await server.stop();
});

test('without a network, from the second visit on, pages open that were never opened before', async () => {
  const server = await serveFiles(dist);
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await whole(page);
  await server.stop();
  await page.reload();
  await head(page, 'How is it, right now?');
  await place(page, 'Us');
  await page.getByRole('button', { name: 'Bring someone in' }).waitFor();
  await place(page, 'More');
  await page.getByRole('button', { name: /^Parts/ }).click();
  assert.ok(!(await main(page)).includes(AWAY));
  await page.getByRole('heading', { level: 1 }).waitFor();
  await context.close();
});

test('a visitor who only looks is not sent the rest', async () => {
  const server = await serve();
  const { context, page } = await phone(browser, server.base);
  const asked = [];
  context.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(server.base);
  await head(page, 'A place that holds.');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  assert.ok(asked.includes('/app_bg.wasm'));
  assert.deepEqual(asked.filter((path) => path.includes('split_') || path.includes('chunk_')), []);
  await context.close();
  await server.stop();
});
