// Starts the app. Until it runs, words typed into #early wait in memory and taps on a place are remembered.
const early = document.getElementById('early');
const word = document.getElementById('early-word');
const wanted = location.hash === '#write' ? 'write' : history.state?.r;
if (wanted === 'write') { early.hidden = false; word.hidden = true; early.focus(); }

let policy = { createScriptURL: (url) => url };
if (globalThis.trustedTypes) {
  policy = trustedTypes.createPolicy('holdfast', {
    createScriptURL: (url) => { if (url === '/sw.js') return url; throw new TypeError(url); },
  });
}

const remember = (event) => {
  const place = event.target.closest?.('[data-go]');
  if (!place) return;
  history.replaceState({ r: place.dataset.go }, '', '/');
  if (place.dataset.go === 'write') { early.hidden = false; word.hidden = true; early.focus(); }
};
document.addEventListener('click', remember);
addEventListener('app-started', () => document.removeEventListener('click', remember), { once: true });

// The typefaces wait for the first paint.
const fonts = () => document.fonts.load('400 1em Figtree').then((faces) => {
  if (faces.length) document.documentElement.classList.add('fonts');
}).catch(() => {}).then(() => document.fonts.load('500 1em Literata')).then((faces) => {
  if (faces.length) document.documentElement.classList.add('book');
}).catch(() => {});

try {
  const { default: init } = await import('/app.js');
  await init({ module_or_path: '/app_bg.wasm' });
} catch {
  word.hidden = false;
  word.textContent = 'The app could not start here. Hold works without it. Close this page and open it again to retry.';
}
requestAnimationFrame(() => setTimeout(fonts));

if ('serviceWorker' in navigator) {
  const registration = await navigator.serviceWorker.register(policy.createScriptURL('/sw.js')).catch(() => null);
  const waiting = () => { globalThis.holdfast_update_waits = !!registration?.waiting; };
  registration?.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', waiting));
  waiting();
  addEventListener('take-update', () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    registration?.waiting?.postMessage('take');
  });
}
