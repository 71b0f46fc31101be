"""Turns answers, which are texts that anybody may have written, into the fields of a record."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import langcodes
import pycountry

from knowledgebase.drafting.questions import QUESTIONS, Answer, Question
from knowledgebase.knowledge import KnowledgeBase, fold_name
from knowledgebase.records import KINDS, Kind, Status
from knowledgebase.source import FieldPath
from knowledgebase.validation import suggest

_LONGEST_ID = 80
_TEAM = "Editorial team"


@dataclass(frozen=True)
class Problem:
    """An answer that cannot be used, or one that is missing."""

    label: str
    """Of the question."""
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Draft:
    """A record to be: its kind, its id, its front matter in order, and its sections."""

    kind: Kind
    id: str
    fields: Mapping[str, Any]
    sections: Mapping[str, str] = field(default_factory=dict)
    """By heading."""

    @property
    def path(self) -> str:
        """The file, relative to the root."""
        return f"entries/{KINDS[self.kind].folder}/{self.id}.md"


class _UnusableError(Exception):
    """An answer that cannot be used: what is wrong with it, and how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def fill_in(
    kind: Kind,
    answers: Mapping[str, str],
    knowledge: KnowledgeBase,
    today: datetime.date,
    record_id: str = "",
) -> tuple[Draft, list[Problem]]:
    """The draft that answers make, by the names of the questions, and what is wrong with them.

    A field whose answer is missing or cannot be used is left out of the draft. The answer to a question on
    the source is a key of the bibliography by now; finding one for a DOI is not for here.
    """
    fields: dict[str, Any] = {"schema_version": 1, "tags": []}
    sections: dict[str, str] = {}
    problems: list[Problem] = []
    for question in QUESTIONS[kind]:
        text = _tidy(answers.get(question.name, ""))
        if not text:
            if question.is_required:
                problems.append(Problem(question.label, "An answer is missing.", question.help))
            continue
        try:
            value = _READERS[question.answer](text, question, knowledge)
        except _UnusableError as unusable:
            problems.append(Problem(question.label, str(unusable), unusable.hint or question.help))
            continue
        if question.is_section:
            sections[question.section] = value
        elif question.path == ("tags",):
            fields["tags"] = [*fields["tags"], *(tag for tag in value if tag not in fields["tags"])]
        else:
            _put(fields, question.path, value)
    _complete(kind, fields, today)
    title = str(fields.get("title", ""))
    return Draft(
        kind, record_id or make_id(kind, title, fields, knowledge), _order(fields, kind), sections
    ), problems


def start_draft(
    kind: Kind,
    answers: Mapping[str, str],
    knowledge: KnowledgeBase,
    today: datetime.date,
    record_id: str = "",
) -> tuple[Draft, list[Problem]]:
    """As `fill_in`, for a record that is begun: each section says in a comment what belongs into it."""
    guidance = {
        question.name: f"<!-- {question.help} -->" for question in QUESTIONS[kind] if question.is_section
    }
    draft, problems = fill_in(kind, {**guidance, **answers}, knowledge, today, record_id)
    return replace(draft, fields={**draft.fields, "status": Status.DRAFT.value}), problems


def _tidy(text: str) -> str:
    """An answer with line ends of one kind, without what nobody sees: control characters and joiners."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]", "", text
    ).strip()


def _complete(kind: Kind, fields: dict[str, Any], today: datetime.date) -> None:
    """Adds what every record says without being asked."""
    if not fields.get("contributors", [{}])[0].get("name"):
        fields["contributors"] = [{"name": _TEAM, **fields.get("contributors", [{}])[0]}]
    fields |= {"created": today, "reviewed": today, "status": Status.PUBLISHED.value, "language": "en"}
    if kind is Kind.TRAINING and fields.get("sessions"):
        fields["duration"] = sum(session["minutes"] for session in fields["sessions"])
    if not fields["tags"]:
        del fields["tags"]


def make_id(kind: Kind, title: str, fields: Mapping[str, Any], knowledge: KnowledgeBase) -> str:
    """An id out of the title; for a research summary, out of its source's author, year and title."""
    words = _ascii_words(title)
    if kind is Kind.RESEARCH and (reference := knowledge.bibliography.get(str(fields.get("source", "")))):
        found = re.match(r"([a-z]+)(\d{4})?", reference.key.lower())
        lead = [part for part in (found.groups() if found else ()) if part]
        words = [*lead, *_ascii_words(reference.title)[:6]]
    record_id = "-".join(words)
    while len(record_id) > _LONGEST_ID and "-" in record_id:
        record_id = record_id.rpartition("-")[0]
    return record_id[:_LONGEST_ID] or f"new-{kind.value}"


def _ascii_words(text: str) -> list[str]:
    """The words of a text in small ASCII letters and digits; empty where it has other scripts alone."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    return re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())


def _put(fields: dict[str, Any], path: FieldPath, value: object) -> None:
    """Sets the value at a path, and makes what holds it."""
    holder: Any = fields
    for part, after in pairwise(path):
        empty: Any = [] if isinstance(after, int) else {}
        if isinstance(part, int):
            while len(holder) <= part:
                holder.append({})
            holder = holder[part]
        else:
            holder = holder.setdefault(part, empty)
    holder[path[-1]] = value


def _order(fields: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    """The fields in the order in which the kind's model has them."""
    names = list(KINDS[kind].model.model_fields)
    return dict(sorted(fields.items(), key=lambda item: names.index(item[0])))


# How each form of answer is read


def _read_line(text: str, _question: Question, _knowledge: KnowledgeBase) -> str:
    return " ".join(text.split())


def _read_text(text: str, _question: Question, _knowledge: KnowledgeBase) -> str:
    return text


def _words(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in re.split(r"[,;\n]", text))
    return list(dict.fromkeys(part for part in parts if part))


def _read_words(text: str, _question: Question, _knowledge: KnowledgeBase) -> list[str]:
    return _words(text)


def _read_lines(text: str, _question: Question, _knowledge: KnowledgeBase) -> list[str]:
    lines = (re.sub(r"^\s*(?:[-*+•]|\d+[.)])\s+", "", line).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def _read_integer(text: str, _question: Question, _knowledge: KnowledgeBase) -> int:
    if not re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}([ ,\u00a0\u202f][0-9]{3}){1,2}", text):
        raise _UnusableError(f"`{_short(text)}` is no whole number.", "Write digits alone: 117.")
    return int(re.sub(r"\D", "", text))


def _read_number(text: str, _question: Question, _knowledge: KnowledgeBase) -> float:
    number = text.replace("−", "-")
    if not re.fullmatch(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})", number):
        raise _UnusableError(f"`{_short(text)}` is no number.", "Write it with a decimal point: 0.50.")
    return float(number)


def _read_interval(text: str, question: Question, knowledge: KnowledgeBase) -> list[float]:
    found = re.fullmatch(r"\[?\s*(\S+?)\s*(?:,|;|\bto\b|–|\.\.)\s*(\S+?)\s*\]?", text)
    if not found:
        raise _UnusableError(
            f"`{_short(text)}` is no interval.", "Write lower and upper bound: 0.42 to 0.58."
        )
    return [_read_number(bound, question, knowledge) for bound in found.groups()]


def _read_choice(text: str, question: Question, _knowledge: KnowledgeBase) -> str:
    offered = re.search(r"\((\w+)\)$", text)
    wanted = (offered[1] if offered else text).casefold()
    choice = next((one for one in question.choices if one.casefold() == wanted), None)
    if choice is None:
        raise _UnusableError(
            f"`{_short(text)}` is none of the choices.", f"Choose of: {', '.join(question.choices)}."
        )
    return choice


def _read_choices(text: str, question: Question, knowledge: KnowledgeBase) -> list[str]:
    return [_read_choice(word, question, knowledge) for word in _words(text)]


_OFFERED = re.compile(r"\(([a-z0-9.-]+)\)\s*(?:,|\n|$)")


def _read_tags(text: str, question: Question, knowledge: KnowledgeBase) -> list[str]:
    """Tags by id or label; a form offers them as `Label (id)`, and labels may hold commas."""
    offered = _OFFERED.findall(text)
    if offered and all(tag in knowledge.vocabulary for tag in offered):
        return list(dict.fromkeys(offered))
    by_name = {fold_name(tag): tag for tag in knowledge.vocabulary.items}
    by_name |= {fold_name(entry.label): tag for tag, entry in knowledge.vocabulary.items.items()}
    return [_find(word, by_name, "tag") for word in _words(text)]


def _read_records(text: str, _question: Question, knowledge: KnowledgeBase) -> list[str]:
    by_name = {fold_name(record.title): record.id for record in knowledge.published}
    by_name |= knowledge.names
    return list(dict.fromkeys(_find(word, by_name, "record") for word in _words(text)))


def _agency_names(knowledge: KnowledgeBase) -> dict[str, str]:
    names: dict[str, str] = {}
    for agency_id, agency in knowledge.agencies.items.items():
        for name in (agency_id, agency.name, agency.acronym or agency_id):
            names.setdefault(fold_name(name), agency_id)
    return names


def _read_agency(text: str, _question: Question, knowledge: KnowledgeBase) -> str:
    return _find(" ".join(text.split()), _agency_names(knowledge), "agency")


def _read_agencies(text: str, _question: Question, knowledge: KnowledgeBase) -> list[str]:
    names = _agency_names(knowledge)
    return list(dict.fromkeys(_find(word, names, "agency") for word in _words(text)))


def _read_countries(text: str, _question: Question, _knowledge: KnowledgeBase) -> list[str]:
    return list(dict.fromkeys(_find_country(word) for word in _words(text)))


def _find_country(word: str) -> str:
    try:
        return str(pycountry.countries.lookup(word).alpha_3)
    except LookupError:
        names = [country.name for country in pycountry.countries]
        message = f"`{_short(word)}` is no country of ISO 3166-1."
        hint = suggest(word, names) or "Write its English name or its code of three letters: Kenya or KEN."
        raise _UnusableError(message, hint) from None


def _read_languages(text: str, _question: Question, _knowledge: KnowledgeBase) -> list[str]:
    return list(dict.fromkeys(_find_language(word) for word in _words(text)))


def _find_language(word: str) -> str:
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", word) and langcodes.tag_is_valid(word):
        return langcodes.standardize_tag(word)
    if (found := pycountry.languages.get(name=word.title())) and hasattr(found, "alpha_2"):
        return str(found.alpha_2)
    raise _UnusableError(f"`{_short(word)}` is no language that is known here.", "Write English, or en.")


def _read_source(text: str, _question: Question, knowledge: KnowledgeBase) -> str:
    key = text.strip().removeprefix("[@").removeprefix("@").removesuffix("]")
    if key not in knowledge.bibliography:
        hint = suggest(key, knowledge.bibliography) or "Give a DOI, or a key that the page Sources lists."
        raise _UnusableError(f"No source has the key `{_short(key)}`.", hint)
    return key


def _read_sessions(text: str, question: Question, knowledge: KnowledgeBase) -> list[dict[str, Any]]:
    return [_read_session(line, question, knowledge) for line in text.split("\n") if line.strip()]


def _read_session(line: str, question: Question, knowledge: KnowledgeBase) -> dict[str, Any]:
    parts = [part.strip() for part in line.strip().strip("|").split("|")]
    if not 2 <= len(parts) <= 4:
        raise _UnusableError(f"`{_short(line)}` is no session.", question.help)
    minutes, title, technique, purpose = [*parts, "", ""][:4]
    session: dict[str, Any] = {"title": title, "minutes": _read_integer(minutes, question, knowledge)}
    if technique:
        session["technique"] = _read_records(technique, question, knowledge)[0]
    if purpose:
        session["purpose"] = purpose
    return session


def _find(word: str, by_name: Mapping[str, str], what: str) -> str:
    """What a word names; `by_name` has folded names."""
    if found := by_name.get(fold_name(word)):
        return found
    hint = suggest(fold_name(word), by_name)
    raise _UnusableError(f"There is no {what} `{_short(word)}`.", hint)


def _short(text: str) -> str:
    """The beginning of an answer as one line without backticks, to be named in a message."""
    line = " ".join(text.split()).replace("`", "'")
    return line if len(line) <= 60 else f"{line[:60]}…"


_Reader = Callable[[str, Question, KnowledgeBase], Any]
_READERS: Mapping[Answer, _Reader] = {
    Answer.LINE: _read_line,
    Answer.TEXT: _read_text,
    Answer.WORDS: _read_words,
    Answer.LINES: _read_lines,
    Answer.INTEGER: _read_integer,
    Answer.NUMBER: _read_number,
    Answer.INTERVAL: _read_interval,
    Answer.CHOICE: _read_choice,
    Answer.CHOICES: _read_choices,
    Answer.TAGS: _read_tags,
    Answer.RECORDS: _read_records,
    Answer.AGENCY: _read_agency,
    Answer.AGENCIES: _read_agencies,
    Answer.COUNTRIES: _read_countries,
    Answer.LANGUAGES: _read_languages,
    Answer.SOURCE: _read_source,
    Answer.SESSIONS: _read_sessions,
}
