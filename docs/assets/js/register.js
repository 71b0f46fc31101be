// Narrows the register of activities, shows it as table or cards, part by part, and makes files of what is found.
(function () {
  'use strict';

  const WORDS = 'q';
  const ORDER = 'sort';
  const FROM = 'from';
  const TO = 'to';
  const VIEW = 'view';
  const PAGE = 'page';
  const ORDERS = { title: 'Title, A to Z', newest: 'Newest first', oldest: 'Oldest first', agency: 'Agency, A to Z' };
  const VIEWS = { table: 'Table', cards: 'Cards' };
  const NONE = 'No activities fit all of this. Take out a word or a filter, or clear them all.';
  const NOT_LOADED = 'The list could not be loaded, so it cannot be narrowed now. What stands below is its first part.';
  const NO_FILE = 'The file could not be made, because the data could not be loaded.';
  // A text that begins like this is run as a formula by spreadsheets; an apostrophe keeps it a text.
  const FORMULA = /^[=+\-@\t\r]/;
  const PHONE = matchMedia('(max-width: 45em)');
  const {
    WIDE, addField, collator, fold, make, makeAll, numberChosen, openGroups, showGroups, showValues,
  } = window.kbFilters;
  const { AS_FILE, loadJson, makeButton, refill } = window.kbFinder;

  // What the page holds: the filters with their values and counts, and the first part of the list

  function readView(box) {
    const { filters, register, table, total, most } = box.dataset;
    return {
      box,
      register,
      table,
      total: Number(total),
      most: Number(most),
      facets: JSON.parse(filters),
      list: box.querySelector('.kb-register__list'),
      body: box.querySelector('tbody'),
      region: box.querySelector('.kb-table-scroll'),
      activities: null,
      turn: 0,
    };
  }

  // The data, loaded when it is first needed

  function readActivity(described, index, values, base) {
    const [first, last] = described.years || [];
    return {
      ...described,
      href: new URL(`${described.id}/${AS_FILE ? 'index.html' : ''}`, base).href,
      fits: described.fits.map((place) => values[place]),
      isDated: Boolean(described.years),
      first: first || -Infinity,
      last: last || Infinity,
      text: fold([described.title, described.summary, ...described.cells].join(' ')),
      index,
    };
  }

  async function load(view) {
    const data = await loadJson(view.register);
    const values = data.values.map((value) => {
      const [facet, ...tag] = value.split('=');
      return [facet, tag.join('='), value];
    });
    const base = new URL('.', location.href.split(/[?#]/)[0]);
    view.columns = data.columns;
    view.activities = data.activities.map((each, index) => readActivity(each, index, values, base));
  }

  // The address

  function emptyChoice(view) {
    const tags = new Map(view.facets.map(({ facet }) => [facet, new Set()]));
    return { words: '', order: 'title', from: '', to: '', page: 1, tags };
  }

  function readYear(text) {
    return /^\d{4}$/.test(text || '') ? text : '';
  }

  function readAddress(view) {
    const query = new URLSearchParams(location.search);
    const choice = emptyChoice(view);
    choice.words = query.get(WORDS) || '';
    if (Object.hasOwn(ORDERS, query.get(ORDER))) choice.order = query.get(ORDER);
    choice.from = readYear(query.get(FROM));
    choice.to = readYear(query.get(TO));
    choice.page = Math.max(1, Number.parseInt(query.get(PAGE), 10) || 1);
    for (const { facet, tags } of view.facets) {
      const known = new Set(tags.map(([tag]) => tag));
      choice.tags.set(facet, new Set(query.getAll(facet).filter((tag) => known.has(tag))));
    }
    view.layout = Object.hasOwn(VIEWS, query.get(VIEW)) ? query.get(VIEW) : '';
    return choice;
  }

  function writeAddress(view) {
    const { words, order, from, to, page, tags } = view.choice;
    const query = new URLSearchParams(location.search);
    [WORDS, ORDER, FROM, TO, PAGE, VIEW, ...tags.keys()].forEach((name) => query.delete(name));
    if (words.trim()) query.set(WORDS, words.trim());
    for (const [facet, chosen] of tags) chosen.forEach((tag) => query.append(facet, tag));
    if (from) query.set(FROM, from);
    if (to) query.set(TO, to);
    if (order !== 'title') query.set(ORDER, order);
    if (view.layout) query.set(VIEW, view.layout);
    if (page > 1) query.set(PAGE, String(page));
    const search = query.toString();
    try {
      history.replaceState(history.state, '', location.pathname + (search ? `?${search}` : '') + location.hash);
    } catch {
      // A page opened as a file may not change its address.
    }
  }

  function isNarrowed({ choice }) {
    return Boolean(choice.words.trim() || choice.from || choice.to || numberChosen({ choice }));
  }

  // What the page shows as it was served needs no data.
  function isAsServed(view) {
    return !isNarrowed(view) && view.choice.order === 'title' && view.choice.page === 1;
  }

  // What fits

  function fitsYears({ from, to }, activity) {
    if (!from && !to) return true;
    if (!activity.isDated) return false;
    return activity.first <= (Number(to) || Infinity) && activity.last >= (Number(from) || -Infinity);
  }

  function failingFacets(tags, activity) {
    return [...tags].filter(([facet, chosen]) => (
      chosen.size && !activity.fits.some(([name, tag]) => name === facet && chosen.has(tag))
    )).map(([facet]) => facet);
  }

  // One pass: what fits, and for each value how many would fit if it were added to its facet.
  function find(view) {
    const { choice } = view;
    const words = fold(choice.words).split(/\s+/);
    const found = [];
    const counts = new Map();
    let undated = 0;
    for (const activity of view.activities) {
      if (!words.every((word) => activity.text.includes(word))) continue;
      const failing = failingFacets(choice.tags, activity);
      if (!fitsYears(choice, activity)) {
        if (!activity.isDated && !failing.length) undated += 1;
        continue;
      }
      if (failing.length > 1) continue;
      if (!failing.length) found.push(activity);
      for (const [facet, , value] of activity.fits) {
        if (!failing.length || failing[0] === facet) counts.set(value, (counts.get(value) || 0) + 1);
      }
    }
    return { found: found.sort(compareBy(choice.order)), undated, countOf: (facet, tag) => counts.get(`${facet}=${tag}`) || 0 };
  }

  // Undated activities stand last in either order of time.
  function compareBy(order) {
    const byTitle = (a, b) => collator.compare(a.title, b.title);
    const start = (activity) => (Number.isFinite(activity.first) ? activity.first : activity.last);
    const byTime = (direction) => (a, b) => {
      const [x, y] = [start(a), start(b)].map(Number.isFinite);
      if (x !== y) return x ? -1 : 1;
      return (x && direction * (start(a) - start(b))) || byTitle(a, b);
    };
    return {
      title: byTitle,
      newest: byTime(-1),
      oldest: byTime(1),
      agency: (a, b) => collator.compare(a.cells[0], b.cells[0]) || byTitle(a, b),
    }[order];
  }

  // Controls

  function makeWords(view) {
    const field = make('input', { class: 'kb-field', type: 'search', autocomplete: 'off', spellcheck: 'false' });
    field.addEventListener('input', () => view.change(() => { view.choice.words = field.value; }));
    return field;
  }

  function makeOrder(view) {
    const options = Object.entries(ORDERS).map(([value, label]) => make('option', { value }, label));
    const select = make('select', { class: 'kb-field', autocomplete: 'off' }, ...options);
    select.addEventListener('change', () => view.change(() => { view.choice.order = select.value; }));
    return select;
  }

  function makeYear(view, name) {
    const field = make('input', {
      class: 'kb-field', type: 'text', inputmode: 'numeric', maxlength: '4', autocomplete: 'off', placeholder: 'any',
    });
    field.addEventListener('input', () => {
      const year = readYear(field.value.trim());
      if (year !== view.choice[name]) view.change(() => { view.choice[name] = year; });
    });
    return field;
  }

  function makeControls(view) {
    const bar = make('div', { class: 'kb-filters__bar' });
    view.words = addField(bar, 'Words', makeWords(view));
    view.order = addField(bar, 'Order', makeOrder(view));
    const years = make('div', { class: 'kb-register__years', role: 'group', 'aria-label': 'Years' });
    view.from = addField(years, 'From year', makeYear(view, FROM));
    view.to = addField(years, 'To year', makeYear(view, TO));
    view.all = makeAll(view);
    bar.append(years, view.all);
    return make('div', { class: 'kb-filters', role: 'group', 'aria-label': 'Narrow the activities' }, bar);
  }

  function makeCount(view) {
    view.status = make('span', { role: 'status' });
    view.clear = makeButton('Clear filters', () => clear(view), { hidden: '' });
    return make('p', { class: 'kb-filters__count', tabindex: '-1' }, view.status, view.clear);
  }

  function makeTools(view) {
    view.layouts = Object.entries(VIEWS).map(([name, label]) => (
      [name, makeButton(label, () => chooseLayout(view, name))]
    ));
    const layouts = make('span', { class: 'kb-register__views', role: 'group', 'aria-label': 'Show as' }, ...view.layouts.map(([, button]) => button));
    const files = make(
      'span', { class: 'kb-register__files', role: 'group', 'aria-label': 'Download what is shown' },
      makeButton('Download CSV', () => download(view, 'csv')), makeButton('Download JSON', () => download(view, 'json')),
    );
    view.told = make('span', { class: 'kb-hidden', role: 'status' });
    return make('div', { class: 'kb-register__tools' }, layouts, files, view.told);
  }

  function makePager(view) {
    view.previous = makeButton('Previous part', () => turnTo(view, view.choice.page - 1));
    view.next = makeButton('Next part', () => turnTo(view, view.choice.page + 1));
    view.where = make('span', {});
    return make('nav', { class: 'kb-pager', 'aria-label': 'Parts of this list', hidden: '' }, view.previous, view.where, view.next);
  }

  function build(view) {
    view.count = makeCount(view);
    view.none = make('p', { class: 'kb-filters__none', hidden: '' });
    view.box.prepend(makeControls(view), view.count);
    view.list.prepend(makeTools(view), view.none);
    const served = view.list.querySelector('.kb-pager');
    if (served) served.remove();
    view.pager = makePager(view);
    view.list.append(view.pager);
  }

  // Rows

  function makeRow(view, activity) {
    const head = make(
      'th', { scope: 'row', role: 'rowheader' },
      make('a', { href: activity.href }, activity.title),
      make('span', { class: 'kb-register__summary' }, activity.summary),
    );
    const cells = activity.cells.map((text, index) => make('td', { role: 'cell', 'data-label': view.columns[index] }, text));
    return make('tr', { role: 'row' }, head, ...cells);
  }

  function showRows(view, found) {
    const parts = Math.max(1, Math.ceil(found.length / view.most));
    view.choice.page = Math.min(view.choice.page, parts);
    const start = (view.choice.page - 1) * view.most;
    const rows = found.slice(start, start + view.most).map((activity) => makeRow(view, activity));
    refill(view.body, rows, () => view.count);
    view.region.hidden = !found.length;
    showPager(view, parts);
  }

  function showPager(view, parts) {
    const { page } = view.choice;
    view.pager.hidden = parts < 2;
    view.previous.hidden = page === 1;
    view.next.hidden = page === parts;
    view.where.textContent = `Part ${page} of ${parts}`;
  }

  // What the page shows

  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function showCount(view, found, undated) {
    const all = view.total.toLocaleString('en');
    const number = found === view.total ? all : `${found.toLocaleString('en')} of ${all}`;
    say(view.status, `${number} activities${undated ? `, and ${undated} without a date` : ''}`);
    view.show.textContent = `Show ${found.toLocaleString('en')} activities`;
    view.clear.hidden = !isNarrowed(view);
    view.none.textContent = NONE;
    view.none.hidden = found > 0;
  }

  function showServed(view) {
    const counts = new Map(view.facets.flatMap(({ facet, tags }) => tags.map(([tag, , count]) => [`${facet}=${tag}`, count])));
    showValues(view, (facet, tag) => counts.get(`${facet}=${tag}`));
    showGroups(view);
    showCount(view, view.total, 0);
    showPager(view, Math.ceil(view.total / view.most));
  }

  function showLayout(view) {
    const shown = view.layout || (PHONE.matches ? 'cards' : 'table');
    for (const [name, button] of view.layouts) button.setAttribute('aria-pressed', String(name === shown));
    view.box.classList.toggle('kb-register--cards', shown === 'cards');
    view.box.classList.toggle('kb-register--table', shown === 'table');
  }

  // Until the data is there the boxes already show what was ticked.
  async function show(view) {
    const turn = (view.turn += 1);
    if (!view.activities && isAsServed(view)) return showServed(view);
    try {
      if (!view.activities) {
        view.box.setAttribute('aria-busy', 'true');
        view.loading = view.loading || load(view);
        await view.loading;
      }
    } catch (error) {
      console.error(error);
      view.loading = null;
      return showFailure(view);
    } finally {
      view.box.removeAttribute('aria-busy');
    }
    if (turn !== view.turn) return undefined;
    const { found, undated, countOf } = find(view);
    view.found = found;
    showRows(view, found);
    showValues(view, countOf);
    showGroups(view);
    return showCount(view, found.length, undated);
  }

  function showFailure(view) {
    say(view.status, 'The list cannot be narrowed');
    view.none.textContent = NOT_LOADED;
    view.none.hidden = false;
  }

  // What readers do

  function change(view, act) {
    view.choice.page = 1;
    act();
    writeAddress(view);
    return show(view);
  }

  function clear(view) {
    const { order } = view.choice;
    change(view, () => { view.choice = { ...emptyChoice(view), order }; });
    showFields(view);
    view.words.focus();
  }

  async function turnTo(view, page) {
    await change(view, () => { view.choice.page = page; });
    writeAddress(view);
    view.count.focus();
    view.count.scrollIntoView({ block: 'start' });
  }

  function chooseLayout(view, name) {
    view.layout = name;
    showLayout(view);
    writeAddress(view);
  }

  // Files of what is found

  function writeCell(value, separator) {
    const text = Array.isArray(value) ? value.join(separator) : String(value ?? '');
    const line = text.split(/\s+/).filter(Boolean).join(' ');
    const safe = typeof value !== 'number' && FORMULA.test(line) ? `'${line}` : line;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function writeCsv({ columns, separator }, activities) {
    const rows = activities.map((each) => columns.map((name) => writeCell(each[name], separator)).join(','));
    return `${[columns.join(','), ...rows].join('\r\n')}\r\n`;
  }

  function writeJson(data, activities) {
    return `${JSON.stringify({ ...data, narrowed: location.search, activities }, null, 2)}\n`;
  }

  function save(name, type, text) {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = make('a', { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  async function download(view, format) {
    try {
      view.whole = view.whole || await loadJson(view.table);
      if (!view.activities) await load(view);
    } catch (error) {
      console.error(error);
      return say(view.told, NO_FILE);
    }
    const byId = new Map(view.whole.activities.map((each) => [each.id, each]));
    const activities = find(view).found.map(({ id }) => byId.get(id)).filter(Boolean);
    if (format === 'csv') save('activities.csv', 'text/csv;charset=utf-8', writeCsv(view.whole, activities));
    else save('activities.json', 'application/json', writeJson(view.whole, activities));
    return say(view.told, `A file with ${activities.length} activities was made.`);
  }

  // Start

  function showFields(view) {
    view.words.value = view.choice.words;
    view.order.value = view.choice.order;
    view.from.value = view.choice.from;
    view.to.value = view.choice.to;
  }

  function takeFromAddress(view) {
    view.choice = readAddress(view);
    showFields(view);
    showLayout(view);
    showGroups(view);
    return show(view);
  }

  function start(box) {
    const view = readView(box);
    view.change = (act) => change(view, act);
    view.choice = emptyChoice(view);
    build(view);
    takeFromAddress(view);
    openGroups(view);
    WIDE.addEventListener('change', () => openGroups(view));
    PHONE.addEventListener('change', () => showLayout(view));
    window.addEventListener('popstate', () => takeFromAddress(view));
    box.classList.add('kb-filterable--ready');
  }

  document.querySelectorAll('.kb-register[data-register]').forEach(start);
})();
