// Starts the app. Until it runs, words typed into #early wait in memory and taps on a place are remembered.
const early = document.getElementById('early');
const word = document.getElementById('early-word');
const wanted = location.hash === '#write' ? 'write' : history.state?.r;
if (wanted === 'write') { early.hidden = false; word.hidden = true; early.focus(); }

let policy = { createScriptURL: (url) => url };
if (globalThis.trustedTypes) {
  policy = trustedTypes.createPolicy('holdfast', {
    createScriptURL: (url) => { if (['/sw.js', '/stretch.js'].includes(url)) return url; throw new TypeError(url); },
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

// The typefaces wait for the first paint, and the one for her own words until she has begun.
const face = (font, name) => document.fonts.load(font).then((faces) => {
  if (faces.length) document.documentElement.classList.add(name);
}).catch(() => {});
addEventListener('begun', () => face('500 1em Literata', 'book'), { once: true });

// One tab writes at a time. The lock is held as long as this page lives; another tab may ask for it,
// and gets it after what was typed here is kept.
const door = 'BroadcastChannel' in globalThis ? new BroadcastChannel('holdfast') : null;
let holds = false;
let started = false;
function take(how) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((done) => {
    navigator.locks.request('holdfast', how, (lock) => {
      holds ||= !!lock;
      done(holds);
      return lock && new Promise(() => {});
    }).catch(() => location.reload()); // it was taken from a page that did not answer
  });
}
async function alone() {
  if (await take({ ifAvailable: true })) return;
  const head = Object.assign(document.createElement('h1'), { textContent: 'Open in another tab' });
  const here = Object.assign(document.createElement('button'), { type: 'button', className: 'b p', textContent: 'Use it here' });
  early.hidden = true;
  word.hidden = false;
  word.textContent = 'Only one tab can write at a time, so that nothing is lost. What was typed there is kept first.';
  word.before(head);
  word.after(here);
  await new Promise((tapped) => { here.onclick = tapped; });
  here.disabled = true;
  door?.postMessage('give');
  const late = new Promise((done) => { setTimeout(done, 4000); });
  if (!await Promise.race([take({}), late])) await take({ steal: true });
  head.remove();
  here.remove();
  word.textContent = 'One moment. Hold is ready now.';
}
door?.addEventListener('message', (event) => {
  if (event.data !== 'give' || !holds) return;
  if (started) dispatchEvent(new Event('give-up'));
  else if (!early.value) location.reload();
});
addEventListener('given', () => location.reload());
addEventListener('app-started', () => { started = true; });

// A passphrase is stretched in a worker, on the same module, so that the page never freezes. It
// gives null when that is not possible here; then the page does it itself.
globalThis.holdfast_stretch = (task, phrase) => new Promise((done) => {
  try {
    const worker = new Worker(policy.createScriptURL('/stretch.js'), { type: 'module' });
    const end = (bytes) => { worker.terminate(); done(bytes); };
    worker.onmessage = (event) => end(event.data);
    worker.onerror = () => end(null);
    worker.postMessage({ module, task, phrase });
  } catch { done(null); }
});

// What this browser lacks, said so that something can be done about it.
function lack() {
  if (!isSecureContext) return 'This page came without https, and without it a browser keeps no keys. Open it by an https address.';
  if (!globalThis.WebAssembly?.compileStreaming || !globalThis.crypto?.subtle) return 'This browser is too old for the app. A newer one can open it.';
  return null;
}

addEventListener('begun', () => { globalThis.holdfast_begun = true; }, { once: true });
let module;
const lacks = lack();
try {
  if (lacks) throw new TypeError(lacks);
  const coming = WebAssembly.compileStreaming(fetch('/app_bg.wasm'));
  coming.catch(() => {}); // it is asked for below
  await alone();
  const [{ default: init }, whole] = await Promise.all([import('/app.js'), globalThis.caches?.match('/whole').catch(() => null)]);
  globalThis.holdfast_whole = !!whole; // the app has begun here before: it brings its parts at once
  module = await coming;
  await init({ module_or_path: module });
} catch {
  document.removeEventListener('click', remember); // nobody would keep what is typed now
  early.hidden = !early.value;
  word.before(Object.assign(document.createElement('h1'), { textContent: lacks ? 'The app cannot run here' : 'The app did not start' }));
  word.hidden = false;
  word.textContent = lacks ? `${lacks} Hold works here too.` : 'Hold works without it. Close this page and open it again to retry.';
}
requestAnimationFrame(() => setTimeout(() => face('400 1em Figtree', 'fonts')));

if ('serviceWorker' in navigator) {
  const registration = await navigator.serviceWorker.register(policy.createScriptURL('/sw.js')).catch(() => null);
  const waiting = () => { globalThis.holdfast_update_waits = !!registration?.waiting; };
  registration?.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', waiting));
  waiting();
  // Once she has begun, all of the app comes to this phone, so that it needs no network any more.
  const begun = () => navigator.serviceWorker.ready.then(({ active }) => active.postMessage('begun'));
  if (globalThis.holdfast_begun) begun();
  addEventListener('begun', begun);
  addEventListener('take-update', () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    registration?.waiting?.postMessage('take');
  });
}
