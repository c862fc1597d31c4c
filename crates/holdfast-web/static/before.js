// Before the first paint: theme, size, hand, and the cover. Nothing here knows a word of hers:
// localStorage holds only looks and the shopping list of the cover.
(() => {
  const root = document.documentElement;
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const write = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const look = () => {
    const theme = read('theme');
    root.dataset.theme = ['day', 'night', 'dim'].includes(theme) ? theme : dark.matches ? 'night' : 'day';
    root.dataset.size = read('size') ?? 'normal';
    root.dataset.hand = read('hand') ?? 'right';
  };
  look();
  dark.addEventListener('change', look);
  addEventListener('look', look);

  // The task switcher gets no text.
  const away = () => root.classList.toggle('away', document.visibilityState === 'hidden');
  document.addEventListener('visibilitychange', away);
  addEventListener('pagehide', () => root.classList.add('away'));
  addEventListener('pageshow', away);

  // The cover: at once, before keys are wiped; it stays through back, forward and reload.
  let covered = false;
  const flag = (on) => {
    try { if (on) sessionStorage.setItem('cover', '1'); else sessionStorage.removeItem('cover'); } catch { /* nothing */ }
  };
  const flagged = () => { try { return sessionStorage.getItem('cover') === '1'; } catch { return false; } };
  covered = flagged();
  if (location.hash === '#cover') { // from Hold, which writes nothing itself
    covered = true;
    flag(true);
    history.replaceState(null, '', '/');
  }
  const items = () => { try { return JSON.parse(read('list')) ?? START; } catch { return START; } };
  const START = [['Milk', 0], ['Bread', 0], ['Apples', 1], ['Soap', 0]];
  const make = (tag, text, set = {}) => {
    const node = document.createElement(tag);
    node.textContent = text;
    for (const [key, value] of Object.entries(set)) node.setAttribute(key, value);
    return node;
  };
  let taps = [];
  function leave() {
    taps = taps.filter((at) => Date.now() - at < 1500).concat(Date.now());
    if (taps.length < 3) return;
    taps = [];
    covered = false;
    flag(false);
    draw();
    dispatchEvent(new Event('uncover'));
  }
  function keep(list) { write('list', JSON.stringify(list)); draw(); }
  function draw() {
    const cover = document.getElementById('cover');
    const app = document.getElementById('app');
    if (!cover || !app) return;
    app.hidden = covered;
    cover.hidden = !covered;
    if (!covered) return cover.replaceChildren();
    const list = items();
    const title = make('h1', '');
    const word = make('button', 'Shopping list', { type: 'button' });
    word.onclick = leave;
    title.append(word);
    const form = make('form', '');
    const field = make('input', '', { 'aria-label': 'Add', placeholder: 'Add', maxlength: '80', autocomplete: 'off' });
    form.append(field, make('button', 'Add'));
    form.onsubmit = (event) => {
      event.preventDefault();
      if (field.value.trim()) keep([...list, [field.value.trim(), 0]]);
    };
    const rows = make('ul', '');
    list.forEach(([name, done], at) => {
      const row = make('li', '');
      const tick = make('button', name, { type: 'button', 'aria-pressed': String(!!done) });
      tick.onclick = () => keep(list.map((item, i) => (i === at ? [name, done ? 0 : 1] : item)));
      const drop = make('button', '\u00d7', { type: 'button', 'aria-label': `Remove ${name}` });
      drop.onclick = () => keep(list.filter((_, i) => i !== at));
      row.append(tick, drop);
      rows.append(row);
    });
    cover.replaceChildren(title, form, rows);
  }
  function hide() {
    covered = true;
    flag(true);
    draw();
    history.replaceState(null, '', '/');
    dispatchEvent(new Event('cover'));
  }
  addEventListener('hide-now', hide);
  // Back may bring this page out of the browser's memory as it was before she hid it elsewhere.
  addEventListener('pageshow', (event) => { if (event.persisted && flagged()) hide(); });
  document.addEventListener('click', (event) => { if (event.target.closest?.('[data-hide]')) hide(); });
  let escaped = 0;
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (event.timeStamp - escaped < 500) hide();
    escaped = event.timeStamp;
  });
  const icon = () => { // her choice of name and icon, before it is installed
    const name = ['holdfast', 'anchor'].includes(read('name')) ? read('name') : 'manifest';
    document.getElementById('manifest').href = `/${name}.webmanifest`;
  };
  addEventListener('name', icon);
  document.addEventListener('DOMContentLoaded', () => {
    icon();
    draw();
  });
})();
