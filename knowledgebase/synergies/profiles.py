"""An activity as it is compared: its topics, audiences, needs, regions, days, agencies, form and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Activity, Kind, Record, Status
from knowledgebase.synergies.spans import Span, read_span
from knowledgebase.synergies.words import Weighed, split_words, weigh_rarity, weigh_words
from knowledgebase.vocabulary import Facet, of_facet

WAYS_OF_LEARNING = frozenset(
    "memory skills-practice understanding feedback-assessment transfer-to-work social-learning teamwork"
    " digital-learning training-design training-evaluation multiplying-trainers".split()
)
"""Topics that say how people learn and not what about: two e-learning courses are not alike for that."""
OWN, WAY, BROADER = 1.0, 0.2, 0.25
"""What a topic weighs: one of the record's own, one on ways of learning, one that is above an own tag."""
GLOBAL = "global"


class Form(StrEnum):
    """What is done, coarser than the activity types, in which pages of two agencies often differ."""

    TAUGHT = "taught"
    ONLINE = "online"
    MATERIAL = "material"
    ADVICE = "advice"
    EXCHANGE = "exchange"

    @property
    def is_teaching(self) -> bool:
        """Whether people are taught, in a room or on line."""
        return self in {Form.TAUGHT, Form.ONLINE}


_FORMS: Mapping[str, Form] = {
    "course": Form.TAUGHT,
    "seminar series": Form.TAUGHT,
    "training of trainers": Form.TAUGHT,
    "mentoring": Form.TAUGHT,
    "e-learning": Form.ONLINE,
    "toolkit": Form.MATERIAL,
    "advisory": Form.ADVICE,
    "community of practice": Form.EXCHANGE,
}


@dataclass(frozen=True)
class Profile:
    """What is compared of one activity. An empty facet and a span of None mean: not recorded."""

    id: str
    title: str
    topics: Weighed
    audiences: Weighed
    """Weighed by how rare each is: policy-makers, whom half of all activities are for, tell little."""
    needs: Weighed
    regions: Weighed
    places: frozenset[str]
    """The regions recorded that hold no other one recorded."""
    span: Span | None
    lead: str
    agencies: frozenset[str]
    """The lead and the partners."""
    form: Form
    activity_type: str
    countries: frozenset[str]
    languages: frozenset[str]
    techniques: frozenset[str]
    is_evaluated: bool
    words: Weighed
    """Of title and summary."""
    named: frozenset[str]
    """The ids of records that this one names, in its fields or text."""
    settled: frozenset[str]
    """The ids of which a person said that they are, or are not, the same activity."""

    @property
    def is_open(self) -> bool:
        """Whether it is known to go on: it has a begin and no end on record."""
        return self.span is not None and self.span.is_open


def make_profiles(knowledge: KnowledgeBase) -> tuple[Profile, ...]:
    """The published activities, by id, but those that are superseded or said to be duplicates."""
    records = sorted(
        (record for record in knowledge.of_kind(Kind.ACTIVITY) if _is_compared(record)),
        key=lambda record: record.id,
    )
    return profile_records(knowledge, records)


def profile_records(knowledge: KnowledgeBase, records: Sequence[Record]) -> tuple[Profile, ...]:
    """The profiles of records of activities; how rare a word is, is counted over these records."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for edge in knowledge.edges:
        named[edge.from_id].add(edge.to_id)
    rarity = weigh_rarity(_tags_of(knowledge, record, Facet.AUDIENCE) for record in records)
    weighed = weigh_words([split_words(f"{record.title} {record.data.summary}") for record in records])
    return tuple(
        _make_profile(knowledge, record, words, rarity, frozenset(named[record.id]))
        for record, words in zip(records, weighed, strict=True)
    )


def _is_compared(record: Record) -> bool:
    data = record.data
    return isinstance(data, Activity) and data.status is not Status.SUPERSEDED and data.duplicate_of is None


def _make_profile(
    knowledge: KnowledgeBase,
    record: Record,
    words: Weighed,
    rarity: Mapping[str, float],
    named: frozenset[str],
) -> Profile:
    data = record.data
    assert isinstance(data, Activity)  # noqa: S101 -- called with activities
    own = {*data.tags, *data.needs}
    regions = _tags_of(knowledge, record, Facet.REGION)
    above = {knowledge.vocabulary[tag].broader for tag in regions}
    return Profile(
        id=record.id,
        title=record.title,
        topics=Weighed.of({tag: _weigh_topic(tag, own) for tag in _tags_of(knowledge, record, Facet.TOPIC)}),
        audiences=Weighed.of({tag: rarity[tag] for tag in _tags_of(knowledge, record, Facet.AUDIENCE)}),
        needs=Weighed.of(dict.fromkeys(_tags_of(knowledge, record, Facet.NEED), OWN)),
        regions=Weighed.of(dict.fromkeys(regions, OWN)),
        places=frozenset(tag for tag in regions if tag not in above),
        span=read_span(data.period),
        lead=data.lead,
        agencies=frozenset([data.lead, *data.partners]),
        form=_FORMS[data.activity_type],
        activity_type=data.activity_type,
        countries=frozenset(data.countries),
        languages=frozenset(tag.casefold() for tag in data.languages),
        techniques=frozenset(found.id for name in data.techniques if (found := knowledge.resolve(name))),
        is_evaluated=bool(data.evaluations_made),
        words=words,
        named=named,
        settled=_find_settled(knowledge, data),
    )


def _tags_of(knowledge: KnowledgeBase, record: Record, facet: Facet) -> list[str]:
    return of_facet(knowledge.all_tags(record), facet, knowledge.vocabulary)


def _weigh_topic(tag: str, own: set[str]) -> float:
    if tag in WAYS_OF_LEARNING:
        return WAY
    return OWN if tag in own else BROADER


def _find_settled(knowledge: KnowledgeBase, data: Activity) -> frozenset[str]:
    named = [*data.not_duplicate_of, *([data.duplicate_of] if data.duplicate_of else [])]
    return frozenset(found.id for name in named if (found := knowledge.resolve(name.id)))
