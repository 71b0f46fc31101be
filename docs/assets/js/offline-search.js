// Searches the offline edition: answers as Pagefind does, from an index that a script element can load.
(function () {
  'use strict';

  const AROUND = 90;
  const LEAD = 40;

  function fold(text) {
    return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  }

  // Words to begin with, and what stands in quotation marks as it is.
  function readTerms(query) {
    const parts = fold(query || '').match(/["“][^"”]+["”]|[\p{L}\p{N}]+/gu) || [];
    return parts.map((part) => part.replace(/["“”]/g, '').trim()).filter(Boolean)
      .map((term) => (term.length > 4 && !term.includes(' ') ? term.replace(/s$/, '') : term));
  }

  // Where a term begins a word, or -1.
  function findTerm(text, term) {
    let place = text.indexOf(term);
    while (place > 0 && /[\p{L}\p{N}]/u.test(text[place - 1])) place = text.indexOf(term, place + 1);
    return place;
  }

  function scoreTerm(entry, term) {
    if (findTerm(entry.names, term) >= 0) return 10;
    if (findTerm(entry.summary, term) >= 0) return 3;
    return findTerm(entry.folded, term) >= 0 ? 1 : 0;
  }

  function score(entry, terms, whole) {
    const scores = terms.map((term) => scoreTerm(entry, term));
    if (!scores.every(Boolean)) return 0;
    const sum = scores.reduce((total, each) => total + each, 0);
    return sum + (entry.title === whole ? 40 : 0) + (entry.names.includes(whole) ? 10 : 0);
  }

  function fits(entry, filters) {
    return Object.entries(filters || {}).every(([facet, wanted]) => {
      const values = entry.filters[facet] || [];
      const any = wanted.any || [wanted].flat();
      return any.some((value) => values.includes(value));
    });
  }

  function countFilters(entries) {
    const counts = {};
    for (const { filters } of entries) {
      for (const [facet, values] of Object.entries(filters)) {
        counts[facet] = counts[facet] || {};
        for (const value of values) counts[facet][value] = (counts[facet][value] || 0) + 1;
      }
    }
    return counts;
  }

  function escape(text) {
    return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]);
  }

  function excerpt(entry, terms) {
    const term = terms.find((each) => findTerm(entry.folded, each) >= 0);
    const place = term ? findTerm(entry.folded, term) : -1;
    if (place < 0 || entry.folded.length !== entry.text.length) return escape(entry.text.slice(0, 2 * AROUND));
    const end = place + term.length;
    const before = entry.text.slice(Math.max(0, place - LEAD), place);
    return `${escape(before)}<mark>${escape(entry.text.slice(place, end))}</mark>${escape(entry.text.slice(end, end + AROUND))}`;
  }

  function compareBy(sort) {
    const [[key, direction]] = Object.entries(sort);
    const sign = direction === 'desc' ? -1 : 1;
    return (a, b) => sign * (a.entry.sort[key] || '').localeCompare(b.entry.sort[key] || '', 'en', { numeric: true });
  }

  function prepare(entry) {
    const title = fold(entry.meta.title || '');
    return {
      ...entry,
      title,
      names: `${title} ${fold(entry.meta.names || '')}`,
      summary: fold(entry.meta.summary || ''),
      folded: fold(entry.text),
    };
  }

  function makeIndex(data, base) {
    const language = document.documentElement.lang;
    const entries = data.filter((entry) => entry.language === language).map(prepare);
    const readResult = (entry, terms) => ({
      url: new URL(entry.url, base).href, meta: entry.meta, filters: entry.filters, excerpt: excerpt(entry, terms),
    });
    async function search(query, { filters, sort } = {}) {
      const terms = readTerms(query);
      const whole = fold(query || '').trim();
      const found = entries.filter((entry) => fits(entry, filters))
        .map((entry) => ({ entry, score: terms.length ? score(entry, terms, whole) : 1 }))
        .filter((each) => each.score > 0)
        .sort(sort ? compareBy(sort) : (a, b) => b.score - a.score);
      return {
        results: found.map(({ entry }) => ({ data: async () => readResult(entry, terms) })),
        filters: countFilters(found.map(({ entry }) => entry)),
      };
    }
    return { search, filters: async () => countFilters(entries) };
  }

  window.kbOfflineSearch = Object.freeze({ makeIndex });
})();
