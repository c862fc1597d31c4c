// Hold: her plan, her people, the lines. No WASM, no requests, nothing is written or counted.
(() => {
  const root = document.documentElement;
  const look = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const theme = look('theme');
  root.dataset.theme = ['day', 'night', 'dim'].includes(theme) ? theme
    : matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'day';
  root.dataset.size = look('size') ?? 'normal';

  const away = () => root.classList.toggle('away', document.visibilityState === 'hidden');
  document.addEventListener('visibilitychange', () => { away(); stay(); });
  addEventListener('pageshow', () => { away(); if (document.body) door(); });

  const STEPS = ['What I notice first', 'What steadies me', 'Where I can be, who I can be near', 'Who I can tell',
    'Professionals and services', 'Making the room safer'];
  const CAPS = ['FIRST SIGNS', 'WITHOUT ANYONE ELSE', 'NO NEED TO SAY WHY', 'MY PEOPLE', 'THEIR WORK', 'MY WORDS ONLY'];
  const at = (id) => document.getElementById(id);
  const make = (tag, text, set = {}) => {
    const node = document.createElement(tag);
    node.textContent = text;
    for (const [key, value] of Object.entries(set)) node.setAttribute(key, value);
    return node;
  };
  let plan = null;
  let steps = [];
  let now = -1;

  // The record that she ticked for "Hold without unlocking", under a key that cannot leave this browser.
  const ask = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  async function load() {
    const request = indexedDB.open('holdfast-hold');
    request.onupgradeneeded = () => request.transaction.abort(); // never make a database here
    const db = await ask(request);
    const store = db.transaction('plan').objectStore('plan');
    const [key, sealed] = await Promise.all([ask(store.get('key')), ask(store.get('sealed'))]);
    db.close();
    if (!key || !sealed) return null;
    const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.slice(0, 12) }, key, sealed.slice(12));
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  // The screen stays awake while Hold is open.
  let lamp = null;
  async function stay() {
    try {
      if (document.visibilityState === 'visible' && !lamp) {
        lamp = await navigator.wakeLock.request('screen');
        lamp.addEventListener('release', () => { lamp = null; });
      }
    } catch { /* not on this device: nothing to say */ }
  }

  function country() {
    const region = plan?.country ?? (navigator.languages ?? []).map((tag) => tag.split('-')[1]).find((code) => code && at(`c-${code}`));
    return region && at(`c-${region}`);
  }
  const phone = (number) => String(number).replace(/[^+\d*#]/g, '');
  function call(kind, number, text) {
    return make('a', text, { class: 'b', href: `${kind}:${phone(number)}` });
  }

  function show(name, place, back) {
    for (const part of ['door', 'walk', 'close', 'lines']) at(part).hidden = part !== name;
    at('place').textContent = place;
    at('back').hidden = !back;
    at('place').hidden = !!back && !place;
    const title = at(name).querySelector('h1');
    title.tabIndex = -1;
    title.focus();
    document.querySelector('main').scrollTop = 0;
    scrollTo(0, 0);
  }
  function foot(...nodes) { at('acts').replaceChildren(...nodes); }
  function button(text, kind, act) {
    const node = make('button', text, { type: 'button', class: `b ${kind}` });
    node.onclick = act;
    return node;
  }
  function quick() {
    const place = country();
    const pair = make('div', '', { class: 'pair' });
    const line = place?.querySelector('a[href^="tel:"]:not([data-emergency])');
    if (line) pair.append(call('tel', line.dataset.number, line.dataset.number));
    const emergency = place?.querySelector('[data-emergency]')?.dataset.number ?? '112';
    pair.append(call('tel', emergency, emergency));
    return pair;
  }

  function door() {
    now = -1;
    foot(...(steps.length ? [button('Go through my plan', 'hb', () => walk(0))] : [button('What is available right now', 'hb', lines)]));
    at('mine').hidden = !steps.length;
    show('door', plan?.name ?? 'Hold', false);
  }
  function walk(step) {
    if (step >= steps.length) return plan?.reasons?.length ? close() : lines();
    now = step;
    const { which, items } = steps[step];
    at('walk-cap').textContent = CAPS[which];
    at('walk-title').textContent = STEPS[which];
    at('walk-items').replaceChildren(...items.map((text) => make('li', text)));
    at('walk-people').replaceChildren(...(which === 3 ? people() : []));
    const last = step + 1 === steps.length;
    foot(button(last ? (plan?.reasons?.length ? 'What makes me want to hold on' : 'What is available right now')
      : 'Something else I planned', 'hb', () => walk(step + 1)), quick());
    show('walk', `${step + 1} of ${steps.length}`, true);
  }
  function close() {
    now = steps.length;
    at('close-items').replaceChildren(...plan.reasons.map((text) => make('li', text)));
    foot(button('What is available right now', 'hb', lines), quick());
    show('close', '', true);
  }
  function lines() {
    now = steps.length + 1;
    const place = country();
    if (place) { at('countries').prepend(place); place.open = true; }
    foot();
    show('lines', 'Lines', true);
  }
  function back() {
    if (now > steps.length) return plan?.reasons?.length ? close() : steps.length ? walk(steps.length - 1) : door();
    return now > 0 ? walk(now - 1) : door();
  }
  function people() {
    return (plan?.people ?? []).flatMap(({ name, call: voice, text }) => [
      ...(voice ? [call('tel', voice, `Call ${name}`)] : []),
      ...(text ? [call('sms', text, `Text ${name}`)] : []),
    ]);
  }
  function calls() {
    const place = country();
    const rows = people();
    for (const link of place?.querySelectorAll('a') ?? []) rows.push(link.cloneNode(true));
    if (!place) rows.push(call('tel', '112', 'Life in danger: 112, in much of the world'), button('Choose a country', '', lines));
    at('calls').replaceChildren(...rows);
  }
  async function start() {
    at('lines').hidden = true;
    at('back').onclick = back;
    at('dim').onclick = () => { root.dataset.theme = root.dataset.theme === 'dim' ? 'day' : 'dim'; };
    at('hide').onclick = () => { document.body.hidden = true; location.replace('/#cover'); };
    calls();
    door();
    stay();
    try { plan = await load(); } catch { plan = null; }
    steps = (plan?.steps ?? []).map((items, which) => ({ which, items })).filter(({ items }) => items.length);
    if (plan?.people?.length && !steps.some(({ which }) => which === 3)) {
      steps.push({ which: 3, items: [] });
      steps.sort((a, b) => a.which - b.which);
    }
    calls();
    if (now === -1) door();
  }
  document.addEventListener('DOMContentLoaded', start);
})();
