// The files of one release with their SHA-384, and nothing else: what does not match is refused. A
// new release waits until she takes it, or until the app was closed everywhere (a cold start): it
// never changes a page that is open. The first visit brings what the first screens and Hold need;
// the rest comes once she has begun, or when it is asked for.
const VERSION = 'holdfast-__VERSION__';
const FILES = __FILES__;
const LATER = new Set(__LATER__);
const WHOLE = '/whole'; // stands in the cache when nothing is missing there
const ROOTS = { '/': '/index.html', '/hold': '/hold.html' };

// The answer again, if its bytes are those of the release; null if not.
async function genuine(path, response) {
  if (!response?.ok) return null;
  const bytes = await response.arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-384', bytes));
  const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex === FILES[path] ? new Response(bytes, { headers: response.headers }) : null;
}

async function fetched(path) {
  return genuine(path, await fetch(path, { cache: 'no-cache' }).catch(() => null));
}

async function bring(cache, paths) {
  await Promise.all(paths.map(async (path) => {
    const file = await fetched(path);
    if (!file) throw new Error(`not of this release: ${path}`); // the release before stays
    await cache.put(path, file);
  }));
}

async function bringRest(cache) {
  const missing = [];
  for (const path of LATER) if (!await cache.match(path)) missing.push(path);
  await bring(cache, missing);
  await cache.put(WHOLE, new Response());
}

self.addEventListener('install', (event) => event.waitUntil((async () => {
  const begun = await caches.match(WHOLE); // with the release before
  const cache = await caches.open(VERSION);
  await bring(cache, Object.keys(FILES).filter((path) => !LATER.has(path)));
  if (begun) await bringRest(cache);
})()));

self.addEventListener('activate', (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name !== VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener('message', (event) => {
  if (event.data === 'take') self.skipWaiting();
  if (event.data === 'begun') {
    event.waitUntil((async () => {
      const cache = await caches.open(VERSION);
      if (!await cache.match(WHOLE)) await bringRest(cache).catch(() => {}); // asked again at the next start
    })());
  }
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin || event.request.method !== 'GET') return;
  const path = ROOTS[url.pathname] ?? url.pathname;
  if (!Object.hasOwn(FILES, path)) return;
  event.respondWith((async () => {
    const cache = await caches.open(VERSION);
    const kept = await cache.match(path);
    const file = await genuine(path, kept) ?? await fetched(path);
    if (file && !kept) event.waitUntil(cache.put(path, file.clone()));
    return file ?? Response.error();
  })());
});
