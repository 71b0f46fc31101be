// Completes the frame of a page: the colour button, the menu of small screens, wide tables.
(function () {
  'use strict';

  const { translate } = window.kbWords;
  const SVG = 'http://www.w3.org/2000/svg';
  const ICONS = {
    system: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13v13M12.6 5.2v9.6M14.8 7.4v5.2',
    light: 'M10 6.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4M10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18'
      + 'M4.3 4.3l1.2 1.2M14.5 14.5l1.2 1.2M4.3 15.7l1.2-1.2M14.5 5.5l1.2-1.2',
    dark: 'M16.6 12A7 7 0 0 1 8 3.4 6.8 6.8 0 1 0 16.6 12z',
  };

  const NAMES = { system: translate('system'), light: translate('light'), dark: translate('dark') };

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // Colours

  function makeIcon() {
    const icon = document.createElementNS(SVG, 'svg');
    const attributes = { viewBox: '0 0 20 20', width: '20', height: '20', 'aria-hidden': 'true' };
    for (const [name, value] of Object.entries(attributes)) icon.setAttribute(name, value);
    icon.append(document.createElementNS(SVG, 'path'));
    return icon;
  }

  function nextScheme(scheme) {
    const { choices } = scheme;
    return choices[(choices.indexOf(scheme.current()) + 1) % choices.length];
  }

  function nameScheme(scheme) {
    return translate('Colours: {scheme}', { scheme: NAMES[scheme.current()] });
  }

  function describeScheme(scheme, button) {
    const next = translate('Change to: {scheme}', { scheme: NAMES[nextScheme(scheme)] });
    const text = `${nameScheme(scheme)}. ${next}.`;
    button.setAttribute('aria-label', text);
    button.title = text;
    button.querySelector('path').setAttribute('d', ICONS[scheme.current()]);
  }

  function addSchemeButton(place, scheme) {
    const button = make('button', { type: 'button', class: 'kb-tool' }, makeIcon());
    const status = make('span', { class: 'kb-hidden', role: 'status' });
    describeScheme(scheme, button);
    button.addEventListener('click', () => {
      scheme.choose(nextScheme(scheme));
      describeScheme(scheme, button);
      status.textContent = nameScheme(scheme);
    });
    window.addEventListener('storage', (event) => {
      if (event.key !== scheme.key) return;
      scheme.read();
      describeScheme(scheme, button);
    });
    place.append(button, status);
  }

  // Menu

  function closeMenu(menu, focus) {
    if (!menu.open) return;
    menu.open = false;
    if (focus) menu.querySelector('summary').focus();
  }

  // The link to which an arrow key leads from where the focus is, or undefined.
  function linkByKey(menu, key) {
    const links = [...menu.querySelectorAll('a')];
    const here = links.indexOf(document.activeElement);
    const targets = {
      ArrowDown: (here + 1) % links.length,
      ArrowUp: (Math.max(here, 0) + links.length - 1) % links.length,
      Home: 0,
      End: links.length - 1,
    };
    return links[targets[key]];
  }

  function moveInMenu(event, menu) {
    if (event.key === 'Escape') closeMenu(menu, true);
    const link = menu.open && linkByKey(menu, event.key);
    if (!link) return;
    event.preventDefault();
    link.focus();
  }

  function tendMenu(menu) {
    const closeFromOutside = (event) => {
      if (!menu.contains(event.target)) closeMenu(menu, false);
    };
    menu.addEventListener('keydown', (event) => moveInMenu(event, menu));
    document.addEventListener('pointerdown', closeFromOutside);
    document.addEventListener('focusin', closeFromOutside);
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') closeMenu(menu, false);
    });
    window.addEventListener('pagehide', () => closeMenu(menu, false));
  }

  // Tables

  function nameOfTable(table) {
    const caption = table.caption && table.caption.textContent.trim();
    if (caption) return caption;
    const headings = [...document.querySelectorAll('#content :is(h1, h2, h3, h4)')].filter(
      (heading) => heading.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    return headings.length
      ? translate('Table: {name}', { name: ownText(headings[headings.length - 1]) }) : translate('Table');
  }

  function ownText(heading) {
    const copy = heading.cloneNode(true);
    copy.querySelectorAll('.headerlink').forEach((link) => link.remove());
    return copy.textContent.trim();
  }

  // Only what scrolls needs to be reached by keyboard and named.
  function markOverflow(region, label) {
    const overflows = region.scrollWidth > region.clientWidth + 1;
    const attributes = { role: 'region', tabindex: '0', 'aria-label': label };
    for (const [name, value] of Object.entries(attributes)) {
      if (overflows) region.setAttribute(name, value);
      else region.removeAttribute(name);
    }
  }

  function wrapTable(table) {
    const region = make('div', { class: 'kb-table-scroll' });
    const label = nameOfTable(table);
    table.replaceWith(region);
    region.append(table);
    markOverflow(region, label);
    new ResizeObserver(() => markOverflow(region, label)).observe(region);
  }

  const place = document.querySelector('.kb-scheme');
  if (place && window.kbScheme) addSchemeButton(place, window.kbScheme);
  document.querySelectorAll('.kb-menu, .kb-tongues').forEach(tendMenu);
  document.querySelectorAll('.md-typeset table:not([class])').forEach((table) => {
    if (!table.closest('.kb-table-scroll')) wrapTable(table);
  });
})();
