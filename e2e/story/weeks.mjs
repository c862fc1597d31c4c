// Twelve Thursdays, rated at both ends by both; then the question that the numbers ask.
import assert from 'node:assert/strict';
import { head, main, place, plan, rate, says, tap, travel, unfold } from './life.mjs';

const GOOD = [[4, 4, 4, 4, 5, 4], [4, 5, 4, 4, 4, 4], [5, 4, 4, 5, 4, 4]];
const LOW = [2, 2, 2, 1, 2, 2];
const HER_LOW = [3, 3, 3, 2, 3, 3];
const FIRST = Date.UTC(2026, 8, 3);
const DAY_MS = 86_400_000;

const day = (week) => new Date(FIRST + week * 7 * DAY_MS).toISOString().slice(0, 10);
const long = (week) => new Date(FIRST + week * 7 * DAY_MS).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });
const session = (page, week) => page.getByRole('main').getByRole('button', { name: new RegExp(`^Thursday ${long(week)}, 16:00`) });

export async function twelveSessions(story) {
  for (let week = 0; week < 12; week += 1) await oneSession(story, week);
}

async function oneSession({ her, maya, look, t }, week) {
  const low = week >= 9;
  const at = (clock) => travel(`${day(week)}T${clock}:00`, her, maya);
  await at('09:00');
  // They keep the dates by turns; the other finds the date without doing anything.
  const [one, other] = week % 2 ? [maya, her] : [her, maya];
  await place(one.page, 'Us');
  await choose(maya.page);
  await place(other.page, 'Us');
  await choose(maya.page);
  if (week === 0) await look(her, '5-between-empty');
  await plan(one.page, day(week));
  await her.page.getByText(`Thursday ${long(week)}, 16:00`).first().waitFor();
  await maya.page.getByText(`Thursday ${long(week)}, 16:00`).first().waitFor({ state: 'attached' });
  if (week === 0) await look(her, '5-between-planned');

  await at('15:55');
  await hers(her.page, week, 'At the start', 'Before the session');
  if (week === 0) await look(her, '6-note-start');
  await rate(her.page, GOOD[week % 3]);
  await says(her.page, 'Only you, until both have rated.');
  await mayas(maya.page, 'At the start');
  await rate(maya.page, GOOD[week % 3]);
  await place(her.page, 'Us');
  await session(her.page, week).click();
  await says(her.page, 'Maya rated this.');
  await says(her.page, 'Maya has this.');

  await at('16:52');
  await hers(her.page, week, 'At the end', 'After the session');
  if (week === 0) await look(her, '6-note-end');
  await rate(her.page, low ? LOW : GOOD[week % 3], { tension: low ? 'Some' : 'None', keep: week === 9 ? 'Only tired, not closing the door.' : '' });
  await says(her.page, 'Only you, until both have rated.');
  await mayas(maya.page, 'After the session');
  await rate(maya.page, low ? HER_LOW : GOOD[week % 3], { tension: 'None' });
  await place(her.page, 'Us');
  await session(her.page, week).click();
  await her.page.getByText('Maya rated this.').nth(1).waitFor();
  if (week === 0) await look(her, '7-session');
  await place(her.page, 'Us');
  if (week === 8) {
    assert.doesNotMatch(await main(her.page), /A question/, 'nothing in the numbers yet');
    await look(her, '8-between-line');
  }
  t.diagnostic(`session ${week + 1}`);
}

async function hers(page, week, name, title) {
  await place(page, 'Us');
  await session(page, week).click();
  await tap(page, name);
  await head(page, title);
}

async function mayas(page, name) {
  await choose(page);
  await tap(page, name);
}

// The desk with R. in the middle.
async function choose(page) {
  await place(page, 'Us');
  await page.getByRole('button', { name: /^R\./ }).first().click();
  await head(page, 'Before R.');
}

export async function answerTheQuestion({ her, maya, look }) {
  const { page } = her;
  await place(page, 'Us');
  await head(page, 'A question');
  await page.getByText(/Did something feel off\?$/).waitFor();
  await unfold(page, 'The numbers behind it');
  const asked = await main(page);
  assert.match(asked, /It seems to begin with the session on Thursday 5 November\./);
  assert.match(asked, /Before it, your notes were about 4\.\d of 5; since then about 1\.\d, over 3 sessions\./);
  assert.match(asked, /such a question still comes in \d+ of 100 therapies/);
  await look(her, '9-question');
  await choose(maya.page);
  assert.doesNotMatch(await main(maya.page), /Only your own notes moved[\s\S]*4\.\d of 5/, 'her numbers are hers');
  await tap(page, 'Yes, something');
  await head(page, 'Something felt off');
  await look(her, '10-felt-off');
}
