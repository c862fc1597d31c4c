// The browser's store in a real browser: the conformance suite, each case as a test of its own, the pinned
// vectors of the cryptography, and what only a browser can do to it. `node --test e2e/store.test.mjs` needs cargo and Chromium; set
// HOLDFAST_TRIALS to a packed folder to build nothing, CHROMIUM to another browser, and
// HOLDFAST_KILLS to kill it more often, HOLDFAST_SEQUENCES for more sequences against the model.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FOLDER = process.env.HOLDFAST_TRIALS ?? path.join(ROOT, 'target/trials');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const KILLS = Number(process.env.HOLDFAST_KILLS ?? 5);
const SEQUENCES = Number(process.env.HOLDFAST_SEQUENCES ?? 20);
const STEPS = 50;
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

const homes = [];
let server, base, browser;

test.before(async () => {
  if (!process.env.HOLDFAST_TRIALS) {
    const built = spawnSync('cargo', ['run', '--quiet', '--package', 'holdfast-trials'], {
      cwd: ROOT, stdio: 'inherit',
    });
    assert.equal(built.status, 0, 'the trials must build');
  }
  server = http.createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : path.basename(request.url);
    const file = path.join(FOLDER, name);
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[path.extname(name)] ?? 'text/plain' });
    response.end(fs.readFileSync(file));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${server.address().port}/`;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});

test.after(async () => {
  await browser?.close();
  server?.close();
  homes.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
});

/** Opens the page of the trials, with `window.trials` as the module. */
async function load(page) {
  await page.goto(base);
  await page.evaluate(async () => {
    window.trials = await import('/trials.js');
    await window.trials.default({ module_or_path: '/trials_bg.wasm' });
  });
  return page;
}

/** A fresh origin storage with one page on it. */
async function fresh(t) {
  const context = await browser.newContext();
  t.after(() => context.close());
  return load(await context.newPage());
}

const code = (promise) => promise.then(() => 'kept', (error) => /HF-STORE-\d\d/.exec(error)?.[0] ?? error);

test('the conformance suite and the pinned vectors', async (t) => {
  const page = await fresh(t);
  const names = await page.evaluate(() => window.trials.names());
  assert.ok(names.length >= 40, `${names.length} trials`);
  for (const name of names) {
    await t.test(name, () => page.evaluate((name) => window.trials.play(name), name));
  }
});

test('random sequences agree with the model of the other stores', async (t) => {
  const page = await fresh(t);
  for (let seed = 1; seed <= SEQUENCES; seed += 1) {
    await page.evaluate(async ([seed, steps]) => {
      await window.trials.sequence(seed, steps);
      indexedDB.deleteDatabase(`sequence-${seed}`);
    }, [seed, STEPS]);
  }
  t.diagnostic(`${SEQUENCES} sequences of ${STEPS} batches`);
});

test('every commit is strictly durable', async (t) => {
  const page = await fresh(t);
  const seen = await page.evaluate(async () => {
    const seen = [];
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...given) {
      const transaction = begin.apply(this, given);
      seen.push([transaction.mode, transaction.durability]);
      return transaction;
    };
    const place = await window.trials.Place.open('strict');
    for (const number of [0, 1, 2]) await place.append(number, 300);
    await place.numbers();
    return seen;
  });
  const writes = seen.filter(([mode]) => mode === 'readwrite');
  assert.equal(writes.length, 3, 'one transaction per commit');
  assert.ok(writes.every(([, durability]) => durability === 'strict'), JSON.stringify(seen));
});

test('a commit resolves only after its transaction is complete', async (t) => {
  const page = await fresh(t);
  const order = await page.evaluate(async () => {
    const order = [];
    const place = await window.trials.Place.open('order');
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...given) {
      const transaction = begin.apply(this, given);
      transaction.addEventListener('complete', () => order.push('complete'));
      return transaction;
    };
    await place.append(0, 300);
    order.push('kept');
    return order;
  });
  assert.deepEqual(order, ['complete', 'kept']);
});

test('no room, at any write of a batch, is told as such and leaves nothing of the batch', async (t) => {
  const page = await fresh(t);
  const said = await page.evaluate(async () => {
    const place = await window.trials.Place.open('full');
    await place.append(0, 300);
    const put = IDBObjectStore.prototype.put;
    const said = [];
    for (let failing = 0; failing < 5; failing += 1) {
      let count = 0;
      IDBObjectStore.prototype.put = function (...given) {
        if (count++ === failing) throw new DOMException('no room', 'QuotaExceededError');
        return put.apply(this, given);
      };
      said.push(await place.append(1, 300).catch((error) => error));
      IDBObjectStore.prototype.put = put;
      said.push([...(await place.numbers())].join());
    }
    await place.append(1, 300);
    return [said, [...(await place.numbers())]];
  });
  const refused = Array(5).fill(['HF-STORE-01', '0']).flat();
  assert.deepEqual(said, [refused, [0, 1]]);
});

// Chromium deletes a whole IndexedDB when the disk under it was full to the last byte (seen in 156: its
// log is torn, and it drops what it finds damaged). No page can prevent that; so the app must hear of
// it, must be able to go on, and must have its copy at the relay. This test holds the first two.
test('a disk that is really full is told, and what the browser then still has is whole', async (t) => {
  const folder = home();
  // The browser's home on a file system of its own, with a file that can be removed to make room.
  const mounted = `mount -t tmpfs -o size=40m tmpfs "$0" && head -c 6000000 /dev/zero > "$0/ballast"`;
  const asRoot = process.getuid() === 0 ? ['-m'] : ['-rm'];
  const inside = [...asRoot, 'sh', '-c', `${mounted} && exec "$@"`, folder];
  if (spawnSync('unshare', [...asRoot, 'sh', '-c', mounted, folder]).status !== 0) {
    return t.diagnostic('not tried: this machine lets nobody mount a small file system');
  }
  const { child, page } = await launch(folder, t, ['unshare', ...inside]);
  await page.evaluate(async () => { window.place = await window.trials.Place.open('full'); });
  let kept = 0;
  let said;
  while (said === undefined) {
    assert.ok(kept < 1_000, 'the disk must be full by now');
    said = await page.evaluate((n) => window.place.append(n, 60_000).catch((e) => e), kept);
    kept += said === undefined ? 1 : 0;
  }
  // No room, cannot be used, or closed by the browser: which one comes first differs between machines.
  assert.match(said, /^HF-STORE-0[124]$/);
  fs.rmSync(`/proc/${child.pid}/root${folder}/ballast`);
  const numbers = await page.evaluate(async () => {
    const open = () => window.trials.Place.open('full');
    window.place = await open().catch(open); // the first answers that the browser closed everything
    return [...(await window.place.numbers())];
  });
  assert.deepEqual(numbers, [...Array(numbers.length).keys()]);
  await page.evaluate((n) => window.place.append(n, 60_000), numbers.length);
  t.diagnostic(`${kept} kept when the disk was full (${said}), ${numbers.length} left by the browser`);
});

test('without IndexedDB, as in some private modes, storage is unavailable', async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const opens = {
    missing: () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
    forbidden: () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('no', 'SecurityError');
      };
    },
  };
  for (const prepare of Object.values(opens)) {
    const page = await context.newPage();
    await page.addInitScript(prepare);
    await load(page);
    const said = await code(page.evaluate(() => window.trials.Place.open('private')));
    assert.equal(said, 'HF-STORE-02');
  }
});

test('a newer layout is not touched', async (t) => {
  const page = await fresh(t);
  await page.evaluate(() => new Promise((done, failed) => {
    const request = indexedDB.open('newer', 77);
    request.onsuccess = () => done(request.result.close());
    request.onerror = failed;
  }));
  const said = await code(page.evaluate(() => window.trials.Place.open('newer')));
  assert.equal(said, 'HF-STORE-09');
  const found = await page.evaluate(async () => (await indexedDB.databases())[0].version);
  assert.equal(found, 77);
});

test('an older layout is brought up to date and keeps what it has', async (t) => {
  const page = await fresh(t);
  const numbers = await page.evaluate(async () => {
    const place = await window.trials.Place.open('new');
    await place.append(0, 300);
    place.free();
    // The same rows in a database of layout 1 that has no table for the quarantine yet.
    const open = (name, version, upgrade) => new Promise((done, failed) => {
      const request = indexedDB.open(name, version);
      request.onupgradeneeded = () => upgrade?.(request.result);
      request.onsuccess = () => done(request.result);
      request.onerror = failed;
    });
    const from = await open('new');
    const tables = [...from.objectStoreNames].filter((name) => !/quarantine|aside/.test(name));
    const to = await open('old', 1, (database) => tables.forEach((n) => database.createObjectStore(n)));
    for (const name of tables) {
      const rows = [];
      await new Promise((done) => {
        const cursor = from.transaction(name).objectStore(name).openCursor();
        cursor.onsuccess = () => {
          if (!cursor.result) return done();
          rows.push([cursor.result.key, cursor.result.value]);
          cursor.result.continue();
        };
      });
      const writing = to.transaction(name, 'readwrite');
      rows.forEach(([key, value]) => writing.objectStore(name).put(value, key));
      await new Promise((done) => { writing.oncomplete = done; });
    }
    from.close();
    to.close();
    const upgraded = await window.trials.Place.open('old');
    await upgraded.append(1, 300);
    return [...(await upgraded.numbers())];
  });
  assert.deepEqual(numbers, [0, 1]);
});

test('a window steps aside for a newer layout, and says so afterwards', async (t) => {
  const page = await fresh(t);
  const said = await page.evaluate(async () => {
    const place = await window.trials.Place.open('aside');
    await place.append(0, 300);
    const request = indexedDB.open('aside', 99);
    const opened = await new Promise((done) => {
      request.onsuccess = () => done('opened');
      request.onblocked = () => done('blocked');
    });
    return [opened, await place.append(1, 300).catch((error) => error)];
  });
  assert.deepEqual(said, ['opened', 'HF-STORE-04']);
});

test('a window that does not step aside is an error and not an endless wait', async (t) => {
  const page = await fresh(t);
  const said = await page.evaluate(async () => {
    const stubborn = await new Promise((done) => {
      const request = indexedDB.open('blocked', 1);
      request.onsuccess = () => done(request.result);
    });
    const first = await window.trials.Place.open('blocked').catch((error) => error);
    stubborn.close();
    const second = await window.trials.Place.open('blocked');
    return [first, await second.append(0, 300)];
  });
  assert.deepEqual(said, ['HF-STORE-02', undefined]);
});

test('a store whose database the browser took away is closed', async (t) => {
  const page = await fresh(t);
  const session = await page.context().newCDPSession(page);
  await page.evaluate(async () => {
    window.place = await window.trials.Place.open('evicted');
    await window.place.append(0, 300);
  });
  const origin = new URL(base).origin;
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  const said = await code(page.evaluate(() => window.place.append(1, 300)));
  assert.equal(said, 'HF-STORE-04');
  const numbers = await page.evaluate(async () => {
    const place = await window.trials.Place.open('evicted');
    return [...(await place.numbers())];
  });
  assert.deepEqual(numbers, [], 'what was evicted is gone, and a new store is usable');
});

test('two windows write at once and neither loses', async (t) => {
  const page = await fresh(t);
  const other = await load(await page.context().newPage());
  const write = (page, start) => page.evaluate(async (start) => {
    const place = await window.trials.Place.open('two');
    for (let n = start; n < start + 50; n += 1) await place.append(n, 300);
  }, start);
  await Promise.all([write(page, 0), write(other, 1000)]);
  const numbers = await page.evaluate(async () => {
    const place = await window.trials.Place.open('two');
    return [...(await place.numbers())];
  });
  assert.equal(new Set(numbers).size, 100);
  for (const start of [0, 1000]) {
    const own = numbers.filter((n) => n >= start && n < start + 50);
    assert.deepEqual(own, [...Array(50).keys()].map((n) => n + start), 'each in its own order');
  }
});

test('a killed tab loses nothing that was kept', async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  let acked = -1;
  for (let round = 0; round < 3; round += 1) {
    const page = await load(await context.newPage());
    const crashed = page.waitForEvent('crash');
    acked = await appendUntil(page, acked, acked + 20 + Math.floor(Math.random() * 60));
    const session = await context.newCDPSession(page);
    session.send('Page.crash').catch(() => {});
    await crashed;
    const survived = await load(await context.newPage());
    const numbers = await survived.evaluate(readAll);
    assert.ok(numbers.length > acked, `${numbers.length} held, ${acked} kept`);
    assert.deepEqual(numbers, [...Array(numbers.length).keys()]);
    acked = numbers.length - 1;
    await survived.close();
    await page.close();
  }
});

test(`a browser killed ${KILLS} times loses nothing that was kept`, async (t) => {
  const folder = home();
  let acked = -1;
  let survivors = 0;
  for (let round = 0; round < KILLS; round += 1) {
    const { child, page } = await launch(folder, t);
    const numbers = await page.evaluate(readAll);
    assert.ok(numbers.length > acked, `round ${round}: ${numbers.length} held, ${acked} kept`);
    assert.deepEqual(numbers, [...Array(numbers.length).keys()]);
    survivors = numbers.length;
    acked = survivors - 1;
    acked = await appendUntil(page, acked, acked + 1 + Math.floor(Math.random() * 80));
    await kill(child);
  }
  t.diagnostic(`${KILLS} kills, ${survivors} kept before the last, 0 lost`);
});

/** A folder for a browser, gone after all tests. */
function home() {
  homes.push(fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-store-')));
  return homes.at(-1);
}

/** A browser process of our own in its own process group, which ends with the test at the latest. */
async function launch(home, t, within = []) {
  fs.rmSync(path.join(home, 'DevToolsActivePort'), { force: true });
  const flags = [...FLAGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${home}`];
  const [program, ...given] = [...within, CHROMIUM, ...flags, 'about:blank'];
  const child = spawn(program, given, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => child.exitCode === null && child.signalCode === null && kill(child));
  let said = '';
  const address = await new Promise((found, failed) => {
    child.stderr.on('data', (text) => {
      said += text;
      const match = /DevTools listening on (ws:\S+)/.exec(said);
      if (match) found(match[1]);
    });
    child.once('exit', () => failed(new Error(said)));
  });
  const connected = await chromium.connectOverCDP(address);
  const context = connected.contexts()[0];
  return { child, page: await load(await context.newPage()) };
}

/** Kills a browser with all its processes, and waits for its end. */
async function kill(child) {
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

/** Appends in the page and does not stop; resolves when `target` was kept, to the last one kept. */
function appendUntil(page, from, target) {
  let last = from;
  return new Promise((reached, failed) => {
    const kept = (number) => {
      last = Math.max(last, number);
      if (last >= target) reached(last);
    };
    const appending = page.exposeFunction('kept', kept).then(() => page.evaluate(appendForEver));
    appending.catch((error) => failed(error)); // after `reached`, its end is no news
  });
}

/** Runs in the page: appends from where the store ends, and reports each number when it is kept. */
async function appendForEver() {
  const place = await window.trials.Place.open('killed');
  for (let number = (await place.numbers()).length; ; number += 1) {
    await place.append(number, 300 + (number * 37) % 4000);
    window.kept(number);
  }
}

/** Runs in the page: every number that the store holds. */
async function readAll() {
  const place = await window.trials.Place.open('killed');
  const numbers = [...(await place.numbers())];
  place.free();
  return numbers;
}
