// The rows of the composer's plan: each part with its technique, its evidence, what else fits, and its controls.
(function () {
  'use strict';

  const rule = globalThis.kbPlanning;
  const texts = globalThis.kbPlanTexts;
  const { make, makeButton, pageAddress } = window.kbFinder;
  const SVG = 'http://www.w3.org/2000/svg';
  const BARS = ['M1 11h3.5v4H1z', 'M6.5 8H10v7H6.5z', 'M12 5h3.5v10H12z', 'M17.5 1H21v14h-3.5z'];

  const title = (view, id) => (view.known.has(id) ? view.known.get(id).title : id);
  const page = pageAddress;

  function makeBadge(technique) {
    const svg = document.createElementNS(SVG, 'svg');
    const set = (element, attributes) => Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    set(svg, { class: 'kb-rating__bars', viewBox: '0 0 22 16', width: '22', height: '16', 'aria-hidden': 'true', focusable: 'false' });
    for (const outline of BARS) {
      const bar = document.createElementNS(SVG, 'path');
      set(bar, { d: outline });
      svg.append(bar);
    }
    const words = texts.ratingWords(technique);
    const level = technique.level === 'learning' ? '' : ` for ${texts.LEVELS[technique.level]}`;
    return make('span', { class: `kb-rating kb-rating--${technique.certainty}` }, svg, make('span', { class: 'kb-rating__words' }, words.charAt(0).toUpperCase() + words.slice(1) + level));
  }

  function makePanel(view, block, name, label, build) {
    const id = `${block.key}-${name}`;
    const panel = make('details', { class: `kb-part__panel kb-part__panel--${name}` }, make('summary', { 'data-focus': id }, label));
    const fill = () => { if (panel.open && panel.children.length === 1) panel.append(build()); };
    panel.open = view.open.has(id);
    fill();
    panel.addEventListener('toggle', () => {
      if (panel.open) view.open.add(id);
      else view.open.delete(id);
      fill();
    });
    return panel;
  }

  function makePoints(view, technique, parts, sum) {
    const items = parts.filter((part) => part.points).map((part) => make('li', {}, make('b', {}, texts.signed(part.points)), ` ${texts.pointWords(part, technique, view.state.answers, (id) => title(view, id))}`));
    return make('div', {}, make('p', {}, `Why it stands here: ${texts.countPoints(sum)}`), make('ul', { class: 'kb-part__points' }, ...items));
  }

  function makeEvidence(view, block, explained) {
    const technique = view.known.get(block.technique);
    const facts = [];
    if (technique.effect) {
      facts.push(make('p', {}, `What was found: ${technique.effect}. `, technique.effect_page ? make('a', { href: page(technique.effect_page) }, 'The study') : ''));
    } else facts.push(make('p', {}, 'No number is recorded for its effect.'));
    const adults = texts.adultsWords(technique);
    facts.push(make('p', {}, `${adults.charAt(0).toUpperCase()}${adults.slice(1)}.`));
    if (technique.review) {
      const { kind, year, page: path, title: name } = technique.review;
      facts.push(make('p', {}, `Newest ${kind}: `, make('a', { href: page(path) }, name), year ? ` (${year})` : ''));
    }
    facts.push(makePoints(view, technique, explained.parts, explained.points));
    return make('div', { class: 'kb-part__evidence' }, ...facts);
  }

  function makeAlternative(view, index, other) {
    const technique = view.known.get(other.technique);
    const use = makeButton('Use', () => view.acts.edit((blocks) => {
      blocks[index] = { ...blocks[index], technique: other.technique, minutes: other.minutes, title: '' };
    }, `${technique.title} now stands in part ${index + 1}.`, `${view.state.blocks[index].key}-swap`), { 'aria-label': `Use ${technique.title}` });
    const minutes = other.exact ? '' : `, with ${other.minutes} minutes`;
    const why = texts.pointsInWords(other.parts, technique, view.state.answers, (id) => title(view, id));
    return make(
      'li', {}, use,
      make('div', {}, make('a', { href: page(technique.page) }, technique.title), ` ${texts.countPoints(other.points)}${minutes}`, make('span', { class: 'kb-part__why' }, `${technique.time[0]} to ${technique.time[1]} minutes; ${why || 'no point'}`)),
    );
  }

  function makeAlternatives(view, index, others) {
    return make('ul', { class: 'kb-part__others' }, ...others.map((other) => makeAlternative(view, index, other)));
  }

  // A part as it is now: each change of it makes a new one.
  function partNow(view, { key }) {
    return view.state.blocks.find((block) => block.key === key);
  }

  function nameOf(view, block) {
    return texts.titleOf(partNow(view, block) || block, view.known);
  }

  // The controls of a part bear its name; their row stays where it is when the name changes.
  function nameControls(row, name) {
    row.querySelectorAll('[data-says]').forEach((control) => {
      control.setAttribute('aria-label', `${control.dataset.says} ${name}`);
    });
  }

  function makeNote(view, block) {
    const area = make('textarea', { class: 'kb-field', rows: '3', maxlength: String(texts.LONGEST.note), 'aria-label': `Note on ${nameOf(view, block)}`, 'data-says': 'Note on', placeholder: 'The question, the case, who does it, what to bring' });
    area.value = block.note;
    area.addEventListener('change', () => view.acts.editInPlace(block.key, (part) => {
      part.note = texts.cleanText(area.value, texts.LONGEST.note);
    }, 'The note is kept.'));
    return area;
  }

  function makeTitle(view, block, number) {
    const technique = view.known.get(block.technique);
    if (technique) return make('h3', {}, make('a', { href: page(technique.page) }, technique.title));
    if (block.stage === 'break') return make('h3', {}, 'Break');
    const input = make('input', { class: 'kb-field', type: 'text', maxlength: String(texts.LONGEST.title), 'aria-label': `Name of part ${number}`, 'data-focus': `${block.key}-title`, autocomplete: 'off' });
    input.value = texts.titleOf(block, view.known);
    input.addEventListener('change', () => {
      view.acts.editInPlace(block.key, (part) => {
        part.title = texts.cleanText(input.value, texts.LONGEST.title);
      }, 'The name is kept.');
      nameControls(input.closest('.kb-part'), nameOf(view, block));
    });
    return make('h3', {}, input);
  }

  function move(view, index, by) {
    const block = view.state.blocks[index];
    const target = index + by;
    const control = by < 0 ? 'up' : 'down';
    view.acts.edit((blocks) => {
      blocks.splice(index, 1);
      blocks.splice(target, 0, block);
    }, `${texts.titleOf(block, view.known)} is now part ${target + 1} of ${view.state.blocks.length}.`, `${block.key}-${control}`);
  }

  function remove(view, index) {
    const { blocks } = view.state;
    const next = blocks[index + 1] || blocks[index - 1];
    view.acts.edit((all) => all.splice(index, 1), `${texts.titleOf(blocks[index], view.known)} is out. Undo brings it back.`, next ? `${next.key}-out` : 'add');
  }

  function canMove(blocks, index, by) {
    const target = blocks[index + by];
    return Boolean(target) && target.way === blocks[index].way;
  }

  function makeTools(view, block, index) {
    const { blocks } = view.state;
    const minutes = make('input', { class: 'kb-field', type: 'number', min: '1', max: String(texts.MOST_BLOCK_MINUTES), step: '1', inputmode: 'numeric', 'data-says': 'Minutes of', 'data-focus': `${block.key}-minutes`, autocomplete: 'off' });
    minutes.value = String(block.minutes);
    minutes.addEventListener('change', () => setMinutes(view, block, minutes));
    const button = (text, label, act, id, isOff) => {
      const made = makeButton(text, act, { class: 'kb-button kb-part__tool', 'data-says': `${label}:`, title: label, 'data-focus': `${block.key}-${id}` });
      if (isOff) made.setAttribute('aria-disabled', 'true');
      return made;
    };
    const step = (by) => () => { if (canMove(view.state.blocks, index, by)) move(view, index, by); };
    return make(
      'div', { class: 'kb-part__tools', role: 'group', 'data-says': 'Change' },
      make('label', { class: 'kb-part__minutes' }, minutes, make('span', {}, 'min')),
      button('↑', 'Earlier', step(-1), 'up', !canMove(blocks, index, -1)),
      button('↓', 'Later', step(1), 'down', !canMove(blocks, index, 1)),
      button('×', 'Take out', () => remove(view, index), 'out', false),
    );
  }

  function setMinutes(view, block, input) {
    const minutes = Math.round(Number(input.value));
    if (!(minutes >= 1)) {
      input.value = String(partNow(view, block).minutes);
      return;
    }
    view.acts.editInPlace(block.key, (part) => { part.minutes = Math.min(minutes, texts.MOST_BLOCK_MINUTES); });
    view.acts.sayTotal();
  }

  function whyWords(view, block, explained) {
    if (!view.state.isEdited && block.of) {
      return block.of > 1 ? `Most points of ${block.of} techniques that fit here: ${block.points}.` : 'The only technique that fits here.';
    }
    return `${texts.countPoints(explained.points)}.`;
  }

  function spanWords(block, technique) {
    const [least, most] = technique.time;
    return block.minutes < least || block.minutes > most ? `Meant for ${least} to ${most} minutes.` : '';
  }

  function makeTechniqueBody(view, block, index) {
    const technique = view.known.get(block.technique);
    const { state } = view;
    const explained = !state.isEdited && block.parts ? block : rule.explain(state.answers, view.techniques, state.blocks, index);
    const others = rule.alternatives(state.answers, view.techniques, state.blocks, index);
    const warning = make('p', { class: 'kb-part__warning' });
    const misfit = rule.misfits(technique, block.stage, { way: block.way, group: state.answers.group, prepare: state.answers.prepare, room: block.minutes });
    const outside = misfit.filter((reason) => reason !== 'time' && reason !== 'stage');
    const reasons = { group: 'the size of the group', delivery: 'the delivery', prepare: 'the time to prepare', verdict: 'what research found' };
    return [
      make('p', { class: 'kb-part__summary' }, technique.summary),
      make('p', { class: 'kb-part__rating' }, makeBadge(technique), make('span', {}, whyWords(view, block, explained))),
      warning,
      ...(outside.length ? [make('p', { class: 'kb-part__warning' }, `It does not fit ${outside.map((reason) => reasons[reason]).join(' and ')}.`)] : []),
      make(
        'div', { class: 'kb-part__panels' },
        makePanel(view, block, 'why', 'Evidence', () => makeEvidence(view, block, explained)),
        ...(others.length ? [makePanel(view, block, 'swap', `Swap (${others.length})`, () => makeAlternatives(view, index, others))] : []),
        makePanel(view, block, 'note', block.note ? 'Note ✓' : 'Note', () => makeNote(view, block)),
      ),
    ];
  }

  function makePart(view, entry, index) {
    const { block } = entry;
    const isTechnique = view.known.has(block.technique);
    const body = isTechnique ? makeTechniqueBody(view, block, index) : [];
    if (!isTechnique && block.stage !== 'break') body.push(make('div', { class: 'kb-part__panels' }, makePanel(view, block, 'note', block.note ? 'Note ✓' : 'Note', () => makeNote(view, block))));
    const does = block.stage === 'own' ? '' : texts.doesWords(block);
    const stage = block.stage === 'break' ? [] : [make('p', { class: 'kb-part__stage' }, make('strong', {}, rule.STAGES[block.stage].label), does)];
    const row = make(
      'li', { class: `kb-part kb-part--${block.stage}` },
      make('p', { class: 'kb-part__when' }),
      ...stage, make('div', { class: 'kb-part__body' }, makeTitle(view, block, index + 1), ...body),
      makeTools(view, block, index),
    );
    nameControls(row, texts.titleOf(block, view.known));
    return row;
  }

  function whenWords(view, { part, from, to }) {
    const { time } = view.state.start;
    return part === 'alone' ? `alone, ${from}–${to} min` : `${texts.clock(time, from)}–${texts.clock(time, to)}`;
  }

  // What changes in each row when minutes or the time of the beginning change.
  function showTimes(view) {
    const rows = [...view.parts.children];
    texts.timeline(view.state.blocks).forEach((entry, index) => {
      const technique = view.known.get(entry.block.technique);
      rows[index].querySelector('.kb-part__when').textContent = whenWords(view, entry);
      const warning = rows[index].querySelector('.kb-part__warning');
      if (!warning || !technique) return;
      warning.textContent = spanWords(entry.block, technique);
      warning.hidden = !warning.textContent;
    });
  }

  window.kbComposerParts = Object.freeze({ makeBadge, makePart, showTimes, whenWords, title, page });
})();
