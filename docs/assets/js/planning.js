// The planning rule of the training composer: answers and techniques in, a session plan out. It is pure: it knows
// no page, no clock and no chance, so that the page and the tests run this very file.
(function () {
  'use strict';

  const VERSION = '1.0';
  const LEAST_MINUTES = 10;
  const MOST_MINUTES = 480; // A day. Longer trainings are planned day by day.
  const MOST_PEOPLE = 100000;
  const STEP = 5;
  const FAILED = 'does-not-work-as-believed';

  // Each part of a session: its weight when minutes are shared out, and the most that it takes in one go.
  const STAGES = {
    opening: { label: 'Opening', weight: 8, most: 10, does: 'wakes what people know and shows what will matter' },
    instruction: { label: 'Explanation', weight: 25, most: 30, does: 'shows the new thing' },
    practice: { label: 'Practice', weight: 40, most: 60, does: 'lets people do it themselves' },
    feedback: { label: 'Feedback', weight: 15, most: 25, does: 'tells people where they stand and what to change' },
    recall: { label: 'Recall', weight: 10, most: 15, does: 'brings it back from memory' },
    transfer: { label: 'Plan for work', weight: 15, most: 30, does: 'fixes what happens at work' },
    'follow-up': { label: 'Follow-up', weight: 0, most: 10, does: 'brings it back once people are at work' },
    own: { label: 'Own part', weight: 0, most: 0, does: 'your own content and questions' },
    break: { label: 'Break', weight: 0, most: 0, does: 'rest' },
  };

  // From how many minutes of work a session has which parts, the richest first. A round explains, practises
  // and gives feedback; a recall follows each.
  const ROUND = ['instruction', 'practice', 'feedback', 'recall'];
  const OUTLINES = [
    [310, ['opening', ...ROUND, ...ROUND, ...ROUND, ...ROUND, 'transfer']],
    [220, ['opening', ...ROUND, ...ROUND, ...ROUND, 'transfer']],
    [130, ['opening', ...ROUND, ...ROUND, 'transfer']],
    [50, ['opening', ...ROUND, 'transfer']],
    [40, ['opening', 'instruction', 'practice', 'recall', 'transfer']],
    [20, ['opening', 'instruction', 'practice', 'recall']],
    [15, ['instruction', 'practice', 'recall']],
    [10, ['instruction', 'recall']],
  ];

  // Points, the same for every part of the session.
  const VERDICTS = { works: 6, 'likely-works': 4, depends: 2, unknown: 0 };
  const CERTAINTIES = { high: 3, moderate: 2, low: 1, 'very-low': 0, 'not-assessed': 0 };
  const FOR_NEED = 4;
  const FOR_AUDIENCE = 1;
  const WITH_ADULTS = 1;
  const GOES_WITH = 1;
  const CONTRAST = -2;

  // Rest: at most so much work between two breaks, on average.
  const REST = { 'in-person': { work: 90, minutes: 15 }, 'live-online': { work: 60, minutes: 10 } };
  const MEAL = 60;
  const MEAL_FROM = 330;

  const FOLLOW_UPS = [1, 14, 35]; // Days after the session.
  const FOLLOW_UP_MINUTES = 5;

  const ALONE_SHARE = 0.3; // Of a blended training, the part that people do alone before they meet.
  const ALONE_MOST = 40;

  const DELIVERIES = { 'in-person': 'In person', online: 'Online', blended: 'Blended' };
  const WAYS = { 'in-person': 'in person', 'live-online': 'live online', 'self-paced': 'alone, in one’s own time' };
  const PREPARATIONS = ['None', 'Under an hour', 'Half a day', 'Days'];

  // Answers

  function wholeNumber(value, least, most, otherwise) {
    const number = Math.round(Number(value));
    return Number.isFinite(number) ? Math.min(Math.max(number, least), most) : otherwise;
  }

  // Whatever comes in, answers that the rule can use come out.
  function readAnswers(raw) {
    const given = raw || {};
    return {
      minutes: wholeNumber(given.minutes, 1, 100000, 90),
      group: wholeNumber(given.group, 1, MOST_PEOPLE, 20),
      delivery: Object.hasOwn(DELIVERIES, given.delivery) ? given.delivery : 'in-person',
      prepare: wholeNumber(given.prepare, 0, 3, 2),
      need: typeof given.need === 'string' ? given.need : '',
      audience: typeof given.audience === 'string' ? given.audience : '',
    };
  }

  function wayTogether(answers) {
    return answers.delivery === 'online' ? 'live-online' : 'in-person';
  }

  // Whether a technique fits, and why not

  function roundUp(minutes) {
    return Math.ceil(minutes / STEP) * STEP;
  }

  // The fewest minutes that are planned for a technique: a round number where its span holds one.
  function leastOf(technique) {
    const [least, most] = technique.time;
    return roundUp(least) <= most ? roundUp(least) : least;
  }

  function mostOf(technique, stage) {
    return Math.max(leastOf(technique), Math.min(technique.time[1], STAGES[stage].most || technique.time[1]));
  }

  // The reasons why a technique cannot stand in a part of the session; none where it fits.
  function misfits(technique, stage, place) {
    const reasons = [];
    if (!technique.stages.includes(stage)) reasons.push('stage');
    if (technique.verdict === FAILED) reasons.push('verdict');
    if (!technique.delivery.includes(place.way)) reasons.push('delivery');
    if (place.group < technique.group[0] || place.group > technique.group[1]) reasons.push('group');
    if (technique.prepare > place.prepare) reasons.push('prepare');
    if (technique.time[0] > place.room) reasons.push('time');
    return reasons;
  }

  function fits(technique, stage, place) {
    return misfits(technique, stage, place).length === 0;
  }

  // Points, with the reason for each

  function score(technique, answers, chosen) {
    const parts = [
      { points: VERDICTS[technique.verdict] || 0, reason: 'verdict' },
      { points: CERTAINTIES[technique.certainty] || 0, reason: 'certainty' },
    ];
    if (answers.need && technique.needs.includes(answers.need)) parts.push({ points: FOR_NEED, reason: 'need' });
    if (answers.audience && technique.audiences.includes(answers.audience)) {
      parts.push({ points: FOR_AUDIENCE, reason: 'audience' });
    }
    if (technique.adults > 0) parts.push({ points: WITH_ADULTS, reason: 'adults' });
    const others = chosen.filter((other) => other.id !== technique.id);
    const partner = others.find((other) => technique.with.includes(other.id) || other.with.includes(technique.id));
    if (partner) parts.push({ points: GOES_WITH, reason: 'with', other: partner.id });
    const rival = others.find((other) => technique.contrast.includes(other.id) || other.contrast.includes(technique.id));
    if (rival) parts.push({ points: CONTRAST, reason: 'contrast', other: rival.id });
    return { points: parts.reduce((sum, part) => sum + part.points, 0), parts };
  }

  // Most points first; of equals the one with less preparation, then by id: so the order of the list never counts.
  function rank(techniques, answers, chosen) {
    return techniques
      .map((technique) => ({ technique, ...score(technique, answers, chosen) }))
      .sort((a, b) => (
        b.points - a.points
        || a.technique.prepare - b.technique.prepare
        || (a.technique.id < b.technique.id ? -1 : 1)
      ));
  }

  // People practise what the work asks of them: where techniques for the need fit, practice is one of these.
  function forNeed(techniques, stage, answers) {
    if (stage !== 'practice' || !answers.need) return techniques;
    const meant = techniques.filter((technique) => technique.needs.includes(answers.need));
    return meant.length ? meant : techniques;
  }

  // Choosing: each technique once, so that purposes vary; only recall comes back, and that is its point.

  function chooseFor(stages, minutes, place, answers, techniques, before) {
    const weight = stages.reduce((sum, stage) => sum + STAGES[stage].weight, 0);
    const chosen = [...before];
    const blocks = [];
    const missing = [];
    let taken = 0;
    stages.forEach((stage, index) => {
      // Without something that people did, there is nothing to give feedback on.
      if (stage === 'feedback' && missing.length && missing[missing.length - 1].index === index - 1) return;
      const target = (STAGES[stage].weight / weight) * minutes;
      const rest = minutes - taken - STEP * (stages.length - index - 1);
      const room = Math.max(STEP, Math.min(Math.max(target * 1.5, 2 * STEP), rest));
      const here = { ...place, room };
      const fitting = techniques.filter((technique) => fits(technique, stage, here) && leastOf(technique) <= room);
      const unused = fitting.filter((technique) => stage === 'recall' || !chosen.includes(technique));
      const [best] = rank(forNeed(unused, stage, answers), answers, chosen);
      if (!best) {
        missing.push({ stage, index, room: Math.floor(room) });
        return;
      }
      if (!chosen.includes(best.technique)) chosen.push(best.technique);
      taken += leastOf(best.technique);
      blocks.push({ stage, technique: best.technique, target, points: best.points, parts: best.parts, of: unused.length });
    });
    return { blocks, missing, chosen };
  }

  // Sharing out minutes, to the minute

  // Gives each block at least its least, and the rest by weight in steps; null where there is too little time.
  function share(blocks, minutes) {
    const given = blocks.map((block) => block.least);
    let left = minutes - given.reduce((sum, number) => sum + number, 0);
    if (left < 0) return null;
    for (const step of [STEP, 1]) {
      while (left >= step) {
        let best = -1;
        blocks.forEach((block, index) => {
          if (given[index] + step > block.most) return;
          if (best < 0 || block.target - given[index] > blocks[best].target - given[best]) best = index;
        });
        if (best < 0) break;
        given[best] += step;
        left -= step;
      }
    }
    return { given, left };
  }

  function fill(stages, minutes, place, answers, techniques, before) {
    const found = chooseFor(stages, minutes, place, answers, techniques, before);
    const shared = share(found.blocks.map(({ stage, technique, target }) => (
      { target, least: leastOf(technique), most: mostOf(technique, stage) }
    )), minutes);
    if (!shared) return null;
    const blocks = found.blocks.map((block, index) => ({
      stage: block.stage, technique: block.technique.id, minutes: shared.given[index], way: place.way,
      points: block.points, parts: block.parts, of: block.of,
    }));
    return { ...found, blocks: withOwnPart(blocks, shared.left, place.way), spare: shared.left };
  }

  // Time that no technique may fill is the trainer's own, before the last recall.
  function withOwnPart(blocks, minutes, way) {
    if (minutes <= 0) return blocks;
    const last = blocks.map((block) => block.stage).lastIndexOf('recall');
    const own = { stage: 'own', technique: null, minutes, way };
    return last < 0 ? [...blocks, own] : [...blocks.slice(0, last), own, ...blocks.slice(last)];
  }

  function isWhole(blocks) {
    const has = (stage) => blocks.some((block) => block.stage === stage);
    return has('recall') && (has('instruction') || has('practice'));
  }

  // The outline that leaves the least time without a technique; of equals the richest.
  function fillBest(outlines, minutes, place, answers, techniques, before) {
    let best = null;
    for (const stages of outlines) {
      const filled = fill(stages, minutes, place, answers, techniques, before);
      if (!filled || !isWhole([...before.map(() => ({ stage: 'instruction' })), ...filled.blocks])) continue;
      if (!best || filled.spare < best.spare) best = filled;
      if (best.spare === 0) break;
    }
    return best;
  }

  function outlinesFor(minutes) {
    return OUTLINES.filter(([from]) => minutes >= from).map(([, stages]) => stages);
  }

  // What is done alone before the meeting is not explained again in it; it begins with what they remember.
  function afterAlone(stages) {
    const first = stages.indexOf('instruction');
    return ['recall', ...stages.slice(first + 1)];
  }

  // Breaks

  function breaksFor(minutes, way) {
    const { work, minutes: rest } = REST[way];
    for (let number = 0; ; number += 1) {
      const lengths = Array.from({ length: number }, () => rest);
      if (minutes >= MEAL_FROM && number) lengths[Math.floor((number - 1) / 2)] = MEAL;
      const left = minutes - lengths.reduce((sum, length) => sum + length, 0);
      if (left / (number + 1) <= work) return lengths;
    }
  }

  // Where breaks stand: so that the longest stretch of work is short, and better before a recall or a new
  // explanation than in the middle of a round.
  function placeBreaks(blocks, lengths) {
    const starts = [0];
    blocks.forEach((block) => starts.push(starts[starts.length - 1] + block.minutes));
    const cost = (index) => (['recall', 'instruction'].includes(blocks[index].stage) ? 0 : 20);
    let best = null;
    function place(from, places, longest, penalty) {
      if (places.length === lengths.length) {
        const whole = Math.max(longest, starts[blocks.length] - starts[from]) + penalty;
        if (!best || whole < best.whole) best = { whole, places };
        return;
      }
      const more = lengths.length - places.length - 1;
      for (let index = from + 1; index < blocks.length - more; index += 1) {
        const stretch = Math.max(longest, starts[index] - starts[from]);
        const paid = penalty + cost(index);
        if (!best || stretch + paid < best.whole) place(index, [...places, index], stretch, paid);
      }
    }
    place(0, [], 0, 0);
    if (!best) return null;
    return blocks.flatMap((block, index) => {
      const number = best.places.indexOf(index);
      if (number < 0) return [block];
      return [{ stage: 'break', technique: null, minutes: lengths[number], way: block.way }, block];
    });
  }

  // The part that people do together, with its breaks. Where there are fewer places than breaks, fewer breaks.
  function planTogether(minutes, outlinesOf, place, answers, techniques, before) {
    let lengths = breaksFor(minutes, place.way);
    for (;;) {
      const work = minutes - lengths.reduce((sum, length) => sum + length, 0);
      const filled = fillBest(outlinesOf(work), work, place, answers, techniques, before);
      if (!filled) return null;
      const blocks = lengths.length ? placeBreaks(filled.blocks, lengths) : filled.blocks;
      if (blocks) return { ...filled, blocks };
      lengths = lengths.slice(1);
    }
  }

  // Follow-ups, which come after the session and take none of its minutes

  function planFollowUps(answers, techniques, chosen) {
    const place = { way: 'self-paced', group: answers.group, prepare: answers.prepare, room: STAGES['follow-up'].most };
    const fitting = techniques.filter((technique) => fits(technique, 'follow-up', place));
    const [best] = rank(fitting, answers, chosen);
    if (!best) return [];
    const minutes = Math.min(Math.max(FOLLOW_UP_MINUTES, best.technique.time[0]), best.technique.time[1]);
    return FOLLOW_UPS.map((day) => (
      { day, technique: best.technique.id, minutes, points: best.points, parts: best.parts, of: fitting.length }
    ));
  }

  // What would have to change, where nothing fits

  // For a part of the session, one change each that would let a technique in: a smaller or larger group, another
  // delivery, more preparation, more minutes.
  function suggestChanges(stage, place, techniques) {
    const near = techniques.filter((technique) => technique.stages.includes(stage) && technique.verdict !== FAILED);
    const only = (reason) => near.filter((technique) => {
      const reasons = misfits(technique, stage, place);
      return reasons.length === 1 && reasons[0] === reason;
    });
    const ids = (list) => list.map((technique) => technique.id).sort();
    const changes = [];
    const group = only('group');
    const smaller = group.filter((technique) => technique.group[1] < place.group);
    const larger = group.filter((technique) => technique.group[0] > place.group);
    if (smaller.length) {
      const most = Math.max(...smaller.map((technique) => technique.group[1]));
      const groups = Math.ceil(place.group / most);
      changes.push({ change: 'smaller-group', most, groups, techniques: ids(smaller.filter((t) => t.group[1] === most)) });
    }
    if (larger.length) {
      const least = Math.min(...larger.map((technique) => technique.group[0]));
      changes.push({ change: 'larger-group', least, techniques: ids(larger.filter((t) => t.group[0] === least)) });
    }
    const elsewhere = only('delivery');
    for (const way of Object.keys(WAYS)) {
      const there = elsewhere.filter((technique) => technique.delivery.includes(way));
      if (there.length) changes.push({ change: 'delivery', way, techniques: ids(there) });
    }
    const prepared = only('prepare');
    if (prepared.length) {
      const least = Math.min(...prepared.map((technique) => technique.prepare));
      changes.push({ change: 'prepare', prepare: least, techniques: ids(prepared.filter((t) => t.prepare === least)) });
    }
    const longer = only('time');
    if (longer.length) {
      const least = Math.min(...longer.map((technique) => technique.time[0]));
      changes.push({ change: 'minutes', least, techniques: ids(longer.filter((t) => t.time[0] === least)) });
    }
    return changes;
  }

  // The parts that the session should have had and for which nothing fits, each once.
  function explainGaps(missing, place, techniques) {
    const seen = new Set();
    return missing.filter(({ stage }) => !seen.has(stage) && seen.add(stage)).map(({ stage, room }) => (
      { stage, room, changes: suggestChanges(stage, { ...place, room }, techniques) }
    ));
  }

  // Why there is no plan at all: the needed parts for which nothing fits.
  function explainNone(answers, place, techniques, minutes) {
    const room = Math.min(minutes - STEP, STAGES.instruction.most);
    const wanted = ['instruction', 'practice', 'recall'].map((stage) => ({ stage, room: Math.min(room, STAGES[stage].most) }));
    const missing = wanted.filter(({ stage, room: most }) => (
      !techniques.some((technique) => fits(technique, stage, { ...place, room: most }))
    ));
    // Of explanation and practice, one is enough.
    const needed = missing.length === 3 ? missing : missing.filter(({ stage }) => stage === 'recall');
    return explainGaps(needed.length ? needed : missing, place, techniques);
  }

  // The plan

  function nothing(answers, problem, gaps) {
    return { version: VERSION, answers, problem, blocks: [], followUps: [], gaps: gaps || [] };
  }

  // How many minutes lie between a recall and the end of the newest explanation before it.
  function withGaps(blocks) {
    let since = null;
    return blocks.map((block, index) => {
      // Nobody knows how long before the meeting people did their part.
      if (index && blocks[index - 1].way === 'self-paced' && block.way !== 'self-paced') since = null;
      const told = block.stage === 'recall' && since !== null ? { ...block, since } : block;
      if (block.stage === 'instruction') since = 0;
      else if (since !== null) since += block.minutes;
      return told;
    });
  }

  // Answers as `readAnswers` reads them, and techniques as in `data/techniques-for-planning.json`, give
  // {version, answers, problem, blocks: [{stage, technique, minutes, way, points, parts, of, since}], followUps:
  // [{day, technique, minutes}], gaps: [{stage, changes}]}. Minutes of blocks add up to the answers' minutes.
  // Where there is no plan, `problem` says why: too-short, too-long or nothing-fits.
  function plan(raw, techniques) {
    const answers = readAnswers(raw);
    const { minutes, delivery } = answers;
    const isBlended = delivery === 'blended';
    if (minutes < (isBlended ? 2 * LEAST_MINUTES : LEAST_MINUTES)) return nothing(answers, 'too-short');
    if (minutes > MOST_MINUTES) return nothing(answers, 'too-long');
    const place = { way: wayTogether(answers), group: answers.group, prepare: answers.prepare };
    const alone = isBlended ? planAlone(answers, techniques) : { minutes: 0, blocks: [], chosen: [], missing: [] };
    const together = alone && planTogether(
      minutes - alone.minutes,
      (work) => (isBlended ? [...outlinesFor(work).map(afterAlone), ['recall', 'practice']] : outlinesFor(work)),
      place, answers, techniques, alone.chosen,
    );
    if (!together) return nothing(answers, 'nothing-fits', explainNone(answers, place, techniques, minutes));
    return {
      version: VERSION, answers, problem: '',
      blocks: withGaps([...alone.blocks, ...together.blocks]),
      followUps: planFollowUps(answers, techniques, [...together.chosen]),
      gaps: explainGaps(together.missing, place, techniques),
    };
  }

  // Of a blended training, what people do alone before they meet.
  function planAlone(answers, techniques) {
    const wanted = Math.round((answers.minutes * ALONE_SHARE) / STEP) * STEP;
    const minutes = Math.min(Math.max(wanted, LEAST_MINUTES), ALONE_MOST);
    const place = { way: 'self-paced', group: answers.group, prepare: answers.prepare };
    for (const stages of [['opening', 'instruction'], ['instruction']]) {
      const filled = fill(stages, minutes, place, answers, techniques, []);
      if (filled && filled.blocks.some((block) => block.stage === 'instruction')) return { ...filled, minutes };
    }
    return null;
  }

  // Changing a plan

  function placeOf(block, answers) {
    return { way: block.way || wayTogether(answers), group: answers.group, prepare: answers.prepare };
  }

  // What may stand in the place of a block, best first: all that fit group, delivery and preparation, with the
  // minutes that each would take there. `exact` says whether the block can keep its minutes.
  function alternatives(raw, techniques, blocks, index) {
    const answers = readAnswers(raw);
    const block = blocks[index];
    const others = blocks.filter((_, number) => number !== index).map((other) => other.technique);
    const chosen = techniques.filter((technique) => others.includes(technique.id));
    const place = { ...placeOf(block, answers), room: MOST_MINUTES };
    const fitting = techniques.filter((technique) => (
      technique.id !== block.technique && fits(technique, block.stage, place)
      && (block.stage === 'recall' || !others.includes(technique.id))
    ));
    return rank(fitting, answers, chosen).map(({ technique, points, parts }) => {
      const minutes = Math.min(Math.max(block.minutes, technique.time[0]), technique.time[1]);
      return { technique: technique.id, points, parts, minutes, exact: minutes === block.minutes };
    });
  }

  // The best technique for a part that is added by hand, or null.
  function suggest(raw, techniques, blocks, stage, way) {
    const answers = readAnswers(raw);
    const added = { stage, technique: null, minutes: 2 * STEP, way: way || wayTogether(answers) };
    const [best] = alternatives(answers, techniques, [...blocks, added], blocks.length);
    return best || null;
  }

  // The points of a block as it stands among the others.
  function explain(raw, techniques, blocks, index) {
    const answers = readAnswers(raw);
    const named = new Set(blocks.filter((_, number) => number !== index).map((block) => block.technique));
    const technique = techniques.find((each) => each.id === blocks[index].technique);
    return technique ? score(technique, answers, techniques.filter((each) => named.has(each.id))) : null;
  }

  // The same blocks with minutes that add up: techniques within their spans, breaks and own parts as they are.
  // Null where that cannot be.
  function fitMinutes(blocks, techniques, minutes) {
    const known = new Map(techniques.map((technique) => [technique.id, technique]));
    const loose = blocks.filter((block) => known.has(block.technique));
    const fixed = blocks.reduce((sum, block) => (loose.includes(block) ? sum : sum + block.minutes), 0);
    const now = loose.reduce((sum, block) => sum + block.minutes, 0);
    const factor = now ? (minutes - fixed) / now : 0;
    const shared = share(loose.map((block) => {
      const technique = known.get(block.technique);
      return { least: leastOf(technique), most: technique.time[1], target: block.minutes * factor };
    }), minutes - fixed);
    if (!shared || shared.left > 0) return null;
    return withGaps(blocks.map((block) => (
      loose.includes(block) ? { ...block, minutes: shared.given[loose.indexOf(block)] } : block
    )));
  }

  globalThis.kbPlanning = Object.freeze({
    VERSION, LEAST_MINUTES, MOST_MINUTES, MOST_PEOPLE, STAGES, DELIVERIES, WAYS, PREPARATIONS, FOLLOW_UPS,
    readAnswers, plan, alternatives, suggest, explain, fitMinutes, withGaps, misfits, leastOf, wayTogether,
  });
})();
