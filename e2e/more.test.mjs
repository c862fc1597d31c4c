// More: who is here, what left, receipts, the end; the relay's word; files in and out; two tabs;
// locks by time. What needs a relay between two people needs HOLDFAST_BIN.
import test from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { examine, launch, meet, phone, place, serve, settleIn } from './harness.mjs';

const skip = process.env.HOLDFAST_BIN ? false : 'HOLDFAST_BIN names no binary, and without a relay nobody can meet';
let server, browser;
test.before(async () => { server = await serve(); browser = await launch(); });
test.after(async () => { await browser?.close(); await server?.stop(); });

const row = (page, name) => page.getByRole('main').getByRole('button', { name });
const more = async (page, name) => { await place(page, 'More'); await row(page, name).click(); };

async function two() {
  const her = await phone(browser, server.base);
  const maya = await phone(browser, server.base);
  for (const { page } of [her, maya]) { page.setDefaultTimeout(15_000); await settleIn(page, server.base); }
  await meet(her, maya);
  return { her, maya };
}

// Looks again until it is there.
async function again(look, found) {
  for (let turn = 0; turn < 20; turn += 1) {
    await look();
    if (await found.waitFor({ timeout: 1_000 }).then(() => true, () => false)) return;
  }
  throw new Error(`nothing came: ${found}`);
}

test('what left is listed, is taken back, and is told as opened only when both turned that on', { skip }, async () => {
  const { her, maya } = await two();
  const { page } = her;
  await more(page, /^People here/);
  await row(page, /^Maya/).click();
  await examine(page, 'tie');
  await row(page, /^What Maya has received/).click();
  await page.getByText('Nothing has left for Maya.').waitFor();
  for (const words of ['the door had closed', 'and one more thing']) {
    await place(page, 'Write');
    await page.waitForFunction(() => document.querySelector('#pad')?.value === '');
    await page.getByRole('textbox').fill(words);
    await page.getByText('Kept on this phone').waitFor();
    await page.getByRole('button', { name: 'To my bag' }).click();
    await page.getByText('In your bag. Nothing has been handed over.').waitFor();
    await place(page, 'Us');
    await row(page, 'My bag').click();
    await row(page, 'Read before').click();
    await page.getByRole('button', { name: 'Look it over, then hand over' }).click();
    await page.getByRole('button', { name: 'Hand over', exact: true }).click();
    await page.getByText('It is on its way to Maya.').waitFor();
  }
  const received = async () => { await more(page, /^People here/); await row(page, /^Maya/).click(); await row(page, /^What Maya has received/).click(); };
  await again(received, page.getByText('Writing. Read before: Maya has this.').nth(1));
  await page.getByText('See it').first().click();
  await page.getByText('and one more thing').waitFor();
  await examine(page, 'received');
  await page.getByRole('button', { name: 'Take back' }).first().click();
  await page.getByText('Writing. Read before: taken back.').waitFor();

  for (const one of [her, maya]) {
    await more(one.page, /^People here/);
    await row(one.page, /^(Maya|R\.)/).click();
    await one.page.getByRole('switch', { name: 'Say what I have opened' }).click();
  }
  await page.getByText('Both of you have it on.').waitFor();
  await maya.page.getByText('Both of you have it on.').waitFor();
  await place(maya.page, 'Us');
  await maya.page.getByRole('button', { name: /^R\./ }).first().click();
  await maya.page.getByText('R. is told what you open.').waitFor();
  await maya.page.getByRole('button', { name: 'Open', exact: true }).click();
  await maya.page.getByText('the door had closed').waitFor();
  assert.equal(await maya.page.getByText('and one more thing').count(), 0, 'what was taken back leaves no trace');
  await again(received, page.getByText('Writing. Read before: Maya has opened this.'));
  assert.deepEqual([...her.trouble, ...maya.trouble], []);
  for (const one of [her, maya]) await one.context.close();
});

test('ending is one calm path: all stays with her, and nothing more arrives', { skip }, async () => {
  const { her, maya } = await two();
  const { page } = her;
  const books = async ({ page }) => {
    await more(page, /^People here/);
    await row(page, /^(Maya|R\.)/).click();
    await page.getByText('Do our books match?').click();
    return page.locator('details .own').innerText();
  };
  let hers = '';
  await again(async () => { hers = await books(her); await books(maya); }, { waitFor: async () => assert.equal(await maya.page.locator('details .own').innerText(), hers) });
  assert.equal(hers.split(/\s+/).length, 6);
  await row(page, /^End this with Maya/).click();
  await examine(page, 'ending');
  await page.getByRole('button', { name: 'End it' }).click();
  await page.getByText(/^Ended .*November/).waitFor();
  await examine(page, 'ended');
  await place(page, 'Us');
  await page.getByText('Nobody is here yet.').waitFor();
  await again(async () => { await more(maya.page, /^Relay/); await maya.page.getByRole('button', { name: 'Try now' }).click(); },
    maya.page.getByText('The other side has ended this connection.'));
  await examine(maya.page, 'relay-notice');
  await more(maya.page, /^People here/);
  await maya.page.getByText(/^Ended /).waitFor();
  assert.deepEqual([...her.trouble, ...maya.trouble], []);
  for (const one of [her, maya]) await one.context.close();
});

// The file that "Take everything with me" makes, sealed with words or readable.
async function taken(page, phrase) {
  await more(page, /^Take everything with me/);
  if (phrase) await page.getByLabel('Words for the file').fill(phrase);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Make the file' }).click()]);
  return fs.readFileSync(await file.path());
}

async function bring(page, bytes, phrase = '') {
  await page.getByLabel('The file', { exact: true }).setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: bytes });
  await page.getByLabel('Words of the file').fill(phrase);
  await page.getByRole('button', { name: 'Bring it in' }).click();
}

test('a file comes in on a fresh phone; a broken one is said to be broken, and what can be read is saved', async () => {
  const old = await phone(browser, server.base);
  await settleIn(old.page, server.base);
  for (const words of ['the first night', 'the second night', 'the third night']) {
    await place(old.page, 'Write');
    await old.page.waitForFunction(() => document.querySelector('#pad')?.value === '');
    await old.page.getByRole('textbox').fill(words);
    await old.page.getByText('Kept on this phone').waitFor();
    await old.page.getByRole('button', { name: 'Done' }).click();
  }
  const sealed = await taken(old.page, 'harbour light');
  const plain = await taken(old.page, '');
  assert.ok(plain.includes('the second night') && !sealed.includes('the second night'));

  const fresh = await phone(browser, server.base);
  const { page } = fresh;
  await page.goto(server.base);
  await page.getByRole('button', { name: 'I have a file from before' }).click();
  await page.getByRole('button', { name: /^Later/ }).click();
  await page.getByRole('button', { name: 'Go in' }).click();
  await page.getByRole('heading', { name: 'Bring a file in' }).waitFor();
  await examine(page, 'import');
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await page.getByText('Choose a file first.').waitFor();
  await bring(page, Buffer.from('a shopping list'));
  await page.getByText('This is not a file of this app').waitFor();
  await bring(page, sealed, 'other words');
  await page.getByText('or the words are others').waitFor();
  const broken = Buffer.from(sealed);
  broken[Math.floor(broken.length / 2)] ^= 1;
  await bring(page, broken, 'harbour light');
  await page.getByText('The file is damaged, and nothing in it could be read. Nothing here has changed.').waitFor();
  await bring(page, sealed, 'harbour light');
  await page.getByText(/^Added: \d+\./).waitFor();
  await bring(page, plain);
  await page.getByText(/^Nothing in it is new. Here already: \d+.$/).waitFor();
  await examine(page, 'import-done');
  await place(page, 'Write');
  await page.getByRole('button', { name: /Done/ }).click();
  for (const words of ['the first night', 'the second night', 'the third night']) await page.getByText(words).waitFor();
  assert.deepEqual([...old.trouble, ...fresh.trouble], []);
  for (const one of [old, fresh]) await one.context.close();
});

test('of two tabs one writes; the other says so, and takes over after all is kept', async () => {
  const { context, page, trouble } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await place(page, 'Write');
  await page.waitForFunction(() => document.querySelector('#pad')?.value === '');
  const second = await context.newPage();
  await second.goto(server.base);
  await second.getByRole('heading', { name: 'Open in another tab' }).waitFor();
  await examine(second, 'second-tab');
  await page.getByRole('textbox').fill('typed in the first tab a moment ago');
  await second.getByRole('button', { name: 'Use it here' }).click();
  await second.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
  await page.getByRole('heading', { name: 'Open in another tab' }).waitFor();
  await place(second, 'Write');
  await second.waitForFunction(() => document.querySelector('#pad')?.value === '');
  await second.getByRole('button', { name: 'My pages' }).or(second.getByRole('button', { name: 'Done' })).first().click();
  await second.getByText('typed in the first tab a moment ago').waitFor();
  await page.getByRole('button', { name: 'Use it here' }).click();
  await second.getByRole('heading', { name: 'Open in another tab' }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a page that does not answer loses the lock all the same', async () => {
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await page.evaluate(() => addEventListener('give-up', (event) => event.stopImmediatePropagation(), true));
  const second = await context.newPage();
  await second.goto(server.base);
  await second.getByRole('button', { name: 'Use it here' }).click();
  await second.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
  await page.getByRole('heading', { name: 'Open in another tab' }).waitFor();
  await context.close();
});

// First run with six words as the lock; the clock of the page is ours.
async function locked(options = {}) {
  const made = await phone(browser, server.base, options);
  const { page } = made;
  await page.clock.install();
  await page.goto(server.base);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('button', { name: /^Six words/ }).click();
  const phrase = (await page.locator('.words').innerText()).trim();
  await page.getByRole('button', { name: 'I have them' }).click();
  await page.getByRole('button', { name: 'Go in' }).click({ timeout: 60_000 });
  await page.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
  return { ...made, phrase };
}

async function open(page, phrase) {
  await page.getByLabel('Words for the lock').fill(phrase);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.locator('[data-stage=open]').waitFor({ timeout: 60_000, state: 'attached' });
}

const seen = (page, state) => page.evaluate((state) => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  document.dispatchEvent(new Event('visibilitychange'));
}, state);

test('in an open app the lock is asked for once more before her words are shown, changed, taken away or erased', async () => {
  const { context, page, phrase, trouble } = await locked();
  const once = async (name) => {
    await more(page, name);
    await page.getByRole('heading', { name: 'Your lock, once more' }).waitFor();
  };
  for (const [name, behind] of [[/^Recovery sheet/, 'Your 24 words'], [/^Take everything with me/, 'Take everything with me'],
    [/^Erase this phone/, 'Erase this phone'], [/^Change the lock/, 'Change the lock']]) {
    await once(name);
    assert.equal(await page.getByRole('heading', { name: behind }).count(), 0);
    assert.equal(await page.locator('.sheet li').count(), 0);
    await page.getByRole('button', { name: 'Back' }).click(); // there is always a way out
    await page.getByRole('heading', { name: 'More' }).waitFor();
  }
  await once(/^Recovery sheet/);
  await page.locator('summary').click();
  await examine(page, 'lock-again');
  await page.getByLabel('Words for the lock').fill('not her words at all');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('These words do not open it.').waitFor({ timeout: 60_000 });
  await page.getByLabel('Words for the lock').fill(phrase);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('.sheet li').nth(23).waitFor({ timeout: 60_000 });
  await more(page, /^Recovery sheet/); // it is asked each time
  await page.getByRole('heading', { name: 'Your lock, once more' }).waitFor();

  await once(/^Change the lock/);
  await page.getByLabel('Words for the lock').fill(phrase);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: /^Later/ }).click({ timeout: 60_000 });
  await page.getByRole('heading', { name: 'More' }).waitFor({ timeout: 60_000 });
  await more(page, /^Recovery sheet/);
  await page.locator('.sheet li').nth(23).waitFor();
  await page.getByText('There is no lock yet. Anyone with this phone can do this.').waitFor();
  await examine(page, 'sheet-without-a-lock');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('common words are no lock, and it is said why', async () => {
  const { context, page, trouble } = await phone(browser, server.base);
  await page.goto(server.base);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('button', { name: /^My own words/ }).click();
  const field = page.getByLabel('Words for the lock');
  const go = page.locator('#foot').getByRole('button');
  for (const [words, said] of [['7letter', 'A little longer, please.'], ['Password1', 'Others would try these words first.'],
    ['my Holdfast 2026', 'Others would try these words first.']]) {
    await field.fill(words);
    await go.click();
    await page.getByText(said).waitFor();
  }
  await examine(page, 'common-words');
  await field.fill('otter!42');
  await go.click();
  await page.getByRole('heading', { name: 'What should it be called' }).waitFor({ timeout: 60_000 });
  assert.deepEqual(trouble, []);
  await context.close();
});

test('it locks by itself: five minutes idle, one minute away, also when timers slept; and it is blurred', async () => {
  const { context, page, phrase, trouble } = await locked();
  await page.clock.fastForward('04:30');
  assert.equal(await page.locator('html').getAttribute('data-stage'), 'open');
  await page.clock.fastForward('00:40');
  await page.getByText('It locked by itself after a while.').waitFor();
  await open(page, phrase);
  await seen(page, 'hidden');
  assert.equal(await page.locator('#app').evaluate((node) => getComputedStyle(node).visibility), 'hidden', 'no text for the switcher');
  await page.clock.fastForward('01:05');
  await seen(page, 'visible');
  await page.getByText('It locked by itself after a while.').waitFor();
  await open(page, phrase);
  await more(page, /^Lock by itself/);
  await page.getByRole('group', { name: 'When I leave the page' }).getByRole('button', { name: '15 minutes' }).click();
  await seen(page, 'hidden');
  await page.clock.fastForward('02:00');
  await seen(page, 'visible');
  assert.equal(await page.locator('html').getAttribute('data-stage'), 'open', 'as she chose');
  await seen(page, 'hidden');
  await page.evaluate(() => { const then = Date.now() + 16 * 60_000; Date.now = () => then; }); // it slept: no timer ran
  await seen(page, 'visible');
  await page.getByText('It locked by itself after a while.').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('Hide wipes the keys, and what was typed is kept', async () => {
  const { context, page, phrase, trouble } = await locked();
  await place(page, 'Write');
  await page.getByRole('textbox').fill('a sentence that was not finish');
  await page.getByRole('button', { name: 'Hide' }).click();
  for (let tap = 0; tap < 3; tap += 1) await page.getByRole('button', { name: 'Shopping list' }).click();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  await open(page, phrase);
  await place(page, 'Write');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('a sentence that was not finish').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('unlocking goes on in a worker: the page still answers, and a page without workers opens too', async () => {
  const { context, page, phrase } = await phone(browser, server.base).then(async (made) => {
    await made.page.goto(server.base);
    await made.page.getByRole('button', { name: 'Start' }).click();
    await made.page.getByRole('button', { name: /^Six words/ }).click();
    const phrase = (await made.page.locator('.words').innerText()).trim();
    await made.page.getByRole('button', { name: 'I have them' }).click();
    await made.page.getByRole('button', { name: 'Go in' }).click({ timeout: 60_000 });
    return { ...made, phrase };
  });
  const measure = async () => {
    await page.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
    await more(page, /^Lock now/);
    await page.getByLabel('Words for the lock').fill(phrase);
    return page.evaluate(async () => {
      const start = performance.now();
      let last = start;
      let gap = 0;
      let going = true;
      const beat = () => { const now = performance.now(); gap = Math.max(gap, now - last); last = now; if (going) setTimeout(beat); };
      beat();
      document.querySelector('form').requestSubmit();
      while (document.documentElement.dataset.stage !== 'open') await new Promise((next) => { setTimeout(next, 5); });
      going = false;
      return { took: Math.round(performance.now() - start), gap: Math.round(gap) };
    });
  };
  const there = await measure();
  await place(page, 'Today');
  await page.evaluate(() => { globalThis.holdfast_stretch = async () => null; });
  const here = await measure();
  console.log(`unlock in a worker ${there.took} ms, longest pause of the page ${there.gap} ms; on the page ${here.took} ms, pause ${here.gap} ms`);
  assert.ok(there.gap < here.gap, `${there.gap} ms against ${here.gap} ms`);
  await context.close();
});

test('before a session: what matters is kept for her alone, and goes to the bag when she says so', { skip }, async () => {
  const { her, maya } = await two();
  const { page } = her;
  await place(page, 'Us');
  await row(page, 'Add a session').click();
  await page.getByLabel('Day').fill('2030-03-07');
  await page.getByRole('button', { name: 'Keep the date' }).click();
  await page.getByRole('button', { name: /7 March/ }).click();
  await row(page, /^Before the session: what matters/).click();
  await page.getByLabel('What matters most').fill('the end of last time');
  await page.getByLabel('What I am afraid to say').fill('that I wanted to leave');
  await examine(page, 'prepare');
  await page.getByRole('button', { name: 'Back' }).click();
  await row(page, /^Before the session: what matters/).click();
  assert.equal(await page.getByLabel('What matters most').inputValue(), 'the end of last time');
  assert.equal(await page.getByLabel('What I am afraid to say').inputValue(), 'that I wanted to leave');
  await page.getByRole('button', { name: 'To my bag', exact: true }).click();
  await page.getByText('In your bag. Nothing has been handed over.').waitFor();
  await page.getByRole('button', { name: 'Look into my bag' }).click();
  await page.getByRole('button', { name: 'Read before' }).click();
  await page.getByRole('button', { name: 'Look it over, then hand over' }).click();
  await page.getByText('the end of last time').waitFor();
  assert.deepEqual([...her.trouble, ...maya.trouble], []);
  for (const one of [her, maya]) await one.context.close();
});

test('the browser is asked to keep what is here after the first writing, never over it', async () => {
  const made = await phone(browser, server.base);
  const { context, page } = made;
  await context.addInitScript(() => {
    globalThis.asked = [];
    StorageManager.prototype.persist = async () => { globalThis.asked.push(!!document.querySelector('#pad')); return true; };
    StorageManager.prototype.persisted = async () => globalThis.asked.length > 0;
  });
  await settleIn(page, server.base);
  await more(page, /^Devices/);
  await page.getByText('The browser has not promised').waitFor();
  await examine(page, 'devices');
  await place(page, 'Write');
  await page.getByRole('textbox').fill('a first sentence');
  await page.getByText('Kept on this phone').waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.asked), [], 'not while she writes');
  await more(page, /^Devices/);
  await page.getByText('The browser has promised').waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.asked.length), 1, 'once');
  await context.close();
});

test('erasing asks for a word, leaves nothing here or at the relay, and says so', { skip }, async () => {
  const { page, context } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await place(page, 'Write');
  await page.locator('#pad').fill('Gone for good.');
  await page.getByText('Kept on this phone').waitFor();
  await place(page, 'More');
  await page.getByRole('button', { name: /^Erase this phone/ }).click();
  const go = page.getByRole('button', { name: 'Erase everything' });
  assert.ok(await go.isDisabled());
  await page.getByLabel('Type ERASE to go on').fill('ERASE');
  await go.click();
  await page.getByText('This phone is empty, and your letters at the relay are gone.').waitFor();
  await page.getByRole('heading', { name: 'A place that holds.' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'A place that holds.' }).waitFor();
  assert.ok(!(await page.locator('body').innerText()).includes('Gone for good.'));
  await context.close();
});
