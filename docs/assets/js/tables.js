// Sorts tables by their headings: a button in each heading with a key, and what the cells below it say.
(function () {
  'use strict';

  const OPPOSITE = { ascending: 'descending', descending: 'ascending' };
  const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

  // A cell is sorted by `data-by` where it has one, and by its text otherwise.
  function valueOf(row, head) {
    const cell = row.cells[head.cellIndex];
    return cell.dataset.by ?? cell.textContent.trim();
  }

  function compareValues(a, b) {
    const numbers = [Number(a), Number(b)];
    return numbers.some(Number.isNaN) ? collator.compare(a, b) : numbers[0] - numbers[1];
  }

  // What has no value stands last in either direction; what is equal stays in the order of the page.
  function compareRows(first, second, head, direction) {
    const [a, b] = [valueOf(first, head), valueOf(second, head)];
    if (Boolean(a) !== Boolean(b)) return a ? -1 : 1;
    return direction === 'descending' ? compareValues(b, a) : compareValues(a, b);
  }

  function headsOf(table) {
    return [...table.tHead.rows[0].cells].filter((head) => head.dataset.key);
  }

  function makeButton(table, head, onSort) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'kb-sort';
    button.append(...head.childNodes);
    button.addEventListener('click', () => {
      const direction = OPPOSITE[head.getAttribute('aria-sort')] || head.dataset.first || 'ascending';
      onSort({ key: head.dataset.key, direction });
    });
    head.replaceChildren(button);
  }

  function showSort(table, order, { key, direction }) {
    const body = table.tBodies[0];
    const head = headsOf(table).find((each) => each.dataset.key === key);
    const sorted = [...order].sort((a, b) => compareRows(a, b, head, direction));
    if (sorted.some((row, index) => body.rows[index] !== row)) {
      const active = document.activeElement;
      body.append(...sorted);
      if (body.contains(active)) active.focus();
    }
    for (const each of headsOf(table)) {
      if (each === head) each.setAttribute('aria-sort', direction);
      else each.removeAttribute('aria-sort');
    }
  }

  // Puts the buttons in; `onSort` gets {key, direction}. What comes back sorts the table.
  function makeSortable(table, onSort) {
    const order = [...table.tBodies[0].rows];
    headsOf(table).forEach((head) => makeButton(table, head, onSort));
    return (sort) => showSort(table, order, sort);
  }

  window.kbTables = Object.freeze({ makeSortable });

  for (const table of document.querySelectorAll('table[data-sortable]')) {
    const sort = makeSortable(table, (choice) => sort(choice));
  }
})();
