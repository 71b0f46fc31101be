// Narrows the list of an index page by facet, words and order, and keeps the choice in the page's address.
(function () {
  'use strict';

  const WIDE = matchMedia('(min-width: 60em)');
  const WORDS = 'q';
  const ORDER = 'sort';
  const ORDERS = { title: 'Title, A to Z', newest: 'Newest first' };
  const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function fold(text) {
    return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  }

  // What the page holds

  function readFacets(box) {
    try {
      const facets = JSON.parse(box.dataset.facets);
      return Array.isArray(facets) ? facets : [];
    } catch {
      return []; // Words and order still work.
    }
  }

  function readCard(element, labels) {
    const tags = new Set((element.dataset.tags || '').split(/\s+/).filter(Boolean));
    const named = [...tags].map((tag) => labels.get(tag) || '');
    return {
      element,
      tags,
      title: element.dataset.title || element.textContent.trim(),
      year: Number(element.dataset.year) || 0,
      text: fold([element.textContent, ...named].join(' ')),
    };
  }

  function readList(box) {
    const facets = readFacets(box);
    const labels = new Map(facets.flatMap((facet) => facet.tags));
    const list = box.querySelector('.kb-cards');
    const cards = [...list.children].map((element) => readCard(element, labels));
    return { box, list, facets, cards, noun: box.dataset.noun || 'records' };
  }

  // What the reader chose

  function emptyChoice(view) {
    return { words: '', order: 'title', tags: new Map(view.facets.map(({ facet }) => [facet, new Set()])) };
  }

  function readAddress(view) {
    const query = new URLSearchParams(location.search);
    const choice = emptyChoice(view);
    choice.words = query.get(WORDS) || '';
    if (query.get(ORDER) === 'newest' && hasYears(view)) choice.order = 'newest';
    for (const { facet, tags } of view.facets) {
      const known = new Set(tags.map(([tag]) => tag));
      choice.tags.set(facet, new Set(query.getAll(facet).filter((tag) => known.has(tag))));
    }
    return choice;
  }

  function writeAddress(view) {
    const { words, order, tags } = view.choice;
    const query = new URLSearchParams(location.search);
    [WORDS, ORDER, ...tags.keys()].forEach((name) => query.delete(name));
    if (words.trim()) query.set(WORDS, words.trim());
    if (order !== 'title') query.set(ORDER, order);
    for (const [facet, chosen] of tags) chosen.forEach((tag) => query.append(facet, tag));
    const search = query.toString();
    try {
      history.replaceState(history.state, '', location.pathname + (search ? `?${search}` : '') + location.hash);
    } catch {
      // A page opened as a file may not change its address.
    }
  }

  function hasYears(view) {
    return view.cards.some((card) => card.year);
  }

  function numberChosen(view) {
    return [...view.choice.tags.values()].reduce((sum, chosen) => sum + chosen.size, 0);
  }

  // What fits it

  function fitsWords(card, words) {
    return fold(words).split(/\s+/).every((word) => card.text.includes(word));
  }

  // Within a facet one of the chosen tags is enough; every facet must fit. `left` is a facet to leave out.
  function fitsTags(card, tags, left) {
    return [...tags].every(([facet, chosen]) => (
      facet === left || !chosen.size || [...chosen].some((tag) => card.tags.has(tag))
    ));
  }

  function findFitting(view, left) {
    const { words, tags } = view.choice;
    return view.cards.filter((card) => fitsTags(card, tags, left) && fitsWords(card, words));
  }

  function sortCards(view) {
    const newest = view.choice.order === 'newest';
    return [...view.cards].sort((a, b) => (newest && b.year - a.year) || collator.compare(a.title, b.title));
  }

  // Controls

  function addField(bar, label, control) {
    bar.append(make('label', { class: 'kb-filters__field' }, make('span', {}, label), control));
    return control;
  }

  function makeOrder(view) {
    const options = Object.entries(ORDERS).map(([value, label]) => make('option', { value }, label));
    const select = make('select', { class: 'kb-field', autocomplete: 'off' }, ...options);
    select.addEventListener('change', () => change(view, () => { view.choice.order = select.value; }));
    return select;
  }

  function makeWords(view) {
    const attributes = { class: 'kb-field', type: 'search', autocomplete: 'off', spellcheck: 'false' };
    const field = make('input', attributes);
    field.addEventListener('input', () => change(view, () => { view.choice.words = field.value; }));
    return field;
  }

  function choose(chosen, tag, on) {
    if (on) chosen.add(tag);
    else chosen.delete(tag);
  }

  // A facet's values as boxes to tick. `view` holds the choice and says with `view.change` what ticking does.
  function makeValue(view, facet, [tag, label]) {
    const input = make('input', { type: 'checkbox', autocomplete: 'off' });
    const number = make('span', { class: 'kb-filters__number' });
    const item = make('li', {}, make('label', {}, input, make('span', {}, label), number));
    input.addEventListener('change', () => (
      view.change(() => choose(view.choice.tags.get(facet), tag, input.checked))
    ));
    view.values.push({ facet, tag, input, number, item });
    return item;
  }

  function makeGroup(view, { facet, label, tags }) {
    const chosen = make('span', { class: 'kb-filters__number' });
    const values = make('ul', { 'aria-label': label }, ...tags.map((tag) => makeValue(view, facet, tag)));
    const summary = make('summary', {}, label, ' ', chosen);
    const group = make('details', { class: 'kb-filters__group' }, summary, values);
    view.groups.push({ facet, group, chosen, values });
    return group;
  }

  function makeShowButton(view) {
    const button = make('button', { type: 'button', class: 'kb-button kb-filters__show' });
    button.addEventListener('click', () => {
      view.all.open = false;
      view.count.focus();
      view.count.scrollIntoView({ block: 'start' });
    });
    return button;
  }

  function makeAll(view) {
    Object.assign(view, { values: [], groups: [] });
    view.allLabel = make('summary', {});
    view.show = makeShowButton(view);
    const groups = view.facets.map((facet) => makeGroup(view, facet));
    const panel = make('div', {}, ...groups, view.show);
    return make('details', { class: 'kb-filters__all' }, view.allLabel, panel);
  }

  function makeBar(view) {
    const bar = make('div', { class: 'kb-filters__bar' });
    view.words = addField(bar, 'Words', makeWords(view));
    if (hasYears(view)) view.order = addField(bar, 'Order', makeOrder(view));
    view.all = makeAll(view);
    if (view.facets.length) bar.append(view.all);
    return bar;
  }

  function makeCount(view) {
    view.status = make('span', { role: 'status' });
    view.clear = make('button', { type: 'button', class: 'kb-button' }, 'Clear filters');
    view.clear.addEventListener('click', () => clear(view));
    return make('p', { class: 'kb-filters__count', tabindex: '-1' }, view.status, view.clear);
  }

  function makeNone(view) {
    const text = `No ${view.noun} fit all of this. Take out a word or a filter, or clear them all.`;
    return make('p', { class: 'kb-filters__none', hidden: '' }, text);
  }

  function build(view) {
    const bar = makeBar(view);
    view.count = makeCount(view);
    view.none = makeNone(view);
    const attributes = { class: 'kb-filters', role: 'group', 'aria-label': `Narrow the ${view.noun}` };
    view.list.before(make('div', attributes, bar), view.count);
    view.list.after(view.none);
  }

  // What the page shows

  function showValues(view, countOf) {
    for (const { facet, tag, input, number } of view.values) {
      const count = countOf(facet, tag);
      input.checked = view.choice.tags.get(facet).has(tag);
      // What has the focus stays usable: a browser drops the focus of what is disabled.
      input.disabled = !count && !input.checked && input !== document.activeElement;
      number.textContent = count.toLocaleString('en');
    }
    view.groups.forEach((group) => keepReachable(view, group));
  }

  // A list that scrolls and in which nothing can be ticked is reached by the keyboard itself.
  function keepReachable(view, { facet, values }) {
    const usable = view.values.some((each) => each.facet === facet && !each.input.disabled);
    if (usable) values.removeAttribute('tabindex');
    else values.setAttribute('tabindex', '0');
  }

  function countCards(view) {
    const fitting = new Map(view.facets.map(({ facet }) => [facet, findFitting(view, facet)]));
    return (facet, tag) => fitting.get(facet).filter((card) => card.tags.has(tag)).length;
  }

  function showGroups(view) {
    const chosen = numberChosen(view);
    for (const item of view.groups) {
      const { size } = view.choice.tags.get(item.facet);
      item.chosen.textContent = size ? `${size} chosen` : '';
    }
    view.allLabel.textContent = chosen ? `Filters (${chosen} chosen)` : 'Filters';
  }

  function showCount(view, found) {
    const all = view.cards.length;
    const number = found === all ? `${all}` : `${found} of ${all}`;
    view.status.textContent = `${number} ${view.noun}`;
    view.show.textContent = `Show ${found} ${view.noun}`;
    view.clear.hidden = !view.choice.words.trim() && !numberChosen(view);
    view.none.hidden = found > 0;
  }

  function showCards(view, fitting) {
    const shown = new Set(fitting);
    const ordered = sortCards(view);
    for (const card of view.cards) card.element.hidden = !shown.has(card);
    if (ordered.some((card, index) => view.list.children[index] !== card.element)) {
      view.list.append(...ordered.map((card) => card.element));
    }
  }

  function show(view) {
    const fitting = findFitting(view);
    showCards(view, fitting);
    showValues(view, countCards(view));
    showGroups(view);
    showCount(view, fitting.length);
  }

  function change(view, act) {
    act();
    show(view);
    writeAddress(view);
  }

  function clear(view) {
    const { order } = view.choice;
    change(view, () => { view.choice = { ...emptyChoice(view), order }; });
    view.words.value = '';
    view.words.focus();
  }

  function takeFromAddress(view) {
    view.choice = readAddress(view);
    view.words.value = view.choice.words;
    if (view.order) view.order.value = view.choice.order;
    show(view);
  }

  // Beside the cards all facets are open to view, and the first one shows its values.
  function openGroups(view) {
    view.all.open = WIDE.matches;
    view.groups.forEach(({ facet, group }, index) => {
      group.open = (WIDE.matches && index === 0) || view.choice.tags.get(facet).size > 0;
    });
  }

  function start(box) {
    const view = readList(box);
    view.change = (act) => change(view, act);
    build(view);
    takeFromAddress(view);
    openGroups(view);
    WIDE.addEventListener('change', () => openGroups(view));
    window.addEventListener('popstate', () => takeFromAddress(view));
    box.classList.add('kb-filterable--ready');
  }

  document.querySelectorAll('.kb-filterable[data-facets]').forEach((box) => {
    if (box.querySelector('.kb-cards')) start(box);
  });

  // For lists that are found and shown in another way: the register of activities.
  window.kbFilters = Object.freeze({
    WIDE, addField, collator, fold, make, makeAll, numberChosen, openGroups, showGroups, showValues,
  });
})();
