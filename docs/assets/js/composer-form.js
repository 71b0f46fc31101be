// The composer's form: what it asks, and how it shows the answers.
(function () {
  'use strict';

  const rule = globalThis.kbPlanning;
  const texts = globalThis.kbPlanTexts;
  const { make } = window.kbFinder;
  const VAGUE = /^(?:participants?\s+(?:will\s+)?)?(?:to\s+)?(know|understand|appreciate|learn|realise|realize|grasp|be aware|become aware)\b/i;

  function makeField(label, control, hint, wide) {
    const id = control.id || `composer-${control.name}`;
    control.id = id;
    const field = make(
      'div', { class: wide ? 'kb-composer__field kb-composer__field--wide' : 'kb-composer__field' },
      make('label', { for: id }, label), control,
    );
    if (hint) field.append(hint);
    return field;
  }

  function makeSelect(view, name, options) {
    const select = make('select', { class: 'kb-field', name, autocomplete: 'off' }, ...options.map(([value, text]) => make('option', { value }, text)));
    select.addEventListener('change', () => view.acts.answer(name, select.value));
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
      else view.acts.answer(name, input.value);
    });
  }

  function makeLanguages(view) {
    const boxes = view.languages.map((language) => {
      const box = make('input', { type: 'checkbox', value: language, autocomplete: 'off' });
      box.addEventListener('change', () => view.acts.note(() => readLanguages(view)));
      return { language, box };
    });
    const other = makeInput(view, 'otherLanguages', { type: 'text', maxlength: '120', placeholder: 'Tigrinya, Dari' }, () => view.acts.note(() => readLanguages(view)));
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
    const attributes = { rows: '2', maxlength: String(texts.LONGEST.objective), 'aria-describedby': 'composer-verb', placeholder: 'Decide in a written case whether a fee may be charged' };
    const area = makeInputArea(view, attributes);
    view.objectiveHint = make('span', { class: 'kb-composer__hint', id: 'composer-verb' });
    return makeField('What will people be able to do?', area, view.objectiveHint, true);
  }

  function makeInputArea(view, attributes) {
    const area = make('textarea', { class: 'kb-field', name: 'objective', autocomplete: 'off', ...attributes });
    area.addEventListener('change', () => view.acts.note(() => {
      view.state.answers.objective = texts.cleanText(area.value, texts.LONGEST.objective);
    }));
    view.fields.objective = area;
    return area;
  }

  function makeForm(view) {
    view.fields = {};
    const none = (text) => [['', text]];
    const list = (labels) => [...labels];
    const setStart = (input, part) => view.acts.note(() => { if (input.value) view.state.start = { ...view.state.start, [part]: input.value.slice(0, part === 'day' ? 10 : 5) }; });
    const submit = make('button', { type: 'submit', class: 'kb-button kb-composer__go' }, 'Make the plan');
    const form = make(
      'form', { class: 'kb-composer__form', 'aria-label': 'Your training', novalidate: '' },
      makeObjective(view),
      makeField('What must change', makeSelect(view, 'need', [...none('Not said'), ...list(view.labels.needs)]), null, true),
      makeField('For whom', makeSelect(view, 'audience', [...none('Not said'), ...list(view.labels.audiences)]), null, true),
      makeField('Minutes in all', makeNumber(view, 'minutes', rule.LEAST_MINUTES, rule.MOST_MINUTES)),
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
      view.acts.planFromForm();
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

  window.kbComposerForm = Object.freeze({ makeForm, showForm });
})();
