// A browser that cannot run the app is told what is missing and what to do; Hold works there too.
import assert from 'node:assert/strict';
import test from 'node:test';
import { FLAGS, examine, launch, picture, serve } from './harness.mjs';

const HOST = 'holdfast.example';

async function meets(name, { args = [], host = '127.0.0.1', before }, sentence) {
  const server = await serve();
  const browser = await launch({ args: [...FLAGS, ...args] });
  try {
    const base = `http://${host}:${new URL(server.base).port}`;
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    if (before) await page.addInitScript(before);
    await page.goto(base);
    await page.getByText(sentence).waitFor();
    await picture(page, `unfit-${name}`);
    await examine(page, `unfit-${name}`);
    await page.getByRole('button', { name: 'Write' }).click();
    assert.equal(await page.getByRole('textbox').count(), 0, 'no field takes words that nobody keeps');
    assert.equal(await page.getByRole('button', { name: 'Start' }).count(), 0);
    await page.goto(`${base}/hold.html`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  } finally {
    await browser.close();
    await server.stop();
  }
}

test('a page that came without https says so, and begins nothing', async () => {
  const args = [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`];
  await meets('http', { args, host: HOST }, 'This page came without https, and without it a browser keeps no keys. Open it by an https address. Hold works here too.');
});

test('a browser without WebAssembly is told that a newer one can open the app', async () => {
  const before = () => { delete globalThis.WebAssembly; };
  await meets('old', { before }, 'This browser is too old for the app. A newer one can open it. Hold works here too.');
});
