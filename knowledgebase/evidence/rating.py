"""The evidence rating: certainty and verdict of a technique at an outcome level, computed and explained.

An adaptation of GRADE's domains (Guyatt et al., 2008, BMJ 336, 924-926) and of the deductions that the EEF
names in its toolkit; the words of the verdict follow Conservation Evidence in joining certainty and
direction. It is our own rule, and its version is shown wherever a rating is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from knowledgebase.evidence.outcomes import (
    EXPERIMENTS,
    REVIEWS,
    Evidence,
    interval_holds_null,
)
from knowledgebase.records import Direction

RULE_VERSION = "1.0"

MANY_STUDIES, SOME_STUDIES = 20, 5
FEW_PEOPLE = 400
HIGH_I2 = 75
OLD_AFTER_YEARS = 15
TWO_EXPERIMENTS = 2


class Certainty(IntEnum):
    """How sure one can be, from 0."""

    NOT_ASSESSED = 0
    VERY_LOW = 1
    LOW = 2
    MODERATE = 3
    HIGH = 4

    @property
    def label(self) -> str:
        """The certainty in words: `Very low`."""
        return self.name.replace("_", " ").capitalize()

    @property
    def slug(self) -> str:
        """The certainty in data and addresses: `very-low`."""
        return self.name.lower().replace("_", "-")


class Verdict(StrEnum):
    """What the evidence comes to, in plain words."""

    WORKS = "works"
    LIKELY_WORKS = "likely works"
    DEPENDS = "depends"
    DOES_NOT_WORK = "does not work as believed"
    UNKNOWN = "unknown"

    @property
    def slug(self) -> str:
        """The verdict in data and addresses: `likely-works`."""
        return self.value.replace(" ", "-")


class Domain(StrEnum):
    """Why certainty goes down a step: GRADE's domains, and age."""

    IMPRECISION = "imprecision"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    RISK_OF_BIAS = "risk of bias"
    AGE = "age"


@dataclass(frozen=True)
class Step:
    """One step of the calculation, and the summaries that gave it."""

    reason: str
    """In plain words, one sentence without a full stop."""
    summaries: tuple[str, ...] = ()
    """Ids of the summaries it rests on."""


@dataclass(frozen=True)
class Deduction(Step):
    """A step down."""

    domain: Domain = Domain.IMPRECISION


@dataclass(frozen=True)
class Rating:
    """The rating of a technique at one level, with the whole calculation."""

    certainty: Certainty
    verdict: Verdict
    start: Certainty
    start_step: Step
    deductions: tuple[Deduction, ...] = ()
    verdict_step: Step = field(default_factory=lambda: Step("no summary reports an outcome at this level"))
    version: str = RULE_VERSION

    @property
    def arithmetic(self) -> str:
        """The sum as shown: `High − 1 indirectness = Moderate`."""
        if self.certainty is Certainty.NOT_ASSESSED:
            return self.certainty.label
        steps = "".join(f" − 1 {deduction.domain}" for deduction in self.deductions)
        return f"{self.start.label}{steps} = {self.certainty.label}"


def rate(evidence: Iterable[Evidence], year: int) -> Rating:
    """The rating that the evidence on one technique at one level comes to in a year.

    Retracted sources never count; the order of the evidence never matters.
    """
    counted = sorted(
        (item for item in evidence if not item.is_retracted), key=lambda item: (-item.year, item.summary_id)
    )
    if not counted:
        step = Step("there is no research summary, or none is left after retractions")
        return Rating(Certainty.NOT_ASSESSED, Verdict.UNKNOWN, Certainty.NOT_ASSESSED, step)
    start, start_step = _find_start(counted)
    deductions = tuple(_find_deductions(counted, year)) if start > Certainty.VERY_LOW else ()
    certainty = Certainty(max(start - len(deductions), Certainty.VERY_LOW))
    verdict, verdict_step = _find_verdict(counted, certainty)
    return Rating(certainty, verdict, start, start_step, deductions, verdict_step)


def headline(evidence: Iterable[Evidence]) -> Evidence | None:
    """The review in front: the one with the largest k, of several the newest; without reviews, the newest
    experiment with a number, or the newest evidence. None where nothing counts."""
    counted = [item for item in evidence if not item.is_retracted and item.outcomes]
    if not counted:
        return None
    return max(counted, key=_prominence)


def _prominence(item: Evidence) -> tuple[bool, int, bool, bool, int, str]:
    has_effect = bool(item.main and item.main.effect is not None)
    return (
        item.is_review,
        item.k if item.is_review else 0,
        item.data.design in EXPERIMENTS,
        has_effect,
        item.year,
        item.summary_id,
    )


def _ids(items: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(item.summary_id for item in items)


def _find_start(counted: Sequence[Evidence]) -> tuple[Certainty, Step]:
    reviews = [item for item in counted if item.is_review]
    for least, certainty in ((MANY_STUDIES, Certainty.HIGH), (SOME_STUDIES, Certainty.MODERATE)):
        enough = [item for item in reviews if item.k >= least]
        if enough:
            largest = max(item.k for item in enough)
            step = Step(f"a review of controlled studies pools {largest:,} studies or effects", _ids(enough))
            return certainty, step
    experiments = [item for item in counted if item.data.design in EXPERIMENTS and item.outcomes]
    if len({item.data.source for item in experiments}) >= TWO_EXPERIMENTS:
        step = Step(f"{len(experiments)} randomised experiments are summarised", _ids(experiments))
        return Certainty.MODERATE, step
    any_review = [item for item in counted if item.data.design in REVIEWS and item.outcomes]
    if any_review:
        reason = (
            "a review whose studies are few, have no control group, or whose numbers are not recorded here"
        )
        return Certainty.LOW, Step(reason, _ids(any_review))
    studied = [item for item in counted if item.outcomes and item.data.design.is_quantitative]
    if studied:
        return Certainty.LOW, Step("one experiment, or studies without random groups", _ids(studied))
    return Certainty.VERY_LOW, Step("qualitative or narrative sources only", _ids(counted))


def _find_deductions(counted: Sequence[Evidence], year: int) -> Iterable[Deduction]:
    for find in (_find_imprecision, _find_inconsistency, _find_indirectness, _find_bias):
        if deduction := find(counted):
            yield deduction
    newest = max(item.year for item in counted)
    if newest and year - newest > OLD_AFTER_YEARS:
        reason = f"the newest source is from {newest}, more than {OLD_AFTER_YEARS} years ago"
        yield Deduction(reason, _ids(item for item in counted if item.year == newest), Domain.AGE)


def _find_imprecision(counted: Sequence[Evidence]) -> Deduction | None:
    front = headline(counted)
    if front and front.main and interval_holds_null(front.main):
        reason = "the interval of the largest study does not rule out that there is no difference"
        return Deduction(reason, _ids([front]), Domain.IMPRECISION)
    reviews = [item for item in counted if item.is_review]
    with_interval = [item for item in reviews if item.main and item.main.ci]
    if with_interval:
        return None
    people = sum(item.n for item in counted)
    # Where reviews of many studies record no number of people, that number is unknown, not small.
    is_unknown = any(item.k >= MANY_STUDIES and not item.n for item in reviews)
    if people < FEW_PEOPLE and not is_unknown:
        reason = f"no review reports an interval, and fewer than {FEW_PEOPLE} people are known to be studied"
        return Deduction(reason, _ids(counted), Domain.IMPRECISION)
    return None


def _find_inconsistency(counted: Sequence[Evidence]) -> Deduction | None:
    reviews = [item for item in counted if item.data.design in REVIEWS]
    directions = {item.direction for item in reviews}
    if {Direction.BENEFIT, Direction.HARM} <= directions:
        opposed = [item for item in reviews if item.direction in {Direction.BENEFIT, Direction.HARM}]
        return Deduction("reviews disagree on the direction", _ids(opposed), Domain.INCONSISTENCY)
    front = headline(counted)
    main = front.main if front else None
    if front and main and (main.i2 or 0) > HIGH_I2 and not main.moderators:
        reason = (
            f"results differ widely between studies (I² = {main.i2:g}%), and nothing recorded explains it"
        )
        return Deduction(reason, _ids([front]), Domain.INCONSISTENCY)
    return None


def _find_indirectness(counted: Sequence[Evidence]) -> Deduction | None:
    if any(item.has_adults for item in counted):
        return None
    return Deduction("no source is known to have studied adults", _ids(counted), Domain.INDIRECTNESS)


def _find_bias(counted: Sequence[Evidence]) -> Deduction | None:
    front = headline(counted)
    if front and front.data.publication_bias == "tested-likely":
        reason = "studies without an effect were probably never published"
        return Deduction(reason, _ids([front]), Domain.RISK_OF_BIAS)
    if front and front.data.risk_of_bias == "high":
        return Deduction(
            "the largest study has a high risk of bias by its own account", _ids([front]), Domain.RISK_OF_BIAS
        )
    failed = [item for item in counted if (item.data.replication or "").casefold().startswith("failed")]
    if failed:
        return Deduction("a replication failed", _ids(failed), Domain.RISK_OF_BIAS)
    loose = [item for item in counted if not _is_controlled(item)]
    if front and not front.is_review and len(loose) * 2 > len(counted):
        return Deduction("most of the evidence is not randomised", _ids(loose), Domain.RISK_OF_BIAS)
    return None


def _is_controlled(item: Evidence) -> bool:
    return item.is_review or item.data.design in EXPERIMENTS


def _find_verdict(counted: Sequence[Evidence], certainty: Certainty) -> tuple[Verdict, Step]:
    weighed = [item for item in counted if item.outcomes]
    leading = [item for item in weighed if item.data.design in REVIEWS] or weighed
    directions = {item.direction for item in leading} - {Direction.UNCLEAR}
    if certainty <= Certainty.VERY_LOW or not directions:
        return Verdict.UNKNOWN, Step("the evidence is too weak to say", _ids(weighed))
    if {Direction.BENEFIT, Direction.HARM} <= directions or Direction.MIXED in directions:
        return Verdict.DEPENDS, Step("results go in different directions", _ids(leading))
    if Direction.BENEFIT in directions:
        return _judge_benefit(leading, directions, certainty)
    if certainty >= Certainty.MODERATE:
        return Verdict.DOES_NOT_WORK, Step("no benefit was found where one was expected", _ids(leading))
    return Verdict.UNKNOWN, Step("no benefit was found, but the evidence is weak", _ids(leading))


def _judge_benefit(
    leading: Sequence[Evidence], directions: set[Direction], certainty: Certainty
) -> tuple[Verdict, Step]:
    without = [item for item in leading if item.direction is Direction.NO_DIFFERENCE]
    touching = [item for item in leading if item.main and interval_holds_null(item.main)]
    doubtful = list({item.summary_id: item for item in (*without, *touching)}.values())
    agreeing = [item for item in leading if item.direction is Direction.BENEFIT]
    if len(without) >= len(agreeing):
        return Verdict.DEPENDS, Step("as many sources found no difference as found a benefit", _ids(doubtful))
    if certainty >= Certainty.MODERATE and not doubtful:
        return Verdict.WORKS, Step("every source in front found a benefit", _ids(agreeing))
    if doubtful:
        reason = "most sources found a benefit, but some found none or do not rule that out"
        return Verdict.LIKELY_WORKS, Step(reason, _ids([*agreeing, *doubtful]))
    return Verdict.LIKELY_WORKS, Step("a benefit was found, with low certainty", _ids(agreeing))
