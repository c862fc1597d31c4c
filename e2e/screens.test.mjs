// Every place of the app, for her and for her therapist, examined one after the other: axe in three
// themes at the usual width, at 320 px and with text at 200 %; and no place is left out.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { examine, launch, phone, place, serve, settleIn } from './harness.mjs';
import { checkIn, done, meet, plan, says, tap, write } from './story/life.mjs';

const skip = process.env.HOLDFAST_BIN ? false : 'HOLDFAST_BIN names no binary, and without a relay nobody can meet';
const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), '../crates/holdfast-web/src/route.rs');
// What stands only on the therapist's side, or looks otherwise there.
const DESK = ['us', 'between', 'session-new', 'session', 'start', 'end', 'snag-new', 'snag', 'hours', 'private', 'tie', 'ending', 'received'];

// The names of all places, as the app itself knows them.
function places() {
  const source = fs.readFileSync(SOURCE, 'utf8');
  const withId = [...source.matchAll(/write!\(f, "([a-z-]+):\{id\}"\)/g)].map(([, name]) => name);
  const plain = [...source.matchAll(/Self::\w+ => "([a-z-]+)",/g)].map(([, name]) => name).filter((name) => !['us', 'write', 'more'].includes(name));
  return { withId, plain: ['today', 'us', 'write', 'more', ...plain] };
}

const here = (page) => page.evaluate(() => history.state?.r ?? '');
const id = async (page) => (await here(page)).split(':')[1];

async function go(page, name) {
  await page.evaluate(async (name) => {
    history.pushState({ r: name }, '', '/');
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  }, name);
  await page.locator('main h1, main #pad').first().waitFor();
}

// Two people with something of everything; gives the ids of what there is.
async function life(her, maya) {
  const { page } = her;
  await meet(her, maya, { her: 'R.', maya: 'Maya' });
  await checkIn(page, 'A quiet evening.');
  await write(page, 'I heard a door close.');
  await tap(page, 'To my bag');
  await page.getByText('In your bag. Nothing has been handed over.').waitFor();
  await done(page);
  await page.getByRole('button', { name: /^I heard a door/ }).click();
  const ids = { page: await id(page) };
  await go(page, 'part-new');
  await page.getByRole('textbox').first().fill('The watchful one');
  await page.locator('#foot').getByRole('button').last().click();
  await page.getByRole('button', { name: /The watchful one/ }).click();
  ids.part = await id(page);
  await place(page, 'Us');
  await page.getByRole('button', { name: /^My bag/ }).click();
  ids.person = await id(page);
  await place(page, 'Us');
  await plan(page, '2027-01-07');
  await page.getByRole('button', { name: /^Thursday 7 January/ }).click();
  ids.session = await id(page);
  await go(page, `snag-new:${ids.person}`);
  await page.getByLabel('What happened, in your words').fill('Something tore.');
  await tap(page, 'Keep it');
  await page.getByRole('button', { name: /^Snag, / }).click();
  await tap(page, 'Show it to Maya');
  await tap(page, 'Show Maya this');
  await says(page, 'Maya has this.');
  ids.snag = await id(page);
  await place(maya.page, 'Us');
  await maya.page.getByRole('button', { name: 'R.' }).first().click();
  await maya.page.getByText('Something tore.').first().waitFor({ state: 'attached' });
  return ids;
}

// The names of a place with the id that it needs.
function named(name, ids) {
  const session = ['session', 'prepare', 'start', 'end'].includes(name) && ids.session;
  return `${name}:${session || ids[name] || ids.person}`;
}

async function walk(one, who, names, wrong) {
  for (const name of names) {
    await go(one.page, name);
    const word = name.split(':')[0];
    assert.equal(await here(one.page), name, `${who} is at ${word}`);
    assert.equal(await one.page.title(), 'Notes', 'the title tells nothing');
    const { pathname, search, hash } = new URL(one.page.url());
    assert.equal(pathname + search + hash, '/', 'the address tells nothing');
    assert.ok(await one.page.locator('[data-hide]').first().isVisible(), `Hide is there at ${word}`);
    if (word === 'sheet') await one.page.locator('.sheet li').nth(23).waitFor();
    await examine(one.page, `${who}-${word}`).catch((error) => wrong.push(error.message));
  }
}

test('every place is calm for her and for her therapist: three themes, 360 px, 320 px, text at 200 %', { skip }, async (t) => {
  const server = await serve();
  const browser = await launch();
  try {
    const her = await phone(browser, server.base);
    const maya = await phone(browser, server.base, { width: 1280, height: 800 });
    for (const { page } of [her, maya]) { page.setDefaultTimeout(20_000); await settleIn(page, server.base); }
    const ids = await life(her, maya);
    const { withId, plain } = places();
    assert.ok(withId.length >= 18 && plain.length >= 21, `${withId.length} and ${plain.length} places were read`);
    const wrong = [];
    await walk(her, 'her', [...plain, ...withId.map((name) => named(name, ids))], wrong);
    const desk = DESK.map((name) => (withId.includes(name) ? named(name, ids) : name));
    await walk(maya, 'desk', desk, wrong);
    t.diagnostic(`${plain.length + withId.length} places of hers, ${desk.length} of the desk`);
    assert.equal(wrong.join('\n'), '');
    assert.deepEqual([...her.trouble, ...maya.trouble], []);
  } finally {
    await browser.close();
    await server.stop();
  }
});
