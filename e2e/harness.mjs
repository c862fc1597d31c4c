// What every browser test needs: a server, phones with a storage of their own, axe, pictures.
// HOLDFAST_BIN names the binary to test; without it, dist/ is served by a small static server here
// (no relay), so that screens can be tested before anything else is built.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const require = createRequire(process.env.NODE_MODULES ? path.join(process.env.NODE_MODULES, 'x.js') : import.meta.url);
export const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const THEMES = ['day', 'night', 'dim'];
export const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; connect-src 'self'; "
  + "img-src 'self' data:; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', wasm: 'application/wasm', json: 'application/json',
  svg: 'image/svg+xml', png: 'image/png', woff2: 'font/woff2', webmanifest: 'application/manifest+json' };

// Starts the server and gives its address and a way to stop it.
export async function serve({ args = [] } = {}) {
  const bin = process.env.HOLDFAST_BIN;
  if (!bin) return serveFiles(path.join(root, 'dist'));
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-'));
  const child = spawn(bin, ['serve', '--listen', '127.0.0.1:0', '--db', path.join(dir, 'relay.db'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (/http:\/\/\S+/.test(said)) break;
  }
  const base = said.match(/http:\/\/[^\s/]+/)[0];
  return { base, dir, child, async stop() { child.kill('SIGINT'); await once(child, 'exit'); fs.rmSync(dir, { recursive: true, force: true }); } };
}

// The files of a folder, without a relay.
export async function serveFiles(dist) {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://x').pathname;
    const file = path.join(dist, url === '/' ? 'index.html' : path.normalize(url));
    if (!file.startsWith(dist) || !fs.existsSync(file)) { response.writeHead(404); return response.end(); }
    response.writeHead(200, { 'content-type': TYPES[file.split('.').pop()] ?? 'application/octet-stream', 'content-security-policy': CSP,
      'cross-origin-opener-policy': 'same-origin', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    fs.createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { base: `http://127.0.0.1:${server.address().port}`, async stop() { server.closeAllConnections(); server.close(); } };
}

export async function launch(options = {}) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, ...options });
}

// A device: a storage of its own, no console errors, no request to another host.
export async function phone(browser, base, { width = 360, height = 740, theme, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', timezoneId: 'Europe/London', ...options });
  if (theme) await context.addInitScript((name) => localStorage.setItem('theme', name), theme);
  const page = await context.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|favicon|\/fonts\/|\/v1\//.test(message.text() + message.location().url)) trouble.push(message.text()); });
  context.on('request', (request) => { if (!request.url().startsWith(base) && !request.url().startsWith('data:')) trouble.push(`other host: ${request.url()}`); });
  return { context, page, trouble, base };
}

// Walks through the first run with "Later" as the lock; leaves at Today.
export async function settleIn(page, base) {
  await page.goto(base);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('button', { name: /^Later/ }).click();
  await page.getByRole('button', { name: 'Go in' }).click();
  await page.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
}

// Waits until the phone has all of the app and needs no network any more.
export const whole = (page) => page.waitForFunction(async () => !!await caches.match('/whole'));

// Every violation of A, AA, 2.2 AA and of AAA contrast, as readable lines.
export async function violations(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const options = { runOnly: { type: 'tag', values: AXE_TAGS }, rules: { 'color-contrast-enhanced': { enabled: true } } };
  const { result } = await session.send('Runtime.evaluate', { expression: `axe.run(document, ${JSON.stringify(options)}).then((r) => JSON.stringify(r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))))`, awaitPromise: true });
  await session.detach();
  return JSON.parse(result.value);
}

// Whether anything is wider than the window.
export async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

// Targets smaller than 44 px that are visible.
export async function smallTargets(page) {
  return page.evaluate(() => [...document.querySelectorAll('button, a[href], input, select, textarea, summary')]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }))
    .filter((node) => { const box = node.getBoundingClientRect(); return box.height < 44 || box.width < 44; })
    .filter((node) => !(node.tagName === 'A' && node.closest('p')))
    .map((node) => `${node.tagName} ${node.textContent.slice(0, 30)}`));
}

// A picture of what the window shows, in the folder that E2E_PICTURES names; nothing without it.
export async function picture(page, name) {
  const folder = process.env.E2E_PICTURES;
  if (!folder) return;
  fs.mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

// One of the five places at the bottom.
export const place = (page, name) => page.getByRole('navigation').getByText(name, { exact: true }).click();

// Two people meet by a spoken code, as Maya the therapist and R.; both stand at "You two are here".
export async function meet(her, maya) {
  for (const { page } of [her, maya]) {
    await place(page, 'Us');
    await page.getByRole('button', { name: 'Bring someone in' }).click();
  }
  await maya.page.getByRole('button', { name: 'I am the therapist' }).click();
  await maya.page.getByRole('button', { name: 'Show a code' }).click();
  await her.page.getByLabel('The code: a number and three words').fill(await maya.page.locator('#code').textContent());
  await her.page.getByRole('button', { name: 'Join' }).click();
  await her.page.getByLabel('Name or initials').fill('Maya');
  await maya.page.getByLabel('Name or initials').fill('R.');
  await her.page.getByRole('button', { name: 'They match' }).click();
  await maya.page.getByRole('button', { name: 'They match' }).click();
  for (const { page } of [her, maya]) await page.getByText('You two are here.').waitFor();
}

// A window as high as everything that can be scrolled to.
async function unroll(page) {
  const size = page.viewportSize();
  // With very large text the page scrolls as a whole, else its middle does.
  const hidden = await page.evaluate(() => Math.max(...[document.getElementById('main'), document.documentElement].map((node) => (node ? node.scrollHeight - node.clientHeight : 0))));
  await page.setViewportSize({ width: size.width, height: size.height + Math.max(0, hidden) });
}

const wear = (page, look) => page.evaluate((look) => { document.documentElement.dataset.theme = look; }, look);

// One screen, examined in three themes: as it is, at 320 px, and at 360 px with text at 200 %. Axe
// finds nothing, nothing is too wide and no target too small; a picture of each.
export async function examine(page, name) {
  const was = page.viewportSize();
  const theme = await page.locator('html').getAttribute('data-theme');
  await page.emulateMedia({ reducedMotion: 'reduce' }); // colours do not fade while they are measured
  const troubles = [];
  for (const [how, size, text] of [['', was, ''], ['-320', { ...was, width: 320 }, ''], ['-200', { width: 360, height: 740 }, '200%']]) {
    await page.setViewportSize(size);
    await page.evaluate((text) => { document.documentElement.style.fontSize = text; }, text);
    if (process.env.E2E_PICTURES) for (const look of THEMES) { await wear(page, look); await picture(page, `${name}-${look}${how}`); }
    await unroll(page); // what lies below the edge is examined too, and nothing is cut by it
    for (const look of THEMES) {
      await wear(page, look);
      for (const violation of await violations(page)) troubles.push(`${look}${how}: ${violation}`);
    }
    if (await overflow(page) > 0) troubles.push(`${how}: wider than the window`);
    for (const target of await smallTargets(page)) troubles.push(`${how}: small target ${target}`);
    await wear(page, theme);
    await picture(page, `${name}-long${how}`);
  }
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
  await page.setViewportSize(was);
  if (troubles.length) throw new Error(`${name}:\n${troubles.join('\n')}`);
}
