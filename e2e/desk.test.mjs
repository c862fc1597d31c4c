// The therapist's desk beside a person's phone: who comes, what was handed over in the order of its
// wishes, opening, the line of both, a rupture named and mended, hours and being away. Needs
// HOLDFAST_BIN, because a relay stands between the two.
import test from 'node:test';
import assert from 'node:assert/strict';
import { examine, launch, meet, phone, place, serve, settleIn } from './harness.mjs';

const skip = process.env.HOLDFAST_BIN ? false : 'HOLDFAST_BIN names no binary, and without a relay nobody can meet';
const HEARD = 'I left and felt that the door had closed';
const ASIDE = 'the part that wants to hide spoke first';
let server, browser, her, maya;

test.before(async () => {
  if (skip) return;
  server = await serve();
  browser = await launch();
  her = await phone(browser, server.base);
  maya = await phone(browser, server.base, { width: 1280, height: 800 });
  for (const { page } of [her, maya]) page.setDefaultTimeout(15_000);
  for (const { page } of [her, maya]) await settleIn(page, server.base);
  await meet(her, maya);
});
test.after(async () => { await browser?.close(); await server?.stop(); });

const desk = async () => {
  await place(maya.page, 'Us');
  await maya.page.getByRole('button', { name: /^R\./ }).first().click();
  await maya.page.getByRole('heading', { name: 'Before R.' }).waitFor();
};

// Looks at a place again until what the other did has come.
async function arrives(page, name, locator) {
  for (let look = 0; look < 20; look += 1) {
    await place(page, name);
    if (await locator.waitFor({ timeout: 1_000 }).then(() => true, () => false)) return locator;
  }
  throw new Error(`nothing came: ${locator}`);
}

async function write(page, text) {
  await place(page, 'Write');
  await page.waitForFunction(() => document.querySelector('#pad')?.value === ''); // a new page
  await page.getByRole('textbox').fill(text);
  await page.getByText('Kept on this phone').waitFor();
  await page.getByRole('button', { name: 'To my bag' }).click();
  await page.getByText('In your bag. Nothing has been handed over.').waitFor();
}

// Every item on the same place.
async function rate(page, value, show) {
  for (const group of await page.getByRole('radiogroup').all()) await group.getByRole('radio', { name: new RegExp(`^${value}`) }).click();
  await page.getByRole('button', { name: show, exact: true }).click();
  await page.getByRole('region', { name: 'Acts' }).getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText(/rated this/).first().waitFor();
}

test('the desk without anyone, and with a person who handed nothing over', { skip }, async () => {
  const { page } = maya;
  await place(page, 'Us');
  await page.getByText('Nothing handed over. That is fine.').waitFor();
  await examine(page, 'desk-people');
  await page.getByRole('button', { name: /^R\./ }).click();
  await page.getByRole('heading', { name: 'Before R.' }).waitFor();
  await examine(page, 'desk-nothing');
});

test('what is handed over lies on the desk in the order of its wishes, and opens by a tap', { skip }, async () => {
  const page = her.page;
  await write(page, HEARD);
  await write(page, ASIDE);
  await write(page, 'a dream about the harbour');
  await write(page, 'the letter from August');
  await place(page, 'Us');
  await page.getByRole('button', { name: 'My bag' }).click();
  const wishes = ['Read before', 'Read with me', 'Only know it exists', 'Do not raise it'];
  for (const [at, wish] of wishes.entries()) await page.getByRole('group', { name: 'My wish for this' }).nth(at).getByRole('button', { name: wish, exact: true }).click();
  await page.getByRole('button', { name: 'Look it over, then hand over' }).click();
  await page.getByRole('button', { name: 'Hand over', exact: true }).click();

  await place(maya.page, 'Us');
  await maya.page.getByText(/Handed over at \d+:\d\d, 4 items/).waitFor({ timeout: 20_000 });
  await examine(maya.page, 'desk-people-handed');
  await desk();
  const heads = maya.page.locator('.of-brief h2');
  assert.deepEqual(await heads.allTextContents(), ['Asked: read with me', 'Read before', 'Writing',
    'Only to know that it exists', 'Writing', 'Read it, and do not raise it', 'Writing']);
  await maya.page.getByText('Sealed until you are together').waitFor();
  assert.equal(await maya.page.getByText(HEARD).count(), 0, 'nothing opens by itself');
  await examine(maya.page, 'desk-brief');
  await maya.page.getByRole('button', { name: 'Open', exact: true }).first().click();
  await maya.page.getByText(HEARD).waitFor();
  assert.equal(await maya.page.getByText(ASIDE).count(), 0);
  await examine(maya.page, 'desk-opened');
});

test('in the room her phone releases what is read together', { skip }, async () => {
  await her.page.getByRole('button', { name: 'Read it with me now' }).click();
  const card = maya.page.locator('.of-brief .card').first();
  await card.getByRole('button', { name: 'Open', exact: true }).click({ timeout: 20_000 });
  await card.getByText(ASIDE).waitFor();
  await maya.page.getByText(HEARD).waitFor(); // what lay open stays open
});

test('a session with notes at both ends by both gives two lines', { skip }, async () => {
  const { page } = maya;
  for (const [day, time, hers, mine] of [['2026-11-02', '16:00', 4, 4], ['2026-11-09', '16:00', 2, 4]]) {
    await desk();
    await page.getByRole('button', { name: 'Add a session' }).click();
    await page.getByLabel('Day').fill(day);
    await page.getByLabel('Time').fill(time);
    await page.getByRole('button', { name: 'Keep the date' }).click();
    await page.getByRole('heading', { name: 'Before R.' }).waitFor();
    await page.getByRole('button', { name: 'After the session' }).click();
    await rate(page, mine, 'Show R.');
    const row = her.page.getByRole('button', { name: new RegExp(` ${Number(day.slice(-2))} November`) });
    await (await arrives(her.page, 'Us', row)).click();
    await her.page.getByRole('button', { name: 'At the end' }).click();
    await rate(her.page, hers, 'Show Maya');
  }
  await desk();
  await page.locator('.plot .path.two').waitFor({ timeout: 20_000, state: 'attached' });
  await page.getByText('Read it as a list').click();
  await page.getByRole('columnheader', { name: 'R.' }).waitFor();
  await examine(page, 'desk-line');
  await page.getByRole('button', { name: 'At the start' }).click();
  await page.getByRole('heading', { name: 'Before the session' }).waitFor();
  await examine(page, 'desk-note-start');
});

test('a rupture that the therapist noticed is named, worked on and mended', { skip }, async () => {
  const { page } = maya;
  await desk();
  await page.getByRole('button', { name: 'I noticed something' }).click();
  await examine(page, 'desk-noticed');
  assert.equal(await page.getByRole('button', { name: 'Bring it' }).count(), 0, 'the therapist has no bag');
  await page.getByLabel('What happened, in your words').fill('I looked at the clock when it mattered');
  await page.getByRole('button', { name: 'Say it to R.' }).click();
  await examine(page, 'desk-noticed-preview');
  await page.getByRole('button', { name: 'Show R. this' }).click();
  await desk();
  await page.getByRole('button', { name: 'Work on it' }).waitFor();
  await examine(page, 'desk-repair');
  await page.getByRole('button', { name: 'Work on it' }).click();
  await examine(page, 'desk-rupture');
});

test('hours and being away stand on her screens', { skip }, async () => {
  const { page } = maya;
  await desk();
  await page.getByRole('button', { name: /^When I read/ }).click();
  await page.getByRole('button', { name: 'Add this time' }).click();
  await page.getByText('Monday 8:00-8:30').waitFor();
  await page.getByLabel('What the other sees').fill('back on the third of December');
  await page.getByRole('button', { name: 'Say that I am away' }).click();
  await page.getByRole('button', { name: 'I am back' }).waitFor();
  await examine(page, 'desk-hours');
  await arrives(her.page, 'Us', her.page.getByText('Reads: Monday 8:00-8:30. Nobody watches live.'));
  await her.page.getByText('Maya is away: back on the third of December').waitFor();
  await page.getByRole('button', { name: 'Remove Monday 8:00-8:30' }).click();
  await page.getByText('No times yet.').waitFor();
  await page.getByRole('button', { name: 'I am back' }).click();
  await page.getByRole('button', { name: 'I am back' }).waitFor({ state: 'detached' });
});

test('the private note is one page, stays hers, and never goes to a bag', { skip }, async () => {
  const { page } = maya;
  await desk();
  await page.getByRole('button', { name: /^My private note/ }).click();
  await page.getByRole('textbox').fill('what I did not say');
  await page.getByText('Kept on this phone').waitFor();
  assert.equal(await page.getByRole('button', { name: 'To my bag' }).count(), 0);
  await examine(page, 'desk-private');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: /^My private note/ }).click();
  assert.equal(await page.getByRole('textbox').inputValue(), 'what I did not say');
  await page.getByRole('button', { name: 'Done' }).click();
});

test('on a phone the columns become steps', { skip }, async () => {
  const { page } = maya;
  await page.setViewportSize({ width: 360, height: 740 });
  await place(page, 'Us');
  await examine(page, 'desk-phone-people');
  await page.getByRole('button', { name: /^R\./ }).click();
  await page.getByText(HEARD).waitFor();
  assert.ok(await page.getByRole('button', { name: 'I noticed something' }).isHidden());
  await examine(page, 'desk-phone-brief');
  await page.getByRole('button', { name: 'Repair work' }).click();
  await page.getByRole('button', { name: 'I noticed something' }).waitFor();
  assert.ok(await page.getByText(HEARD).isHidden());
  await examine(page, 'desk-phone-work');
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByText(/^Handed over/).first().waitFor();
  assert.deepEqual([...her.trouble, ...maya.trouble], []);
});
