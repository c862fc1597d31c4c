// More: who is here, what left, receipts, the end; the relay's word; files in and out; two tabs;
// locks by time. What needs a relay between two people needs HOLDFAST_BIN.
import test from 'node:test';
import assert from 'node:assert/strict';
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
  const books = [];
  for (const one of [her, maya]) {
    await more(one.page, /^People here/);
    await row(one.page, /^(Maya|R\.)/).click();
    await one.page.getByText('Do our books match?').click();
    books.push(await one.page.locator('details .own').innerText());
  }
  assert.equal(books[0].split(/\s+/).length, 6);
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
