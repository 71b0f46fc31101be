// Shows a citation's reference or a term's definition beside it: for a resting pointer, the focus, a tap.
(function () {
  'use strict';

  const { translate } = window.kbWords;
  const SHOW_AFTER = 180;
  const HIDE_AFTER = 280;
  const GAP = 6;
  const MARGIN = 12;

  const text = document.createElement('div');
  const popover = document.createElement('div');
  let shownAt = null;
  let timer = 0;
  let isTouched = false;

  function findReference(citation) {
    const name = citation.hash.slice(1);
    try {
      return document.getElementById(decodeURIComponent(name));
    } catch {
      return document.getElementById(name);
    }
  }

  // A copy has no ids. Its links are for the pointer: the keyboard has them at the reference, one Enter away.
  function copyOf(element) {
    const copy = element.cloneNode(true);
    copy.removeAttribute('id');
    copy.querySelectorAll('[id]').forEach((part) => part.removeAttribute('id'));
    const links = copy.matches('a') ? [copy] : copy.querySelectorAll('a');
    links.forEach((link) => link.setAttribute('tabindex', '-1'));
    return copy;
  }

  function fillWithReference(citation) {
    const reference = findReference(citation);
    const shown = reference && reference.querySelector('.reference-text');
    if (!shown) return false;
    const source = reference.querySelector('.reference-source');
    text.replaceChildren(copyOf(shown));
    popover.replaceChildren(text);
    if (source) popover.append(copyOf(source));
    return true;
  }

  function fillWithDefinition(term) {
    const name = document.createElement('strong');
    name.className = 'kb-popover__term';
    name.textContent = term.dataset.term;
    text.replaceChildren(name, ` ${term.dataset.definition}`);
    popover.replaceChildren(text);
    if (isTouched) popover.append(copyOf(linkToGlossary(term)));
    return true;
  }

  // A finger has no second button: the way to the glossary stands in the box.
  function linkToGlossary(term) {
    const link = document.createElement('a');
    link.href = term.href;
    link.className = 'kb-popover__more';
    link.textContent = translate('In the glossary');
    return link;
  }

  function fill(anchor) {
    return anchor.matches('.kb-term') ? fillWithDefinition(anchor) : fillWithReference(anchor);
  }

  function clamp(value, least, most) {
    return Math.max(least, Math.min(value, most));
  }

  // A link may run over two lines: the line under the pointer counts, or the first.
  function lineOf(anchor, pointer) {
    const lines = [...anchor.getClientRects()];
    const isUnder = (line) => pointer && pointer.clientY >= line.top && pointer.clientY <= line.bottom;
    return lines.find(isUnder) || lines[0];
  }

  // Below the line if it fits there, otherwise on the side with more room; what is too long scrolls.
  function findTop(line, height) {
    const above = line.top - GAP - MARGIN;
    const below = window.innerHeight - line.bottom - GAP - MARGIN;
    const isBelow = height <= below || below >= above;
    const shown = Math.min(height, isBelow ? below : above);
    popover.style.maxHeight = `${shown}px`;
    return isBelow ? line.bottom + GAP : line.top - GAP - shown;
  }

  function place(anchor, pointer) {
    popover.style.maxHeight = '';
    const line = lineOf(anchor, pointer);
    const box = popover.getBoundingClientRect();
    const origin = popover.offsetParent.getBoundingClientRect();
    const mostLeft = document.documentElement.clientWidth - MARGIN - box.width;
    popover.style.left = `${clamp(line.left, MARGIN, mostLeft) - origin.left}px`;
    popover.style.top = `${findTop(line, Math.ceil(box.height)) - origin.top}px`;
  }

  function show(anchor, pointer) {
    clearTimeout(timer);
    if (anchor === shownAt) return;
    hide();
    if (!fill(anchor)) return;
    popover.hidden = false;
    place(anchor, pointer);
    anchor.setAttribute('aria-describedby', text.id);
    shownAt = anchor;
  }

  function hide() {
    clearTimeout(timer);
    if (!shownAt) return;
    shownAt.removeAttribute('aria-describedby');
    popover.hidden = true;
    shownAt = null;
  }

  // It stays as long as the pointer or the keyboard's focus is on the link, or the pointer on itself.
  function hideIfLeft() {
    const stays = shownAt && (shownAt.matches(':hover, :focus-visible') || popover.matches(':hover'));
    if (!stays) hide();
  }

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  function onPointerEnter(event) {
    if (event.pointerType === 'touch') return;
    const anchor = event.currentTarget;
    later(() => show(anchor, event), SHOW_AFTER);
  }

  function onPointerLeave(event) {
    if (event.pointerType !== 'touch') later(hideIfLeft, HIDE_AFTER);
  }

  function onFocus(event) {
    if (!event.currentTarget.matches(':focus-visible')) return;
    isTouched = false;
    show(event.currentTarget, null);
  }

  // A finger follows a citation at once; on a term its first tap shows the definition, the next one follows.
  function onClick(event) {
    const anchor = event.currentTarget;
    if (isTouched && anchor.matches('.kb-term') && anchor !== shownAt) {
      event.preventDefault();
      show(anchor, event);
    } else {
      hide();
    }
  }

  function onPointerDown(event) {
    isTouched = event.pointerType === 'touch';
    if (shownAt && !popover.contains(event.target) && !shownAt.contains(event.target)) hide();
  }

  function tend(anchor) {
    anchor.addEventListener('pointerenter', onPointerEnter);
    anchor.addEventListener('pointerleave', onPointerLeave);
    anchor.addEventListener('focus', onFocus);
    anchor.addEventListener('blur', hideIfLeft); // At once: it must not cover what is focused next.
    anchor.addEventListener('click', onClick);
  }

  function onEscape(event) {
    if (event.key === 'Escape') hide();
  }

  function start(anchors) {
    text.id = 'kb-popover-text';
    popover.className = 'kb-popover md-typeset';
    popover.setAttribute('role', 'tooltip');
    popover.hidden = true;
    popover.addEventListener('pointerenter', () => clearTimeout(timer));
    popover.addEventListener('pointerleave', onPointerLeave);
    (document.querySelector('main') || document.body).append(popover);
    document.addEventListener('keydown', onEscape);
    document.addEventListener('pointerdown', onPointerDown);
    window.addEventListener('resize', hide);
    anchors.forEach(tend);
  }

  const anchors = document.querySelectorAll('.citation-link[href^="#"], .kb-term[data-definition]');
  if (anchors.length) start(anchors);
})();
