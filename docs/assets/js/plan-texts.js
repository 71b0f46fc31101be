// A plan as texts: its address, its Markdown as a record, its calendar file, its reasons in words. Pure, as the rule is.
(function () {
  'use strict';

  const { STAGES, DELIVERIES, MOST_PEOPLE, readAnswers, wayTogether } = globalThis.kbPlanning;
  const ADDRESS_VERSION = '1';
  const MOST_BLOCKS = 60;
  const MOST_BLOCK_MINUTES = 1440;
  const LONGEST = { objective: 300, title: 120, note: 600, language: 40, languages: 8 };
  const VERDICTS = {
    works: 'works', 'likely-works': 'likely works', depends: 'depends', unknown: 'unknown',
    'does-not-work-as-believed': 'does not work as believed',
  };
  const CERTAINTIES = {
    high: 'high certainty', moderate: 'moderate certainty', low: 'low certainty', 'very-low': 'very low certainty',
    'not-assessed': 'not assessed',
  };
  const LEVELS = {
    learning: 'learning', behaviour: 'behaviour at work', results: 'results of the work', reaction: 'reaction of participants',
  };
  const FALLBACK_OBJECTIVE = 'Carry out the task of this session without help, and say why each step is so.';

  // Text that people typed

  // One line without what nobody can see: controls, marks of direction, private and broken characters. The joiners
  // that some scripts need stay.
  function cleanText(value, longest) {
    const text = String(value === null || value === undefined ? '' : value)
      .replace(/[\s\u0085]+/gu, ' ')
      .replace(/(?![\u200c\u200d\u200e\u200f])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
      .replace(/ {2,}/g, ' ') // around what was taken out
      .trim();
    return [...text].slice(0, longest).join('').trim();
  }

  // Address: a version, the answers, and the blocks where they were changed by hand. Read with care: anyone can
  // write an address, and what is not known in it is left out.

  const escapePart = (text) => text.replaceAll('!', '!0').replaceAll('~', '!1');
  const readPart = (text) => text.replaceAll('!1', '~').replaceAll('!0', '!');

  function writeAddress(state) {
    const query = new URLSearchParams();
    const { answers } = state;
    query.set('plan', ADDRESS_VERSION);
    query.set('m', String(answers.minutes));
    query.set('g', String(answers.group));
    query.set('d', answers.delivery);
    query.set('p', String(answers.prepare));
    if (answers.need) query.set('n', answers.need);
    if (answers.audience) query.set('a', answers.audience);
    if (answers.objective) query.set('o', answers.objective);
    answers.languages.forEach((language) => query.append('l', language));
    if (state.start.day) query.set('s', `${state.start.day}T${state.start.time}`);
    if (state.isEdited) {
      state.blocks.forEach((block) => query.append('b', [
        block.stage, block.technique || '', block.way === 'self-paced' ? 'alone' : '', String(block.minutes),
        escapePart(block.title || ''), escapePart(block.note || ''),
      ].join('~')));
      if (!state.blocks.length) query.set('b', '');
    }
    return query.toString();
  }

  function readStart(text) {
    const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(text || '');
    if (!found) return { day: '', time: '09:00' };
    const [year, month, day, hour, minute] = found.slice(1).map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    const isDay = year > 1900 && year < 2200 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    if (!isDay || hour > 23 || minute > 59) return { day: '', time: '09:00' };
    return { day: text.slice(0, 10), time: text.slice(11) };
  }

  function readBlock(text, known, answers) {
    const [stage, technique, alone, minutes, title, ...note] = text.split('~');
    const number = Math.round(Number(minutes));
    if (!Number.isFinite(number) || number < 1) return null;
    const block = {
      stage: Object.hasOwn(STAGES, stage) && stage !== 'follow-up' ? stage : 'own',
      technique: known.techniques.has(technique) ? technique : null,
      minutes: Math.min(number, MOST_BLOCK_MINUTES),
      way: alone === 'alone' ? 'self-paced' : wayTogether(answers),
      title: cleanText(readPart(title || ''), LONGEST.title),
      note: cleanText(readPart(note.join('~')), LONGEST.note),
    };
    if (!block.technique && block.stage !== 'break') {
      // A technique that is not known here leaves its minutes as a part of one's own.
      if (!block.title) block.title = STAGES[block.stage].label;
      block.stage = 'own';
    }
    if (block.stage === 'break' || block.stage === 'own') block.technique = null;
    return block;
  }

  // The state that an address holds, or null where it holds no plan. `known` has the sets `techniques`, `needs`
  // and `audiences`.
  function readAddress(text, known) {
    const query = new URLSearchParams(String(text).replace(/^[#?]/, ''));
    if (!query.has('plan')) return null;
    const answers = readAnswers({
      minutes: query.get('m') || undefined, group: query.get('g') || undefined,
      delivery: query.get('d'), prepare: query.get('p') || undefined,
      need: known.needs.has(query.get('n')) ? query.get('n') : '',
      audience: known.audiences.has(query.get('a')) ? query.get('a') : '',
    });
    const languages = query.getAll('l').map((language) => cleanText(language, LONGEST.language)).filter(Boolean);
    const state = {
      answers: {
        ...answers,
        objective: cleanText(query.get('o'), LONGEST.objective),
        languages: [...new Set(languages)].slice(0, LONGEST.languages),
      },
      start: readStart(query.get('s')),
      isEdited: query.has('b'),
      isNewer: query.get('plan') !== ADDRESS_VERSION,
      blocks: [],
    };
    if (state.isEdited) {
      const blocks = query.getAll('b').slice(0, MOST_BLOCKS).map((block) => readBlock(block, known, answers));
      state.blocks = blocks.filter(Boolean);
    }
    return state;
  }

  // Words

  function ratingWords(technique) {
    if (technique.certainty === 'not-assessed') return 'not assessed';
    return `${VERDICTS[technique.verdict] || technique.verdict}, ${CERTAINTIES[technique.certainty] || technique.certainty}`;
  }

  function adultsWords(technique) {
    if (!technique.sources) return 'no study is summarised yet';
    const studies = technique.sources === 1 ? '1 source' : `${technique.sources} sources`;
    return technique.adults ? `adults were studied in ${technique.adults} of ${studies}` : `no adults are known to have been studied in ${studies}`;
  }

  // Why a point was given, in a few words; `title` gives the title of a technique by its id.
  function pointWords(part, technique, answers, title) {
    const words = {
      verdict: `what the evidence comes to: ${VERDICTS[technique.verdict]}`,
      certainty: CERTAINTIES[technique.certainty] || 'certainty',
      need: 'meant for what must change',
      audience: 'its page names your audience',
      adults: 'tested with adults',
      with: `goes well with ${title(part.other)}`,
      contrast: `another way to the same end as ${title(part.other)}`,
    };
    return words[part.reason] || '';
  }

  function signed(points) {
    return points < 0 ? `−${-points}` : `+${points}`;
  }

  function countPoints(points) {
    return `${points < 0 ? `−${-points}` : points} ${Math.abs(points) === 1 ? 'point' : 'points'}`;
  }

  function pointsInWords(parts, technique, answers, title) {
    return parts.filter((part) => part.points).map((part) => `${signed(part.points)} ${pointWords(part, technique, answers, title)}`).join('; ');
  }

  function hours(minutes) {
    const whole = Math.floor(minutes / 60);
    const rest = minutes % 60;
    return [whole ? `${whole} h` : '', rest || !whole ? `${rest} min` : ''].filter(Boolean).join(' ');
  }

  function titleOf(block, known) {
    if (block.title) return block.title;
    const technique = known.get(block.technique);
    if (technique) return technique.title;
    return block.stage === 'break' ? 'Break' : 'Your own content and questions';
  }

  // What people do in a block, beyond its technique.
  function doesWords(block) {
    if (block.stage === 'recall') {
      if (block.since) return `Ask again what came up to ${hours(block.since)} ago, and more.`;
      return block.since === 0 ? 'Ask for what has just been explained.' : 'Ask for what people did or learned before.';
    }
    const does = STAGES[block.stage].does;
    return `${does.charAt(0).toUpperCase()}${does.slice(1)}.`;
  }

  // Time

  function clock(start, minutes) {
    const [hour, minute] = start.split(':').map(Number);
    const total = hour * 60 + minute + minutes;
    return `${String(Math.floor(total / 60) % 24).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
  }

  // Each block with the minute at which it begins and ends. What is done alone is counted on its own.
  function timeline(blocks) {
    const at = { alone: 0, together: 0 };
    return blocks.map((block) => {
      const part = block.way === 'self-paced' ? 'alone' : 'together';
      const from = at[part];
      at[part] += block.minutes;
      return { block, part, from, to: at[part] };
    });
  }

  function sum(blocks) {
    return blocks.reduce((total, block) => total + block.minutes, 0);
  }

  // Markdown: a record of the kind training

  function slugOf(text) {
    const slug = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
    return slug.slice(0, 60).replace(/-+$/, '');
  }

  function fileName(state) {
    return slugOf(state.answers.objective) || `session-of-${state.answers.minutes}-minutes`;
  }

  // A text such that Markdown, its citations and its cross-links show it as it is.
  function escapeMarkdown(text) {
    return text
      .replaceAll('&', '&amp;')
      .replace(/([\\`*_[\]()#+!>])/g, '\\$1')
      .replaceAll('<', '&lt;').replaceAll('|', '&#124;').replaceAll('@', '&#64;')
      .replaceAll('{', '&#123;').replaceAll('}', '&#125;');
  }

  // A field is plain text: no markup may stand in it, nor what reads as a link that runs code.
  function plainField(text, longest) {
    let plain = text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('{', '(').replaceAll('}', ')')
      .replace(/&(?=#|\w+;)/g, '+');
    if (/^(javascript|data|vbscript|file):/i.test(plain.replace(/[\s\u200b-\u200f]/gu, ''))) {
      plain = plain.replace(':', ' –');
    }
    const letters = [...plain];
    return (letters.length > longest ? `${letters.slice(0, longest - 1).join('').trimEnd()}…` : plain).trim();
  }

  const quote = (text) => JSON.stringify(text);

  function tagsOf(state) {
    const { answers } = state;
    const formats = { 'in-person': ['workshop', 'classroom'], online: ['workshop', 'online'], blended: ['blended', 'workshop'] };
    const efforts = ['no-preparation', 'under-an-hour', 'half-a-day', 'days-to-prepare'];
    return [answers.audience || 'adult-learners', ...formats[answers.delivery], efforts[answers.prepare], answers.need].filter(Boolean);
  }

  function peopleWords(state, labels) {
    const audience = labels.audiences.get(state.answers.audience);
    const people = state.answers.group === 1 ? '1 person' : `${state.answers.group} people`;
    return audience ? `${people} (${audience.toLowerCase()})` : people;
  }

  function deliveryWords(state) {
    const words = { 'in-person': 'in person', online: 'online', blended: 'blended, part of it alone' };
    return words[state.answers.delivery];
  }

  function writeSession({ block }, known, labels) {
    const lines = [`  - title: ${quote(plainField(titleOf(block, known), 120) || 'Own part')}`, `    minutes: ${block.minutes}`];
    if (block.technique) lines.push(`    technique: ${block.technique}`);
    if (block.stage !== 'break') {
      const note = block.note ? ` ${block.note}` : '';
      lines.push(`    purpose: ${quote(plainField(`${STAGES[block.stage].label}: ${doesWords(block)}${note}`, 700))}`);
    }
    return lines;
  }

  function writeFrontMatter(state, blocks, known, labels) {
    const { answers } = state;
    const objective = plainField(answers.objective, 300) || FALLBACK_OBJECTIVE;
    const title = plainField(answers.objective ? `Session plan: ${answers.objective}` : `Session plan of ${sum(blocks)} minutes`, 160);
    const summary = `A session of ${sum(blocks)} minutes, ${deliveryWords(state)}, for ${peopleWords(state, labels)}, planned part by part with the technique of each.`;
    return [
      '---',
      'schema_version: 1',
      `title: ${quote(title)}`,
      `summary: ${quote(plainField(summary, 200))}`,
      `tags: [${[...new Set(tagsOf(state))].join(', ')}]`,
      'status: draft',
      'language: en',
      'objectives:',
      `  - ${quote(objective)}`,
      `duration: ${sum(blocks)}`,
      'sessions:',
      ...timeline(blocks).flatMap((entry) => writeSession(entry, known, labels)),
      'license: CC-BY-4.0',
      '---',
    ];
  }

  function writeRunSheet(state, blocks, known) {
    const rows = timeline(blocks).map(({ block, part, from, to }) => {
      const when = part === 'alone' ? `alone, ${from}–${to} min` : `${clock(state.start.time, from)}–${clock(state.start.time, to)}`;
      const name = block.technique && !block.title ? `[[${block.technique}]]` : escapeMarkdown(titleOf(block, known));
      const technique = block.technique && block.title ? ` ([[${block.technique}]])` : '';
      const what = block.stage === 'break' ? '' : [escapeMarkdown(doesWords(block)), block.note ? escapeMarkdown(block.note) : ''].filter(Boolean).join(' ');
      return `| ${when} | ${block.minutes} | ${STAGES[block.stage].label} | ${name}${technique} | ${what} |`;
    });
    return ['| When | Minutes | Part | Technique | What happens |', '| --- | --- | --- | --- | --- |', ...rows];
  }

  function languagesWords(state) {
    return state.answers.languages.length ? state.answers.languages.join(', ') : 'not stated';
  }

  function writeBefore(state, blocks, known) {
    const used = [...new Set(blocks.map((block) => block.technique).filter(Boolean))].map((id) => known.get(id));
    const effort = ['needs no preparation', 'under an hour to prepare', 'half a day to prepare', 'days to prepare'];
    return used.map((technique) => `- [[${technique.id}]]: ${effort[technique.prepare] || effort[3]}. Read *How to do it* on its page.`);
  }

  function writeFollowUps(followUps) {
    if (!followUps.length) return ['No technique for follow-up fits these answers. Ask three questions again after a day, two weeks and five weeks all the same, by whatever way reaches people.'];
    return followUps.map(({ day, technique, minutes }) => `- **${dayWords(day)}:** ${minutes} minutes of [[${technique}]], on the same points.`);
  }

  function dayWords(day) {
    if (day === 1) return 'The day after';
    return day % 7 ? `After ${day} days` : `After ${{ 14: 'two', 35: 'five' }[day] || day / 7} weeks`;
  }

  function writeReasons(state, blocks, known) {
    const { answers } = state;
    const title = (id) => (known.get(id) ? known.get(id).title : id);
    const seen = new Set();
    return blocks.filter((block) => block.technique && !seen.has(block.technique) && seen.add(block.technique)).map((block) => {
      const technique = known.get(block.technique);
      const points = block.parts ? ` Points: ${escapeMarkdown(pointsInWords(block.parts, technique, answers, title))}.` : '';
      const review = technique.review ? ` Newest ${technique.review.kind} summarised: [@${technique.review.source}].` : '';
      const effect = technique.effect ? ` What was found: ${escapeMarkdown(technique.effect)}.` : '';
      return `- [[${technique.id}]] (${STAGES[block.stage].label.toLowerCase()}): ${ratingWords(technique)}, for ${LEVELS[technique.level] || technique.level}; ${adultsWords(technique)}.${effect}${review}${points}`;
    });
  }

  // The text of a file for `entries/trainings/`: a draft that passes the checker. `known` is a map of techniques by
  // id, `labels` has the maps `audiences` and `needs`.
  function writeMarkdown(state, blocks, followUps, known, labels) {
    const { answers } = state;
    const objective = answers.objective || FALLBACK_OBJECTIVE;
    const need = labels.needs.get(answers.need);
    return `${[
      ...writeFrontMatter(state, blocks, known, labels),
      '',
      '## Overview',
      '',
      `Objective: ${escapeMarkdown(objective)}`,
      '',
      `- **Group:** ${escapeMarkdown(peopleWords(state, labels))}`,
      `- **Time:** ${sum(blocks)} minutes, ${deliveryWords(state)}`,
      `- **Languages:** ${escapeMarkdown(languagesWords(state))}`,
      ...(need ? [`- **What must change:** ${escapeMarkdown(need)}`] : []),
      '',
      '## Before the training',
      '',
      'Read the page of each technique once, and write its questions, cases or cards in the languages of the group.',
      '',
      ...writeBefore(state, blocks, known),
      '',
      '## Run sheet',
      '',
      ...writeRunSheet(state, blocks, known),
      '',
      '## Participants\' handout',
      '',
      `What you will be able to do: ${escapeMarkdown(objective)}`,
      '',
      'Notes of my own:',
      '',
      'The moment at work when I will use it, and what I will do then:',
      '',
      '## After the training',
      '',
      ...writeFollowUps(followUps),
      '',
      'One month later, look together at one piece of work.',
      '',
      '## Why these techniques',
      '',
      `Chosen by the rule of the training composer, version ${globalThis.kbPlanning.VERSION}, and then by whoever changed the plan.`,
      '',
      ...writeReasons(state, blocks, known),
    ].join('\n').trimEnd()}\n`;
  }

  // Calendar: RFC 5545. Times float: they are those of the clock on the wall, wherever the training is.

  function escapeCalendar(text) {
    return text.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll('\n', '\\n');
  }

  // A line of at most 75 octets, its rest on lines that begin with a space; no character is cut.
  function foldLine(line) {
    const encoder = new TextEncoder();
    const lines = [];
    let current = '';
    let length = 0;
    for (const character of line) {
      const octets = encoder.encode(character).length;
      if (length + octets > 75) {
        lines.push(current);
        current = ' ';
        length = 1;
      }
      current += character;
      length += octets;
    }
    return [...lines, current].join('\r\n');
  }

  // The moment `minutes` after a day's midnight, as calendar files write it.
  function stamp(day, minutes) {
    const [year, month, date] = day.split('-').map(Number);
    const at = new Date(Date.UTC(year, month - 1, date, 0, minutes));
    return at.toISOString().replace(/[-:]/g, '').slice(0, 15);
  }

  // A short name for a text, always the same: cyrb53, a public-domain hash, here for names and not for safety.
  function hash(text) {
    let first = 0xdeadbeef;
    let second = 0x41c6ce57;
    for (const character of text) {
      first = Math.imul(first ^ character.codePointAt(0), 2654435761);
      second = Math.imul(second ^ character.codePointAt(0), 1597334677);
    }
    first = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909);
    second = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
    return (4294967296 * (2097151 & second) + (first >>> 0)).toString(36);
  }

  function writeEvent(uid, now, start, end, summary, description) {
    return [
      'BEGIN:VEVENT', `UID:${uid}`, `DTSTAMP:${now}`, start, end,
      `SUMMARY:${escapeCalendar(summary)}`, `DESCRIPTION:${escapeCalendar(description)}`, 'TRANSP:OPAQUE', 'END:VEVENT',
    ];
  }

  function listBlocks(entries, known, when) {
    return entries.map(({ block, from, to }) => {
      const part = block.stage === 'break' || block.stage === 'own' ? '' : `${STAGES[block.stage].label}: `;
      return `${when(from)}–${when(to)} ${part}${titleOf(block, known)}${block.note ? ` (${block.note})` : ''}`;
    }).join('\n');
  }

  // The text of a calendar file: the session with its parts, what is done alone as a whole day two days before, and
  // each follow-up. `state.start.day` must be a day; `now` is the moment of writing in UTC, as 20261124T080000Z.
  function writeCalendar(state, blocks, followUps, known, now) {
    const { start, answers } = state;
    const [hour, minute] = start.time.split(':').map(Number);
    const begins = hour * 60 + minute;
    const name = answers.objective || `Session of ${sum(blocks)} minutes`;
    const uid = (part) => `${hash(`${name} ${start.day} ${start.time}`)}-${part}@training-composer.invalid`;
    const entries = timeline(blocks);
    const alone = entries.filter((entry) => entry.part === 'alone');
    const together = entries.filter((entry) => entry.part === 'together');
    const events = [];
    if (alone.length) {
      const [from, to] = [-2, -1].map((days) => stamp(start.day, days * 1440).slice(0, 8));
      events.push(writeEvent(
        uid('alone'), now, `DTSTART;VALUE=DATE:${from}`, `DTEND;VALUE=DATE:${to}`,
        `Alone, before the meeting: ${name}`, listBlocks(alone, known, (minutes) => `${minutes} min`),
      ));
    }
    if (together.length) {
      const length = together[together.length - 1].to;
      events.push(writeEvent(
        uid('session'), now, `DTSTART:${stamp(start.day, begins)}`, `DTEND:${stamp(start.day, begins + length)}`,
        name, listBlocks(together, known, (minutes) => clock(start.time, minutes)),
      ));
    }
    followUps.forEach(({ day, technique, minutes }) => {
      const at = day * 1440 + begins;
      events.push(writeEvent(
        uid(`day-${day}`), now, `DTSTART:${stamp(start.day, at)}`, `DTEND:${stamp(start.day, at + minutes)}`,
        `Follow-up: ${name}`, `${titleOf({ technique }, known)}, ${minutes} minutes. The same points again, from memory.`,
      ));
    });
    return `${[
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Effective Learning Techniques//Training composer//EN', 'CALSCALE:GREGORIAN',
      ...events.flat(), 'END:VCALENDAR',
    ].map(foldLine).join('\r\n')}\r\n`;
  }

  globalThis.kbPlanTexts = Object.freeze({
    ADDRESS_VERSION, LONGEST, MOST_BLOCKS, MOST_BLOCK_MINUTES, VERDICTS, CERTAINTIES, LEVELS, DELIVERIES, MOST_PEOPLE,
    cleanText, writeAddress, readAddress, ratingWords, adultsWords, pointWords, pointsInWords, countPoints, signed, hours, titleOf,
    doesWords, dayWords, clock, timeline, sum, fileName, writeMarkdown, writeCalendar,
  });
})();
