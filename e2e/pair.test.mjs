// Two people, two storages: a spoken code, three words, a writing handed over, opened, and what the
// relay keeps of it. Needs HOLDFAST_BIN, because a relay stands between them.
import test from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { examine, launch, phone, place, serve, settleIn } from './harness.mjs';
import { LOCK_MS, begin, head, meet, plan, says, tap, unfold, unlockAgain } from './story/life.mjs';

const NAMES = { her: 'R.', maya: 'Maya' };
const CANARY = 'the harbour light went out and nobody did it';
const skip = process.env.HOLDFAST_BIN ? false : 'HOLDFAST_BIN names no binary, and without a relay nobody can meet';

// Her phone and Maya's desk, which have met.
async function two(browser, base) {
  const her = await phone(browser, base);
  const maya = await phone(browser, base, { width: 1280, height: 800 });
  for (const { page } of [her, maya]) await settleIn(page, base);
  await meet(her, maya, NAMES);
  return { her, maya };
}

test('two people meet by a spoken code, and what is handed over arrives and is opened', { skip }, async () => {
  const server = await serve();
  const browser = await launch();
  try {
    const { her, maya } = await two(browser, server.base);

    const page = her.page;
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.locator('#pad').fill(CANARY);
    await page.getByRole('button', { name: 'To my bag' }).click();
    await page.getByRole('button', { name: 'Us', exact: true }).click();
    await page.getByRole('button', { name: 'My bag' }).click();
    await page.getByRole('button', { name: 'Read before' }).click();
    await page.getByRole('button', { name: 'Look it over, then hand over' }).click();
    await page.getByText(CANARY).first().waitFor();
    await page.getByRole('button', { name: 'Hand over', exact: true }).click();

    await maya.page.getByRole('button', { name: 'R.', exact: true }).first().click();
    await maya.page.getByRole('button', { name: 'Open', exact: true }).click({ timeout: 20_000 });
    await maya.page.getByText(CANARY).waitFor();
    assert.deepEqual([...her.trouble, ...maya.trouble], []);
    for (const file of fs.readdirSync(server.dir)) {
      const bytes = fs.readFileSync(path.join(server.dir, file));
      assert.equal(bytes.includes(CANARY), false, `${file} holds her words`);
    }
  } finally {
    await browser.close();
    await server.stop();
  }
});

// Somebody who is brought in is there to stay, and can receive all that is handed over.
test('who finds an open phone brings nobody in: the lock is asked for, and a link asks at the door', { skip }, async () => {
  const server = await serve();
  const browser = await launch();
  try {
    const her = await phone(browser, server.base);
    const maya = await phone(browser, server.base, { width: 1280, height: 800 });
    const lock = await begin(her.page, server.base);
    await settleIn(maya.page, server.base);
    for (const { page } of [her, maya]) {
      await place(page, 'Us');
      await tap(page, 'Bring someone in');
    }
    await says(maya.page, 'There is no lock yet. Anyone with this phone can do this.');
    await head(her.page, 'Your lock, once more');
    await examine(her.page, 'pair-lock');
    await her.page.getByLabel('Words for the lock').fill('words that a thief would try');
    await tap(her.page, 'Go on');
    await her.page.getByText(/^These words do not open it/).waitFor({ timeout: LOCK_MS });
    assert.equal(await her.page.getByRole('button', { name: /^Show a/ }).or(her.page.getByRole('button', { name: 'Join' })).count(), 0);
    await her.page.getByRole('button', { name: 'Back' }).click();
    await head(her.page, 'Us');
    await tap(her.page, 'Bring someone in');
    await unlockAgain(her.page, lock);
    await her.page.getByRole('button', { name: 'Show a code' }).waitFor({ timeout: LOCK_MS });

    await tap(maya.page, 'I am the therapist');
    await tap(maya.page, 'Show a picture to scan');
    const link = await maya.page.locator('#link').innerText();
    await her.page.goto('about:blank');
    await her.page.goto(link);
    await her.page.getByLabel('Words for the lock').fill(lock);
    await tap(her.page, 'Open');
    const three = await Promise.all([her, maya].map(({ page }) => page.locator('#three-words').innerText({ timeout: LOCK_MS })));
    assert.equal(three[0], three[1], 'the lock that she has just opened is not asked for again');
    assert.deepEqual([...her.trouble, ...maya.trouble], []);
  } finally {
    await browser.close();
    await server.stop();
  }
});

test('what arrives while her finger is down waits for it, and the tap is for what she saw', { skip }, async () => {
  const server = await serve();
  const browser = await launch();
  try {
    const { her, maya } = await two(browser, server.base);
    for (const { page } of [her, maya]) await place(page, 'Us');
    await maya.page.getByRole('button', { name: 'R.' }).first().click();
    const box = await her.page.getByRole('button', { name: /^My bag/ }).boundingBox();
    await her.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await her.page.mouse.down();
    const pulled = her.page.waitForResponse((answer) => /envelopes\?after=/.test(answer.url()) && Number(answer.headers()['content-length']) > 256);
    await plan(maya.page, '2027-01-07');
    await pulled;
    await her.page.evaluate(async () => { for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame); });
    assert.equal(await her.page.getByText('Thursday 7 January').count(), 0, 'nothing moves under the finger');
    await her.page.mouse.up();
    await head(her.page, 'My bag');
    await place(her.page, 'Us');
    await her.page.getByText('Thursday 7 January').waitFor();
  } finally {
    await browser.close();
    await server.stop();
  }
});

test('one agreed sentence at the end of a session, without a snag: with both, and in other words', { skip }, async () => {
  const server = await serve();
  const browser = await launch();
  try {
    const { her, maya } = await two(browser, server.base);
    for (const { page } of [her, maya]) await place(page, 'Us');
    await maya.page.getByRole('button', { name: 'R.' }).first().click();
    await plan(maya.page, '2027-01-07');
    await unfold(maya.page, 'Sessions');
    await maya.page.getByRole('button', { name: /^Thursday 7 January/ }).click();
    await unfold(maya.page, 'Agree on something');
    await maya.page.getByLabel('What we agree, in one or two sentences').fill('We begin with what was left.');
    await tap(maya.page, 'We agree on this');
    await her.page.getByRole('button', { name: /^Thursday 7 January/ }).click();
    await says(her.page, 'We begin with what was left.');
    await tap(her.page, 'Other words');
    await her.page.getByLabel('What we agree, in one or two sentences').fill('We begin with what was left open.');
    await tap(her.page, 'We agree on this');
    await says(maya.page, 'We begin with what was left open.');
    assert.equal(await maya.page.getByText('We begin with what was left.', { exact: true }).count(), 0, 'one sentence, in its newest words');
    await examine(her.page, 'session-agreed');
    await place(maya.page, 'Us');
    await maya.page.getByRole('button', { name: 'R.' }).first().click();
    await maya.page.getByText('We begin with what was left open.').first().waitFor();
    assert.deepEqual([...her.trouble, ...maya.trouble], []);
  } finally {
    await browser.close();
    await server.stop();
  }
});
