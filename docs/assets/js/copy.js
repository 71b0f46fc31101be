// Copies references and citation formats to the clipboard, and says so.
(function () {
  'use strict';

  const { translate } = window.kbWords;
  const SHOWN_FOR = 2000;
  const status = make('div', { class: 'kb-hidden', role: 'status' });

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function announce(text) {
    status.textContent = '';
    setTimeout(() => { status.textContent = text; }, 50); // The same words again are news again.
  }

  function select(element) {
    if (element instanceof HTMLTextAreaElement) {
      element.focus();
      element.select();
      return;
    }
    element.focus();
    getSelection().selectAllChildren(element);
  }

  // Older way, for where the clipboard is closed to pages: it copies what is selected.
  function copySelection() {
    try {
      return document.execCommand('copy');
    } catch {
      return false;
    }
  }

  async function writeToClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }

  function showCopied(button) {
    const before = button.dataset.text || button.textContent;
    button.dataset.text = before;
    button.style.minWidth = `${button.offsetWidth}px`;
    button.textContent = translate('Copied');
    clearTimeout(Number(button.dataset.timer));
    button.dataset.timer = setTimeout(() => { button.textContent = before; }, SHOWN_FOR);
    announce(translate('Copied'));
  }

  // `findShown` gives an element that shows the text, so that it can be selected by hand.
  async function copy(button, text, findShown) {
    if (await writeToClipboard(text)) {
      showCopied(button);
      return;
    }
    select(findShown());
    if (copySelection()) {
      showCopied(button);
      button.focus();
    } else {
      announce(translate('Not copied. The text is selected: copy it with your keyboard or menu.'));
    }
  }

  // References

  function showInField(tools, text, label) {
    const old = tools.parentElement.querySelector('.reference__text-to-copy');
    const attributes = { class: 'kb-field reference__text-to-copy', readonly: '', rows: '6' };
    const field = old || make('textarea', attributes);
    field.setAttribute('aria-label', label);
    field.value = text;
    tools.after(field);
    return field;
  }

  function addTool(tools, reference, label, text) {
    const key = reference.id.replace(/^ref-/, '');
    const name = translate('Copy {label} of {key}', { label, key });
    const attributes = { type: 'button', class: 'kb-button', 'aria-label': name };
    const button = make('button', attributes, translate('Copy {label}', { label }));
    const showText = () => showInField(tools, text, translate('{label} of {key}', { label, key }));
    button.addEventListener('click', () => copy(button, text, showText));
    tools.append(button);
  }

  function completeReference(reference) {
    const tools = make('div', { class: 'reference__tools' });
    addTool(tools, reference, 'BibTeX', reference.dataset.bibtex);
    if (reference.dataset.ris) addTool(tools, reference, 'RIS', reference.dataset.ris);
    reference.append(tools);
    reference.classList.add('reference--ready');
  }

  // Formats on the page of a source

  function completeFormat(box) {
    const shown = box.querySelector('pre');
    if (!shown) return;
    const name = translate('Copy {label}', { label: box.dataset.label });
    const attributes = { type: 'button', class: 'kb-button', 'aria-label': name };
    const button = make('button', attributes, translate('Copy'));
    button.addEventListener('click', () => copy(button, shown.textContent, () => shown));
    box.prepend(button);
  }

  document.querySelectorAll('.reference[data-bibtex]').forEach(completeReference);
  document.querySelectorAll('.kb-copy[data-label]').forEach(completeFormat);
  document.body.append(status);
})();
