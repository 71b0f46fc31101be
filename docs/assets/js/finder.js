// What the search dialog and the explorer share: the index that Pagefind makes, and how a result looks.
(function () {
  'use strict';

  const { translate } = window.kbWords;
  const BASE = new URL('../../', document.currentScript.src);
  const AS_FILE = location.protocol === 'file:';
  const TAGS_SHOWN = 4;
  // What a page is called counts, how long it is does not: so the technique stands before its studies.
  const RANKING = { pageLength: 0, termFrequency: 0, metaWeights: { title: 1, names: 10 } };
  const KINDS = new Map([
    ['Technique', { label: translate('Technique'), plural: translate('Techniques'), name: 'technique' }],
    ['Research summary', {
      label: translate('Research summary'), plural: translate('Research'), name: 'research',
    }],
    ['Activity', { label: translate('Activity'), plural: translate('Activities'), name: 'activity' }],
    ['Training', { label: translate('Training'), plural: translate('Trainings'), name: 'training' }],
    ['Source', { label: translate('Source'), plural: translate('Sources'), name: 'source' }],
    ['Page', { label: translate('Page'), plural: translate('Pages'), name: 'page' }],
  ]);
  const FACETS = new Map([
    ['topic', translate('Topic')], ['audience', translate('Audience')], ['setting', translate('Setting')],
    ['format', translate('Format')], ['effort', translate('Effort')], ['need', translate('Training need')],
    ['region', translate('Region')], ['agenda', translate('Agenda')],
  ]);
  const OFFLINE_INDEX = 'assets/offline-index.js'; // Only the offline edition has it.
  const NOT_AS_FILE = translate('Search does not work in this copy of the site opened as a file.')
    + ` ${translate('Use the offline edition, or open the site through a web server.')}`;
  const NO_INDEX = translate('The search index could not be loaded.')
    + ` ${translate('It may be missing from this copy of the site, or the connection failed.')}`;

  let loading = null;

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function makeButton(text, onClick, attributes) {
    const button = make('button', { type: 'button', class: 'kb-button', ...attributes }, text);
    button.addEventListener('click', onClick);
    return button;
  }

  // Puts other children in. Who had the focus within the old ones goes on at what `goOn` gives.
  function refill(parent, children, goOn) {
    const hadFocus = parent.contains(document.activeElement);
    parent.replaceChildren(...children);
    if (hadFocus) goOn().focus();
  }

  // Whether a button's work may begin: once. It is not disabled, since that would drop the focus.
  function startOnce(button) {
    if (button.getAttribute('aria-disabled') === 'true') return false;
    button.setAttribute('aria-disabled', 'true');
    return true;
  }

  // A page by its path from the site's root. A folder opened as a file shows no page, so its file is named.
  function pageAddress(path) {
    const address = new URL(path, BASE);
    if (AS_FILE && address.pathname.endsWith('/')) address.pathname += 'index.html';
    return address.href;
  }

  function makeLink(path, text) {
    return make('a', { href: pageAddress(path) }, text);
  }

  function makeList(items) {
    return make('ul', {}, ...items.map((item) => make('li', {}, ...[item].flat())));
  }

  function count(number, noun) {
    return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
  }

  // Data

  function loadScript(address) {
    return new Promise((resolve, reject) => {
      const script = make('script', { src: address });
      script.addEventListener('load', resolve);
      script.addEventListener('error', () => reject(new Error(`${address} could not be loaded`)));
      document.head.append(script);
    });
  }

  // A script's load event follows its run at once, so what it left is its own.
  async function loadByScript(address) {
    await loadScript(address);
    const { kbLoaded } = window;
    delete window.kbLoaded;
    return kbLoaded;
  }

  // Browsers fetch nothing for a page opened as a file; there the data has a twin that is a script.
  async function loadJson(address) {
    if (AS_FILE) return loadByScript(`${address}.js`);
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.json();
  }

  // The index

  async function loadOfflineIndex() {
    const data = await loadByScript(new URL(OFFLINE_INDEX, BASE).href);
    await loadScript(new URL('assets/js/offline-search.js', BASE).href);
    const pagefind = window.kbOfflineSearch.makeIndex(data, BASE);
    return { pagefind, totals: await pagefind.filters() };
  }

  async function importPagefind() {
    if (AS_FILE) return loadOfflineIndex();
    const pagefind = await import(new URL('pagefind/pagefind.js', BASE).href);
    await pagefind.options({ baseUrl: BASE.pathname, excerptLength: 28, ranking: RANKING });
    return { pagefind, totals: await pagefind.filters() };
  }

  // Loaded once; after a failure the next search tries again.
  function loadIndex() {
    loading = loading || importPagefind().catch((error) => {
      loading = null;
      throw error;
    });
    return loading;
  }

  // A result

  // Pagefind's excerpt is text with <mark>; nothing else of it is kept as an element.
  function parseExcerpt(html) {
    const parsed = new DOMParser().parseFromString(html, 'text/html').body;
    return [...parsed.childNodes].map((node) => (
      node.nodeName === 'MARK' ? make('mark', {}, node.textContent) : node.textContent
    ));
  }

  // Whether title and summary already say why the result was found.
  function isTold(data, query) {
    const told = `${data.meta.title} ${data.meta.summary}`.toLowerCase();
    return query.toLowerCase().split(/[\s"“”]+/).every((word) => told.includes(word));
  }

  function describeFound(data, query) {
    const useSummary = data.meta.summary && (isTold(data, query) || !data.excerpt.includes('<mark>'));
    const words = useSummary ? [data.meta.summary] : parseExcerpt(data.excerpt);
    return make('p', { class: 'kb-results__excerpt' }, ...words);
  }

  // The year of a work, and the first tags of a record.
  function listTags(data) {
    const tags = [...FACETS.keys()].flatMap((facet) => data.filters[facet] || []);
    const year = data.meta.year ? [data.meta.year] : [];
    return [...year, ...tags.slice(0, TAGS_SHOWN)].join(' · ');
  }

  function makeResult(data, query) {
    const kind = data.meta.kind || 'Page';
    const { label, name } = KINDS.get(kind) || KINDS.get('Page');
    const link = make(
      'a', { href: data.url },
      make('p', { class: `kb-kind kb-kind--${name}` }, label),
      make('h3', {}, data.meta.title || data.url),
      describeFound(data, query),
    );
    const tags = listTags(data);
    if (tags) link.append(make('p', { class: 'kb-results__tags' }, tags));
    return make('li', {}, link);
  }

  // What to do where there is nothing to show

  function suggestWords(query, searchFor) {
    const words = [...new Set(query.trim().split(/\s+/))].filter((word) => word.length > 2);
    if (words.length < 2) return [translate('Check the spelling, or try a broader word.')];
    const buttons = words.slice(0, 5).map((word) => makeButton(word, () => searchFor(word)));
    return [[`${translate('Try fewer words:')} `, make('span', { class: 'kb-search__words' }, ...buttons)]];
  }

  function suggestPlaces() {
    return [
      [makeLink('tags/', translate('See all topics and tags'))],
      [`${translate('Something is missing?')} `, makeLink('contribute/', translate('Contribute it'))],
    ];
  }

  function explainError() {
    return AS_FILE ? NOT_AS_FILE : NO_INDEX;
  }

  window.kbFinder = Object.freeze({
    AS_FILE, BASE, FACETS, KINDS,
    count, make, makeButton, makeLink, makeList, makeResult,
    explainError, loadIndex, loadJson, pageAddress, refill, startOnce, suggestPlaces, suggestWords,
  });
})();
