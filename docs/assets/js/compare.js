// Sorts and narrows the table of techniques, and sets two to four side by side; the address keeps it all.
(function () {
  'use strict';

  const MOST = 4;
  const SORT = 'sort';
  const SIDE = 'side';
  const DEFAULT_SORT = { key: 'title', direction: 'ascending' };
  const HINTS = { 1: ', choose one to three more', [MOST]: ', the most there may be' };
  const NONE = 'No technique fits all of this. Take out a filter, or clear them all.';
  const { make, makeButton } = window.kbFinder;
  const { makeSortable } = window.kbTables;

  // What the page holds

  function readRow(element) {
    const { dataset } = element;
    const link = element.querySelector('th a');
    return {
      element,
      id: dataset.id,
      title: link.textContent,
      link,
      summary: dataset.summary,
      fits: (name, value) => (element.getAttribute(`data-fits-${name}`) || '').split(' ').includes(value),
    };
  }

  function readView(box) {
    const table = box.querySelector('table');
    return {
      box,
      table,
      region: table.parentElement,
      heads: [...table.tHead.rows[0].cells],
      rows: [...table.tBodies[0].rows].map(readRow),
      filters: JSON.parse(box.dataset.filters),
    };
  }

  // The address

  function readSort(view, text) {
    const key = text.replace(/^-/, '');
    if (!view.heads.some((head) => head.dataset.key === key)) return DEFAULT_SORT;
    return { key, direction: text.startsWith('-') ? 'descending' : 'ascending' };
  }

  function readAddress(view) {
    const query = new URLSearchParams(location.search);
    const known = new Set(view.rows.map((row) => row.id));
    const values = view.filters.map(({ name, values: all }) => {
      const value = query.get(name) || '';
      return [name, all.some(([each]) => each === value) ? value : ''];
    });
    const side = [...new Set((query.get(SIDE) || '').split(','))].filter((id) => known.has(id));
    return {
      values: new Map(values),
      sort: readSort(view, query.get(SORT) || ''),
      side: side.slice(0, MOST),
    };
  }

  function writeAddress(view) {
    const { values, sort, side } = view.choice;
    const query = new URLSearchParams(location.search);
    [SORT, SIDE, ...values.keys()].forEach((name) => query.delete(name));
    for (const [name, value] of values) if (value) query.set(name, value);
    const isDefault = sort.key === DEFAULT_SORT.key && sort.direction === DEFAULT_SORT.direction;
    if (!isDefault) query.set(SORT, (sort.direction === 'descending' ? '-' : '') + sort.key);
    if (side.length) query.set(SIDE, side.join(','));
    const search = query.toString().replaceAll('%2C', ',');
    try {
      history.replaceState(history.state, '', location.pathname + (search ? `?${search}` : '') + location.hash);
    } catch {
      // A page opened as a file may not change its address.
    }
  }

  // Filters

  function fits(view, row) {
    return [...view.choice.values].every(([name, value]) => !value || row.fits(name, value));
  }

  // Controls

  function makeFilter(view, { name, label, values }) {
    const options = values.map(([value, text]) => make('option', { value }, text));
    const any = make('option', { value: '' }, 'Any');
    const select = make('select', { class: 'kb-field', autocomplete: 'off' }, any, ...options);
    select.addEventListener('change', () => change(view, () => view.choice.values.set(name, select.value)));
    view.selects.set(name, select);
    return make('label', { class: 'kb-filters__field' }, make('span', {}, label), select);
  }

  function makeFilters(view) {
    view.selects = new Map();
    view.status = make('span', { role: 'status' });
    view.clear = makeButton('Clear filters', () => clearFilters(view));
    view.none = make('p', { class: 'kb-filters__none', hidden: '' }, NONE);
    const fields = view.filters.map((filter) => makeFilter(view, filter));
    view.more = make('summary', {}, 'Filters');
    const attributes = { class: 'kb-compare__fields', role: 'group', 'aria-label': 'Narrow the techniques' };
    view.folded = make('details', { class: 'kb-compare__filters' }, view.more, make('div', attributes, ...fields));
    const count = make('p', { class: 'kb-filters__count' }, view.status, view.clear);
    view.region.before(view.folded, count, view.none);
  }

  function clearFilters(view) {
    change(view, () => view.choice.values.forEach((_, name) => view.choice.values.set(name, '')));
    view.more.focus();
  }

  function makeBox(view, row) {
    row.box = make('input', { type: 'checkbox', autocomplete: 'off', 'aria-label': `Set ${row.title} side by side` });
    row.box.addEventListener('change', () => choose(view, row, row.box.checked));
    const label = make('label', { class: 'kb-choose__box' }, row.box);
    row.element.cells[0].prepend(label);
  }

  function choose(view, row, on) {
    change(view, () => {
      const others = view.choice.side.filter((id) => id !== row.id);
      view.choice.side = on ? [...others, row.id] : others;
    });
  }

  // To the box of a technique if it is shown, to the first that is, or to the filters that hide them all.
  function goOnAt(view, row) {
    const first = view.table.querySelector('tbody tr:not([hidden])');
    const shown = row && !row.element.hidden ? row.element : first;
    (shown ? shown.querySelector('input') : view.more).focus();
  }

  function makeChooser(view) {
    view.chosen = make('span', { role: 'status' });
    view.named = make('span', { class: 'kb-choose__names' });
    view.open = makeButton('Side by side', () => openSide(view));
    const reset = makeButton('Choose none', () => {
      change(view, () => { view.choice.side = []; });
      goOnAt(view);
    });
    view.chooser = make('div', { class: 'kb-choose', hidden: '' }, make('p', {}, view.chosen, view.named), view.open, reset);
    view.box.append(view.chooser);
  }

  // Side by side

  function makeSide(view) {
    view.side = make('section', { class: 'kb-side', 'aria-labelledby': 'side-by-side', hidden: '' });
    view.box.prepend(view.side);
  }

  function openSide(view) {
    view.sideIsOpen = true;
    showSide(view);
    const heading = view.side.querySelector('h2');
    heading.focus();
    heading.scrollIntoView({ block: 'start' });
  }

  function takeOut(view, row) {
    choose(view, row, false);
    const heading = view.side.querySelector('h2');
    if (heading && !view.side.hidden) heading.focus();
    else goOnAt(view, row);
  }

  function makeSideHead(view, row) {
    const link = make('a', { href: row.link.getAttribute('href') }, row.title);
    const out = makeButton('Take out', () => takeOut(view, row), { 'aria-label': `Take out ${row.title}` });
    return make('th', { scope: 'col' }, link, make('p', {}, row.summary), out);
  }

  function copyCell(row, column) {
    const cell = make('td', {});
    cell.append(...[...row.element.cells[column].childNodes].map((node) => node.cloneNode(true)));
    return cell;
  }

  function makeSideTable(view, rows) {
    const head = make('tr', {}, make('td', {}), ...rows.map((row) => makeSideHead(view, row)));
    const lines = view.heads.slice(1).map((column, index) => (
      make('tr', {}, make('th', { scope: 'row' }, column.textContent), ...rows.map((row) => copyCell(row, index + 1)))
    ));
    const name = `kb-table kb-side__table kb-side__table--${rows.length}`;
    const table = make('table', { class: name, 'aria-label': 'Techniques side by side' });
    table.append(make('thead', {}, head), make('tbody', {}, ...lines));
    return table;
  }

  function showSide(view) {
    const { side } = view.choice;
    view.sideIsOpen = view.sideIsOpen && side.length > 1;
    view.side.hidden = !view.sideIsOpen;
    view.open.hidden = side.length < 2;
    if (!view.sideIsOpen) return view.side.replaceChildren();
    const rows = side.map((id) => view.rows.find((row) => row.id === id));
    const attributes = { class: 'kb-table-scroll', role: 'region', tabindex: '0', 'aria-label': 'Techniques side by side' };
    return view.side.replaceChildren(
      make('h2', { id: 'side-by-side', tabindex: '-1' }, 'Side by side'),
      make('div', attributes, makeSideTable(view, rows)),
    );
  }

  function showChooser(view) {
    const { side } = view.choice;
    for (const row of view.rows) {
      row.box.checked = side.includes(row.id);
      row.box.disabled = side.length >= MOST && !row.box.checked;
    }
    view.chooser.hidden = !side.length;
    view.chosen.textContent = side.length ? `${side.length} chosen${HINTS[side.length] || ''}` : '';
    view.named.textContent = side.map((id) => view.rows.find((row) => row.id === id).title).join(', ');
  }

  // What the page shows

  function showRows(view) {
    const fitting = new Set(view.rows.filter((row) => fits(view, row)));
    for (const row of view.rows) row.element.hidden = !fitting.has(row);
    view.sort(view.choice.sort);
    return fitting.size;
  }

  function showFilters(view, found) {
    const chosen = [...view.choice.values.values()].filter(Boolean).length;
    const all = view.rows.length;
    for (const [name, value] of view.choice.values) view.selects.get(name).value = value;
    view.more.textContent = chosen ? `Filters (${chosen} chosen)` : 'Filters';
    view.clear.hidden = !chosen;
    view.none.hidden = found > 0;
    view.region.hidden = !found;
    view.status.textContent = `${found === all ? all : `${found} of ${all}`} techniques. Tick two to four to set them side by side.`;
  }

  function show(view) {
    showFilters(view, showRows(view));
    showChooser(view);
    showSide(view);
  }

  function change(view, act) {
    act();
    show(view);
    writeAddress(view);
  }

  function takeFromAddress(view) {
    view.choice = readAddress(view);
    view.sideIsOpen = view.choice.side.length > 1;
    show(view);
  }

  function start(box) {
    const view = readView(box);
    view.sort = makeSortable(view.table, (sort) => change(view, () => { view.choice.sort = sort; }));
    makeFilters(view);
    view.rows.forEach((row) => makeBox(view, row));
    makeChooser(view);
    makeSide(view);
    takeFromAddress(view);
    view.folded.open = matchMedia('(min-width: 60em)').matches || [...view.choice.values.values()].some(Boolean);
    window.addEventListener('popstate', () => takeFromAddress(view));
    box.classList.add('kb-compare--ready');
  }

  document.querySelectorAll('.kb-compare[data-filters]').forEach(start);
})();
