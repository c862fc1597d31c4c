// More than two: whose bag it is, what changes under a preview, and people whom no stream tells of.
// All of it needs HOLDFAST_BIN, because a relay stands between them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { examine, launch, phone, place, serve, settleIn } from './harness.mjs';
import { LOCK_MS, done, head, main, meet, plan, tap, write } from './story/life.mjs';

const skip = process.env.HOLDFAST_BIN ? false : 'HOLDFAST_BIN names no binary, and without a relay nobody can meet';
const HER = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };
let server, browser;
test.before(async () => { server = await serve(); browser = await launch(); });
test.after(async () => { await browser?.close(); await server?.stop(); });

async function someone(size, prepare = async () => {}) {
  const made = await phone(browser, server.base, size);
  made.page.setDefaultTimeout(20_000);
  await prepare(made.page);
  await settleIn(made.page, server.base);
  return made;
}

async function away(...all) {
  assert.deepEqual(all.flatMap((one) => one.trouble), []);
  for (const one of all) await one.context.close();
}

const toBag = async (page) => {
  await place(page, 'Us');
  await page.getByRole('button', { name: /^My bag/ }).click();
  await head(page, 'My bag');
};

test('with two people she says whose bag it is, and it reaches that one alone', { skip }, async () => {
  const [her, maya, jo] = [await someone(HER), await someone(DESK), await someone(DESK)];
  await meet(her, maya, { her: 'R.', maya: 'Maya' });
  await meet(her, jo, { her: 'R.', maya: 'Jo' });
  const { page } = her;
  await write(page, 'only for one of them');
  await tap(page, 'To my bag');
  await head(page, 'Whose bag?');
  await examine(page, 'whose-bag');
  await tap(page, 'Back');
  assert.equal(await page.locator('#pad').inputValue(), 'only for one of them', 'nobody was chosen, and she is where she was');
  await tap(page, 'To my bag');
  await tap(page, 'Jo');
  await page.getByText('In your bag. Nothing has been handed over.').waitFor();

  await place(page, 'Us');
  await tap(page, 'Maya');
  await page.getByRole('button', { name: 'My bag', exact: true }).click();
  await head(page, 'My bag');
  assert.ok(!(await main(page)).includes('only for one'), 'it is not in the other bag');
  await place(page, 'Us');
  await tap(page, 'Jo');
  await page.getByRole('button', { name: /^My bag/ }).click();
  await tap(page, 'Read before');
  await tap(page, 'Look it over, then hand over');
  await head(page, 'Exactly what Jo will see');
  await tap(page, 'Hand over');
  await page.getByText('Jo has this.').first().waitFor();

  await place(jo.page, 'Us');
  await jo.page.getByRole('button', { name: 'R.' }).first().click();
  await tap(jo.page, 'Open');
  await jo.page.getByText('only for one of them').waitFor();
  await place(maya.page, 'Us');
  await maya.page.getByRole('button', { name: 'R.' }).first().click();
  await head(maya.page, 'Before R.');
  assert.equal(await maya.page.getByRole('button', { name: 'Open', exact: true }).count(), 0, 'Maya has nothing of it');
  await away(her, maya, jo);
});

// Another phone of hers, from her 24 words.
async function another(page) {
  await place(page, 'More');
  await page.getByRole('button', { name: /^Recovery sheet/ }).click();
  await page.locator('.sheet li').nth(23).waitFor();
  const words = (await page.locator('.sheet li').allInnerTexts()).join(' ');
  const second = await phone(browser, server.base, HER);
  await second.page.goto(server.base);
  await tap(second.page, 'I have my 24 words already');
  await second.page.getByRole('textbox').fill(words);
  await second.page.locator('#foot').getByRole('button').click();
  await second.page.getByRole('button', { name: /^Later/ }).click({ timeout: LOCK_MS });
  await second.page.getByRole('heading', { name: 'What should it be called' }).waitFor({ timeout: LOCK_MS });
  await tap(second.page, 'Go in');
  await head(second.page, 'How is it, right now?');
  return second;
}

test('what changes while she looks it over does not leave: she sees it anew first', { skip }, async () => {
  const [her, maya] = [await someone(HER), await someone(DESK)];
  await meet(her, maya, { her: 'R.', maya: 'Maya' });
  const { page } = her;
  await write(page, 'as she looked at it');
  await tap(page, 'To my bag');
  await page.getByText('In your bag. Nothing has been handed over.').waitFor();
  const second = await another(page);
  await toBag(page);
  await tap(page, 'Read before');
  await tap(page, 'Look it over, then hand over');
  await page.getByText('as she looked at it').waitFor();

  const pulled = page.waitForResponse((answer) => /envelopes\?after=/.test(answer.url()) && Number(answer.headers()['content-length']) > 256);
  await place(second.page, 'Write');
  await done(second.page);
  await second.page.getByRole('button', { name: /^as she looked/ }).click();
  await second.page.locator('#pad').fill('as it is on the other phone');
  await second.page.getByText('Kept on this phone').waitFor();
  await done(second.page);
  await pulled;
  await page.evaluate(async () => { for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame); });
  assert.ok((await main(page)).includes('as she looked at it'), 'what she looks at does not change under her eyes');
  await tap(page, 'Hand over');
  await page.getByText('What would leave has changed. Please look it over again.').waitFor();
  await page.getByText('as it is on the other phone').waitFor();
  await place(maya.page, 'Us');
  await maya.page.getByRole('button', { name: 'R.' }).first().click();
  await head(maya.page, 'Before R.');
  assert.equal(await maya.page.getByRole('button', { name: 'Open', exact: true }).count(), 0, 'nothing has left');
  await tap(page, 'Hand over');
  await page.getByText('Maya has this.').first().waitFor();
  await tap(maya.page, 'Open');
  await maya.page.getByText('as it is on the other phone').waitFor();
  await away(her, maya, second);
});

test('news of people whom no stream tells of come within half a minute', { skip }, async () => {
  const maya = await someone(DESK, (page) => page.clock.install());
  const people = [['A.', '2027-01-07', '7 January'], ['B.', '2027-01-14', '14 January'], ['C.', '2027-01-21', '21 January']];
  const phones = [];
  for (const [name] of people) {
    const one = await someone(HER);
    await meet(one, maya, { her: name, maya: 'Maya' });
    phones.push(one);
  }
  for (const [at, [name, day, long]] of people.entries()) {
    await place(maya.page, 'Us');
    await maya.page.getByRole('button', { name }).first().click();
    await head(maya.page, `Before ${name}`);
    const { page } = phones[at];
    await place(page, 'Us');
    const sent = page.waitForResponse((answer) => answer.request().method() === 'POST' && /envelopes$/.test(answer.url()) && answer.ok());
    await plan(page, day);
    await sent;
    await maya.page.clock.fastForward('00:31');
    await maya.page.getByText(`Thursday ${long}`).first().waitFor({ state: 'attached' });
  }
  await away(maya, ...phones);
});
