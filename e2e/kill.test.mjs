// Writing survives: the browser is killed at random moments while she types. At most the last second is lost,
// never an older sentence. KILLS says how often (50).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { FLAGS, chromium, serve, settleIn } from './harness.mjs';

const KILLS = Number(process.env.KILLS ?? 50);
const LOST_MS_MAX = 1000;
let server, folder;
test.before(async () => { server = await serve(); folder = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-kill-')); });
test.after(async () => { await server?.stop(); fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }); });

// A browser of our own in a process group of its own, so that all of it can be killed at once.
async function open() {
  const child = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', [...FLAGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${folder}`, '--window-size=360,740', 'about:blank'], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  for await (const chunk of child.stderr) {
    said += chunk;
    if (/ws:\/\/\S+/.test(said)) break;
  }
  const browser = await chromium.connectOverCDP(said.match(/ws:\/\/\S+/)[0]);
  const page = browser.contexts()[0].pages()[0];
  return { child, browser, page };
}

async function kill({ child, browser }) {
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await gone;
  await browser.close().catch(() => {});
  for (const lock of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) fs.rmSync(path.join(folder, lock), { force: true });
}

// Opens the page that was written last and reads it. Whoever is killed within her very first second has none:
// then a new one lies open, and it is empty.
async function newestPage(page) {
  const words = page.getByRole('textbox', { name: 'Your words' });
  await page.getByRole('button', { name: 'My pages' }).click();
  const first = page.getByRole('main').getByRole('listitem').first().getByRole('button');
  const none = page.getByText('Nothing here yet. That is fine.');
  await first.or(none).first().waitFor();
  if (await none.isVisible()) await page.getByRole('navigation').getByText('Write').click();
  else await first.click();
  await words.waitFor();
  return words.inputValue();
}

test(`killed ${KILLS} times while writing, only the last second is ever lost`, async () => {
  let run = await open();
  await settleIn(run.page, server.base);
  await run.page.getByRole('navigation').getByText('Write').click();
  const typed = []; // [sentence, when its last letter was typed]
  let lost = 0;
  for (let round = 0; round < KILLS; round += 1) {
    const pad = run.page.getByRole('textbox', { name: 'Your words' });
    await pad.waitFor();
    await pad.focus();
    await run.page.keyboard.press('Control+End');
    let over = false;
    const end = Date.now() + 300 + Math.random() * 1500;
    const typing = (async () => {
      for (let n = 0; !over; n += 1) {
        const sentence = `Round ${round} sentence ${n}. `;
        try { await run.page.keyboard.type(sentence, { delay: 4 }); } catch { return; }
        typed.push([sentence.trim(), Date.now()]);
      }
    })();
    await new Promise((done) => setTimeout(done, Math.max(0, end - Date.now())));
    over = true;
    const killed = Date.now();
    await kill(run);
    await typing;
    run = await open();
    await run.page.goto(server.base);
    await run.page.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
    await run.page.getByRole('navigation').getByText('Write').click();
    const text = await newestPage(run.page);
    for (const [sentence, at] of typed) {
      if (text.includes(sentence)) continue;
      assert.ok(killed - at < LOST_MS_MAX, `round ${round}: "${sentence}" was ${killed - at} ms old`);
      lost += 1;
    }
    for (let at = typed.length - 1; at >= 0; at -= 1) if (!text.includes(typed[at][0])) typed.splice(at, 1);
  }
  await kill(run);
  console.log(`${KILLS} kills, ${typed.length} sentences there, ${lost} of the last second lost`);
});
