// Something felt off: the bag, handing over, opening, two views, what was done, and mended.
import assert from 'node:assert/strict';
import { done, head, main, place, says, tap, unfold } from './life.mjs';

// What they call each other, and what is said on the way; a test may say other words.
export const NAMES = { her: 'R.', maya: 'Maya' };
export const SAID = {
  hers: 'Something tore, and nobody did it.',
  needed: 'That you say you see it too.',
  mayas: 'I heard the door close as well.',
  step: 'I said that I had been tired.',
  agreed: 'When the air changes, one of us says so.',
};

export async function bringIt({ her, maya, look, said = SAID, names = NAMES }, night) {
  const { page } = her;
  await page.getByLabel('What happened, in your words').fill(said.hers);
  await page.getByLabel('What I needed').fill(said.needed);
  await tap(page, 'Between us');
  await tap(page, 'Nobody: the air');
  await tap(page, 'Keep it');
  await head(page, names.maya);
  await page.getByRole('button', { name: /^Snag, / }).click();
  await says(page, 'Only you.');
  await look(her, '11-snag-kept');
  await tap(page, 'Bring it');
  await page.getByText('In your bag. Nothing has been handed over.').waitFor();

  await place(page, 'Write');
  await done(page);
  await page.getByRole('button', { name: night.slice(0, 20) }).click();
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
  await head(page, `Exactly what ${names.maya} will see`);
  await page.getByText(said.hers).waitFor();
  assert.ok((await main(page)).includes(night), 'all of it is shown before it leaves');
  await look(her, '14-preview');
  const shown = await page.locator('.card .own').allInnerTexts();
  await tap(page, 'Hand over');
  await head(page, 'Handed over');
  await page.getByText(`${names.maya} has this.`).first().waitFor();
  await look(her, '15-sent');

  const desk = maya.page;
  await place(desk, 'Us');
  await desk.getByRole('button', { name: names.her }).first().click();
  await head(desk, 'Read before');
  assert.ok(!(await main(desk)).includes(said.hers), 'closed until it is opened');
  await look(maya, '16-desk');
  while (await desk.getByRole('button', { name: 'Open', exact: true }).count()) {
    const left = await desk.getByRole('button', { name: 'Open', exact: true }).count();
    await desk.getByRole('button', { name: 'Open', exact: true }).first().click();
    await desk.waitForFunction((n) => [...document.querySelectorAll('main button')].filter((b) => b.textContent === 'Open').length < n, left);
  }
  await desk.getByText(said.hers).first().waitFor();
  const read = await main(desk);
  for (const text of shown) assert.ok(read.includes(text), `she read what was shown: ${text.slice(0, 40)}`);
  await look(maya, '17-desk-opened');
}

export async function mendIt({ her, maya, look, said = SAID, names = NAMES }) {
  const { page } = her;
  await place(page, 'Us');
  await page.getByRole('button', { name: /^Snag, / }).click();
  await tap(page, `Show it to ${names.maya}`);
  await head(page, `Exactly what ${names.maya} will see`);
  await look(her, '18-show');
  await tap(page, `Show ${names.maya} this`);
  await says(page, `${names.maya} has this.`);
  await says(page, `Nothing here from ${names.maya}.`);

  const desk = maya.page;
  await place(desk, 'Us');
  await desk.getByRole('button', { name: names.her }).first().click();
  await tap(desk, 'Work on it');
  await head(desk, 'A rupture');
  await desk.getByText(said.hers).first().waitFor();
  await look(maya, '19-rupture');
  await unfold(desk, 'Say it in other words');
  await desk.getByLabel('What happened, in your words').fill(said.mayas);
  await tap(desk, 'With me');
  await tap(desk, `Say it to ${names.her}`);
  await head(desk, `Exactly what ${names.her} will see`);
  await tap(desk, `Show ${names.her} this`);
  await says(desk, `${names.her} has this.`);
  await page.getByText(said.mayas).first().waitFor();
  await look(her, '20-two-views');

  await tap(page, 'Name it');
  await says(page, 'Named.');
  await tap(desk, 'Look at it together');
  await unfold(desk, 'Something that helps to mend');
  await desk.getByLabel('A few words to it, if you like').fill(said.step);
  await tap(desk, 'I said what my part was');
  await page.getByText(said.step).first().waitFor();
  await tap(page, 'Look at it together');
  await look(her, '21-steps');
  await tap(page, 'Mended');
  await says(page, 'One of you says it is mended.');
  await tap(desk, 'Mended');
  await says(desk, 'Both of you say it is mended.');
  await says(page, 'Both of you say it is mended.');
  await unfold(page, 'Agree on something');
  await page.getByLabel('What we agree, in one or two sentences').fill(said.agreed);
  await tap(page, 'We agree on this');
  await desk.getByText(said.agreed).first().waitFor();
  await look(her, '22-mended');
  await place(page, 'Us');
  await page.getByText('1 snag, mended.').waitFor();
  await look(her, '23-line');
  await place(desk, 'Us');
  await desk.getByRole('button', { name: names.her }).first().click();
  await desk.getByText('1 snag, mended.').waitFor();
  await desk.getByText(said.agreed).first().waitFor();
  await look(maya, '24-desk');
}
