"""What two activities could join, each by a rule on what their records say."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowledgebase.iso_names import language_name
from knowledgebase.synergies.likeness import Aspect
from knowledgebase.synergies.pairs import Pair
from knowledgebase.synergies.profiles import Form, Profile
from knowledgebase.synergies.relations import Relation

_TRAINERS = "training of trainers"
_SAME_TOPIC = 0.4
"""The likeness of topics from which two can share what they teach."""

Rule = Callable[[Pair], Iterator[str]]


def suggest_joining(pair: Pair) -> tuple[str, ...]:
    """What the two could join, in words; of a likely duplicate only that the records should be one."""
    if pair.relation is Relation.DUPLICATE:
        return ("The two records, if they are of one activity.",)
    return tuple(text for rule in RULES for text in rule(pair))


def _share_curriculum(pair: Pair) -> Iterator[str]:
    """Both teach, and their topics are much the same."""
    if all(profile.form.is_teaching for profile in _both(pair)) and _is_same_topic(pair):
        yield "A shared curriculum."


def _teach_from_material(pair: Pair) -> Iterator[str]:
    """One is material, and the other teaches."""
    for one, other in _either_way(pair):
        if one.form is Form.MATERIAL and other.form.is_teaching:
            yield f"Material: “{other.title}” could teach from “{one.title}”."


def _join_material(pair: Pair) -> Iterator[str]:
    """Both are material on much the same topics."""
    if pair.one.form is pair.other.form is Form.MATERIAL and _is_same_topic(pair):
        yield "One set of material, with the modules of both."


def _share_trainers(pair: Pair) -> Iterator[str]:
    """One or both train trainers, and their topics are much the same."""
    if not _is_same_topic(pair):
        return
    if all(profile.activity_type == _TRAINERS for profile in _both(pair)):
        yield "One pool of trainers."
        return
    for one, other in _either_way(pair):
        if one.activity_type == _TRAINERS and other.form.is_teaching:
            yield f"Co-trainers: those trained in “{one.title}” could teach in “{other.title}”."


def _blend(pair: Pair) -> Iterator[str]:
    """One is on line and the other in a room, for people whom they share."""
    for one, other in _either_way(pair):
        if one.form is Form.ONLINE and other.form is Form.TAUGHT and pair.likeness.of(Aspect.AUDIENCE):
            yield f"A blended course: “{one.title}” as preparation, “{other.title}” in the room."


def _translate(pair: Pair) -> Iterator[str]:
    """Both name their languages, and one has languages that the other lacks."""
    for one, other in _either_way(pair):
        more = sorted(one.languages - other.languages)
        if more and other.languages:
            named = ", ".join(language_name(tag) for tag in more)
            yield f"Languages: “{one.title}” has {named}, which “{other.title}” lacks."


def _evaluate(pair: Pair) -> Iterator[str]:
    """Their topics are much the same, and only one was evaluated, or neither was and both ran in one year."""
    one, other = pair.one, pair.other
    if not _is_same_topic(pair):
        return
    if one.is_evaluated != other.is_evaluated:
        known, unknown = (one, other) if one.is_evaluated else (other, one)
        yield f"Evaluation: “{unknown.title}” could be evaluated as “{known.title}” was."
    elif not one.is_evaluated and one.span and other.span and one.span.shares_a_year(other.span):
        yield "A joint evaluation: neither has one on record."


def _list_in_exchange(pair: Pair) -> Iterator[str]:
    """One is for exchange and still open, and the other is not for exchange."""
    for one, other in _either_way(pair):
        if one.form is Form.EXCHANGE and one.is_open and other.form is not Form.EXCHANGE:
            yield f"Exchange: those who take part in “{other.title}” could meet through “{one.title}”."


def _advise_and_train(pair: Pair) -> Iterator[str]:
    """One advises, and the other teaches the same people and is still open."""
    for one, other in _either_way(pair):
        if not pair.likeness.of(Aspect.AUDIENCE):
            continue
        if one.form is Form.ADVICE and other.form.is_teaching and other.is_open:
            yield f"“{one.title}” could send the people it advises to “{other.title}”."


RULES: tuple[Rule, ...] = (
    _share_curriculum,
    _teach_from_material,
    _join_material,
    _share_trainers,
    _blend,
    _advise_and_train,
    _list_in_exchange,
    _translate,
    _evaluate,
)
"""In the order in which their texts stand. The first line of each says when it holds."""


def _both(pair: Pair) -> tuple[Profile, Profile]:
    return pair.one, pair.other


def _either_way(pair: Pair) -> tuple[tuple[Profile, Profile], tuple[Profile, Profile]]:
    return (pair.one, pair.other), (pair.other, pair.one)


def _is_same_topic(pair: Pair) -> bool:
    return pair.likeness.of(Aspect.TOPIC) >= _SAME_TOPIC
