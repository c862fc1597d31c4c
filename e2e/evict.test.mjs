// The browser lets go of everything while the app is open: a tidying browser after seven days, or
// her own "clear site data". Needs HOLDFAST_BIN: what comes back comes from a relay.
import assert from 'node:assert/strict';
import test from 'node:test';
import { examine, launch, phone, picture, place, serve } from './harness.mjs';
import { LOCK_MS, begin, done, head, tap, unlockAgain, write } from './story/life.mjs';

const skip = process.env.HOLDFAST_BIN ? false : 'HOLDFAST_BIN names no binary, and without a relay nothing comes back';
const KEPT = 'Kept while there was a place for it.';
const AFTER = 'Written after the browser had let go.';

for (const storages of ['indexeddb', 'all']) {
  test(`the browser lets go of ${storages} under the open app: nothing more is called kept, and the 24 words bring back what had gone out`, { skip }, async () => {
    const server = await serve();
    const browser = await launch();
    try {
      const { page, context, trouble } = await phone(browser, server.base);
      const lock = await begin(page, server.base);
      const words = await sheet(page, lock);
      await write(page, KEPT);
      await done(page);
      await place(page, 'More');
      await page.getByRole('button', { name: /^Relay/ }).click();
      await tap(page, 'Try now');
      await page.getByText('Everything has gone out.').waitFor();

      await place(page, 'Write');
      const browsers = await context.newCDPSession(page);
      await browsers.send('Storage.clearDataForOrigin', { origin: server.base, storageTypes: storages });
      await page.locator('#pad').fill(AFTER);
      await page.getByText('Not kept. Your words are still here. Copy them.').waitFor();
      await page.getByText(/^The browser has shut the place where this is kept\. Nothing new can be kept\./).waitFor();
      await picture(page, `evict-${storages}`);
      if (storages === 'indexeddb') await examine(page, 'evict');
      await place(page, 'Today');
      assert.equal(await page.locator('#pad').inputValue(), AFTER, 'the page is not left while its words are nowhere else');
      assert.equal(await page.getByText('Kept on this phone').count(), 0, 'nothing is called kept');

      await page.reload();
      await tap(page, 'I have my 24 words already');
      await page.getByRole('textbox').fill(words);
      await page.locator('#foot').getByRole('button').click();
      await page.getByRole('button', { name: /^Later/ }).click({ timeout: LOCK_MS });
      await page.getByRole('heading', { name: 'What should it be called' }).waitFor({ timeout: LOCK_MS });
      await tap(page, 'Go in');
      await head(page, 'How is it, right now?');
      await write(page, AFTER);
      await done(page);
      for (const text of [KEPT, AFTER]) await page.getByRole('main').getByText(text).first().waitFor();
      assert.deepEqual(trouble, []);
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}

// Her 24 words, as they stand on the sheet.
async function sheet(page, lock) {
  await place(page, 'More');
  await page.getByRole('button', { name: /^Recovery sheet/ }).click();
  await unlockAgain(page, lock);
  await page.locator('.sheet li').nth(23).waitFor({ timeout: LOCK_MS });
  return (await page.locator('.sheet li').allInnerTexts()).join(' ');
}
