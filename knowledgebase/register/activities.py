"""An activity as the register reads it: who, where, when, and how far it was evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from knowledgebase.iso_names import country_name
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.periods import Stretch, describe_period, stretch_of
from knowledgebase.records import Activity, Kind, Level, Record
from knowledgebase.vocabulary import Facet, of_facet

LEVEL_QUESTIONS: dict[Level, str] = {
    "reaction": "Did people like it?",
    "learning": "Do they know or can they do more?",
    "behaviour": "Do they do it at work?",
    "results": "Did it change what the work is for?",
}
NAMED_COUNTRIES = 3
"""Countries that a row names before it counts the rest."""


class EvaluationState(StrEnum):
    """How far an activity was evaluated, as far as its record knows."""

    DONE = "yes"
    PLANNED = "planned"
    NONE = "no"

    @property
    def label(self) -> str:
        """The state as readers see it."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    EvaluationState.DONE: "Evaluated",
    EvaluationState.PLANNED: "Evaluation planned",
    EvaluationState.NONE: "No evaluation recorded",
}


@dataclass(frozen=True)
class RegisteredActivity:
    """One published activity with what its fields mean."""

    knowledge: KnowledgeBase
    record: Record
    data: Activity

    @cached_property
    def agencies(self) -> tuple[str, ...]:
        """The ids of the agency in the lead and its partners, each once."""
        return tuple(dict.fromkeys([self.data.lead, *self.data.partners]))

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Its own tags of the facet region; a broader one is left out where a narrower one stands."""
        vocabulary = self.knowledge.vocabulary
        own = of_facet(self.data.tags, Facet.REGION, vocabulary)
        broader = {vocabulary[tag].broader for tag in own}
        return tuple(dict.fromkeys(tag for tag in own if tag not in broader))

    @cached_property
    def techniques(self) -> tuple[str, ...]:
        """The ids of the published techniques it uses, each once."""
        found = (self.knowledge.resolve(name) for name in self.data.techniques)
        return tuple(dict.fromkeys(record.id for record in found if record))

    @cached_property
    def stretch(self) -> Stretch | None:
        """When it ran, or None where nothing is recorded."""
        return stretch_of(self.data)

    @property
    def state(self) -> EvaluationState:
        """How far it was evaluated."""
        if self.data.evaluations_made:
            return EvaluationState.DONE
        return EvaluationState.PLANNED if self.data.evaluations else EvaluationState.NONE

    # In words

    def agency_in_short(self, agency: str) -> str:
        """An agency by its acronym, its name or its id."""
        agencies = self.knowledge.agencies
        return agencies[agency].short_name if agency in agencies else agency

    @property
    def who(self) -> str:
        """The agency in the lead, and how many are with it: `IOM, with UNDP`, `IOM, with 3 others`."""
        lead, *others = [self.agency_in_short(agency) for agency in self.agencies]
        if not others:
            return lead
        return f"{lead}, with {others[0] if len(others) == 1 else f'{len(others)} others'}"

    @property
    def when(self) -> str:
        """Its period in words."""
        return "".join(describe_period(self.data)) or "not recorded"

    @property
    def where(self) -> str:
        """Its countries, or the regions of an activity that names no country."""
        names = [country_name(code) for code in self.data.countries]
        if len(names) > NAMED_COUNTRIES + 1:
            names[NAMED_COUNTRIES:] = [f"{len(names) - NAMED_COUNTRIES} more"]
        return ", ".join(names or [self.knowledge.vocabulary[tag].label for tag in self.regions])

    @property
    def evaluated(self) -> str:
        """How far it was evaluated, by whom and at which levels: `Independent: learning`."""
        if self.state is not EvaluationState.DONE:
            return self.state.label
        statuses = dict.fromkeys(evaluation.status.capitalize() for evaluation in self.data.evaluations_made)
        levels = ", ".join(self.data.levels_evaluated) or "level not stated"
        return f"{' and '.join(statuses).capitalize()}: {levels}"


def list_activities(knowledge: KnowledgeBase) -> tuple[RegisteredActivity, ...]:
    """The published activities, by title."""
    found = sorted(knowledge.of_kind(Kind.ACTIVITY), key=lambda record: (record.title.casefold(), record.id))
    return tuple(_register(knowledge, found))


def _register(knowledge: KnowledgeBase, records: list[Record]) -> Iterator[RegisteredActivity]:
    for record in records:
        if isinstance(record.data, Activity):
            yield RegisteredActivity(knowledge, record, record.data)
