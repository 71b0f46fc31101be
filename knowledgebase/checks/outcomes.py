"""Rules on the outcomes of a study: a number, its unit, its interval, and where it stands in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, at_value, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Outcome, Record, ResearchSummary


@rule("KB115", "outcomes-missing")
def check_outcomes(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A summary of a quantitative study records at least one outcome, and an effect its measure.

    A number without its unit cannot be compared, and a review without outcomes cannot be weighed. A draft may
    still be without.

    Bad:
        - outcome: retention
          effect: 0.5

    Good:
        - outcome: retention
          measure: g
          effect: 0.5
    """
    for record in knowledge.records.values():
        if not isinstance(record.data, ResearchSummary):
            continue
        if record.is_published and record.data.design.is_quantitative and not record.data.outcomes:
            message = f"A summary of a {record.data.design} records its outcomes; this one has none."
            hint = "Add `outcomes:` with at least outcome, level, direction and comparison."
            yield at_value(record, ("design",), message, hint)
        for index, outcome in enumerate(record.data.outcomes):
            if outcome.effect is not None and outcome.measure is None:
                hint = "Add `measure:` (d, g, r, OR, RR, SMD, η² or raw)."
                path = ("outcomes", index, "effect")
                yield at_value(record, path, "The effect has no measure.", hint)


@rule("KB120", "interval-reversed")
def check_interval_order(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An interval names its lower end first.

    Plots and the rating take the first number for the lower end.

    Bad:
        ci: [0.58, 0.42]

    Good:
        ci: [0.42, 0.58]
    """
    for record, index, outcome in _outcomes(knowledge):
        if outcome.ci and outcome.ci[0] > outcome.ci[1]:
            low, high = sorted(outcome.ci)
            message = f"The interval begins with its upper end, {high:g}."
            yield at_value(record, ("outcomes", index, "ci"), message, f"Write `ci: [{low:g}, {high:g}]`.")


@rule("KB121", "effect-outside-interval")
def check_intervals_hold(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An interval holds the effect that it belongs to.

    An effect outside of its own interval is a slip of the pen, or the interval of another result.

    Bad:
        effect: 0.60
        ci: [0.42, 0.58]

    Good:
        effect: 0.50
        ci: [0.42, 0.58]
    """
    for record, index, outcome in _outcomes(knowledge):
        if outcome.ci is None or outcome.effect is None:
            continue
        low, high = sorted(outcome.ci)
        if not low <= outcome.effect <= high:
            message = f"The effect {outcome.effect:g} is not in its interval, {low:g} to {high:g}."
            hint = "Compare the three numbers, and their signs, with the source."
            yield at_value(record, ("outcomes", index, "effect"), message, hint)


@rule("KB122", "locator-missing", Severity.WARNING)
def check_locators_present(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An outcome that gives a number says where in the source the number stands.

    Whoever doubts a number wants to look at it, and a review can have hundreds of pages.

    Bad:
        - outcome: retention
          effect: 0.5

    Good:
        - outcome: retention
          effect: 0.5
          locator: Table 2
    """
    for record, index, outcome in _outcomes(knowledge):
        name = next((name for name in _NUMBERS if getattr(outcome, name) is not None), None)
        if name and outcome.locator is None:
            message = f"The outcome gives a number (`{name}`), but not where in the source it stands."
            hint = "Add `locator:`, such as `Table 2`, `p. 1443` or `Abstract`."
            yield at_value(record, ("outcomes", index, name), message, hint)


@rule("KB123", "locator-says-nothing", Severity.WARNING)
def check_locators_say_where(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """The locator of an outcome names a place: a table, a page, a part of the text.

    "In the article" is where every number stands.

    Bad:
        locator: see article

    Good:
        locator: Table 2
    """
    for record, index, outcome in _outcomes(knowledge):
        if outcome.locator is not None and not _says_where(outcome.locator):
            message = f"`{outcome.locator}` does not say where in the source to look."
            hint = "Name the table, the page or the part of the text: `Table 2`, `p. 1443`, `Abstract`."
            yield at_value(record, ("outcomes", index, "locator"), message, hint)


@rule("KB124", "effect-out-of-range")
def check_effect_ranges(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A ratio is above 0, a correlation lies between -1 and 1, and η² between 0 and 1; so do their intervals.

    No study can have found another value, so the number or its measure was copied wrongly. The logarithm of
    a ratio is no ratio.

    Bad:
        measure: OR
        effect: -0.40

    Good:
        measure: OR
        effect: 0.67
    """
    for record, index, outcome in _outcomes(knowledge):
        if outcome.measure not in _RANGES:
            continue
        low, high, words = _RANGES[outcome.measure]
        values = [(("effect",), outcome.effect), *((("ci", end), bound) for end, bound in _bounds(outcome))]
        for path, value in values:
            if value is not None and not low <= value <= high:
                message = f"{value:g} cannot be: the measure {outcome.measure} lies {words}."
                hint = "Compare the number and `measure:` with the source."
                yield at_value(record, ("outcomes", index, *path), message, hint)
                break


@rule("KB145", "unit-of-raw-effect")
def check_units(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A raw effect says in `unit` what it counts, and an effect in a named measure has no other unit.

    A raw 10.7 may be percentage points, days or points of a test, so nobody can tell whether it is much.

    Bad:
        measure: raw
        effect: 10.7

    Good:
        measure: raw
        unit: percentage points
        effect: 10.7
    """
    for record, index, outcome in _outcomes(knowledge):
        if outcome.measure == "raw" and outcome.effect is not None and outcome.unit is None:
            message = f"The raw effect {outcome.effect:g} does not say what it counts."
            hint = "Add `unit:` as the source has it, such as `percentage points`, `days` or `points of 100`."
            yield at_value(record, ("outcomes", index, "effect"), message, hint)
        elif outcome.measure != "raw" and outcome.unit is not None:
            message = f"`unit` is for raw effects; this one has the measure {outcome.measure or '(none)'}."
            hint = "Take `unit:` out, or write `measure: raw` if the number is in the source's own unit."
            yield at_value(record, ("outcomes", index, "unit"), message, hint)


_NUMBERS = ("effect", "ci", "k", "n", "i2")
_SMALLEST = 1e-12
"""Ratios are above 0, and none that was ever reported is nearer to it."""
_RANGES = {
    "OR": (_SMALLEST, float("inf"), "above 0"),
    "RR": (_SMALLEST, float("inf"), "above 0"),
    "r": (-1.0, 1.0, "between -1 and 1"),
    "η²": (0.0, 1.0, "between 0 and 1"),
}
_NO_PLACE = re.compile(
    r"(?:(?:see|in|as in|from|the|this|whole|main|full|same|original|source|text|article|paper|study|report"
    r"|review|pdf|book|document|publication|authors?|above|below|unknown|unclear|various|passim|ibid|n/?a"
    r"|none|tbd|todo|yes|no|online|website)\b|[\W_])+",
    re.IGNORECASE,
)


def _says_where(locator: str) -> bool:
    """Whether a locator holds more than words for the source as a whole."""
    return not _NO_PLACE.fullmatch(locator)


def _bounds(outcome: Outcome) -> list[tuple[int, float]]:
    return list(enumerate(outcome.ci or []))


def _outcomes(knowledge: KnowledgeBase) -> Iterator[tuple[Record, int, Outcome]]:
    for record in knowledge.records.values():
        if isinstance(record.data, ResearchSummary):
            yield from ((record, index, outcome) for index, outcome in enumerate(record.data.outcomes))
