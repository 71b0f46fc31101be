"""Numbers in words, as tables and sentences show them."""

from __future__ import annotations

from knowledgebase.records import Outcome


def describe_effect(outcome: Outcome) -> str:
    """The effect with its measure and interval: `g = 0.5 (95% interval 0.42 to 0.58)`."""
    if outcome.effect is None:
        return "not recorded"
    text = f"{outcome.measure} = {outcome.effect:g}"
    if outcome.ci:
        text += f" ({outcome.ci_level:g}% interval {outcome.ci[0]:g} to {outcome.ci[1]:g})"
    return text.replace("raw = ", "").replace("-", "−")
