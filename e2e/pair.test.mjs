// Two people, two storages: a spoken code, three words, a writing handed over, opened, and what the
// relay keeps of it. Needs HOLDFAST_BIN, because a relay stands between them.
import test from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { launch, phone, serve, settleIn } from './harness.mjs';

const CANARY = 'the harbour light went out and nobody did it';
const skip = process.env.HOLDFAST_BIN ? false : 'HOLDFAST_BIN names no binary, and without a relay nobody can meet';

async function pair(her, maya) {
  for (const { page } of [her, maya]) {
    await page.getByRole('button', { name: 'Us', exact: true }).click();
    await page.getByRole('button', { name: 'Bring someone in' }).click();
  }
  await maya.page.getByRole('button', { name: 'I am the therapist' }).click();
  await maya.page.getByRole('button', { name: 'Show a code' }).click();
  const code = await maya.page.locator('#code').textContent();
  assert.match(code, /^\d{4}(-[a-z]+){3}$/);
  await her.page.getByLabel('The code: a number and three words').fill(code);
  await her.page.getByRole('button', { name: 'Join' }).click();
  const three = await Promise.all([her, maya].map(({ page }) => page.locator('#three-words').textContent()));
  assert.equal(three[0], three[1], 'both read the same three words');
  await her.page.getByLabel('Name or initials').fill('Maya');
  await maya.page.getByLabel('Name or initials').fill('R.');
  await her.page.getByRole('button', { name: 'They match' }).click();
  await maya.page.getByRole('button', { name: 'They match' }).click();
  for (const { page } of [her, maya]) await page.getByText('You two are here.').waitFor();
}

test('two people meet by a spoken code, and what is handed over arrives and is opened', { skip }, async () => {
  const server = await serve();
  const browser = await launch();
  try {
    const her = await phone(browser, server.base);
    const maya = await phone(browser, server.base, { width: 1280, height: 800 });
    for (const { page } of [her, maya]) await settleIn(page, server.base);
    await pair(her, maya);

    const page = her.page;
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.locator('#pad').fill(CANARY);
    await page.getByRole('button', { name: 'To my bag' }).click();
    await page.getByRole('button', { name: 'Us', exact: true }).click();
    await page.getByRole('button', { name: 'My bag' }).click();
    await page.getByRole('button', { name: 'Read before' }).click();
    await page.getByRole('button', { name: 'Look it over, then hand over' }).click();
    await page.getByText(CANARY).first().waitFor();
    await page.getByRole('button', { name: 'Hand over', exact: true }).click();

    await maya.page.getByRole('button', { name: 'R.', exact: true }).first().click();
    await maya.page.getByRole('button', { name: 'Open', exact: true }).click({ timeout: 20_000 });
    await maya.page.getByText(CANARY).waitFor();
    assert.deepEqual([...her.trouble, ...maya.trouble], []);
    for (const file of fs.readdirSync(server.dir)) {
      const bytes = fs.readFileSync(path.join(server.dir, file));
      assert.equal(bytes.includes(CANARY), false, `${file} holds her words`);
    }
  } finally {
    await browser.close();
    await server.stop();
  }
});
