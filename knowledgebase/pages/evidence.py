"""The evidence on a technique's page: at a glance, as a forest plot, and how the rating came about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from knowledgebase import addresses
from knowledgebase.evidence import (
    LEVELS,
    RULE_VERSION,
    STANDARDISED,
    Certainty,
    EffectRange,
    Evidence,
    Rating,
    Step,
    Verdict,
    common_language_effect,
    effect_ranges,
    headline,
    interval_holds_null,
    null_value,
    standardised_effect,
)
from knowledgebase.pages.forest import make_panels
from knowledgebase.pages.page import Link, Shelf, people, render, span
from knowledgebase.pages.wording import describe_bounds, describe_number
from knowledgebase.records import Level, Outcome, Record, Technique

RULE_PAGE = "evidence.md#the-rule"
CONVERSION = ("chinn2000", "Chinn (2000)")
COMMON_LANGUAGE = ("mcgraw1992", "McGraw and Wong (1992)")
"""Formulas by the key of their source, and its name where the bibliography does not hold it."""

LEVEL_NAMES: dict[Level, str] = {
    "learning": "Learning",
    "behaviour": "Behaviour at work",
    "results": "Results of the work",
    "reaction": "Reaction of participants",
}
_SENTENCES = {
    Verdict.WORKS: "Research supports it: what was found holds in every source in front.",
    Verdict.LIKELY_WORKS: "It probably helps, but the evidence leaves doubts.",
    Verdict.DEPENDS: "It helps in some conditions and not in others: read below on what it depends.",
    Verdict.DOES_NOT_WORK: "Research did not find the benefit that many expect.",
    Verdict.UNKNOWN: "There is not enough evidence summarised here to say whether it works.",
}


def make_glance(shelf: Shelf, record: Record, page: str) -> str:
    """The box at the top of a technique's page."""
    weighed = shelf.weighed[record.id]
    front_level = weighed.front_level
    assessed = [level for level in LEVELS if weighed.ratings[level].certainty > Certainty.NOT_ASSESSED]
    return render(
        "glance.md.jinja",
        front={**_name(weighed.front), "sentence": _sentence(weighed.front, front_level)},
        effect=_describe_headline(shelf, weighed.evidence[front_level], page),
        ranges=[_describe_range(found) for found in effect_ranges(weighed.evidence[front_level])],
        takes=list(_list_costs(record)),
        adults=_describe_adults(weighed.evidence[front_level]),
        other_levels=[
            {"label": LEVEL_NAMES[level], **_name(weighed.ratings[level])}
            for level in assessed
            if level != front_level
        ],
        harms=_list_harms(weighed.evidence.values()),
        levels=[_explain(shelf, level, weighed.ratings[level], page) for level in assessed or [front_level]],
        day=f"{shelf.today:%-d %B %Y}",
        version=RULE_VERSION,
        rule=addresses.link(page, RULE_PAGE),
    )


def make_forest(shelf: Shelf, record: Record, page: str) -> str:
    """The forest plots of a technique, those of learning first; empty where no effect can be drawn."""
    weighed = shelf.weighed[record.id]
    panels = [
        panel
        for level in LEVELS
        for panel in make_panels(
            LEVEL_NAMES[level],
            [(shelf.formatter.short_text(item.data.source), item) for item in weighed.evidence[level]],
        )
    ]
    return render("forest.md.jinja", panels=panels, formula=_link_source(shelf, CONVERSION, page))


def _list_costs(record: Record) -> Iterator[str]:
    """Time, group and money that a technique takes, as far as its record says."""
    data = record.data
    assert isinstance(data, Technique)  # noqa: S101 -- called with techniques
    if data.time:
        yield span(data.time.min, data.time.max, "minute")
    if data.group_size:
        yield people(data.group_size.min, data.group_size.max)
    if data.cost:
        yield f"{data.cost} cost"


def _name(rating: Rating) -> dict[str, str]:
    return {
        "slug": rating.certainty.slug,
        "certainty": rating.certainty.label,
        "verdict": rating.verdict.value,
    }


def _sentence(rating: Rating, level: Level) -> str:
    if level == "learning":
        return _SENTENCES[rating.verdict]
    name = LEVEL_NAMES[level].lower()
    return f"{_SENTENCES[rating.verdict]} This is about {name}; learning is not assessed."


def _describe_headline(shelf: Shelf, evidence: Iterable[Evidence], page: str) -> dict[str, object] | None:
    """The effect in front, in its own unit and in plain words."""
    front = headline(evidence)
    if front is None or front.main is None or front.main.effect is None:
        return None
    main = front.main
    kind = "largest recent review" if front.is_review else "newest experiment with a number"
    basis = f", over {main.k:,} {main.k_unit or 'studies or effects'}" if main.k else ""
    sentence = (
        f"In the {kind}, measured on {main.outcome} against {main.comparison}, the effect was"
        f" {describe_number(main)}{basis}. {_describe_certainty(main)}"
    )
    href = addresses.link(page, shelf.knowledge.page_of(shelf.knowledge.records[front.summary_id]))
    study = shelf.formatter.short_text(front.data.source)
    return {
        "sentence": sentence,
        "pairs": _describe_pairs(front),
        "formulas": list(_link_formulas(shelf, main, page)),
        "study": Link(study, href),
        "population": (front.data.participants.population if front.data.participants else None) or "",
    }


def _describe_certainty(main: Outcome) -> str:
    """The interval of an effect in a sentence, and whether it rules out that there is no difference."""
    if main.ci is None:
        return "How precise that number is, is not recorded here."
    null = null_value(main)
    rest = (
        f"{null:g}, which is no difference, is among them"
        if interval_holds_null(main)
        else "no difference at all is not among them"
    )
    bounds = describe_bounds(main.ci)
    return f"Values from {bounds} fit the data as well ({main.ci_level:g}% interval); {rest}."


def _describe_pairs(front: Evidence) -> str:
    """The common-language figure in words, or nothing where no formula gives one."""
    main = front.main
    difference = standardised_effect(main) if main else None
    if main is None or difference is None:
        return ""
    pairs = round(common_language_effect(abs(difference)) * 100)
    return (
        "In other words: of 100 pairs of one person with the technique and one without, the first would come"
        f" out ahead in about {pairs if main.direction == 'benefit' else 100 - pairs};"
        " by chance alone it would be 50."
    )


def _link_formulas(shelf: Shelf, main: Outcome, page: str) -> Iterator[Link]:
    """The sources of the formulas behind the common-language figure of an effect."""
    if standardised_effect(main) is None:
        return
    yield _link_source(shelf, COMMON_LANGUAGE, page)
    if main.measure not in STANDARDISED:
        yield _link_source(shelf, CONVERSION, page)


def _describe_range(found: EffectRange) -> str:
    reviews = f"{found.reviews} {'review' if found.reviews == 1 else 'reviews'}"
    if found.reviews == 1:
        return f"{found.measure} = {found.lowest:g} ({reviews})".replace("-", "−")
    return f"{found.measure} from {found.lowest:g} to {found.highest:g} ({reviews})".replace("-", "−")


def _describe_adults(evidence: Sequence[Evidence]) -> str:
    counted = [item for item in evidence if not item.is_retracted]
    tested = sum(item.has_adults for item in counted)
    if not counted:
        return "no source yet"
    return f"yes, in {tested} of {len(counted)} sources" if tested else "not known from these sources"


def _list_harms(groups: Iterable[Sequence[Evidence]]) -> list[str]:
    counted = (item for group in groups for item in group if not item.is_retracted)
    return list(dict.fromkeys(harm.harm for item in counted for harm in item.data.harms))


def _explain(shelf: Shelf, level: Level, rating: Rating, page: str) -> dict[str, object]:
    return {
        "label": LEVEL_NAMES[level],
        "arithmetic": rating.arithmetic,
        "start": rating.start.label.lower(),
        "start_step": _link_step(shelf, rating.start_step, page),
        "deductions": [
            {"domain": deduction.domain.value, **_link_step(shelf, deduction, page)}
            for deduction in rating.deductions
        ],
        "verdict": rating.verdict.value,
        "verdict_step": _link_step(shelf, rating.verdict_step, page),
    }


def _link_step(shelf: Shelf, step: Step, page: str) -> dict[str, object]:
    knowledge = shelf.knowledge
    links = []
    for summary_id in step.summaries:
        record = knowledge.records[summary_id]
        text = shelf.formatter.short_text(shelf.source_of(record))
        links.append(Link(text, addresses.link(page, knowledge.page_of(record))))
    return {"text": step.reason, "links": links}


def _link_source(shelf: Shelf, source: tuple[str, str], page: str) -> Link:
    key, name = source
    if key not in shelf.knowledge.bibliography:
        return Link(name)
    return Link(shelf.formatter.short_text(key), addresses.link(page, addresses.source_page(key)))
