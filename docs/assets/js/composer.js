// The training composer: asks, shows the plan that planning.js makes, and lets people change, keep and take it along.
(function () {
  'use strict';

  const rule = globalThis.kbPlanning;
  const texts = globalThis.kbPlanTexts;
  const { make, makeButton } = window.kbFinder;
  const { makeForm, showForm } = window.kbComposerForm;
  const { makeBadge, makePart, showTimes, whenWords, title, page } = window.kbComposerParts;
  const STORED = 'kb-composer';
  const MOST_UNDO = 30;
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

  // Text or minutes of one part: its row stays, so that whoever types goes on where they are.
  function editInPlace(view, key, act, said) {
    remember(view);
    act(view.state.blocks.find((each) => each.key === key));
    view.state.isEdited = true;
    view.state.blocks = rule.withGaps(view.state.blocks);
    keep(view);
    showAround(view);
    if (said) say(view, said);
  }

  function say(view, text) {
    view.said.textContent = text;
  }

  function announcePlan(view) {
    const { blocks } = view.state;
    if (!blocks.length) return 'No plan fits these answers.';
    return `Plan of ${blocks.length} parts and ${texts.sum(blocks)} minutes.`;
  }

  // Answers

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

  function planFromForm(view) {
    change(view, () => {
      view.isStale = false;
      planAnew(view);
    });
    say(view, announcePlan(view));
    view.heading.focus();
    view.heading.scrollIntoView({ block: 'start' });
  }

  // From a button in the plan, which goes away with the plan that it was in.
  function answerAndGoOn(view, name, value) {
    answer(view, name, value);
    view.heading.focus();
  }

  // What the rule does not use changes no part.
  function note(view, act) {
    act();
    keep(view);
    showForm(view);
    showAround(view);
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
    view.totalText = make('span', {});
    view.fit = makeButton('', () => fitTotal(view), { hidden: '' });
    view.total = make('p', { class: 'kb-composer__total' }, view.totalText, view.fit);
  }

  function showTotal(view) {
    const { blocks, answers } = view.state;
    view.total.hidden = !blocks.length;
    view.totalText.textContent = totalWords(view);
    view.fit.hidden = texts.sum(blocks) === answers.minutes;
    view.fit.textContent = `Fit to ${answers.minutes} minutes`;
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
    if (apply && !view.state.isEdited) item.append(makeButton('Plan it so', () => answerAndGoOn(view, ...apply), { 'aria-label': `Plan ${words}` }));
    return item;
  }

  function makeGap(view, gap) {
    const part = rule.STAGES[gap.stage].label.toLowerCase();
    const more = view.plan.problem ? 'nothing' : 'nothing more';
    const box = make('div', {}, make('p', {}, gap.changes.length ? `For ${part}, ${more} fits these answers. It would:` : `For ${part}, nothing fits these answers.`));
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
      return makeNotice('none', make('p', {}, `A plan needs at least ${least} minutes: something is explained, and recalled.`), makeButton(`Take ${least} minutes`, () => answerAndGoOn(view, 'minutes', least)));
    }
    if (problem === 'too-long') {
      return makeNotice(
        'none', make('p', {}, 'A plan is for one day, at most 480 minutes. Plan longer trainings day by day, and let each day begin with a recall of the day before: nothing spreads recall better than a night.'),
        makeButton('Take 480 minutes', () => answerAndGoOn(view, 'minutes', rule.MOST_MINUTES)),
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
    show(view);
    say(view, 'Undone.');
  }

  function makeActions(view) {
    view.link = make('input', { class: 'kb-field', readonly: '', 'aria-label': 'Link to this plan', hidden: '' });
    view.needPlan = [
      makeButton('Print', () => window.print()),
      makeButton('Calendar file', () => downloadCalendar(view)),
      makeButton('Markdown', () => downloadMarkdown(view)),
    ];
    view.again = makeButton('Undo', () => undo(view));
    return make(
      'div', { class: 'kb-composer__actions', role: 'group', 'aria-label': 'Take the plan along' },
      ...view.needPlan, makeButton('Copy link', () => copyLink(view)),
      view.again, makeButton('Start anew', () => startAnew(view)), view.link,
    );
  }

  function showActions(view) {
    view.needPlan.forEach((button) => { button.disabled = !view.state.blocks.length; });
    // It stays in the order of the keyboard, so that nobody loses their place with the last step undone.
    view.again.setAttribute('aria-disabled', String(!view.undo.length));
    view.link.hidden = true;
  }

  // On paper

  function makePaper(view) {
    const { state, plan } = view;
    const { answers, start } = state;
    const facts = [
      `${texts.sum(state.blocks)} minutes`, `${answers.group} people`, rule.DELIVERIES[answers.delivery].toLowerCase(),
      view.labels.audiences.get(answers.audience), answers.languages.join(', '), `${start.day}, ${start.time}`,
    ].filter(Boolean).join(' · ');
    const rows = texts.timeline(state.blocks).map((entry) => {
      const { block } = entry;
      const technique = view.known.get(block.technique);
      return make(
        'tr', {}, make('td', {}, whenWords(view, entry)), make('td', {}, String(block.minutes)), make('td', {}, rule.STAGES[block.stage].label),
        make('td', {}, make('strong', {}, texts.titleOf(block, view.known)), technique ? make('span', {}, technique.summary) : '', technique ? make('em', {}, texts.ratingWords(technique)) : ''),
        make('td', {}, block.note),
      );
    });
    const head = ['When', 'Min', 'Part', 'Technique', 'Notes'].map((text) => make('th', { scope: 'col' }, text));
    const after = plan.followUps.map(({ day, technique, minutes }) => `${texts.dayWords(day)}: ${minutes} min, ${title(view, technique)}`).join(' · ');
    return make(
      'div', {},
      make('p', { class: 'kb-composer__papertitle', role: 'heading', 'aria-level': '1' }, answers.objective || 'Session plan'), make('p', {}, facts),
      make('table', { 'aria-label': 'The plan' }, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows)),
      ...(after ? [make('p', {}, `After the session: ${after}`)] : []),
    );
  }

  // All of it

  // What stands around the rows of the plan, and the times in them.
  function showAround(view) {
    const { state } = view;
    const hasPlan = state.blocks.length > 0;
    view.heading.textContent = state.isEdited ? 'Your plan, changed by hand' : 'Your plan';
    view.notices.replaceChildren(...makeNotices(view));
    showTotal(view);
    showTimes(view);
    view.adding.hidden = !hasPlan && !state.isEdited;
    view.after.replaceChildren(...(hasPlan ? [makeFollowUps(view)] : []));
    showActions(view);
    view.paper.replaceChildren(...(hasPlan ? [makePaper(view)] : []));
  }

  function show(view, focus) {
    showForm(view);
    const parts = texts.timeline(view.state.blocks).map((entry, index) => makePart(view, entry, index));
    view.parts.replaceChildren(...parts);
    view.parts.hidden = !parts.length;
    showAround(view);
    if (focus) goOnAt(view, focus);
  }

  // A new part's name is selected, so that whoever types writes it anew.
  function goOnAt(view, focus) {
    const control = view.section.querySelector(`[data-focus="${focus}"]`) || view.heading;
    control.focus();
    if (control.matches('input')) control.select();
  }

  function makePlan(view) {
    view.heading = make('h2', { tabindex: '-1', id: 'your-plan' }, 'Your plan');
    view.notices = make('div', {});
    view.parts = make('ol', { class: 'kb-composer__parts' });
    view.adding = makeAdding(view);
    view.after = make('div', {});
    view.paper = make('div', { class: 'kb-composer__paper' });
    makeTotal(view);
    view.section = make(
      'section', { class: 'kb-composer__plan', 'aria-labelledby': 'your-plan' },
      view.heading, view.notices, view.total, view.parts, view.adding, view.after, makeActions(view), view.paper,
    );
    return view.section;
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
    // What the form and the rows can do, each with the view it belongs to.
    const acts = { answer, note, planFromForm, edit, editInPlace, say, sayTotal: () => say(view, totalWords(view)) };
    view.acts = Object.fromEntries(Object.entries(acts).map(([name, act]) => [name, (...values) => act(view, ...values)]));
    view.said = make('p', { class: 'kb-hidden', role: 'status' });
    box.append(makeForm(view), makePlan(view), view.said);
    takeFromAddress(view);
    window.addEventListener('hashchange', () => {
      const address = location.hash.slice(1);
      if (address !== view.address && new URLSearchParams(address).has('plan')) takeFromAddress(view);
    });
    box.classList.add('kb-composer--ready');
  }

  document.querySelectorAll('.kb-composer[data-composer]').forEach(start);
})();
