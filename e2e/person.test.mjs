// Her app alone: first run, check-in, writing, plan, lock, hide, offline; in three themes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { THEMES, examine, launch, phone, picture, serve, settleIn, whole } from './harness.mjs';

let server, browser;
test.before(async () => { server = await serve(); browser = await launch(); });
test.after(async () => { await browser?.close(); await server?.stop(); });

const place = (page, name) => page.getByRole('navigation').getByText(name, { exact: true }).click();

// Calm to look at, and the window says nothing of what it shows.
async function calm(page, name) {
  assert.equal(await page.title(), 'Notes', name);
  assert.equal(new URL(page.url()).pathname + new URL(page.url()).hash, '/', name);
  await examine(page, name);
}

test('the first run, the lock and the locked screen are calm', async () => {
  const { context, page, trouble } = await phone(browser, server.base);
  await page.goto(server.base);
  await page.getByRole('heading', { name: 'A place that holds.' }).waitFor();
  await calm(page, 'first');
  await page.getByRole('button', { name: 'Start' }).click();
  await calm(page, 'lock-choice');
  await page.getByRole('button', { name: /^Six words/ }).click();
  await calm(page, 'six-words');
  const phrase = await page.locator('.words').innerText();
  assert.equal(phrase.trim().split(/\s+/).length, 6);
  await page.getByRole('button', { name: 'I have them' }).click();
  await page.getByRole('heading', { name: 'What should it be called' }).waitFor({ timeout: 60_000 });
  await calm(page, 'name');
  await page.getByRole('button', { name: 'Go in' }).click();
  await page.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
  await page.getByText('More questions').click();
  await calm(page, 'today-more');
  await place(page, 'More');
  await page.getByRole('button', { name: /^Lock now/ }).click();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  await calm(page, 'locked');
  await page.getByLabel('Words for the lock').fill('not these words');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText('These words do not open it').waitFor({ timeout: 60_000 });
  await calm(page, 'locked-wrong');
  await page.getByLabel('Words for the lock').fill(phrase);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('heading', { name: 'More' }).waitFor({ timeout: 60_000 });
  assert.deepEqual(trouble, []);
  await context.close();
});

for (const theme of THEMES) {
  test(`the theme ${theme} is there from the first paint, on Hold too`, async () => {
    const { context, page } = await phone(browser, server.base, { theme });
    for (const at of ['/', '/hold.html']) {
      await page.goto(server.base + at);
      await page.getByRole('heading').first().waitFor();
      assert.equal(await page.locator('html').getAttribute('data-theme'), theme, at);
    }
    await context.close();
  });
}

test('a check-in is one tap, can be undone, and leaving keeps what was answered', async () => {
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await page.getByRole('radiogroup', { name: 'Safe enough' }).getByRole('radio', { name: /^2/ }).click();
  await place(page, 'More');
  await place(page, 'Today');
  const two = page.getByRole('radiogroup', { name: 'Safe enough' }).getByRole('radio', { name: /^2/ });
  assert.equal(await two.getAttribute('aria-checked'), 'true');
  await page.getByRole('button', { name: 'Keep on this phone' }).click();
  await page.getByRole('main').getByText('Kept. Only you.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Keep on this phone' }).click();
  await page.getByText('That is fine.').waitFor();
  await context.close();
});

test('any answer but no to the one switch shows Hold at once', async () => {
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  assert.equal(await page.getByText('Thoughts of not wanting to live').count(), 0, 'off at first');
  await page.getByRole('button', { name: 'Choose what is asked' }).click();
  await page.getByRole('switch', { name: 'Thoughts of not wanting to live' }).click();
  await place(page, 'Today');
  await page.getByRole('button', { name: 'Not sure' }).click();
  await page.getByRole('link', { name: 'Go to Hold' }).waitFor();
  await page.getByRole('button', { name: 'No', exact: true }).click();
  assert.equal(await page.getByRole('link', { name: 'Go to Hold' }).count(), 0);
  await page.getByRole('button', { name: 'This question makes it worse' }).click();
  await page.getByText('The question is gone.').waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Thoughts of not wanting to live' }).count(), 0);
  await context.close();
});

test('what was written is there after a reload, also without a network', async () => {
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await place(page, 'Write');
  await page.getByRole('textbox').fill('The first sentence.');
  await page.getByText('Kept on this phone').waitFor();
  await page.reload();
  await page.getByRole('textbox').waitFor();
  assert.equal(await page.getByRole('textbox').inputValue(), 'The first sentence.');
  await whole(page);
  await page.reload();
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('textbox').waitFor();
  assert.equal(await page.getByRole('textbox').inputValue(), 'The first sentence.');
  await context.close();
});

test('Hide covers at once, stays through reload and back, and the way in is three taps', async () => {
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await place(page, 'Write');
  await page.getByRole('textbox').fill('nobody sees this');
  const seen = await page.evaluate(() => { document.querySelector('[data-hide]').click(); return document.body.innerText; });
  assert.match(seen, /Shopping list/, 'in the very turn of the tap');
  assert.doesNotMatch(seen, /nobody/);
  await page.getByRole('button', { name: 'Shopping list' }).waitFor();
  await picture(page, 'cover');
  assert.ok(!(await page.locator('body').innerText()).includes('nobody'));
  await page.goBack().catch(() => {});
  await page.getByRole('button', { name: 'Shopping list' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Shopping list' }).waitFor();
  for (let tap = 0; tap < 3; tap += 1) await page.getByRole('button', { name: 'Shopping list' }).click();
  await page.getByRole('heading', { name: 'How is it, right now?' }).waitFor();
  await place(page, 'Write');
  await page.getByRole('textbox').waitFor();
  await context.close();
});

test('the plan she ticked is in Hold without unlocking, and goes when she turns it off', async () => {
  const { context, page } = await phone(browser, server.base);
  await settleIn(page, server.base);
  await place(page, 'More');
  await page.getByRole('main').getByRole('button', { name: /^My plan/ }).click();
  await page.getByLabel('What steadies me, without anyone else').fill('the blue blanket\nthe rain recording');
  await page.getByRole('button', { name: 'Keep my plan' }).click();
  await page.getByText('Your plan is kept.').waitFor();
  await page.getByRole('switch', { name: 'Hold without unlocking' }).click();
  await page.getByRole('switch', { name: 'What steadies me, without anyone else' }).click();
  await page.waitForFunction(async () => (await indexedDB.databases()).some((base) => base.name === 'holdfast-hold'));
  await page.goto(`${server.base}/hold.html`);
  await page.getByRole('button', { name: 'Go through my plan' }).click();
  await page.getByText('the blue blanket').waitFor();
  await examine(page, 'hold-step');
  await page.goto(server.base);
  await place(page, 'More');
  await page.getByRole('main').getByRole('button', { name: /^My plan/ }).click();
  await page.getByRole('switch', { name: 'Hold without unlocking' }).click();
  await page.getByRole('switch', { name: 'Hold without unlocking', checked: false }).waitFor();
  await page.waitForFunction(async () => !(await indexedDB.databases()).some((base) => base.name === 'holdfast-hold'));
  await page.goto(`${server.base}/hold.html`);
  await page.getByRole('heading', { name: 'You are here.' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Go through my plan' }).count(), 0);
  await context.close();
});

test('of many pages the newest are drawn, and the older ones come when she asks', async () => {
  const { context, page, trouble } = await phone(browser, server.base);
  await settleIn(page, server.base);
  for (let night = 1; night <= 41; night += 1) {
    await place(page, 'Write');
    await page.waitForFunction(() => document.querySelector('#pad')?.value === '');
    await page.locator('#pad').fill(`Night ${night}.`);
    await page.getByText('Kept on this phone').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { name: 'My pages' }).waitFor();
  }
  const pages = page.getByRole('main').getByRole('button', { name: /^Night \d+\./ });
  assert.equal(await pages.count(), 40);
  assert.match(await pages.first().innerText(), /^Night 41\./);
  await examine(page, 'pages-many');
  await page.getByRole('button', { name: 'Older pages' }).click();
  await page.getByRole('button', { name: /^Night 1\./ }).waitFor();
  assert.equal(await pages.count(), 41);
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Night 1\./, 'the focus is where she goes on reading');
  assert.equal(await page.getByRole('button', { name: 'Older pages' }).count(), 0);
  assert.deepEqual(trouble, []);
  await context.close();
});
