// Applies the reader's colours before the first paint, and remembers a new choice.
(function () {
  'use strict';

  const KEY = 'kb-scheme';
  const ATTRIBUTE = 'data-md-color-scheme';
  const VALUES = new Map([['system', null], ['light', 'default'], ['dark', 'slate']]);
  const root = document.documentElement;
  let current = 'system';

  function read() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // Storage is blocked: the system decides.
    }
  }

  function write(choice) {
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Storage is blocked: the choice holds for this page.
    }
  }

  function apply(choice) {
    current = VALUES.has(choice) ? choice : 'system';
    const value = VALUES.get(current);
    if (value) root.setAttribute(ATTRIBUTE, value);
    else root.removeAttribute(ATTRIBUTE);
    document.querySelectorAll('meta[name="theme-color"]').forEach(matchBrowserBar);
  }

  // Each of the two colours of the browser's bar says in `media` when it holds.
  function matchBrowserBar(meta) {
    meta.dataset.media = meta.dataset.media || meta.getAttribute('media') || 'all';
    const chosen = meta.dataset.media.includes(current) ? 'all' : 'not all';
    meta.setAttribute('media', current === 'system' ? meta.dataset.media : chosen);
  }

  root.classList.remove('no-js');
  root.classList.add('js');
  apply(read());

  window.kbScheme = Object.freeze({
    choices: [...VALUES.keys()],
    current: () => current,
    read: () => apply(read()),
    choose(choice) {
      apply(choice);
      write(current);
    },
    key: KEY,
  });
})();
