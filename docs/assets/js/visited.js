// Lists the pages that sw.js keeps on this device, the last visited first.
(function () {
  'use strict';

  const BASE = new URL('../../', document.currentScript.src).href;
  const OURS = `kb ${BASE} `;
  const NOTHING = 'No page is kept here yet. Each page that you open with a connection is.';
  const AS_FILE = 'You read the offline edition: all of it is on this device.';
  const UNKNOWN = 'This browser keeps no pages, or does not say which.';

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  async function readTitle(cache, request) {
    const html = await (await cache.match(request)).text();
    const title = new DOMParser().parseFromString(html, 'text/html').title;
    return [request.url, title.split(' · ')[0] || request.url];
  }

  async function listPages() {
    const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name.endsWith(' pages'));
    const found = await Promise.all(names.map(async (name) => {
      const cache = await caches.open(name);
      return Promise.all((await cache.keys()).map((request) => readTitle(cache, request)));
    }));
    return found.flat().reverse();
  }

  function makeItem([address, title]) {
    return make('li', {}, make('a', { href: address }, title));
  }

  // The page that was asked for, where the worker led here from it.
  function explainWanted() {
    const wanted = new URLSearchParams(location.search).get('page');
    if (wanted === null) return [];
    const address = new URL(`./${wanted}`, BASE).href;
    if (!address.startsWith(BASE)) return [];
    return [make('p', { role: 'status' }, 'There is no connection, and this page was not opened before: ',
      make('a', { href: address }, wanted || 'Home'), '. Follow the link to try again.')];
  }

  async function show(place) {
    place.append(...explainWanted());
    if (location.protocol === 'file:') return place.append(make('p', {}, AS_FILE));
    if (!window.caches) return place.append(make('p', {}, UNKNOWN));
    const pages = await listPages();
    if (!pages.length) return place.append(make('p', {}, NOTHING));
    return place.append(make('ul', { class: 'kb-visited' }, ...pages.map(makeItem)));
  }

  const heading = document.getElementById('pages-on-this-device');
  if (!heading) return;
  const place = make('div', {});
  heading.nextElementSibling.replaceWith(place); // What is said without a script.
  show(place).catch(() => place.append(make('p', {}, UNKNOWN)));
})();
