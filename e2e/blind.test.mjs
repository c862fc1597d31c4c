// The relay is blind: a canary in every field of the story, and none of them in its files, its memory,
// its log at its most talkative, or in anything that left a browser.
import assert from 'node:assert/strict';
import test from 'node:test';
import { launch, place } from './harness.mjs';
import { begin, checkIn, device, done, head, meet, plan, rate, tap, travel, unlockAgain, write, LOCK_MS } from './story/life.mjs';
import { bringIt, mendIt } from './story/mend.mjs';
import { relay, search, shapes } from './story/relay.mjs';

const skip = process.env.HOLDFAST_BIN ? false : 'HOLDFAST_BIN names no binary, and without a relay nobody is blind';
const WHERE = ['night', 'line', 'part', 'part line', 'plan', 'keep', 'desk keep', 'hers', 'needed', 'mayas', 'step', 'agreed', 'private', 'her name', 'maya name'];
// Distinct, and of letters that no format of ours makes by itself.
const canary = (of) => `Qzv${WHERE.indexOf(of) + 10} kwyx ${of} zqfjord`;

test('the search finds what is there, in every shape', () => {
  for (const shape of shapes(canary('night'))) {
    assert.deepEqual(search([['here', Buffer.concat([Buffer.from('xx'), shape, Buffer.from('yy')])]], [canary('night')]), [`here: ${canary('night')}`]);
  }
  for (const shift of [0, 1, 2, 3]) {
    const hidden = Buffer.from(Buffer.from(`${'a'.repeat(shift)}${canary('night')} and more`).toString('base64'));
    assert.equal(search([['base64', hidden]], [canary('night')]).length, 1, `base64 moved by ${shift}`);
  }
  assert.deepEqual(search([['nowhere', Buffer.from('Qzv kwyx')]], [canary('night')]), []);
});

test('no word of theirs reaches the relay', { skip, timeout: 600_000 }, async () => {
  const server = await relay({ log: 'debug' });
  const browser = await launch();
  const left = [];
  try {
    const her = await device(browser, server.base);
    const maya = await device(browser, server.base, { width: 1280, height: 800 });
    const spaces = new Set();
    for (const { context } of [her, maya]) {
      context.on('request', (request) => {
        left.push([`address ${request.method()}`, Buffer.from(request.url())]);
        left.push([`headers ${request.method()}`, Buffer.from(JSON.stringify(request.headers()))]);
        if (request.postDataBuffer()) left.push([`body ${new URL(request.url()).pathname}`, request.postDataBuffer()]);
        const space = request.url().match(/\/spaces\/([0-9a-f]{32})\/envelopes/);
        if (space) spaces.add(space[1]);
      });
    }
    const lock = her.lock = await begin(her.page, server.base);
    maya.lock = await begin(maya.page, server.base);
    const sheet = await plant(her, maya, lock);

    const canaries = [...WHERE.map(canary), lock, sheet];
    const bodies = left.filter(([name]) => name.startsWith('body'));
    assert.ok(bodies.length > 50, `${bodies.length} bodies were seen`);
    // The same search finds what is there: the id of a space, in the files, in memory and in addresses.
    const [space] = spaces;
    const raw = Buffer.from(space, 'hex');
    assert.ok(server.files().some(([, bytes]) => bytes.includes(raw)), 'the id of her space rests in the files');
    assert.ok([...server.memory()].some(([, bytes]) => bytes.includes(raw)), 'and stands in memory');
    assert.notDeepEqual(search(left, [space]), [], 'and in addresses');
    assert.match(server.said, /POST|envelopes/, 'the log talks');

    assert.deepEqual(search(left, canaries), [], 'what left the browsers');
    assert.deepEqual(search(server.memory(), canaries), [], 'memory while it runs');
    assert.deepEqual(search(server.files(), canaries), [], 'its files while it runs');
    assert.deepEqual(search([['log', Buffer.from(server.said)]], [...canaries, ...spaces]), [], 'its log, not even an id');
    await server.stop();
    assert.deepEqual(search(server.files(), canaries), [], 'its files afterwards');
    assert.deepEqual([...her.trouble, ...maya.trouble], []);
  } finally {
    await browser.close();
    await server.stop();
    server.remove();
  }
});

// A canary into every field of the story; gives her 24 words.
async function plant(her, maya, lock) {
  const { page } = her;
  await travel('2026-09-02T23:41:00', her, maya);
  await write(page, canary('night'));
  await done(page);
  await checkIn(page, canary('line'));
  await more(page, 'Parts of me');
  await page.getByRole('button', { name: 'Someone else is here' }).click();
  await page.getByLabel('Name', { exact: true }).fill(canary('part'));
  await page.getByLabel('One line').fill(canary('part line'));
  await tap(page, 'Keep');
  await more(page, 'My plan');
  await page.getByLabel('What steadies me, without anyone else').fill(canary('plan'));
  await tap(page, 'Keep my plan');
  await page.getByText('Your plan is kept.').waitFor();
  const names = { her: canary('her name'), maya: canary('maya name') };
  await meet(her, maya, names);
  await place(page, 'Us');
  await plan(page, '2026-09-03');
  await travel('2026-09-03T16:52:00', her, maya);
  await place(page, 'Us');
  await page.getByRole('button', { name: /^Thursday 3 September/ }).click();
  await tap(page, 'At the end');
  await rate(page, [2, 2, 2, 1, 2, 2], { tension: 'Some', keep: canary('keep') });
  const desk = maya.page;
  await place(desk, 'Us');
  await desk.getByRole('button', { name: names.her }).first().click();
  await tap(desk, 'After the session');
  await rate(desk, [3, 3, 3, 2, 3, 3], { tension: 'None', keep: canary('desk keep') });
  await page.getByText(`${names.maya} rated this.`).first().waitFor();
  await place(page, 'Us');
  await tap(page, 'Something felt off');
  await head(page, 'Something felt off');
  const said = Object.fromEntries(['hers', 'needed', 'mayas', 'step', 'agreed'].map((of) => [of, canary(of)]));
  const story = { her, maya, look: async () => {}, said, names };
  await bringIt(story, canary('night'));
  await mendIt(story);
  await desk.getByRole('button', { name: /^My private note/ }).click();
  await desk.locator('#pad').fill(canary('private'));
  await desk.getByText('Kept on this phone').waitFor();
  await more(page, 'Recovery sheet');
  await unlockAgain(page, lock);
  await page.locator('.sheet li').nth(23).waitFor({ timeout: LOCK_MS });
  return (await page.locator('.sheet li').allInnerTexts()).join(' ');
}

async function more(page, row) {
  await place(page, 'More');
  await page.getByRole('main').getByRole('button', { name: new RegExp(`^${row}`) }).click();
}
