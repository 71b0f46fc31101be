"""Numbers in words, as tables and sentences show them."""

from __future__ import annotations

from collections.abc import Sequence

from knowledgebase.records import Outcome


def describe_effect(outcome: Outcome) -> str:
    """The effect with its measure or unit, and its interval: `g = 0.5 (95% interval 0.42 to 0.58)`."""
    if outcome.effect is None:
        return "not recorded"
    text = describe_number(outcome)
    if outcome.ci:
        text += f" ({outcome.ci_level:g}% interval {describe_bounds(outcome.ci)})"
    return text


def describe_number(outcome: Outcome) -> str:
    """The effect without its interval: `g = 0.5`, `10.7 percentage points`; empty where there is none."""
    if outcome.effect is None:
        return ""
    number = f"{outcome.effect:g}".replace("-", "−")
    if outcome.measure in {None, "raw"}:
        return f"{number} {outcome.unit or '(unit not recorded)'}"
    return f"{outcome.measure} = {number}"


def describe_bounds(interval: Sequence[float]) -> str:
    """The ends of an interval: `0.42 to 0.58`."""
    return f"{interval[0]:g} to {interval[1]:g}".replace("-", "−")
