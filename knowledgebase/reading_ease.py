"""How hard an English text is to read, as a school grade, and which of its sentences and words make it so.

The formula is that of J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of new
readability formulas for Navy enlisted personnel" (Naval Technical Training Command, 1975):

    grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59

Syllables are counted by textstat: from the CMU pronouncing dictionary, and by hyphenation for words that it
lacks; both come with the package, so a text has the same grade everywhere, without a network.

Its limits: it holds for English alone; it sees the length of sentences and words, not whether they make
sense; and it was derived on passages of some 200 words, so it says little about a few sentences. It takes
every long word for a hard one. So words of names and of terms which the site explains (`Phrases`) count for
`FAMILIAR_SYLLABLES` at the most: a page on interleaving must be able to say so. They still count as words,
and a long sentence stays long with them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from textstat import textstat

from knowledgebase.source import mask_code

FAMILIAR_SYLLABLES = 2
"""Syllables for which a word of a name or an explained term counts at the most."""
HARD_SYLLABLES = 3
"""Syllables from which a word is named as one to be exchanged."""

_CROSSLINK = re.compile(r"(?P<open>\[\[)(?:[^\[\]|\n]+\|)?(?P<text>[^\[\]\n]+)(?P<close>\]\])")
_LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_NOT_TEXT = re.compile(
    r"<[a-zA-Z/!][^<>]*>"  # a tag, an address in angle brackets
    r"|(?<![\w+.-])[a-z][a-z0-9+.-]*://[^\s<>)\]]+"
    r"|\[\^[^\[\]\n]+\]"  # the mark of a footnote
    r"|\{:?[ \t]*[.#][^{}\n]*\}"  # attributes
    r"|&(?:\w+|#\w+);"
    r"|[*_~\\]"
)
_SKIPPED = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\||!!!|\?\?\?|\[[^\]\n]+\]:|(?:[-*_][ \t]*){3,}$)")
_MARKER = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d+[.)]|:)[ \t]+(?:\[[ xX]\][ \t]+)?)?")
_ITEM = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*+]|\d+[.)]|:)[ \t]")
# A run of marks is tried once, from its first: a line of a million dots is read as fast as any other.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’»)\]]*+(?=\s++[\"“‘«(\[]*+[^\W_a-z])")
_LAST_WORD = re.compile(r"[\w.]*$")
_ABBREVIATIONS = frozenset("e.g i.e vs cf dr mr mrs ms prof st no nos vol ch fig approx ca etc p pp".split())
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text, without its markup."""

    text: str
    start: int
    """Where it begins in the text."""
    words: tuple[str, ...]


@dataclass(frozen=True)
class ReadingEase:
    """What was measured of a text."""

    grade: float
    """Years of school in English that reading it takes, to one decimal."""
    words: int
    sentences: int
    longest: Sentence
    """The sentence with the most words; the first of several."""
    hard_words: tuple[str, ...]
    """Its words of `HARD_SYLLABLES` and more that no name or term excuses, those that weigh most first."""


class Phrases:
    """Names and terms that readers know or can look up, in any case, hyphenation and number."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for phrase in phrases:
            parts = tuple(_fold(part) for word in _WORD.findall(phrase) for part in _split(word))
            if parts:
                self._by_first.setdefault(parts[0], set()).add(parts)
        self._longest_first: Mapping[str, list[tuple[str, ...]]] = {
            first: sorted(parts, key=lambda found: (-len(found), found))
            for first, parts in self._by_first.items()
        }

    def cover(self, parts: list[str]) -> list[bool]:
        """Whether each of the parts of words in a row belongs to a phrase."""
        folded = [_fold(part) for part in parts]
        covered = [False] * len(folded)
        for start, first in enumerate(folded):
            for phrase in self._longest_first.get(first, ()):
                if tuple(folded[start : start + len(phrase)]) == phrase:
                    covered[start : start + len(phrase)] = [True] * len(phrase)
                    break
        return covered


def plain_text(markdown: str, blanked: Iterable[tuple[int, int]] = ()) -> str:
    """`markdown` with blanks where markup, code and addresses stand: every letter keeps its place.

    What is between the offsets of each pair in `blanked` becomes blank too. A cross-link without a text of
    its own shows the words of its id.
    """
    characters = list(mask_code(markdown))
    for start, end in blanked:
        characters[start:end] = [" " if sign != "\n" else sign for sign in characters[start:end]]
    text = _CROSSLINK.sub(_keep_text, "".join(characters))
    text = _LINK.sub(_keep_text, text)
    return _NOT_TEXT.sub(lambda found: " " * len(found[0]), text)


def _keep_text(found: re.Match[str]) -> str:
    before = found.start("text") - found.start()
    words = found["text"]
    if "open" in found.re.groupindex and before == len(found["open"]):
        words = words.replace("-", " ")  # an id
    return " " * before + words + " " * (found.end() - found.end("text"))


def find_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text out of `plain_text`: each item of a list begins one, headings hold none."""
    for start, block in _find_blocks(text):
        begin = 0
        for end in [*_find_ends(block), len(block)]:
            piece = block[begin:end]
            if words := tuple(_WORD.findall(piece)):
                first = re.search(r"\S", piece)
                offset = begin + (first.start() if first else 0)
                yield Sentence(" ".join(piece.split()), start + offset, words)
            begin = end


def _find_blocks(text: str) -> Iterator[tuple[int, str]]:
    """Paragraphs and items of lists, with their offsets."""
    offset, start, block = 0, 0, ""
    for line in text.splitlines(keepends=True):
        ends = not line.strip() or bool(_SKIPPED.match(line))
        if block and (ends or _ITEM.match(line)):
            yield start, block
            block = ""
        if not ends:
            marker = _MARKER.match(line)
            indent = marker.end() if marker else 0
            if not block:
                start, block = offset + indent, line[indent:]
            else:
                block += " " * indent + line[indent:]
        offset += len(line)
    if block:
        yield start, block


def _find_ends(block: str) -> Iterator[int]:
    for found in _SENTENCE_END.finditer(block):
        before = _LAST_WORD.search(block[max(0, found.start() - 10) : found.start()])
        if before is None or before[0].casefold() not in _ABBREVIATIONS:
            yield found.end()


def measure(text: str, familiar: Phrases) -> ReadingEase | None:
    """How hard a text out of `plain_text` is to read; None where it has no words."""
    sentences = list(find_sentences(text))
    if not sentences:
        return None
    weights: Counter[str] = Counter()
    syllables = 0
    for sentence in sentences:
        for word, count in _weigh(sentence.words, familiar):
            syllables += count
            if count >= HARD_SYLLABLES:
                weights[word.casefold()] += count - HARD_SYLLABLES + 1
    words = sum(len(sentence.words) for sentence in sentences)
    grade = 0.39 * words / len(sentences) + 11.8 * syllables / words - 15.59
    longest = max(sentences, key=lambda sentence: len(sentence.words))
    hard_words = sorted(weights, key=lambda word: (-weights[word], word))
    return ReadingEase(round(grade, 1), words, len(sentences), longest, tuple(hard_words))


def _weigh(words: tuple[str, ...], familiar: Phrases) -> Iterator[tuple[str, int]]:
    """Each word with its syllables, as they count."""
    parts = [part for word in words for part in _split(word)]
    covered = iter(familiar.cover(parts))
    for word in words:
        counts = (
            min(count_syllables(part), FAMILIAR_SYLLABLES) if next(covered) else count_syllables(part)
            for part in _split(word)
        )
        yield word, sum(counts)


@lru_cache(maxsize=100_000)
def count_syllables(word: str) -> int:
    """The syllables of a word; a number counts as one of one syllable."""
    return 1 if word[0].isdigit() else max(1, int(textstat.syllable_count(word)))


def _split(word: str) -> list[str]:
    return word.split("-")


def _fold(part: str) -> str:
    return re.sub(r"['’]s$", "", part.casefold()).removesuffix("s")
