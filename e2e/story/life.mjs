// What people do in the story: begin, meet, rate, tell, hand over. Each verb is one piece of a screen.
import assert from 'node:assert/strict';
import { phone, place } from '../harness.mjs';

export { place };

export const LOCK_MS = 60_000;
const WAIT_MS = 15_000;

export const tap = (page, name) => page.getByRole('button', { name, exact: true }).click();
export const head = (page, name) => page.getByRole('heading', { name, exact: true }).first().waitFor();
export const says = (page, text) => page.getByRole('main').getByText(text, { exact: true }).first().waitFor();
export const unfold = (page, name) => page.locator('summary', { hasText: name }).click();
export const main = (page) => page.getByRole('main').innerText();

// A device whose clock can be moved: the app takes its time from the browser.
export async function device(browser, base, options = {}) {
  const made = await phone(browser, base, options);
  made.page.setDefaultTimeout(WAIT_MS);
  await made.context.addInitScript(() => {
    const Real = Date;
    const shift = () => { try { return Number(sessionStorage.getItem('shift') ?? 0); } catch { return 0; } };
    globalThis.Date = class extends Real {
      constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + shift()); }
      static now() { return Real.now() + shift(); }
    };
  });
  return made;
}

// Moves the clock of devices; a finger on the glass keeps the idle lock from closing in between.
export async function travel(when, ...devices) {
  for (const { page } of devices) {
    await page.evaluate((at) => {
      const real = Date.now() - Number(sessionStorage.getItem('shift') ?? 0);
      sessionStorage.setItem('shift', String(Date.parse(at) - real));
      dispatchEvent(new Event('pointerdown'));
    }, when);
  }
}

// The first run with six words made for her; gives them.
export async function begin(page, base, examine = async () => {}) {
  await page.goto(base);
  await head(page, 'A place that holds.');
  await examine('first');
  await tap(page, 'Start');
  await examine('lock');
  await page.getByRole('button', { name: /^Six words/ }).click();
  const lock = (await page.locator('.words').innerText()).trim();
  assert.equal(lock.split(/\s+/).length, 6);
  await examine('six-words');
  await tap(page, 'I have them');
  await page.getByRole('heading', { name: 'What should it be called' }).waitFor({ timeout: LOCK_MS });
  await tap(page, 'Go in');
  await head(page, 'How is it, right now?');
  return lock;
}

// Where the app asks for the lock once more.
export async function unlockAgain(page, lock) {
  await head(page, 'Your lock, once more');
  await page.getByLabel('Words for the lock').fill(lock);
  await tap(page, 'Go on');
}

export async function write(page, text) {
  await place(page, 'Write');
  await page.locator('#pad').fill(text);
  await page.getByText('Kept on this phone').waitFor();
}

export async function done(page) {
  await tap(page, 'Done');
  await head(page, 'My pages');
}

export async function checkIn(page, line) {
  await place(page, 'Today');
  await page.getByRole('radiogroup', { name: 'Safe enough' }).getByRole('radio', { name: /^2/ }).click();
  await unfold(page, 'More questions');
  await page.getByLabel('A few words').fill(line);
  await tap(page, 'Keep on this phone');
  await says(page, 'Kept. Only you.');
}

// To the screen where two meet; who has one person here finds it under More. Who has a lock shows it.
async function bringIn({ page, lock }) {
  await place(page, 'Us');
  const here = page.getByRole('button', { name: /^Bring someone in/ });
  await here.or(page.getByRole('button', { name: /^My bag/ })).first().waitFor();
  if (!await here.count()) {
    await place(page, 'More');
    await page.getByRole('button', { name: /^People here/ }).click();
  }
  await here.click();
  if (lock) await unlockAgain(page, lock);
}

// Maya shows a code, she types it, both read the same three words.
export async function meet(her, maya, names, examine = async () => {}) {
  for (const one of [her, maya]) await bringIn(one);
  await examine(her, 'pair');
  await tap(maya.page, 'I am the therapist');
  await tap(maya.page, 'Show a code');
  const code = await maya.page.locator('#code').innerText();
  assert.match(code, /^\d{4}(-[a-z]+){3}$/);
  await examine(maya, 'pair-code');
  await her.page.getByLabel('The code: a number and three words').fill(code);
  await tap(her.page, 'Join');
  const three = await Promise.all([her, maya].map(({ page }) => page.locator('#three-words').innerText()));
  assert.equal(three[0], three[1], 'both read the same three words');
  await examine(her, 'pair-three-words');
  await her.page.getByLabel('Name or initials').fill(names.maya);
  await maya.page.getByLabel('Name or initials').fill(names.her);
  await tap(her.page, 'They match');
  await tap(maya.page, 'They match');
  for (const { page } of [her, maya]) await says(page, 'You two are here.');
  await says(her.page, `${names.maya} can now receive what you hand over, and cannot look.`);
  await says(maya.page, `You can now receive what ${names.her} hands over, and cannot look at anything else.`);
  await examine(her, 'pair-done');
}

// One of the two keeps a date; the other finds it.
export async function plan(page, day) {
  await tap(page, 'Add a session');
  await page.getByLabel('Day', { exact: true }).fill(day);
  await page.getByLabel('Time', { exact: true }).fill('16:00');
  await tap(page, 'Keep the date');
}

export const ITEMS = ['We were connected', 'What we did fitted', 'We worked on what matters',
  'I could say what mattered', 'It felt safe enough', 'How close I feel'];

// Answers the six questions and, at the end, tension and one thing to keep.
export async function rate(page, answers, { tension, keep, showing = 'Show when both have rated' } = {}) {
  for (const [at, item] of ITEMS.entries()) {
    await page.getByRole('radiogroup', { name: item }).getByRole('radio').nth(answers[at] - 1).click();
  }
  if (tension) await page.getByRole('group', { name: 'Was there tension?' }).getByRole('button', { name: tension }).click();
  if (keep) await page.getByLabel('One thing to keep').fill(keep);
  await tap(page, showing);
  await tap(page, 'Keep');
}
