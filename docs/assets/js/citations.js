// Shows the reference of a citation beside it, for a pointer that rests there or the keyboard's focus.
(function () {
  'use strict';

  const SHOW_AFTER = 180;
  const HIDE_AFTER = 280;
  const GAP = 6;
  const MARGIN = 12;

  const text = document.createElement('div');
  const popover = document.createElement('div');
  let shownAt = null;
  let timer = 0;

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

  function fill(reference) {
    const source = reference.querySelector('.reference-source');
    text.replaceChildren(copyOf(reference.querySelector('.reference-text')));
    popover.replaceChildren(text);
    if (source) popover.append(copyOf(source));
  }

  function clamp(value, least, most) {
    return Math.max(least, Math.min(value, most));
  }

  // A citation may run over two lines: the line under the pointer counts, or the first.
  function lineOf(citation, pointer) {
    const lines = [...citation.getClientRects()];
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

  function place(citation, pointer) {
    popover.style.maxHeight = '';
    const line = lineOf(citation, pointer);
    const box = popover.getBoundingClientRect();
    const origin = popover.offsetParent.getBoundingClientRect();
    const mostLeft = document.documentElement.clientWidth - MARGIN - box.width;
    popover.style.left = `${clamp(line.left, MARGIN, mostLeft) - origin.left}px`;
    popover.style.top = `${findTop(line, Math.ceil(box.height)) - origin.top}px`;
  }

  function show(citation, pointer) {
    clearTimeout(timer);
    const reference = findReference(citation);
    if (citation === shownAt || !reference || !reference.querySelector('.reference-text')) return;
    hide();
    fill(reference);
    popover.hidden = false;
    place(citation, pointer);
    citation.setAttribute('aria-describedby', text.id);
    shownAt = citation;
  }

  function hide() {
    clearTimeout(timer);
    if (!shownAt) return;
    shownAt.removeAttribute('aria-describedby');
    popover.hidden = true;
    shownAt = null;
  }

  // It stays as long as the pointer or the keyboard's focus is on the citation, or the pointer on itself.
  function hideIfLeft() {
    const stays = shownAt && (shownAt.matches(':hover, :focus-visible') || popover.matches(':hover'));
    if (!stays) hide();
  }

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  // A finger follows the link at once.
  function onPointerEnter(event) {
    if (event.pointerType === 'touch') return;
    const citation = event.currentTarget;
    later(() => show(citation, event), SHOW_AFTER);
  }

  function onPointerLeave(event) {
    if (event.pointerType !== 'touch') later(hideIfLeft, HIDE_AFTER);
  }

  function onFocus(event) {
    if (event.currentTarget.matches(':focus-visible')) show(event.currentTarget, null);
  }

  function tend(citation) {
    citation.addEventListener('pointerenter', onPointerEnter);
    citation.addEventListener('pointerleave', onPointerLeave);
    citation.addEventListener('focus', onFocus);
    citation.addEventListener('blur', () => later(hideIfLeft, HIDE_AFTER));
    citation.addEventListener('click', hide);
  }

  function onEscape(event) {
    if (event.key === 'Escape') hide();
  }

  function start(citations) {
    text.id = 'kb-popover-text';
    popover.className = 'kb-popover md-typeset';
    popover.setAttribute('role', 'tooltip');
    popover.hidden = true;
    popover.addEventListener('pointerenter', () => clearTimeout(timer));
    popover.addEventListener('pointerleave', onPointerLeave);
    (document.querySelector('main') || document.body).append(popover);
    document.addEventListener('keydown', onEscape);
    window.addEventListener('resize', hide);
    citations.forEach(tend);
  }

  const citations = document.querySelectorAll('.citation-link[href^="#"]');
  if (citations.length) start(citations);
})();
