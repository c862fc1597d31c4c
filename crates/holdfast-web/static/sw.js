// The files of one release with their SHA-384, and nothing else: what does not match is refused. A
// new release waits until she takes it, or until the app was closed everywhere (a cold start): it
// never changes a page that is open.
const VERSION = 'holdfast-__VERSION__';
const FILES = __FILES__;
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

self.addEventListener('install', (event) => event.waitUntil((async () => {
  const cache = await caches.open(VERSION);
  await Promise.all(Object.keys(FILES).map(async (path) => {
    const file = await fetched(path);
    if (!file) throw new Error(`not of this release: ${path}`); // the release before stays
    await cache.put(path, file);
  }));
})()));

self.addEventListener('activate', (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name !== VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener('message', (event) => {
  if (event.data === 'take') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin || event.request.method !== 'GET') return;
  const path = ROOTS[url.pathname] ?? url.pathname;
  if (!Object.hasOwn(FILES, path)) return;
  event.respondWith((async () => {
    const cache = await caches.open(VERSION);
    return await genuine(path, await cache.match(path)) ?? await fetched(path) ?? Response.error();
  })());
});
