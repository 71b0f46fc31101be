// The training composer: asks, shows the plan that planning.js makes, and lets people change, keep and take it along.
(function () {
  'use strict';

  const rule = globalThis.kbPlanning;
  const texts = globalThis.kbPlanTexts;
  const { BASE, make, makeButton } = window.kbFinder;
  const STORED = 'kb-composer';
  const MOST_UNDO = 30;
  const SVG = 'http://www.w3.org/2000/svg';
  const BARS = [['1', '11', '4'], ['6.5', '8', '7'], ['12', '5', '10'], ['17.5', '1', '14']];
  const VAGUE = /^(?:participants?\s+(?:will\s+)?)?(?:to\s+)?(know|understand|appreciate|learn|realise|realize|grasp|be aware|become aware)\b/i;
  const STAGES_TO_ADD = ['opening', 'instruction', 'practice', 'feedback', 'recall', 'transfer', 'own', 'break'];
  const ADDED_MINUTES = { own: 10, break: 15 };

  // What the page holds

  function readView(box) {
    const data = JSON.parse(box.dataset.composer);
    const labels = (list) => new Map(list.map(({ id, label }) => [id, label]));
    const view = {
      box,
      techniques: data.techniques,
      known: new Map(data.techniques.map((technique) => [technique.id, technique])),
      labels: { needs: labels(data.needs), audiences: labels(data.audiences) },
      languages: data.languages,
      open: new Set(),
      undo: [],
      keys: 0,
    };
    view.allowed = {
      techniques: new Set(view.known.keys()), needs: new Set(view.labels.needs.keys()), audiences: new Set(view.labels.audiences.keys()),
    };
    return view;
  }

  const title = (view, id) => (view.known.has(id) ? view.known.get(id).title : id);
  const page = (path) => new URL(path, BASE).href;

  // The state

  function nextMonday() {
    const now = new Date();
    const days = (8 - now.getDay()) % 7 || 7;
    const day = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + days));
    return day.toISOString().slice(0, 10);
  }

  function withKeys(view, blocks) {
    return blocks.map((block) => ({ title: '', note: '', ...block, key: block.key || `part-${view.keys += 1}` }));
  }

  function emptyState() {
    return {
      answers: { ...rule.readAnswers({}), objective: '', languages: [] },
      start: { day: nextMonday(), time: '09:00' },
      isEdited: false,
      blocks: [],
    };
  }

  // Makes the plan for the answers anew; what was changed by hand goes.
  function planAnew(view) {
    const plan = rule.plan(view.state.answers, view.techniques);
    view.plan = plan;
    view.state = { ...view.state, isEdited: false, blocks: withKeys(view, plan.blocks) };
  }

  function takeState(view, state) {
    view.state = { ...state, start: state.start.day ? state.start : { ...state.start, day: nextMonday() } };
    const { blocks, isEdited } = view.state;
    planAnew(view);
    if (isEdited) view.state = { ...view.state, isEdited, blocks: rule.withGaps(withKeys(view, blocks)) };
  }

  function readStored() {
    try {
      return localStorage.getItem(STORED) || '';
    } catch {
      return ''; // Storage is closed to this page; the address still keeps the plan.
    }
  }

  function keep(view) {
    const address = texts.writeAddress(view.state);
    view.address = address;
    try {
      localStorage.setItem(STORED, address);
    } catch {
      // As above.
    }
    try {
      history.replaceState(history.state, '', `${location.pathname}${location.search}#${address}`);
    } catch {
      // A page opened as a file may not change its address.
    }
  }

  function remember(view) {
    view.undo.push({ state: structuredClone(view.state), plan: view.plan });
    if (view.undo.length > MOST_UNDO) view.undo.shift();
  }

  // Acts, keeps what came of it, shows it, and says so. `focus` names the part and control to go on from.
  function change(view, act, said, focus) {
    remember(view);
    act();
    keep(view);
    show(view, focus);
    if (said) say(view, said);
  }

  function edit(view, act, said, focus) {
    change(view, () => {
      act(view.state.blocks);
      view.state.isEdited = true;
      view.state.blocks = rule.withGaps(view.state.blocks);
    }, said, focus);
  }

  function say(view, text) {
    view.said.textContent = text;
  }

  function announcePlan(view) {
    const { blocks } = view.state;
    if (!blocks.length) return 'No plan fits these answers.';
    return `Plan of ${blocks.length} parts and ${texts.sum(blocks)} minutes.`;
  }

  // The form

  function makeField(label, control, hint, wide) {
    const field = make('label', { class: wide ? 'kb-composer__field kb-composer__field--wide' : 'kb-composer__field' }, make('span', {}, label), control);
    if (hint) field.append(hint);
    return field;
  }

  function makeSelect(view, name, options) {
    const select = make('select', { class: 'kb-field', name, autocomplete: 'off' }, ...options.map(([value, text]) => make('option', { value }, text)));
    select.addEventListener('change', () => answer(view, name, select.value));
    view.fields[name] = select;
    return select;
  }

  function makeInput(view, name, attributes, onChange) {
    const input = make('input', { class: 'kb-field', name, autocomplete: 'off', ...attributes });
    input.addEventListener('change', () => onChange(input));
    view.fields[name] = input;
    return input;
  }

  function makeNumber(view, name, least, most) {
    const attributes = { type: 'number', min: String(least), max: String(most), step: '1', inputmode: 'numeric', required: '' };
    return makeInput(view, name, attributes, (input) => {
      if (input.value.trim() === '') input.value = view.state.answers[name];
      else answer(view, name, input.value);
    });
  }

  // One answer, read as the rule reads it. Where the plan was changed by hand it stays, and the page says so.
  function answer(view, name, value) {
    change(view, () => {
      const read = rule.readAnswers({ ...view.state.answers, [name]: value });
      view.state.answers = { ...view.state.answers, ...read };
      if (view.state.isEdited) {
        const { blocks } = view.state;
        const way = rule.wayTogether(read);
        view.plan = rule.plan(read, view.techniques);
        view.state.blocks = blocks.map((block) => (block.way === 'self-paced' ? block : { ...block, way }));
        view.isStale = true;
      } else planAnew(view);
    });
    say(view, view.state.isEdited ? 'Your changes are kept. Plan anew to use the new answers.' : announcePlan(view));
  }

  // What the rule does not use changes no part.
  function note(view, act) {
    act();
    keep(view);
    show(view);
  }

  function makeLanguages(view) {
    const boxes = view.languages.map((language) => {
      const box = make('input', { type: 'checkbox', value: language, autocomplete: 'off' });
      box.addEventListener('change', () => note(view, () => readLanguages(view)));
      return { language, box };
    });
    const other = makeInput(view, 'otherLanguages', { type: 'text', maxlength: '120', placeholder: 'Tigrinya, Dari' }, () => note(view, () => readLanguages(view)));
    view.languageBoxes = boxes;
    const labels = boxes.map(({ language, box }) => make('label', {}, box, language));
    const fields = make('fieldset', {}, make('legend', { class: 'kb-hidden' }, 'Languages'), ...labels);
    view.languagesSummary = make('summary', {}, 'Languages');
    return make(
      'details', { class: 'kb-composer__languages' }, view.languagesSummary, fields,
      makeField('Others, with commas between', other),
    );
  }

  function readLanguages(view) {
    const ticked = view.languageBoxes.filter(({ box }) => box.checked).map(({ language }) => language);
    const others = view.fields.otherLanguages.value.split(',').map((text) => texts.cleanText(text, texts.LONGEST.language)).filter(Boolean);
    view.state.answers.languages = [...new Set([...ticked, ...others])].slice(0, texts.LONGEST.languages);
  }

  function makeObjective(view) {
    const attributes = { rows: '2', maxlength: String(texts.LONGEST.objective), 'aria-describedby': 'composer-objective', placeholder: 'Decide in a written case whether a fee may be charged' };
    const area = makeInputArea(view, attributes);
    view.objectiveHint = make('span', { class: 'kb-composer__hint', id: 'composer-objective' });
    return makeField('What will people be able to do?', area, view.objectiveHint, true);
  }

  function makeInputArea(view, attributes) {
    const area = make('textarea', { class: 'kb-field', name: 'objective', autocomplete: 'off', ...attributes });
    area.addEventListener('change', () => note(view, () => {
      view.state.answers.objective = texts.cleanText(area.value, texts.LONGEST.objective);
    }));
    view.fields.objective = area;
    return area;
  }

  function makeForm(view) {
    view.fields = {};
    const none = (text) => [['', text]];
    const list = (labels) => [...labels];
    const setStart = (input, part) => note(view, () => { if (input.value) view.state.start = { ...view.state.start, [part]: input.value.slice(0, part === 'day' ? 10 : 5) }; });
    const submit = make('button', { type: 'submit', class: 'kb-button kb-composer__go' }, 'Make the plan');
    const form = make(
      'form', { class: 'kb-composer__form', 'aria-label': 'Your training', novalidate: '' },
      makeObjective(view),
      makeField('What must change', makeSelect(view, 'need', [...none('Not said'), ...list(view.labels.needs)]), null, true),
      makeField('For whom', makeSelect(view, 'audience', [...none('Not said'), ...list(view.labels.audiences)]), null, true),
      makeField('Minutes, breaks included', makeNumber(view, 'minutes', rule.LEAST_MINUTES, rule.MOST_MINUTES)),
      makeField('People', makeNumber(view, 'group', 1, rule.MOST_PEOPLE)),
      makeField('Delivery', makeSelect(view, 'delivery', Object.entries(rule.DELIVERIES))),
      makeField('Time to prepare', makeSelect(view, 'prepare', rule.PREPARATIONS.map((text, index) => [String(index), text]))),
      makeField('Day', makeInput(view, 'day', { type: 'date', min: '2000-01-01', max: '2199-12-31' }, (input) => setStart(input, 'day'))),
      makeField('Begins at', makeInput(view, 'time', { type: 'time' }, (input) => setStart(input, 'time'))),
      makeLanguages(view),
      submit,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      change(view, () => {
        view.isStale = false;
        planAnew(view);
      });
      say(view, announcePlan(view));
      view.heading.focus();
      view.heading.scrollIntoView({ block: 'start' });
    });
    return form;
  }

  function showForm(view) {
    const { answers, start } = view.state;
    for (const name of ['minutes', 'group', 'delivery', 'need', 'audience', 'prepare']) view.fields[name].value = String(answers[name]);
    view.fields.objective.value = answers.objective;
    view.fields.day.value = start.day;
    view.fields.time.value = start.time;
    const vague = VAGUE.exec(answers.objective);
    view.objectiveHint.textContent = vague
      ? `Nobody can see “${vague[1]}”. Begin with what one can: explain, decide, fill in, carry out.`
      : 'Begin with a verb that one can see: decide, explain, fill in, carry out.';
    const ticked = new Set(answers.languages);
    view.languageBoxes.forEach(({ language, box }) => { box.checked = ticked.has(language); });
    view.fields.otherLanguages.value = answers.languages.filter((language) => !view.languages.includes(language)).join(', ');
    view.languagesSummary.textContent = answers.languages.length ? `Languages: ${answers.languages.join(', ')}` : 'Languages';
  }

  // A part of the plan

  function makeBadge(technique) {
    const svg = document.createElementNS(SVG, 'svg');
    const set = (element, attributes) => Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    set(svg, { class: 'kb-rating__bars', viewBox: '0 0 22 16', width: '22', height: '16', 'aria-hidden': 'true', focusable: 'false' });
    for (const [x, y, height] of BARS) {
      const bar = document.createElementNS(SVG, 'rect');
      set(bar, { x, y, width: '3.5', height });
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
    return make('div', {}, make('p', {}, `Points: ${sum}`), make('ul', { class: 'kb-part__points' }, ...items));
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
    const use = makeButton('Use', () => edit(view, (blocks) => {
      blocks[index] = { ...blocks[index], technique: other.technique, minutes: other.minutes, title: '' };
    }, `${technique.title} now stands in part ${index + 1}.`, `${view.state.blocks[index].key}-swap`), { 'aria-label': `Use ${technique.title}` });
    const minutes = other.exact ? '' : `, with ${other.minutes} minutes`;
    const why = texts.pointsInWords(other.parts, technique, view.state.answers, (id) => title(view, id));
    return make(
      'li', {}, use,
      make('div', {}, make('a', { href: page(technique.page) }, technique.title), ` ${other.points} points${minutes}`, make('span', { class: 'kb-part__why' }, `${technique.time[0]} to ${technique.time[1]} minutes; ${why || 'no point'}`)),
    );
  }

  function makeAlternatives(view, index, others) {
    return make('ul', { class: 'kb-part__others' }, ...others.map((other) => makeAlternative(view, index, other)));
  }

  function makeNote(view, block) {
    const area = make('textarea', { class: 'kb-field', rows: '3', maxlength: String(texts.LONGEST.note), 'aria-label': `Note on ${texts.titleOf(block, view.known)}`, placeholder: 'The question, the case, who does it, what to bring' });
    area.value = block.note;
    area.addEventListener('change', () => edit(view, (blocks) => {
      blocks.find((each) => each.key === block.key).note = texts.cleanText(area.value, texts.LONGEST.note);
    }, 'The note is kept.'));
    return area;
  }

  function makeTitle(view, block, number) {
    const technique = view.known.get(block.technique);
    if (technique) return make('h3', {}, make('a', { href: page(technique.page) }, technique.title));
    if (block.stage === 'break') return make('h3', {}, 'Break');
    const input = make('input', { class: 'kb-field', type: 'text', maxlength: String(texts.LONGEST.title), 'aria-label': `Name of part ${number}`, 'data-focus': `${block.key}-title`, autocomplete: 'off' });
    input.value = texts.titleOf(block, view.known);
    input.addEventListener('change', () => edit(view, (blocks) => {
      blocks.find((each) => each.key === block.key).title = texts.cleanText(input.value, texts.LONGEST.title);
    }, 'The name is kept.'));
    return make('h3', {}, input);
  }

  function move(view, index, by) {
    const block = view.state.blocks[index];
    const target = index + by;
    const control = by < 0 ? 'up' : 'down';
    edit(view, (blocks) => {
      blocks.splice(index, 1);
      blocks.splice(target, 0, block);
    }, `${texts.titleOf(block, view.known)} is now part ${target + 1} of ${view.state.blocks.length}.`, `${block.key}-${control}`);
  }

  function remove(view, index) {
    const { blocks } = view.state;
    const next = blocks[index + 1] || blocks[index - 1];
    edit(view, (all) => all.splice(index, 1), `${texts.titleOf(blocks[index], view.known)} is out. Undo brings it back.`, next ? `${next.key}-out` : 'add');
  }

  function canMove(blocks, index, by) {
    const target = blocks[index + by];
    return Boolean(target) && target.way === blocks[index].way;
  }

  function makeTools(view, block, index) {
    const { blocks } = view.state;
    const name = texts.titleOf(block, view.known);
    const minutes = make('input', { class: 'kb-field', type: 'number', min: '1', max: String(texts.MOST_BLOCK_MINUTES), step: '1', inputmode: 'numeric', 'aria-label': `Minutes of ${name}`, 'data-focus': `${block.key}-minutes`, autocomplete: 'off' });
    minutes.value = String(block.minutes);
    minutes.addEventListener('change', () => setMinutes(view, block, minutes));
    const button = (text, label, act, id, isOff) => {
      const made = makeButton(text, act, { class: 'kb-button kb-part__tool', 'aria-label': `${label}: ${name}`, title: label, 'data-focus': `${block.key}-${id}` });
      if (isOff) made.setAttribute('aria-disabled', 'true');
      return made;
    };
    const step = (by) => () => { if (canMove(view.state.blocks, index, by)) move(view, index, by); };
    return make(
      'div', { class: 'kb-part__tools', role: 'group', 'aria-label': `Change ${name}` },
      make('label', { class: 'kb-part__minutes' }, minutes, make('span', {}, 'min')),
      button('↑', 'Earlier', step(-1), 'up', !canMove(blocks, index, -1)),
      button('↓', 'Later', step(1), 'down', !canMove(blocks, index, 1)),
      button('×', 'Take out', () => remove(view, index), 'out', false),
    );
  }

  function setMinutes(view, block, input) {
    const minutes = Math.round(Number(input.value));
    if (!(minutes >= 1)) {
      input.value = String(block.minutes);
      return;
    }
    edit(view, (blocks) => {
      blocks.find((each) => each.key === block.key).minutes = Math.min(minutes, texts.MOST_BLOCK_MINUTES);
    }, '', `${block.key}-minutes`);
    say(view, totalWords(view));
  }

  function whyWords(view, block, explained) {
    if (!view.state.isEdited && block.of) {
      return block.of > 1 ? `Most points of ${block.of} techniques that fit here: ${block.points}.` : 'The only technique that fits here.';
    }
    return `${explained.points} points.`;
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
    const warning = spanWords(block, technique);
    const misfit = rule.misfits(technique, block.stage, { way: block.way, group: state.answers.group, prepare: state.answers.prepare, room: block.minutes });
    const outside = misfit.filter((reason) => reason !== 'time' && reason !== 'stage');
    const reasons = { group: 'the size of the group', delivery: 'the delivery', prepare: 'the time to prepare', verdict: 'what research found' };
    return [
      make('p', { class: 'kb-part__summary' }, technique.summary),
      make('p', { class: 'kb-part__rating' }, makeBadge(technique), make('span', {}, whyWords(view, block, explained))),
      ...(warning ? [make('p', { class: 'kb-part__warning' }, warning)] : []),
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
    const { start } = view.state;
    const when = entry.part === 'alone' ? `${entry.from}–${entry.to} min` : `${texts.clock(start.time, entry.from)}–${texts.clock(start.time, entry.to)}`;
    const isTechnique = view.known.has(block.technique);
    const body = isTechnique ? makeTechniqueBody(view, block, index) : [];
    if (!isTechnique && block.stage !== 'break') body.push(make('div', { class: 'kb-part__panels' }, makePanel(view, block, 'note', block.note ? 'Note ✓' : 'Note', () => makeNote(view, block))));
    const stage = block.stage === 'break' ? [] : [make('p', { class: 'kb-part__stage' }, rule.STAGES[block.stage].label)];
    const does = block.stage === 'break' || block.stage === 'own' ? [] : [make('p', { class: 'kb-part__does' }, texts.doesWords(block))];
    return make(
      'li', { class: `kb-part kb-part--${block.stage}` },
      make('p', { class: 'kb-part__when' }, when, entry.part === 'alone' ? make('span', {}, 'alone') : ''),
      make('div', { class: 'kb-part__body' }, ...stage, makeTitle(view, block, index + 1), ...does, ...body),
      makeTools(view, block, index),
    );
  }

  // Around the plan

  function totalWords(view) {
    const total = texts.sum(view.state.blocks);
    const wanted = view.state.answers.minutes;
    if (total === wanted) return `${total} minutes in all, as you asked.`;
    const off = Math.abs(total - wanted);
    return `${total} minutes in all: ${off} ${total > wanted ? 'more' : 'fewer'} than the ${wanted} you asked for.`;
  }

  function fitTotal(view) {
    const fitted = rule.fitMinutes(view.state.blocks, view.techniques, view.state.answers.minutes);
    if (!fitted) {
      say(view, 'The techniques cannot take these minutes: take a part out, add one, or change minutes by hand.');
      return;
    }
    edit(view, (blocks) => blocks.splice(0, blocks.length, ...fitted), `Now ${view.state.answers.minutes} minutes in all.`, 'heading');
  }

  function makeTotal(view) {
    const line = make('p', { class: 'kb-composer__total' }, make('span', {}, totalWords(view)));
    if (texts.sum(view.state.blocks) !== view.state.answers.minutes) {
      line.append(makeButton(`Fit to ${view.state.answers.minutes} minutes`, () => fitTotal(view), { 'data-focus': 'fit' }));
    }
    return line;
  }

  function applyChange(view, change_) {
    const { answers } = view.state;
    const ways = { 'in-person': 'in-person', 'live-online': 'online' };
    if (change_.change === 'smaller-group') return ['group', Math.ceil(answers.group / change_.groups)];
    if (change_.change === 'larger-group') return ['group', change_.least];
    if (change_.change === 'prepare') return ['prepare', change_.prepare];
    if (change_.change === 'delivery' && ways[change_.way]) return ['delivery', ways[change_.way]];
    return null;
  }

  function changeWords(view, change_) {
    const { answers } = view.state;
    const words = {
      'smaller-group': () => `in ${change_.groups} groups of ${Math.ceil(answers.group / change_.groups)} people`,
      'larger-group': () => `with ${change_.least} people or more`,
      delivery: () => rule.WAYS[change_.way],
      prepare: () => `with time to prepare: ${rule.PREPARATIONS[change_.prepare].toLowerCase()}`,
      minutes: () => `in a part of ${change_.least} minutes, so in a longer session`,
    };
    return words[change_.change]();
  }

  function makeChange(view, change_) {
    const names = change_.techniques.map((id) => title(view, id)).join(', ');
    const apply = applyChange(view, change_);
    const words = changeWords(view, change_);
    const item = make('li', {}, `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${names}. `);
    if (apply && !view.state.isEdited) item.append(makeButton('Do so', () => answer(view, ...apply), { 'aria-label': `Plan ${words}` }));
    return item;
  }

  function makeGap(view, gap) {
    const part = rule.STAGES[gap.stage].label.toLowerCase();
    const box = make('div', {}, make('p', {}, gap.changes.length ? `For ${part}, nothing more fits these answers. It would:` : `For ${part}, nothing fits these answers.`));
    if (gap.changes.length) box.append(make('ul', {}, ...gap.changes.map((each) => makeChange(view, each))));
    return box;
  }

  function makeNotice(kind, ...children) {
    return make('div', { class: `kb-notice kb-notice--${kind}` }, ...children);
  }

  function makeProblem(view) {
    const { problem, gaps, answers } = view.plan;
    if (problem === 'too-short') {
      const least = answers.delivery === 'blended' ? 2 * rule.LEAST_MINUTES : rule.LEAST_MINUTES;
      return makeNotice('none', make('p', {}, `A plan needs at least ${least} minutes: something is explained, and recalled.`), makeButton(`Take ${least} minutes`, () => answer(view, 'minutes', least)));
    }
    if (problem === 'too-long') {
      return makeNotice(
        'none', make('p', {}, 'A plan is for one day, at most 480 minutes. Plan longer trainings day by day, and let each day begin with a recall of the day before: nothing spreads recall better than a night.'),
        makeButton('Take 480 minutes', () => answer(view, 'minutes', rule.MOST_MINUTES)),
      );
    }
    return makeNotice('none', make('p', {}, make('strong', {}, 'No plan fits these answers.'), ' A plan needs something that explains or practises, and recall from memory.'), ...gaps.map((gap) => makeGap(view, gap)));
  }

  function makeNotices(view) {
    const { state, plan } = view;
    const notices = [];
    if (state.isNewer) notices.push(makeNotice('note', make('p', {}, 'This plan comes from a newer version of the composer. What is known here is shown.')));
    if (view.restored) notices.push(makeNotice('note', make('p', {}, 'This is your last plan, kept on this device only.'), makeButton('Start anew', () => startAnew(view))));
    if (state.isEdited && view.isStale) notices.push(makeNotice('note', make('p', {}, 'You changed answers after you had changed the plan by hand, so the plan has stayed as it is.'), makeButton('Plan anew', () => {
      change(view, () => {
        view.isStale = false;
        planAnew(view);
      }, 'The plan is made anew. Undo brings the other back.', 'heading');
    })));
    if (!state.isEdited && plan.problem) notices.push(makeProblem(view));
    if (!state.isEdited && !plan.problem && plan.gaps.length) notices.push(makeNotice('note', ...plan.gaps.map((gap) => makeGap(view, gap))));
    if (state.answers.languages.length > 1) notices.push(makeNotice('note', make('p', {}, `In ${state.answers.languages.join(', ')}: write questions and cases in each language, let pairs share one, and take fewer points, since all that is said twice takes twice as long. This is our advice, not a finding.`)));
    return notices;
  }

  function startAnew(view) {
    change(view, () => {
      view.state = emptyState();
      view.isStale = false;
      view.restored = false;
      view.open.clear();
      planAnew(view);
    }, 'All answers are as at the beginning. Undo brings your plan back.', 'heading');
  }

  function makeFollowUps(view) {
    const { followUps } = view.plan;
    const heading = make('h3', {}, 'After the session');
    if (!followUps.length) return make('section', { class: 'kb-composer__after' }, heading, make('p', {}, 'No technique for follow-up fits these answers. Ask three questions again after a day, two weeks and five weeks all the same, by whatever way reaches people.'));
    const technique = view.known.get(followUps[0].technique);
    const items = followUps.map(({ day, minutes }) => make('li', {}, `${texts.dayWords(day)}: ${minutes} minutes`));
    return make(
      'section', { class: 'kb-composer__after' }, heading,
      make('p', {}, 'The same points come back, by message or at the start of a meeting: ', make('a', { href: page(technique.page) }, technique.title), '. These minutes are not in the plan above.'),
      make('ul', {}, ...items), make('p', { class: 'kb-part__rating' }, makeBadge(technique)),
    );
  }

  function addPart(view, stage) {
    const { state } = view;
    const blocks = state.blocks;
    const way = rule.wayTogether(state.answers);
    let block = { stage, technique: null, minutes: ADDED_MINUTES[stage] || 10, way };
    if (!ADDED_MINUTES[stage]) {
      const best = rule.suggest(state.answers, view.techniques, blocks, stage, way);
      if (!best) {
        say(view, `No further technique for ${rule.STAGES[stage].label.toLowerCase()} fits these answers.`);
        return;
      }
      block = { ...block, technique: best.technique, minutes: best.minutes };
    }
    const [added] = withKeys(view, [block]);
    if (blocks.length >= texts.MOST_BLOCKS) return;
    edit(view, (all) => all.push(added), `${texts.titleOf(added, view.known)} is added at the end.`, stage === 'own' ? `${added.key}-title` : `${added.key}-up`);
  }

  function makeAdding(view) {
    const select = make('select', { class: 'kb-field', 'aria-label': 'Part to add', 'data-focus': 'add', autocomplete: 'off' }, ...STAGES_TO_ADD.map((stage) => make('option', { value: stage }, rule.STAGES[stage].label)));
    select.value = 'own';
    return make('div', { class: 'kb-composer__add' }, select, makeButton('Add it at the end', () => addPart(view, select.value)));
  }

  // Taking it along

  function download(name, type, text) {
    const link = make('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function explainedBlocks(view) {
    const { state } = view;
    return state.blocks.map((block, index) => ({ ...block, parts: (rule.explain(state.answers, view.techniques, state.blocks, index) || block).parts }));
  }

  function downloadMarkdown(view) {
    const text = texts.writeMarkdown(view.state, explainedBlocks(view), view.plan.followUps, view.known, view.labels);
    download(`${texts.fileName(view.state)}.md`, 'text/markdown;charset=utf-8', text);
    say(view, 'The Markdown file is downloaded: a draft for entries/trainings/.');
  }

  function downloadCalendar(view) {
    const now = new Date().toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
    const text = texts.writeCalendar(view.state, view.state.blocks, view.plan.followUps, view.known, now);
    download(`${texts.fileName(view.state)}.ics`, 'text/calendar;charset=utf-8', text);
    say(view, `The calendar file is downloaded: ${view.state.start.day}, ${view.state.start.time}, and each follow-up.`);
  }

  async function copyLink(view) {
    keep(view);
    const link = `${location.href.split('#')[0]}#${view.address}`;
    try {
      await navigator.clipboard.writeText(link);
      say(view, 'The link is copied. It holds the whole plan.');
    } catch {
      view.link.hidden = false;
      view.link.value = link;
      view.link.focus();
      view.link.select();
      say(view, 'Copy the link from the field.');
    }
  }

  function undo(view) {
    const last = view.undo.pop();
    if (!last) return;
    view.state = last.state;
    view.plan = last.plan;
    keep(view);
    show(view, 'undo');
    say(view, 'Undone.');
  }

  function makeActions(view) {
    view.link = make('input', { class: 'kb-field', readonly: '', 'aria-label': 'Link to this plan', hidden: '' });
    const off = view.state.blocks.length ? {} : { disabled: '' };
    const again = makeButton('Undo', () => undo(view), { 'data-focus': 'undo', ...(view.undo.length ? {} : { disabled: '' }) });
    return make(
      'div', { class: 'kb-composer__actions' },
      makeButton('Print', () => window.print(), off),
      makeButton('Calendar file', () => downloadCalendar(view), off),
      makeButton('Markdown', () => downloadMarkdown(view), off),
      makeButton('Copy link', () => copyLink(view)),
      again, makeButton('Start anew', () => startAnew(view)), view.link,
    );
  }

  // On paper

  function makePaper(view) {
    const { state, plan } = view;
    const { answers, start } = state;
    const facts = [
      `${texts.sum(state.blocks)} minutes`, `${answers.group} people`, rule.DELIVERIES[answers.delivery].toLowerCase(),
      view.labels.audiences.get(answers.audience), answers.languages.join(', '), `${start.day}, ${start.time}`,
    ].filter(Boolean).join(' · ');
    const rows = texts.timeline(state.blocks).map(({ block, part, from, to }) => {
      const technique = view.known.get(block.technique);
      const when = part === 'alone' ? `alone, ${from}–${to} min` : `${texts.clock(start.time, from)}–${texts.clock(start.time, to)}`;
      return make(
        'tr', {}, make('td', {}, when), make('td', {}, String(block.minutes)), make('td', {}, rule.STAGES[block.stage].label),
        make('td', {}, make('strong', {}, texts.titleOf(block, view.known)), technique ? make('span', {}, technique.summary) : '', technique ? make('em', {}, texts.ratingWords(technique)) : ''),
        make('td', {}, block.note),
      );
    });
    const head = ['When', 'Min', 'Part', 'Technique', 'Notes'].map((text) => make('th', { scope: 'col' }, text));
    const after = plan.followUps.map(({ day, technique, minutes }) => `${texts.dayWords(day)}: ${minutes} min, ${title(view, technique)}`).join(' · ');
    return make(
      'div', { class: 'kb-composer__paper' },
      make('p', { class: 'kb-composer__papertitle' }, answers.objective || 'Session plan'), make('p', {}, facts),
      make('table', {}, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows)),
      ...(after ? [make('p', {}, `After the session: ${after}`)] : []),
    );
  }

  // All of it

  function show(view, focus) {
    showForm(view);
    const { state } = view;
    view.heading.textContent = state.isEdited ? 'Your plan, changed by hand' : 'Your plan';
    const parts = texts.timeline(state.blocks).map((entry, index) => makePart(view, entry, index));
    const hasPlan = state.blocks.length > 0;
    view.shown.replaceChildren(
      ...makeNotices(view),
      ...(hasPlan ? [makeTotal(view), make('ol', { class: 'kb-composer__parts' }, ...parts)] : []),
      ...(hasPlan || state.isEdited ? [makeAdding(view)] : []),
      ...(hasPlan ? [makeFollowUps(view)] : []),
      makeActions(view),
      ...(hasPlan ? [makePaper(view)] : []),
    );
    if (focus === 'heading') view.heading.focus();
    else if (focus) {
      const target = view.shown.querySelector(`[data-focus="${focus}"]`) || view.heading;
      if (target.disabled) view.heading.focus();
      else target.focus();
    }
  }

  function takeFromAddress(view) {
    const fromAddress = texts.readAddress(location.hash, view.allowed);
    const stored = fromAddress ? null : texts.readAddress(readStored(), view.allowed);
    view.restored = Boolean(stored);
    view.isStale = false;
    takeState(view, fromAddress || stored || emptyState());
    view.address = texts.writeAddress(view.state);
    show(view);
  }

  function start(box) {
    const view = readView(box);
    view.said = make('p', { class: 'kb-hidden', role: 'status' });
    view.heading = make('h2', { tabindex: '-1', id: 'your-plan' }, 'Your plan');
    view.shown = make('div', {});
    const section = make('section', { class: 'kb-composer__plan', 'aria-labelledby': 'your-plan' }, view.heading, view.shown);
    box.append(makeForm(view), section, view.said);
    takeFromAddress(view);
    window.addEventListener('hashchange', () => {
      const address = location.hash.slice(1);
      if (address !== view.address && new URLSearchParams(address).has('plan')) takeFromAddress(view);
    });
    box.classList.add('kb-composer--ready');
  }

  document.querySelectorAll('.kb-composer[data-composer]').forEach(start);
})();
