"""Effect sizes: what they mean in plain words, and the ranges over reviews. Nothing is pooled again."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from knowledgebase.evidence.outcomes import Evidence
from knowledgebase.records import Outcome

STANDARDISED = frozenset({"d", "g", "SMD"})
"""Differences of two groups in standard deviations, which may stand on one axis."""


@dataclass(frozen=True)
class EffectRange:
    """The lowest and the highest effect that reviews report, in one measure, and how many reviews."""

    measure: str
    lowest: float
    highest: float
    reviews: int


def standardised_effect(outcome: Outcome) -> float | None:
    """The effect as a standardised mean difference, or None where no cited formula gives one.

    d, g and SMD are one already. An odds ratio becomes one by ln(OR) · √3 / π, that is ln(OR) / 1.81 (Chinn,
    2000, Statistics in Medicine 19, 3127-3131). Correlations, risk ratios, η² and raw units stay as they are.
    """
    if outcome.effect is None:
        return None
    if outcome.measure in STANDARDISED:
        return outcome.effect
    if outcome.measure == "OR" and outcome.effect > 0:
        return math.log(outcome.effect) * math.sqrt(3) / math.pi
    return None


def common_language_effect(difference: float) -> float:
    """The chance, from 0 to 1, that one person taught with a technique does better than one taught without.

    Φ(d / √2) for two normal distributions of equal spread (McGraw & Wong, 1992, Psychological Bulletin).

    >>> round(common_language_effect(0.5), 2)
    0.64
    """
    return 0.5 * (1 + math.erf(difference / 2))


def effect_ranges(evidence: Iterable[Evidence]) -> list[EffectRange]:
    """For each measure, the range of the main effects that reviews report, each in its own unit."""
    effects: dict[str, list[float]] = {}
    for item in evidence:
        main = item.main
        if item.is_retracted or not item.is_review or main is None:
            continue
        if main.effect is not None and main.measure and main.measure != "raw":
            effects.setdefault(main.measure, []).append(main.effect)
    return [
        EffectRange(measure, min(values), max(values), len(values))
        for measure, values in sorted(effects.items())
    ]
