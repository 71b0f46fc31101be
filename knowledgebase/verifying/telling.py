"""Tells what came of asking, as lines for a terminal. What registries say is text from strangers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from knowledgebase.verifying.links import Answer, LinkOutcome
from knowledgebase.verifying.renewing import Outcome

_NOT_ANSWERED = "not answered"


def tell_outcome(outcome: Outcome) -> Iterator[str]:
    """What to look at: nothing where all is settled, else the verdict, why, and each difference."""
    if outcome.verdict and outcome.is_settled:
        return
    where = f" at {outcome.work.registry}" if outcome.work else ""
    yield _clean(f"{outcome.key}: {outcome.verdict or _NOT_ANSWERED}{where}. {outcome.reason}".rstrip())
    for difference in outcome.differences:
        yield _clean(f"    {difference.field}: the bibliography has {difference.here or 'nothing'}")
        yield _clean(f"    {' ' * len(difference.field)}  the registry has {difference.there or 'nothing'}")
    if outcome.standing.status.is_grave:
        yield _clean(f"    status: {outcome.standing.status.value}, see {outcome.standing.notice}")


def tell_link(outcome: LinkOutcome) -> Iterator[str]:
    """What to look at: nothing for an address that answers."""
    if outcome.answer is not Answer.ANSWERS:
        yield _clean(f"{outcome.answer}: {outcome.address} ({outcome.reason})")


def sum_up(outcomes: Iterable[Outcome] | Iterable[LinkOutcome]) -> str:
    """The number of outcomes of each kind: `120 match, 3 unsure`."""
    kinds = Counter(
        str(outcome.answer if isinstance(outcome, LinkOutcome) else outcome.verdict or _NOT_ANSWERED)
        for outcome in outcomes
    )
    return ", ".join(f"{number} {kind}" for kind, number in kinds.most_common()) or "nothing was due"


def _clean(text: str) -> str:
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
