// Finds records and sources: the search dialog of every page, over the index that Pagefind makes.
(function () {
  'use strict';

  const {
    AS_FILE, FACETS, KINDS, explainError, loadIndex,
    make, makeButton, makeLink, makeList, makeResult, pageAddress, refill, startOnce, suggestPlaces, suggestWords,
  } = window.kbFinder;
  const { translate, translateCount } = window.kbWords;
  const KEY_SETTING = 'kb-search-key';
  const PAGE = 10;
  const DEBOUNCE = 180;
  const START = translate('Write a word or two, or choose a kind or a filter above.')
    + ` ${translate('In quotation marks, words are found side by side.')}`;
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  const state = { query: '', kinds: new Set(), facets: new Map(), turn: 0, results: [], shown: 0 };
  let parts = null; // The dialog and what it is made of, once it was opened.
  let opener = null;
  let timer = 0;
  let loaded = false; // Whether the index was there once.

  // Finding

  function chosenFilters(left) {
    const filters = {};
    if (state.kinds.size && left !== 'kind') filters.kind = { any: [...state.kinds] };
    for (const [facet, value] of state.facets) if (facet !== left) filters[facet] = value;
    return filters;
  }

  function isFiltered() {
    return state.kinds.size > 0 || state.facets.size > 0;
  }

  // What a value of a facet would find if it were chosen instead of the one that is.
  async function countValues(pagefind, query, filters) {
    const counts = { ...filters };
    const chosen = [...(state.kinds.size ? ['kind'] : []), ...state.facets.keys()];
    await Promise.all(chosen.map(async (facet) => {
      const found = await pagefind.search(query, { filters: chosenFilters(facet) });
      counts[facet] = found.filters[facet];
    }));
    return counts;
  }

  async function find({ pagefind, totals }) {
    const query = state.query.trim() || null;
    if (!query && !isFiltered()) return { results: null, counts: totals };
    const found = await pagefind.search(query, { filters: chosenFilters() });
    return { results: found.results, counts: await countValues(pagefind, query, found.filters) };
  }

  async function search() {
    clearTimeout(timer);
    const turn = (state.turn += 1);
    parts.explore.href = exploreAddress();
    try {
      if (!loaded) say(translate('Loading the index…'));
      const index = await loadIndex();
      loaded = true;
      const { results, counts } = await find(index);
      if (turn !== state.turn) return;
      showCounts(index.totals, counts);
      if (results) await showResults(results, turn);
      else showStart(index.totals);
    } catch (error) {
      if (turn === state.turn) showError(error);
    }
  }

  // The explorer goes on from the same words and kinds.
  function exploreAddress() {
    const query = new URLSearchParams();
    if (state.query.trim()) query.set('q', state.query.trim());
    state.kinds.forEach((kind) => query.append('kind', KINDS.get(kind).name));
    return pageAddress(`explore/?${query}`).replace(/\?$/, '');
  }

  function searchSoon() {
    clearTimeout(timer);
    timer = setTimeout(search, DEBOUNCE);
  }

  // What was found

  function say(text) {
    if (parts.status.textContent !== text) parts.status.textContent = text;
  }

  // Whoever was in the old list already goes on in the new one.
  function fillBody(children) {
    refill(parts.body, children, () => stops()[1] || parts.field);
  }

  function countResults(number) {
    return translateCount(number, '{number} result', '{number} results');
  }

  function showResult(data) {
    return makeResult(data, state.query);
  }

  async function showResults(results, turn) {
    const first = await Promise.all(results.slice(0, PAGE).map((result) => result.data()));
    if (turn !== state.turn) return;
    Object.assign(state, { results, shown: first.length });
    parts.list = make('ul', { class: 'kb-results' }, ...first.map(showResult));
    fillBody(results.length ? [parts.list] : suggest());
    parts.body.scrollTop = 0;
    addMoreButton();
    say(results.length ? countResults(results.length) : translate('No results'));
  }

  function addMoreButton() {
    const left = state.results.length - state.shown;
    if (left <= 0) return;
    const text = translate('Show {number} more of {left}', { number: Math.min(PAGE, left), left });
    parts.body.append(makeButton(text, showMore));
  }

  async function showMore(event) {
    const button = event.currentTarget;
    const { turn, shown } = state;
    if (!startOnce(button)) return;
    try {
      const next = await Promise.all(state.results.slice(shown, shown + PAGE).map((result) => result.data()));
      if (turn !== state.turn) return;
      button.remove();
      appendResults(next);
    } catch (error) {
      showError(error);
    }
  }

  function appendResults(found) {
    const items = found.map(showResult);
    parts.list.append(...items);
    state.shown += found.length;
    addMoreButton();
    items[0].firstElementChild.focus();
    const total = countResults(state.results.length);
    say(translate('{number} shown of {total}', { number: state.shown, total }));
  }

  // What to do where there is nothing to show

  function explainNothing(query) {
    if (!query) return translate('Nothing was found with these filters.');
    return isFiltered()
      ? translate('Nothing was found for “{query}” with these filters.', { query })
      : translate('Nothing was found for “{query}”.', { query });
  }

  function suggest() {
    const query = state.query.trim();
    return [
      make('p', {}, explainNothing(query)),
      makeList([
        ...(isFiltered() ? [makeButton(translate('Clear filters'), clearFilters)] : []),
        ...(query ? suggestWords(query, searchFor) : []),
        ...suggestPlaces(),
      ]),
    ];
  }

  function showStart(totals) {
    const { Source: sources = 0, ...others } = totals.kind || {};
    const pages = Object.values(others).reduce((sum, number) => sum + number, 0);
    Object.assign(state, { results: [], shown: 0 });
    fillBody([
      make('p', {}, START),
      make('p', { class: 'kb-search__keys' }, ...explainKeys()),
      makeKeySetting(),
    ]);
    say([
      translateCount(pages, '{number} page to search', '{number} pages to search'),
      ...(sources ? [translateCount(sources, '{number} source', '{number} sources')] : []),
    ].join(', '));
  }

  function explainKeys() {
    const key = (text) => make('kbd', {}, text);
    return [
      key('↓'), ' ', key('↑'), ` ${translate('move')} · `,
      key('Enter'), ` ${translate('opens')} · `, key('Esc'), ` ${translate('closes')}`,
    ];
  }

  function showError(error) {
    console.error(error);
    fillBody([
      make('p', {}, explainError()),
      ...(AS_FILE ? [] : [makeButton(translate('Try again'), search)]),
      makeList([makeLink('tags/', translate('See all topics and tags'))]),
    ]);
    say(translate('Search is not available'));
  }

  // Kinds and facets

  function makeKindButton(kind, { plural }) {
    const button = makeButton(plural, () => {
      if (!state.kinds.delete(kind)) state.kinds.add(kind);
      search();
    });
    button.setAttribute('aria-pressed', 'false');
    return button;
  }

  function makeFacetSelect(facet) {
    const select = make('select', { class: 'kb-field', autocomplete: 'off' });
    select.addEventListener('change', () => {
      if (select.value) state.facets.set(facet, select.value);
      else state.facets.delete(facet);
      search();
    });
    return select;
  }

  function fillSelect(select, totals) {
    const values = Object.keys(totals).sort(collator.compare);
    const options = values.map((value) => make('option', { value }, value));
    select.append(make('option', { value: '' }, translate('Any')), ...options);
  }

  function showKindCounts(totals, counts) {
    for (const [kind, button] of parts.kinds) {
      const number = (counts.kind && counts.kind[kind]) || 0;
      button.textContent = `${KINDS.get(kind).plural} ${number}`;
      button.setAttribute('aria-pressed', String(state.kinds.has(kind)));
      button.hidden = !(totals.kind && totals.kind[kind]);
    }
  }

  function showFacetCounts(facet, select, totals, counts) {
    if (!select.options.length) fillSelect(select, totals);
    const chosen = state.facets.get(facet) || '';
    for (const option of [...select.options].slice(1)) {
      const number = counts[option.value] || 0;
      option.textContent = `${option.value} (${number})`;
      option.disabled = !number && option.value !== chosen;
    }
    select.value = chosen;
    select.parentElement.hidden = select.options.length < 2;
  }

  function showCounts(totals, counts) {
    showKindCounts(totals, counts);
    for (const [facet, select] of parts.facets) {
      showFacetCounts(facet, select, totals[facet] || {}, counts[facet] || {});
    }
    const chosen = state.facets.size;
    parts.moreLabel.textContent = chosen
      ? translate('More filters ({number} chosen)', { number: chosen }) : translate('More filters');
    parts.clear.hidden = !isFiltered();
  }

  function clearFilters() {
    state.kinds.clear();
    state.facets.clear();
    parts.field.focus();
    search();
  }

  // The dialog

  function makeHead() {
    parts.field = make('input', {
      class: 'kb-field', type: 'search', id: 'kb-search-field', autocomplete: 'off', autocapitalize: 'off',
      spellcheck: 'false', enterkeyhint: 'search', placeholder: translate('Search records and sources'),
    });
    parts.field.addEventListener('input', () => {
      state.query = parts.field.value;
      searchSoon();
    });
    const label = make('label', { class: 'kb-hidden', for: 'kb-search-field' }, translate('Search'));
    const form = make('form', { class: 'kb-search__head', role: 'search' });
    form.append(label, parts.field, makeButton(translate('Close'), close));
    form.addEventListener('submit', onSubmit);
    return form;
  }

  function makeKinds() {
    parts.kinds = new Map([...KINDS].map(([kind, about]) => [kind, makeKindButton(kind, about)]));
    const attributes = { class: 'kb-search__kinds', role: 'group', 'aria-label': translate('Kind') };
    return make('div', attributes, ...parts.kinds.values());
  }

  function makeMore() {
    parts.facets = new Map([...FACETS.keys()].map((facet) => [facet, makeFacetSelect(facet)]));
    parts.moreLabel = make('summary', {}, translate('More filters'));
    parts.clear = makeButton(translate('Clear filters'), clearFilters);
    const labels = [...parts.facets].map(([facet, select]) => make('label', {}, FACETS.get(facet), select));
    const facets = make('div', { class: 'kb-search__facets' }, ...labels);
    return make('details', { class: 'kb-search__more' }, parts.moreLabel, facets);
  }

  function makeFoot() {
    parts.status = make('span', { role: 'status' });
    parts.clear.hidden = true;
    parts.explore = makeLink('explore/', translate('Explore'));
    const links = make('span', { class: 'kb-search__links' }, parts.clear, parts.explore);
    return make('p', { class: 'kb-search__status' }, parts.status, links);
  }

  function build() {
    parts = { body: make('div', { class: 'kb-search__body' }), list: null };
    const title = make('h2', { class: 'kb-hidden', id: 'kb-search-title' }, translate('Search'));
    parts.dialog = make('dialog', { class: 'kb-search', 'aria-labelledby': title.id });
    parts.dialog.append(title, makeHead(), makeKinds(), makeMore(), makeFoot(), parts.body);
    parts.dialog.addEventListener('keydown', onKey);
    parts.dialog.addEventListener('click', onClick);
    parts.dialog.addEventListener('close', onClose);
    document.body.append(parts.dialog);
  }

  function open(from) {
    if (!parts) build();
    if (parts.dialog.open) return;
    opener = from;
    parts.field.value = state.query;
    parts.dialog.showModal();
    parts.field.focus();
    parts.field.select();
    if (!loaded || !parts.body.childElementCount) search(); // Otherwise what was found still stands.
  }

  function close() {
    parts.dialog.close();
  }

  function onClose() {
    clearTimeout(timer);
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  }

  function searchFor(words) {
    state.query = words;
    parts.field.value = words;
    parts.field.focus();
    search();
  }

  // Enter in the field ends writing: it searches at once and goes to the first result.
  async function onSubmit(event) {
    event.preventDefault();
    await search();
    moveTo(stops()[1]);
  }

  // Keys and clicks

  // Where the arrow keys stop: the field, each result, the button for more.
  function stops() {
    return [parts.field, ...parts.body.querySelectorAll('.kb-results a, :scope > .kb-button')];
  }

  function moveTo(stop) {
    if (!stop) return;
    stop.focus();
    if (stop === parts.field) parts.body.scrollTop = 0;
  }

  function onKey(event) {
    const places = stops();
    const here = places.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' && here === 0) {
      event.preventDefault(); // A search field would only be emptied.
      close();
    } else if (step && here >= 0 && places[here + step]) {
      event.preventDefault();
      moveTo(places[here + step]);
    }
  }

  function isOutside(box, event) {
    const { clientX: x, clientY: y } = event;
    return x < box.left || x > box.right || y < box.top || y > box.bottom;
  }

  function onClick(event) {
    const link = event.target.closest('a');
    const here = link && link.pathname === location.pathname;
    const outside = event.target === parts.dialog && isOutside(parts.dialog.getBoundingClientRect(), event);
    if (here || outside) close();
  }

  function isTyping(target) {
    const isElement = target instanceof Element;
    return isElement && (target.isContentEditable || target.matches('input, textarea, select'));
  }

  function isShortcut(event) {
    if (event.altKey || event.defaultPrevented || event.isComposing) return false;
    const isK = event.key.toLowerCase() === 'k' && !event.shiftKey;
    return event.ctrlKey || event.metaKey ? isK : event.key === '/' && isKeyOn();
  }

  function onShortcut(event) {
    if (!isShortcut(event) || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    open(document.activeElement);
  }

  // A single key can be in the way of speech input and other aids, so it can be turned off.

  function isKeyOn() {
    try {
      return localStorage.getItem(KEY_SETTING) !== 'off';
    } catch {
      return true;
    }
  }

  function setKey(on) {
    try {
      localStorage.setItem(KEY_SETTING, on ? 'on' : 'off');
    } catch {
      // Storage is blocked: the key stays as it was.
    }
  }

  function makeKeySetting() {
    const box = make('input', { type: 'checkbox', autocomplete: 'off' });
    box.checked = isKeyOn();
    box.addEventListener('change', () => setKey(box.checked));
    const [before, after] = translate('The key {key} opens search').split('{key}');
    const label = make('label', {}, box, ` ${before}`, make('kbd', {}, '/'), after);
    return make('p', { class: 'kb-search__keys' }, label);
  }

  // The ways in

  // The link leads on where there is no script; with one, it is a button.
  function becomeButton(link) {
    const button = make('button', { type: 'button', 'aria-haspopup': 'dialog' }, ...link.childNodes);
    if (link.className) button.className = link.className;
    button.addEventListener('click', () => open(button));
    link.replaceWith(button);
    return button;
  }

  // The last part of an address that leads nowhere, as words.
  function wordsOfAddress() {
    const path = location.pathname.replace(/\/((index|404)\.html?)?$/, '').split('/').pop();
    let words = path;
    try {
      words = decodeURIComponent(path);
    } catch {
      // Not well encoded: the signs are dropped below.
    }
    return words.replace(/\.(html?|md)$/i, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim().slice(0, 80);
  }

  function prefillFromAddress(button) {
    state.query = wordsOfAddress();
    if (state.query) button.textContent = translate('Search for “{query}”', { query: state.query });
  }

  function prepareHero(link) {
    const fromAddress = link.parentElement.hasAttribute('data-from-address');
    const button = becomeButton(link);
    if (fromAddress) prefillFromAddress(button);
    button.append(make('kbd', { 'aria-hidden': 'true' }, '/'));
  }

  if (!window.HTMLDialogElement) return; // The links still lead to the lists.
  document.querySelectorAll('a.kb-search-open').forEach(becomeButton);
  document.querySelectorAll('.kb-hero__search a').forEach(prepareHero);
  document.addEventListener('keydown', onShortcut);
})();
