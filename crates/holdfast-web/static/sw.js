// The files of one release, and nothing else. A new release waits until she takes it, or until the
// app was closed everywhere (a cold start): it never changes a page that is open.
const VERSION = 'holdfast-__VERSION__';
const FILES = __FILES__;
const ROOTS = { '/': '/index.html', '/hold': '/hold.html' };

self.addEventListener('install', (event) => event.waitUntil((async () => {
  const cache = await caches.open(VERSION);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' })));
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
  if (!FILES.includes(path)) return;
  event.respondWith((async () => {
    const cache = await caches.open(VERSION);
    return (await cache.match(path)) ?? fetch(event.request);
  })());
});
