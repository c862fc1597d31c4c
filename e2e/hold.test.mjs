// Hold works when all else fails: no WASM, no network, no plan, and it leaves no trace.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { THEMES, launch, overflow, phone, picture, serve, smallTargets, violations } from './harness.mjs';

const files = path.join(path.dirname(fileURLToPath(import.meta.url)), '../crates/holdfast-web/static');
let server, browser;
test.before(async () => { server = await serve(); browser = await launch(); });
test.after(async () => { await browser?.close(); await server?.stop(); });

test('the page is small, loads no WASM and asks for nothing but itself', async () => {
  const { context, page, trouble } = await phone(browser, server.base);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${server.base}/hold.html`);
  await page.getByRole('heading', { name: 'You are here.' }).waitFor();
  assert.deepEqual(asked.filter((url) => !['/hold.html', '/hold.js', '/hold.css'].includes(url) && !url.startsWith('data:') && !url.startsWith('image/')), []);
  const bytes = ['hold.html', 'hold.js', 'hold.css'].reduce((sum, name) => sum + fs.statSync(path.join(files, name)).size, 0);
  assert.ok(bytes <= 30_000, `${bytes} bytes`);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('walking through Hold writes nothing and leaves no trace', async () => {
  const { context, page } = await phone(browser, server.base);
  await page.goto(`${server.base}/hold.html`);
  await page.getByRole('button', { name: 'What is available right now' }).click();
  await page.getByRole('button', { name: 'Back' }).click();
  const left = await page.evaluate(async () => ({ local: localStorage.length, session: sessionStorage.length, cookie: document.cookie, bases: (await indexedDB.databases()).length }));
  assert.deepEqual(left, { local: 0, session: 0, cookie: '', bases: 0 });
  const code = fs.readFileSync(path.join(files, 'hold.js'), 'utf8');
  for (const word of ['setItem', 'fetch(', 'XMLHttpRequest', 'sendBeacon', 'import ', 'readwrite', '.put(', 'innerHTML']) assert.ok(!code.includes(word), word);
  await context.close();
});

test('a number for deaf people is never dialled as voice', () => {
  const { countries } = JSON.parse(fs.readFileSync(path.join(files, 'hold/lines.json'), 'utf8'));
  const page = fs.readFileSync(path.join(files, 'hold.html'), 'utf8');
  for (const country of countries) {
    assert.ok(page.includes(`tel:${country.emergency}"`), country.name);
    for (const line of country.lines) {
      if (line.voice) assert.ok(page.includes(`href="tel:${line.voice}"`), line.name);
      if (line.text) assert.ok(page.includes(`href="sms:${line.text}"`), line.name);
      if (line.deaf && line.deaf !== country.emergency) assert.ok(!page.includes(`href="tel:${line.deaf}"`), line.name);
    }
  }
});

for (const theme of THEMES) {
  test(`axe finds nothing in ${theme}, at 360 and 320 px and with large text`, async () => {
    const { context, page } = await phone(browser, server.base, { theme });
    for (const [width, size] of [[360, 16], [320, 16], [360, 32]]) {
      await page.setViewportSize({ width, height: 740 });
      await page.goto(`${server.base}/hold.html`);
      await page.addStyleTag({ content: '' }).catch(() => {});
      if (size !== 16) await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
      await page.getByRole('heading', { name: 'You are here.' }).waitFor();
      assert.deepEqual(await violations(page), []);
      assert.ok(await overflow(page) <= 0);
      assert.deepEqual(await smallTargets(page), []);
      await picture(page, `hold-door-${theme}-${width}-${size}`);
      await page.getByRole('button', { name: 'What is available right now' }).click();
      assert.deepEqual(await violations(page), []);
      assert.ok(await overflow(page) <= 0);
      await picture(page, `hold-lines-${theme}-${width}-${size}`);
    }
    await context.close();
  });
}
