// The explorer: searches the whole text, narrows by facets with counts, and keeps the choice in the address.
(function () {
  'use strict';

  const PAGE = 10;
  const DEBOUNCE = 200;
  const WORDS = 'q';
  const ORDER = 'sort';
  const ORDERS = { match: 'Best match', title: 'Title, A to Z', newest: 'Newest first' };
  const BROWSING = { shelf: 'asc' };
  const SORTS = { title: { title: 'asc' }, newest: { date: 'desc' } };
  const WIDE = matchMedia('(min-width: 60em)');
  const {
    AS_FILE, count, explainError, loadIndex, make, makeButton, makeList, makeResult, refill, startOnce,
    suggestPlaces, suggestWords,
  } = window.kbFinder;

  // What the page holds: the facets and their values, as links

  function readValue(link) {
    return { id: link.dataset.id, indexed: link.dataset.indexed, label: link.textContent };
  }

  function readGroup(section) {
    const values = [...section.querySelectorAll('a[data-id]')].map(readValue);
    return { facet: section.dataset.facet, label: section.dataset.label, values };
  }

  // The address

  function emptyChoice(view) {
    return { words: '', order: 'match', facets: new Map(view.groups.map(({ facet }) => [facet, new Set()])) };
  }

  function readAddress(view) {
    const query = new URLSearchParams(location.search);
    const choice = emptyChoice(view);
    choice.words = query.get(WORDS) || '';
    if (query.get(ORDER) in ORDERS) choice.order = query.get(ORDER);
    for (const { facet, values } of view.groups) {
      const chosen = query.getAll(facet).filter((id) => values.some((value) => value.id === id));
      choice.facets.set(facet, new Set(chosen));
    }
    return choice;
  }

  function writeAddress(view) {
    const { words, order, facets } = view.choice;
    const query = new URLSearchParams();
    if (words.trim()) query.set(WORDS, words.trim());
    for (const [facet, chosen] of facets) chosen.forEach((id) => query.append(facet, id));
    if (order !== 'match') query.set(ORDER, order);
    const search = query.toString();
    try {
      history.replaceState(history.state, '', location.pathname + (search ? `?${search}` : ''));
    } catch {
      // A page opened as a file may not change its address.
    }
  }

  // Finding

  function chosenFilters(view, left) {
    const filters = {};
    for (const { facet, values } of view.groups) {
      const chosen = view.choice.facets.get(facet);
      const indexed = values.filter((value) => chosen.has(value.id)).map((value) => value.indexed);
      if (indexed.length && facet !== left) filters[facet] = { any: indexed };
    }
    return filters;
  }

  function isFiltered(view) {
    return [...view.choice.facets.values()].some((chosen) => chosen.size);
  }

  // Without words nothing matches better than anything else: then kind and title decide.
  function chosenSort(view) {
    const { words, order } = view.choice;
    return SORTS[order] || (words.trim() ? undefined : BROWSING);
  }

  function ask(view, pagefind, left) {
    const options = { filters: chosenFilters(view, left) };
    const sort = chosenSort(view);
    if (sort && !left) options.sort = sort;
    return pagefind.search(view.choice.words.trim() || null, options);
  }

  // What is found, what each value would find, and how many there were without one of the chosen facets.
  async function find(view, { pagefind }) {
    const chosen = view.groups.filter(({ facet }) => view.choice.facets.get(facet).size);
    const [found, ...without] = await Promise.all([
      ask(view, pagefind),
      ...chosen.map(({ facet }) => ask(view, pagefind, facet)),
    ]);
    const counts = { ...found.filters };
    const loosened = new Map();
    chosen.forEach(({ facet }, index) => {
      counts[facet] = without[index].filters[facet];
      loosened.set(facet, without[index].results.length);
    });
    return { results: found.results, counts, loosened };
  }

  async function search(view) {
    clearTimeout(view.timer);
    const turn = (view.turn += 1);
    view.box.setAttribute('aria-busy', 'true');
    try {
      const index = await loadIndex();
      const found = await find(view, index);
      const first = await Promise.all(found.results.slice(0, PAGE).map((result) => result.data()));
      if (turn !== view.turn) return;
      showCounts(view, found.counts);
      showResults(view, found, first);
    } catch (error) {
      if (turn === view.turn) showError(view, error);
    }
    if (turn === view.turn) view.box.removeAttribute('aria-busy');
  }

  function change(view, act) {
    act();
    writeAddress(view);
    search(view);
  }

  // What was found

  function say(view, text) {
    if (view.status.textContent !== text) view.status.textContent = text;
  }

  function showResults(view, { results, loosened }, first) {
    Object.assign(view, { results, shown: first.length });
    view.list = make('ul', { class: 'kb-results' });
    refill(view.found, results.length ? [view.list] : suggest(view, loosened), () => view.count);
    append(view, first);
    say(view, results.length ? count(results.length, 'result') : 'No results');
  }

  function append(view, found) {
    const items = found.map((data) => makeResult(data, view.choice.words));
    view.list.append(...items);
    const left = view.results.length - view.shown;
    if (left > 0) {
      const text = `Show ${Math.min(PAGE, left)} more of ${left}`;
      view.found.append(makeButton(text, (event) => showMore(view, event.currentTarget)));
    }
    return items;
  }

  async function showMore(view, button) {
    const { turn, shown } = view;
    if (!startOnce(button)) return;
    try {
      const next = await Promise.all(view.results.slice(shown, shown + PAGE).map((result) => result.data()));
      if (turn !== view.turn) return;
      button.remove();
      view.shown += next.length;
      append(view, next)[0].firstElementChild.focus();
      say(view, `${view.shown} of ${count(view.results.length, 'result')} shown`);
    } catch (error) {
      showError(view, error);
    }
  }

  function suggest(view, loosened) {
    const words = view.choice.words.trim();
    const what = words ? `Nothing was found for “${words}”` : 'Nothing was found';
    return [
      make('p', {}, isFiltered(view) ? `${what} with these filters.` : `${what}.`),
      makeList([
        ...view.groups.filter(({ facet }) => loosened.get(facet)).map((group) => suggestLoosening(view, group, loosened)),
        ...(isFiltered(view) ? [makeButton('Clear filters', () => clear(view))] : []),
        ...(words ? suggestWords(words, (word) => searchFor(view, word)) : []),
        ...suggestPlaces(),
      ]),
    ];
  }

  function suggestLoosening(view, { facet, label }, loosened) {
    const text = `Any ${label.toLowerCase()}: ${count(loosened.get(facet), 'result')}`;
    return makeButton(text, () => {
      change(view, () => view.choice.facets.get(facet).clear());
      view.count.focus();
    });
  }

  function showError(view, error) {
    console.error(error);
    view.box.classList.add('kb-explore--failed'); // The facets are links again.
    refill(view.found, [
      make('p', {}, explainError(), ' You can still browse by what stands below.'),
      ...(AS_FILE ? [] : [makeButton('Try again', () => location.reload())]),
    ], () => view.count);
    say(view, 'Search is not available');
  }

  // Controls

  function addField(bar, label, control) {
    bar.append(make('label', { class: 'kb-filters__field' }, make('span', {}, label), control));
    return control;
  }

  function makeWords(view) {
    const field = make('input', {
      class: 'kb-field', type: 'search', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false',
      enterkeyhint: 'search',
    });
    field.addEventListener('input', () => {
      view.choice.words = field.value;
      clearTimeout(view.timer);
      view.timer = setTimeout(() => change(view, () => {}), DEBOUNCE);
    });
    return field;
  }

  function makeOrder(view) {
    const options = Object.entries(ORDERS).map(([value, label]) => make('option', { value }, label));
    const select = make('select', { class: 'kb-field', autocomplete: 'off' }, ...options);
    select.addEventListener('change', () => change(view, () => { view.choice.order = select.value; }));
    return select;
  }

  function choose(chosen, id, on) {
    if (on) chosen.add(id);
    else chosen.delete(id);
  }

  function makeValue(view, facet, value) {
    value.input = make('input', { type: 'checkbox', autocomplete: 'off' });
    value.number = make('span', { class: 'kb-filters__number' });
    value.input.addEventListener('change', () => (
      change(view, () => choose(view.choice.facets.get(facet), value.id, value.input.checked))
    ));
    return make('li', {}, make('label', {}, value.input, make('span', {}, value.label), value.number));
  }

  function makeGroup(view, group) {
    group.chosen = make('span', { class: 'kb-filters__number' });
    const items = group.values.map((value) => makeValue(view, group.facet, value));
    const summary = make('summary', {}, group.label, ' ', group.chosen);
    group.details = make('details', { class: 'kb-filters__group' }, summary, make('ul', { 'aria-label': group.label }, ...items));
    return group.details;
  }

  function makeShow(view) {
    view.show = makeButton('Show results', () => {
      view.all.open = false;
      view.count.focus();
      view.count.scrollIntoView({ block: 'start' });
    }, { class: 'kb-button kb-filters__show' });
    return view.show;
  }

  function makeControls(view) {
    const bar = make('form', { class: 'kb-filters__bar', role: 'search' });
    bar.addEventListener('submit', (event) => {
      event.preventDefault();
      change(view, () => {});
      view.count.focus();
    });
    view.words = addField(bar, 'Words', makeWords(view));
    view.order = addField(bar, 'Order', makeOrder(view));
    view.allLabel = make('summary', {}, 'Filters');
    const panel = make('div', {}, ...view.groups.map((group) => makeGroup(view, group)), makeShow(view));
    view.all = make('details', { class: 'kb-filters__all' }, view.allLabel, panel);
    bar.append(view.all);
    return make('div', { class: 'kb-filters' }, bar);
  }

  function build(view) {
    view.status = make('span', { role: 'status' }, 'Loading the index…');
    view.clear = makeButton('Clear filters', () => clear(view), { hidden: '' });
    view.count = make('p', { class: 'kb-filters__count', tabindex: '-1' }, view.status, view.clear);
    view.found = make('div', { class: 'kb-explore__found' });
    const heading = make('h2', { class: 'kb-hidden' }, 'Results');
    view.box.prepend(makeControls(view), heading, view.count, view.found);
  }

  function clear(view) {
    change(view, () => {
      const { words, order } = view.choice;
      view.choice = { ...emptyChoice(view), words, order };
    });
    view.count.focus();
  }

  function searchFor(view, words) {
    view.words.value = words;
    change(view, () => { view.choice.words = words; });
    view.words.focus();
  }

  // What the page shows

  function showGroup(view, group, counts) {
    const chosen = view.choice.facets.get(group.facet);
    for (const { id, indexed, input, number } of group.values) {
      const found = (counts && counts[indexed]) || 0;
      input.checked = chosen.has(id);
      // What has the focus stays usable: a browser drops the focus of what is disabled.
      input.disabled = !found && !input.checked && input !== document.activeElement;
      number.textContent = found.toLocaleString('en');
    }
    group.chosen.textContent = chosen.size ? `${chosen.size} chosen` : '';
  }

  function showCounts(view, counts) {
    for (const group of view.groups) showGroup(view, group, counts[group.facet]);
    const chosen = [...view.choice.facets.values()].reduce((sum, { size }) => sum + size, 0);
    view.allLabel.textContent = chosen ? `Filters (${chosen} chosen)` : 'Filters';
    view.clear.hidden = !chosen;
  }

  // Beside the results all facets are open to view, and the first shows its values.
  function openGroups(view) {
    view.all.open = WIDE.matches;
    view.groups.forEach(({ facet, details }, index) => {
      details.open = (WIDE.matches && index === 0) || view.choice.facets.get(facet).size > 0;
    });
  }

  function takeFromAddress(view) {
    view.choice = readAddress(view);
    view.words.value = view.choice.words;
    view.order.value = view.choice.order;
    search(view);
  }

  function start(box) {
    const groups = [...box.querySelectorAll('[data-facet]')].map(readGroup);
    const view = { box, groups, turn: 0, timer: 0, results: [], shown: 0 };
    build(view);
    box.classList.add('kb-explore--ready');
    takeFromAddress(view);
    openGroups(view);
    WIDE.addEventListener('change', () => openGroups(view));
    window.addEventListener('popstate', () => takeFromAddress(view));
  }

  document.querySelectorAll('.kb-explore').forEach(start);
})();
