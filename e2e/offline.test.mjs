// Offline and releases: the second visit needs no network, a file that was tampered with is refused,
// and a new version waits for her tap. The app is served from a copy of dist/ that a test may change.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { launch, phone, place, serveFiles, settleIn, whole } from './harness.mjs';

const dist = new URL('../dist', import.meta.url).pathname;
let browser;
test.before(async () => { browser = await launch(); });
test.after(async () => { await browser?.close(); });

async function site() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-site-'));
  fs.cpSync(dist, folder, { recursive: true });
  const server = await serveFiles(folder);
  return { ...server, folder, async stop() { await server.stop(); fs.rmSync(folder, { recursive: true, force: true }); } };
}

const hash = (bytes) => crypto.createHash('sha384').update(bytes).digest('hex');
const open = (page) => page.getByRole('heading', { name: 'How is it, right now?' }).waitFor();

// The next release: one file says something else, and the worker knows it under its new hash.
function release(folder, { honest = true } = {}) {
  const file = path.join(folder, 'holdfast.webmanifest');
  const before = fs.readFileSync(file);
  const after = Buffer.concat([before, Buffer.from('\n')]);
  fs.writeFileSync(file, after);
  const worker = path.join(folder, 'sw.js');
  const text = fs.readFileSync(worker, 'utf8').replace(/holdfast-[0-9a-f]{16}/, 'holdfast-00000000000000aa');
  fs.writeFileSync(worker, honest ? text.replace(hash(before), hash(after)) : text);
}

const caches = (page) => page.evaluate(() => globalThis.caches.keys());
const update = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update().catch(() => {});
  for (let turn = 0; turn < 100 && registration.installing; turn += 1) await new Promise((next) => { setTimeout(next, 50); });
  return { waits: !!registration.waiting };
});

test('the second visit needs no network, Hold neither', async () => {
  const server = await site();
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await whole(page);
  await server.stop();
  await page.reload();
  await open(page);
  await page.goto(`${server.base}/hold.html`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await context.close();
});

test('a file that was changed on the phone is refused, and comes anew from the host', async () => {
  const server = await site();
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await whole(page);
  await page.evaluate(async () => {
    const [name] = await caches.keys();
    const cache = await caches.open(name);
    await cache.put('/app.css', new Response('body{display:none}', { headers: { 'content-type': 'text/css' } }));
  });
  await page.reload();
  await open(page);
  assert.ok(await page.locator('body').isVisible(), 'the genuine file came from the host');
  await server.stop();
  const styled = await page.evaluate(() => fetch('/app.css').then((answer) => answer.ok, () => false));
  assert.equal(styled, false, 'and without a host it is refused, not served');
  await context.close();
});

test('a host that serves a file which is not of its release cannot bring that release in', async () => {
  const server = await site();
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await whole(page);
  const before = await caches(page);
  release(server.folder, { honest: false });
  assert.deepEqual(await update(page), { waits: false });
  assert.ok(before.every((name) => !name.endsWith('aa')));
  await page.reload();
  await open(page);
  await context.close();
  await server.stop();
});

test('a new version waits for her tap', async () => {
  const server = await site();
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await whole(page);
  await page.reload(); // from here on the worker serves the page
  await open(page);
  release(server.folder);
  assert.deepEqual(await update(page), { waits: true });
  const served = () => page.evaluate(() => fetch('/holdfast.webmanifest').then((answer) => answer.text()));
  const old = await served();
  await page.reload();
  await open(page);
  assert.equal(await served(), old, 'a reload takes nothing');
  await place(page, 'More');
  await page.getByRole('button', { name: 'Take it' }).click();
  await page.waitForFunction(async (old) => await (await fetch('/holdfast.webmanifest')).text() !== old, old);
  await context.close();
  await server.stop();
});
