// Something felt off: the bag, handing over, opening, two views, what was done, and mended.
import assert from 'node:assert/strict';
import { done, head, main, place, says, tap, unfold } from './life.mjs';

export const HERS = 'Something tore, and nobody did it.';
const NEEDED = 'That you say you see it too.';
const MAYAS = 'I heard the door close as well.';
const STEP = 'I said that I had been tired.';
const AGREED = 'When the air changes, one of us says so.';

export async function bringIt({ her, maya, look }, night) {
  const { page } = her;
  await page.getByLabel('What happened, in your words').fill(HERS);
  await page.getByLabel('What I needed').fill(NEEDED);
  await tap(page, 'Between us');
  await tap(page, 'Nobody: the air');
  await tap(page, 'Keep it');
  await head(page, 'Maya');
  await page.getByRole('button', { name: /^Snag, / }).click();
  await says(page, 'Only you.');
  await look(her, '11-snag-kept');
  await tap(page, 'Bring it');
  await page.getByText('In your bag. Nothing has been handed over.').waitFor();

  await place(page, 'Write');
  await done(page);
  await page.getByRole('button', { name: /I left the session/ }).click();
  await look(her, '12-page');
  await tap(page, 'To my bag');
  await place(page, 'Us');
  await page.getByText('2 things. Still on this phone.').waitFor();
  await page.getByRole('button', { name: /^My bag/ }).click();
  await head(page, 'My bag');
  await unfold(page, 'Add check-ins');
  await look(her, '13-bag');
  for (const chip of await page.getByRole('button', { name: 'Read before' }).all()) await chip.click();
  await tap(page, 'Look it over, then hand over');
  await head(page, 'Exactly what Maya will see');
  await page.getByText(HERS).waitFor();
  assert.ok((await main(page)).includes(night), 'all of it is shown before it leaves');
  await look(her, '14-preview');
  const shown = await page.locator('.card .own').allInnerTexts();
  await tap(page, 'Hand over');
  await head(page, 'Handed over');
  await page.getByText(/Maya has this\.$/).first().waitFor();
  await look(her, '15-sent');

  const desk = maya.page;
  await place(desk, 'Us');
  await desk.getByRole('button', { name: /^R\./ }).first().click();
  await head(desk, 'Read before');
  assert.ok(!(await main(desk)).includes(HERS), 'closed until it is opened');
  await look(maya, '16-desk');
  while (await desk.getByRole('button', { name: 'Open', exact: true }).count()) {
    const left = await desk.getByRole('button', { name: 'Open', exact: true }).count();
    await desk.getByRole('button', { name: 'Open', exact: true }).first().click();
    await desk.waitForFunction((n) => [...document.querySelectorAll('main button')].filter((b) => b.textContent === 'Open').length < n, left);
  }
  await desk.getByText(HERS).first().waitFor();
  const read = await main(desk);
  for (const text of shown) assert.ok(read.includes(text), `she read what was shown: ${text.slice(0, 40)}`);
  await look(maya, '17-desk-opened');
}

export async function mendIt({ her, maya, look }) {
  const { page } = her;
  await place(page, 'Us');
  await page.getByRole('button', { name: /^Snag, / }).click();
  await tap(page, 'Show it to Maya');
  await head(page, 'Exactly what Maya will see');
  await look(her, '18-show');
  await tap(page, 'Show Maya this');
  await says(page, 'Maya has this.');
  await says(page, 'Nothing here from Maya.');

  const desk = maya.page;
  await place(desk, 'Us');
  await desk.getByRole('button', { name: /^R\./ }).first().click();
  await tap(desk, 'Work on it');
  await head(desk, 'A rupture');
  await desk.getByText(HERS).first().waitFor();
  await look(maya, '19-rupture');
  await unfold(desk, 'Say it in other words');
  await desk.getByLabel('What happened, in your words').fill(MAYAS);
  await tap(desk, 'With me');
  await tap(desk, 'Say it to R.');
  await head(desk, 'Exactly what R. will see');
  await tap(desk, 'Show R. this');
  await says(desk, 'R. has this.');
  await page.getByText(MAYAS).first().waitFor();
  await look(her, '20-two-views');

  await tap(page, 'Name it');
  await says(page, 'Named.');
  await tap(desk, 'Look at it together');
  await unfold(desk, 'Something that helps to mend');
  await desk.getByLabel('A few words to it, if you like').fill(STEP);
  await tap(desk, 'I said what my part was');
  await page.getByText(STEP).first().waitFor();
  await tap(page, 'Look at it together');
  await look(her, '21-steps');
  await tap(page, 'Mended');
  await says(page, 'One of you says it is mended.');
  await tap(desk, 'Mended');
  await says(desk, 'Both of you say it is mended.');
  await says(page, 'Both of you say it is mended.');
  await unfold(page, 'Agree on something');
  await page.getByLabel('What we agree, in one or two sentences').fill(AGREED);
  await tap(page, 'We agree on this');
  await desk.getByText(AGREED).first().waitFor();
  await look(her, '22-mended');
  await place(page, 'Us');
  await page.getByText('1 snag, mended.').waitFor();
  await look(her, '23-line');
  await place(desk, 'Us');
  await desk.getByRole('button', { name: /^R\./ }).first().click();
  await desk.getByText('1 snag, mended.').waitFor();
  await desk.getByText(AGREED).first().waitFor();
  await look(maya, '24-desk');
}
