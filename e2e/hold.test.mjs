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

test('Hold says what it is not, of which day its numbers are, and who sees it', async () => {
  const { dated } = JSON.parse(fs.readFileSync(path.join(files, 'hold/lines.json'), 'utf8'));
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(dated));
  const { context, page } = await phone(browser, server.base);
  await page.goto(`${server.base}/hold.html`);
  await page.getByText('This is not an emergency service. Nobody reads this live.').waitFor();
  await page.getByText('Nobody else sees this screen. Nothing here is counted or saved.').waitFor();
  await page.getByRole('button', { name: 'What is available right now' }).click();
  await page.getByText(`Check a number before you need it. Numbers change. This list is from ${day}.`).waitFor();
  await context.close();
});

test('the list of open apps gets no text, of Hold or of the app', async () => {
  const { context, page } = await phone(browser, server.base);
  for (const [place, shown] of [['/hold.html', '.page'], ['/', '.app']]) {
    await page.goto(server.base + place);
    const seen = (state) => page.evaluate(([state, shown]) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      return getComputedStyle(document.querySelector(shown)).visibility;
    }, [state, shown]);
    assert.equal(await seen('hidden'), 'hidden', place);
    assert.equal(await seen('visible'), 'visible', place);
  }
  await context.close();
});

test('Hide in Hold covers the app too, even when Back brings it out of memory', async (t) => {
  const remembers = await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  t.after(() => remembers.close());
  const page = await remembers.newPage();
  await page.goto(server.base);
  await page.goto(`${server.base}/hold.html`);
  await page.getByRole('button', { name: 'Hide' }).click();
  const cover = page.getByRole('button', { name: 'Shopping list' });
  await cover.waitFor();
  assert.deepEqual([page.url(), await page.title()], [`${server.base}/`, 'Notes']);
  // Whether the page before is kept in memory or made anew is the browser's choice; neither may show the app.
  await page.evaluate(() => { window.hiddenHere = true; history.back(); });
  await page.waitForFunction(() => !window.hiddenHere, null, { timeout: 10_000 });
  await cover.waitFor();
  assert.ok(await page.locator('#app').isHidden());
  await page.reload();
  await cover.waitFor();
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
