// The road, by two people in two browsers on a real relay: from the first run to a mended snag.
// Then the same after lock, reload, without a network, and on a device made from the 24 words.
import assert from 'node:assert/strict';
import test from 'node:test';
import { examine, launch, picture, serve, whole } from './harness.mjs';
import { begin, checkIn, device, done, head, main, meet, place, says, tap, travel, unlockAgain, write, LOCK_MS } from './story/life.mjs';
import { answerTheQuestion, twelveSessions } from './story/weeks.mjs';
import { bringIt, mendIt } from './story/mend.mjs';

const skip = process.env.HOLDFAST_BIN ? false : 'HOLDFAST_BIN names no binary, and without a relay nobody can meet';
const NIGHT = 'I left the session and it felt as if a door had closed. '.repeat(64).trim();

test('two people walk the whole road', { skip }, async (t) => {
  const server = await serve();
  const browser = await launch();
  const wrong = [];
  const look = ({ page }, name) => examine(page, name).catch((error) => wrong.push(error.message));
  try {
    const her = await device(browser, server.base);
    const maya = await device(browser, server.base, { width: 1280, height: 800 });
    const story = { her, maya, look, t };

    her.lock = story.lock = await begin(her.page, server.base, (name) => look(her, `1-${name}`));
    maya.lock = await begin(maya.page, server.base);
    await travel('2026-09-02T23:41:00+01:00', her, maya);
    await write(her.page, NIGHT);
    await look(her, '2-write');
    await done(her.page);
    await checkIn(her.page, 'Everything is far away tonight.');
    await look(her, '3-checked-in');
    await meet(her, maya, { her: 'R.', maya: 'Maya' }, (one, name) => look(one, `4-${name}`));
    t.diagnostic('they have met');

    await twelveSessions(story);
    t.diagnostic('twelve sessions');
    await answerTheQuestion(story);
    await bringIt(story, NIGHT);
    t.diagnostic('handed over and opened');
    await mendIt(story);
    t.diagnostic('mended');

    await theSameAfterAll(story, browser, server.base);
    assert.deepEqual([...her.trouble, ...maya.trouble], []);
  } catch (error) {
    for (const [at, context] of browser.contexts().entries()) await picture(context.pages()[0], `stopped-${at}`);
    throw error;
  } finally {
    t.diagnostic(`screens: ${wrong.length} faults`);
    await browser.close();
    await server.stop();
  }
  assert.equal(wrong.join('\n'), '');
});

// What she has at the end, as her screens say it.
async function everything(page) {
  const seen = [];
  await place(page, 'Us');
  await head(page, 'Maya');
  await page.getByText('1 snag, mended.').waitFor();
  seen.push(await main(page));
  await page.getByRole('button', { name: /^Snag, / }).click();
  await says(page, 'Both of you say it is mended.');
  seen.push(await main(page));
  await place(page, 'Us');
  await page.getByRole('button', { name: 'Handed over', exact: true }).click();
  await head(page, 'Handed over');
  seen.push(await main(page));
  await place(page, 'Write');
  await done(page);
  seen.push(await main(page));
  return seen;
}

async function theSameAfterAll({ her, look, lock, t }, browser, base) {
  const { page, context } = her;
  const before = await everything(page);
  await place(page, 'More');
  await page.getByRole('button', { name: /^Recovery sheet/ }).click();
  await unlockAgain(page, lock);
  await page.locator('.sheet li').nth(23).waitFor({ timeout: LOCK_MS });
  const words = (await page.locator('.sheet li').allInnerTexts()).join(' ');
  assert.equal(words.split(/\s+/).length, 24);

  await place(page, 'More');
  await page.getByRole('button', { name: /^Lock now/ }).click();
  await unlock(page, lock);
  assert.deepEqual(await everything(page), before, 'after lock and unlock');

  await page.reload();
  await unlock(page, lock);
  assert.deepEqual(await everything(page), before, 'after a reload');
  t.diagnostic('the same after lock and reload');

  await whole(page);
  await context.setOffline(true);
  await page.reload();
  await unlock(page, lock);
  assert.deepEqual(await everything(page), before, 'without a network');
  await context.setOffline(false);
  t.diagnostic('the same without a network');

  const second = await device(browser, base);
  await second.page.goto(base);
  const now = await page.evaluate(() => Number(sessionStorage.getItem('shift')));
  await second.page.evaluate((shift) => sessionStorage.setItem('shift', String(shift)), now);
  await tap(second.page, 'I have my 24 words already');
  await second.page.getByRole('textbox').fill(words);
  await look(second, '90-words');
  await second.page.locator('#foot').getByRole('button').click();
  await second.page.getByRole('button', { name: /^Later/ }).click({ timeout: LOCK_MS }); // this phone's own lock
  await second.page.getByRole('heading', { name: 'What should it be called' }).waitFor({ timeout: LOCK_MS });
  await tap(second.page, 'Go in');
  await head(second.page, 'How is it, right now?');
  await place(second.page, 'Us');
  await second.page.getByText('1 snag, mended.').waitFor({ timeout: LOCK_MS });
  assert.deepEqual(await everything(second.page), before, 'on a device made from the 24 words');
  assert.deepEqual(second.trouble, []);
}

async function unlock(page, lock) {
  await head(page, 'Locked');
  await page.getByLabel('Words for the lock').fill(lock);
  await tap(page, 'Open');
  await page.locator('html[data-stage=open]').waitFor({ timeout: LOCK_MS, state: 'attached' });
}
