"""A forest plot as shapes on an axis: where each effect, its interval and each tick stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledgebase.evidence import Evidence, null_value, standardised_effect
from knowledgebase.evidence.effects import STANDARDISED
from knowledgebase.records import Direction, Outcome

LEFT, RIGHT = 3.0, 97.0
"""Per cent of the width between which the axis runs."""
ROW, AXIS = 46, 34
"""Pixels of a row (a line of text over a line of plot) and of the axis below."""
SMALLEST, LARGEST = 3.5, 8.0
"""Radius of an effect's mark: by the number of studies or effects behind it."""
TICKS = 5
DRAWN_MEASURES = {
    "standardised": "difference in standard deviations",
    "r": "correlation (r)",
    "RR": "risk ratio",
}


@dataclass(frozen=True)
class Row:
    """One effect with its place in the drawing; x in per cent of the width, y and r in pixels."""

    label: str
    text: str
    x: float
    low: float | None
    high: float | None
    r: float
    text_y: int
    y: int


@dataclass(frozen=True)
class Tick:
    """A mark of the axis."""

    x: float
    label: str


@dataclass(frozen=True)
class Panel:
    """All effects that may stand on one axis."""

    title: str
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    null_x: float
    height: int
    axis_y: int
    description: str
    has_converted: bool
    """Whether an odds ratio was converted to stand here."""


@dataclass(frozen=True)
class _Effect:
    label: str
    outcome: Outcome
    value: float
    low: float | None
    high: float | None
    converted: bool


def make_panels(subject: str, evidence: Iterable[tuple[str, Evidence]]) -> list[Panel]:
    """The panels for evidence with a label each, one effect a summary: its main one.

    `subject` is what all of it is about. Effects in raw units and η² are left to the table, since no axis
    holds them together.
    """
    groups: dict[str, list[_Effect]] = {}
    for label, item in evidence:
        if not item.is_retracted and item.main and (found := _place(label, item.main)) is not None:
            groups.setdefault(found[0], []).append(found[1])
    return [
        _make_panel(f"{subject}: {DRAWN_MEASURES[axis]}", axis, groups[axis])
        for axis in DRAWN_MEASURES
        if axis in groups
    ]


def _place(label: str, outcome: Outcome) -> tuple[str, _Effect] | None:
    """The axis and the effect on it, or None for what no axis can hold."""
    if outcome.effect is None or outcome.measure is None:
        return None
    low, high = (min(outcome.ci), max(outcome.ci)) if outcome.ci else (None, None)
    if outcome.measure in STANDARDISED or outcome.measure == "OR":
        value = standardised_effect(outcome)
        if value is None:
            return None
        low, high = _standardise(outcome, low), _standardise(outcome, high)
        return "standardised", _Effect(label, outcome, value, low, high, outcome.measure == "OR")
    if outcome.measure in DRAWN_MEASURES:
        return outcome.measure, _Effect(label, outcome, outcome.effect, low, high, False)
    return None


def _standardise(outcome: Outcome, end: float | None) -> float | None:
    return standardised_effect(outcome.model_copy(update={"effect": end})) if end is not None else None


def _make_panel(title: str, axis: str, effects: Sequence[_Effect]) -> Panel:
    null = null_value(effects[0].outcome) if axis == "RR" else 0.0
    ends = [end for e in effects for end in (e.value, e.low, e.high) if end is not None]
    ticks = _nice_ticks(min(*ends, null), max(*ends, null))
    least, most = ticks[0], ticks[-1]

    def scale(value: float) -> float:
        return round(LEFT + (value - least) / (most - least) * (RIGHT - LEFT), 2)

    rows = tuple(_make_row(effect, index, scale) for index, effect in enumerate(effects))
    height = ROW * len(rows) + AXIS
    return Panel(
        title=title,
        rows=rows,
        ticks=tuple(Tick(scale(tick), f"{tick:g}".replace("-", "−")) for tick in ticks),
        null_x=scale(null),
        height=height,
        axis_y=ROW * len(rows) + 6,
        description=_describe(title, effects, null),
        has_converted=any(effect.converted for effect in effects),
    )


def _make_row(effect: _Effect, index: int, scale: Callable[[float], float]) -> Row:
    studies = effect.outcome.k or 1
    radius = min(SMALLEST + math.log10(studies) * 2, LARGEST)
    return Row(
        label=f"{effect.label} (lower is better)" if _is_lower_better(effect) else effect.label,
        text=_write(effect),
        x=scale(effect.value),
        low=None if effect.low is None else scale(effect.low),
        high=None if effect.high is None else scale(effect.high),
        r=round(radius, 1),
        text_y=ROW * index + 16,
        y=ROW * index + 32,
    )


def _is_lower_better(effect: _Effect) -> bool:
    """Whether a benefit shows as a smaller value, as with errors or fear."""
    null = null_value(effect.outcome) if effect.outcome.measure == "RR" else 0.0
    is_below = effect.value < null
    return effect.value != null and (
        (is_below and effect.outcome.direction is Direction.BENEFIT)
        or (not is_below and effect.outcome.direction is Direction.HARM)
    )


def _write(effect: _Effect) -> str:
    measure = "from OR" if effect.converted else effect.outcome.measure
    text = f"{measure} {effect.value:.2f}" if effect.converted else f"{measure} = {effect.value:g}"
    if effect.low is not None and effect.high is not None:
        form = ".2f" if effect.converted else "g"
        text += f" ({effect.low:{form}} to {effect.high:{form}})"
    return text.replace("-", "−")


def _describe(title: str, effects: Sequence[_Effect], null: float) -> str:
    """The plot in a sentence, for readers who do not see it."""
    values = [effect.value for effect in effects]
    above = sum(value > null for value in values)
    number = len(values)
    return (
        f"Forest plot of {title}. {number} {'effect' if number == 1 else 'effects'}"
        f" from {min(values):.2f} to {max(values):.2f}, {above} of them above the line of no difference."
        " The same numbers stand in the table below."
    )


def _nice_ticks(least: float, most: float) -> list[float]:
    """Round numbers from below `least` to above `most`, about `TICKS` of them."""
    span = max(most - least, 0.1)
    raw = span / (TICKS - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw)
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    return [round(index * step, 6) for index in range(first, max(last, first + 1) + 1)]
