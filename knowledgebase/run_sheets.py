"""When each session of a training begins and ends, and the steps that its run sheet writes for it.

Times come from the fields: a day begins at `starts`, and each session follows on the one before. Steps come
from the section *Run sheet* of the body, where each session has a passage that opens with its name and
minutes: `**09:40 A worked file (60 min).**` or `### 09:40 A worked file (60 min)`; the time may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledgebase.records import Record, Session, Training
from knowledgebase.source import mask_code

RUN_SHEET = "Run sheet"
HANDOUT = "Participants' handout"
MINUTES_OF_A_DAY = 24 * 60

_OPENING = re.compile(
    r"^(?:### +|\*\*)(?:(?P<time>\d{1,2}:\d{2}) +)?(?P<title>[^*\n]+?) \((?P<minutes>\d+) min\)"
    r"(?:\.?\*\*\.?|[ \t]*$)",
    re.MULTILINE,
)
_STEP = re.compile(r"(?:^\d+\. +)?\*(?P<minutes>\d+) min[.:]\* *", re.MULTILINE)
_BLANK_ROW = re.compile(r"\|(?:[ \t]*\|)+[ \t]*")
_HEADING = re.compile(r"^### +(?P<title>.+?)[ \t]*$", re.MULTILINE)
_BREAK = re.compile(
    r"(?:(?:short|long|coffee|tea|lunch|prayer) )?(?:break|pause|lunch|coffee|tea|dinner|supper)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PlannedSession:
    """A session with its place in the programme."""

    number: int
    """From 1, breaks counted."""
    session: Session
    starts: int | None
    """In minutes after midnight; None where learners choose the time."""

    @property
    def ends(self) -> int | None:
        """In minutes after midnight; None where learners choose the time."""
        return None if self.starts is None else self.starts + self.session.minutes

    @property
    def is_break(self) -> bool:
        """Whether nothing is taught in it."""
        return is_break(self.session)


@dataclass(frozen=True)
class Part:
    """A day, or the days of a week, of a training; the whole of it where it has no such parts."""

    label: str
    """`Day 2`, `Week 3, day 1`, or an empty string."""
    sessions: tuple[PlannedSession, ...]

    @property
    def minutes(self) -> int:
        """All its minutes, breaks included."""
        return sum(planned.session.minutes for planned in self.sessions)


@dataclass(frozen=True)
class Passage:
    """What a run sheet writes for one session."""

    title: str
    minutes: int
    time: str
    """As written: `09:40`, or an empty string."""
    steps: str
    """Markdown."""
    offset: int
    """Where it stands in the body of the record."""


@dataclass(frozen=True)
class Step:
    """One timed step of a passage: `*10 min:* welcome`."""

    minutes: int
    starts: int | None
    """In minutes after midnight; None where learners choose the time."""
    text: str
    """Markdown."""


@dataclass(frozen=True)
class RunSheet:
    """The section *Run sheet* of a record, taken apart."""

    opening: str
    """Markdown before the first passage; the whole section where it has no passages."""
    passages: tuple[Passage, ...]
    annexes: tuple[tuple[str, str], ...]
    """What stands under headings of its own after the passages, such as cases and keys: title and text."""


@dataclass(frozen=True)
class Contradiction:
    """Where a run sheet and the fields of its record say different things."""

    passage: Passage
    planned: PlannedSession | None
    """The session that the passage should be of; None where there are no more."""
    problem: str


def is_break(session: Session) -> bool:
    """Whether a session is a break: no technique carries it, and its title says so."""
    return session.technique is None and _BREAK.fullmatch(session.title.strip()) is not None


def plan_parts(training: Training) -> tuple[Part, ...]:
    """The programme by day and week. The clock begins anew at each; a session alone takes no time from it."""
    parts: list[Part] = []
    planned: list[PlannedSession] = []
    label, clock = "", minutes_of(training.starts)
    week: int | None = None
    for number, session in enumerate(training.sessions, start=1):
        if session.day is not None or session.week is not None:
            if planned:
                parts.append(Part(label, tuple(planned)))
                planned = []
            week = session.week or week
            label, clock = _label(week, session.day), minutes_of(training.starts)
        planned.append(PlannedSession(number, session, None if session.own_time else clock))
        clock += 0 if session.own_time else session.minutes
    return (*parts, Part(label, tuple(planned)))


def _label(week: int | None, day: int | None) -> str:
    names = [f"week {week}" if week else "", f"day {day}" if day else ""]
    return ", ".join(name for name in names if name).capitalize()


def read_run_sheet(record: Record) -> RunSheet:
    """The run sheet in the body of a training; empty where the body has none."""
    text, offset = section_of(record, RUN_SHEET)
    masked = mask_code(text)
    openings = list(_OPENING.finditer(masked))
    if not openings:
        return RunSheet(text.strip(), (), ())
    headings = [found for found in _HEADING.finditer(masked) if not _OPENING.match(masked, found.start())]
    ends = sorted({*(found.start() for found in (*openings, *headings)), len(text)})
    passages = [
        Passage(
            found["title"].rstrip("."),
            int(found["minutes"]),
            found["time"] or "",
            text[found.end() : next(end for end in ends if end > found.start())].strip(),
            offset + found.start(),
        )
        for found in openings
    ]
    last = openings[-1].start()
    annexes = [
        (found["title"], text[found.end() : next(end for end in ends if end > found.start())].strip())
        for found in headings
        if found.start() > last
    ]
    first = min(found.start() for found in (*openings, *headings))
    return RunSheet(text[:first].strip(), tuple(passages), tuple(annexes))


def section_of(record: Record, title: str) -> tuple[str, int]:
    """The text under a level-2 heading without the heading, and where it begins in the body."""
    body = record.document.body
    starts = [section.offset for section in record.sections]
    for section in record.sections:
        if section.title == title:
            end = next((start for start in starts if start > section.offset), len(body))
            begin = body.index("\n", section.offset) + 1 if "\n" in body[section.offset : end] else end
            return body[begin:end], begin
    return "", 0


def match_passages(training: Training, sheet: RunSheet) -> dict[int, Passage]:
    """The passage of each session, by the session's number. A break may have none."""
    matched, _ = _match(training, sheet)
    return matched


def find_contradiction(training: Training, sheet: RunSheet) -> Contradiction | None:
    """The first passage that does not fit the session whose turn it is: in minutes, time or number.

    A run sheet without passages contradicts nothing. What follows a first contradiction is its echo.
    """
    if not sheet.passages:
        return None
    return _match(training, sheet)[1]


def _match(training: Training, sheet: RunSheet) -> tuple[dict[int, Passage], Contradiction | None]:
    waiting = list(sheet.passages)
    matched: dict[int, Passage] = {}
    problem: Contradiction | None = None
    for planned in (planned for part in plan_parts(training) for planned in part.sessions):
        if not waiting:
            break
        # A break needs no passage, and a passage on a break is not that of a session.
        if planned.is_break != (_BREAK.fullmatch(waiting[0].title.strip()) is not None):
            if not planned.is_break:
                words = f"the run sheet has no steps for `{planned.session.title}`"
                problem = problem or Contradiction(waiting[0], planned, words)
            continue
        passage = waiting.pop(0)
        matched[planned.number] = passage
        problem = problem or _compare(planned, passage)
    missing = [
        planned
        for part in plan_parts(training)
        for planned in part.sessions
        if planned.number not in matched and not planned.is_break
    ]
    if problem is None and sheet.passages and missing:
        words = f"the run sheet has no steps for `{missing[0].session.title}`"
        problem = Contradiction(sheet.passages[-1], missing[0], words)
    if problem is None and waiting:
        words = f"there is no session for `{waiting[0].title}`"
        problem = Contradiction(waiting[0], None, words)
    return matched, problem


def _compare(planned: PlannedSession, passage: Passage) -> Contradiction | None:
    session = planned.session
    if passage.minutes != session.minutes:
        words = (
            f"the run sheet gives `{passage.title}` {passage.minutes} minutes, the field {session.minutes}"
        )
        return Contradiction(passage, planned, words)
    if not passage.time:
        return None
    if planned.starts is None:
        words = f"`{passage.title}` has a time, but learners do it when it suits them"
        return Contradiction(passage, planned, words)
    if minutes_of(passage.time) != planned.starts:
        words = f"`{passage.title}` begins at {clock_of(planned.starts)} by the minutes before it"
        return Contradiction(passage, planned, words)
    return None


def split_steps(steps: str, starts: int | None) -> tuple[tuple[Step, ...], str]:
    """The timed steps with which a passage begins, and the Markdown that follows them.

    `starts` is when the first begins, in minutes after midnight. A passage that begins otherwise has none.
    """
    head, _, rest = steps.partition("\n\n")
    found = list(_STEP.finditer(mask_code(head)))
    if not found or found[0].start() > 0:
        return (), steps
    ends = [*(step.start() for step in found[1:]), len(head)]
    timed: list[Step] = []
    clock = starts
    for step, end in zip(found, ends, strict=True):
        minutes = int(step["minutes"])
        timed.append(Step(minutes, clock, head[step.end() : end].strip()))
        clock = None if clock is None else clock + minutes
    return tuple(timed), rest.strip()


def count_step_minutes(passage: Passage) -> int | None:
    """What the steps of a passage add up to; None where it does not begin with one, so has others untimed."""
    found = list(_STEP.finditer(mask_code(passage.steps)))
    if not found or found[0].start() > 0:
        return None
    return sum(int(step["minutes"]) for step in found)


def minutes_of(clock: str) -> int:
    """Minutes after midnight of `09:40`."""
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minutes: int) -> str:
    """`09:40` for 580 minutes after midnight; after midnight the clock begins anew."""
    hours, rest = divmod(minutes % MINUTES_OF_A_DAY, 60)
    return f"{hours:02}:{rest:02}"


def lengthen_blanks(text: str, rows: int) -> str:
    """A handout's text with room to write: a table's last row of empty cells becomes `rows` such rows.

    Tables whose rows all hold something, and code, stay as they are.
    """
    lines = text.split("\n")
    masked = mask_code(text).split("\n")
    longer: list[str] = []
    for line, seen, following in zip(lines, masked, [*masked[1:], ""], strict=True):
        is_last = _BLANK_ROW.fullmatch(seen) and not following.startswith("|")
        longer += [line] * (rows if is_last else 1)
    return "\n".join(longer)


def split_sheets(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of a section by its level-3 headings, as title and text; what comes first has no title."""
    masked = mask_code(text)
    found = list(_HEADING.finditer(masked))
    ends = [*(each.start() for each in found[1:]), len(text)]
    before = text[: found[0].start()] if found else text
    if before.strip():
        yield "", before.strip()
    for heading, end in zip(found, ends, strict=True) if found else ():
        yield heading["title"], text[heading.end() : end].strip()
