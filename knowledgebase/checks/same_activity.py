"""Rules on activities that may be recorded twice, and on what people said about them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from knowledgebase.checks.likeness import find_alike_records
from knowledgebase.checks.rule import Mistake, at_value, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Activity, Kind, Record
from knowledgebase.synergies import Names, explain, find_duplicates, make_profiles


@rule("KB170", "resembles-activity", Severity.WARNING)
def check_resemblance(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An activity that resembles one that stands is told apart from it, or said to be the same.

    Two agencies that describe one activity make two records of it, and every count is wrong by one. Only a
    person who reads both can tell; once that is recorded, nobody is asked again. The two share an agency, a
    form, a topic and many words, and neither their countries nor their days tell them apart.

    Bad:
        title: Migration and the MDGs, briefing in New York   # beside a record of the same seminar

    Good:
        not_duplicate_of: [{id: unitar-seminar-migration-mdgs, reason: That was in 2010 and this is in 2012.}]
    """
    # Those of nearly the same words are KB130 already.
    told = {
        frozenset({first.id, second.id}) for first, second in find_alike_records(knowledge, Kind.ACTIVITY)
    }
    names = Names(knowledge)
    reported: set[str] = set()
    for pair in find_duplicates(make_profiles(knowledge)):
        older, newer = sorted((knowledge.records[name] for name in pair.ids), key=_age)
        if frozenset(pair.ids) in told or newer.id in reported:
            continue
        reported.add(newer.id)
        reason = explain(pair, names)
        message = f"This may be the activity of {older.path}, so it would count twice. {reason}"
        hint = (
            f"Read both, then add `duplicate_of: {{id: {older.id}, reason: …}}`,"
            f" or `not_duplicate_of: [{{id: {older.id}, reason: …}}]`."
        )
        yield at_value(newer, ("title",), message, hint)


def _age(record: Record) -> tuple[datetime.date, str]:
    """What came first sorts first; without a date of its making a record counts as new."""
    return record.data.created or datetime.date.max, record.id


@rule("KB171", "duplicates-in-circle")
def check_circles(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """What `duplicate_of` names is no duplicate itself.

    Of two records that name each other neither stays, and readers are led round; of a chain they see the end
    only after the middle.

    Bad:
        duplicate_of: {id: b, reason: The same day.}   # in a.md, while b.md has `duplicate_of: {id: a, …}`

    Good:
        duplicate_of: {id: b, reason: The same day.}   # in a.md, and b.md has no `duplicate_of`
    """
    for record in knowledge.records.values():
        target = _same_as(knowledge, record)
        further = _same_as(knowledge, target) if target and target.id != record.id else None
        if target is None or further is None or further.id == target.id:
            continue
        is_circle = further.id == record.id
        if is_circle and record.id < target.id:
            continue  # A circle of two is one mistake, told at the second.
        where = "this record in turn" if is_circle else f"`{further.id}` in turn"
        message = f"`{target.id}` is said to be a duplicate of {where}, so it does not stay."
        hint = "Take `duplicate_of` out of the record that stays."
        if not is_circle:
            hint = f"Name the record that stays: `{further.id}`."
        yield at_value(record, ("duplicate_of", "id"), message, hint)


def _same_as(knowledge: KnowledgeBase, record: Record) -> Record | None:
    if not isinstance(record.data, Activity) or record.data.duplicate_of is None:
        return None
    return knowledge.resolve(record.data.duplicate_of.id)


@rule("KB172", "same-and-not-same")
def check_contradiction(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """No record says of another that it is, and that it is not, the same activity.

    Two people may have judged; the record holds one judgement, and the page shows it.

    Bad:
        duplicate_of: {id: b, reason: The same day.}
        not_duplicate_of: [{id: b, reason: Another year.}]

    Good:
        duplicate_of: {id: b, reason: The same day and hosts, named otherwise.}
    """
    for record in knowledge.records.values():
        target = _same_as(knowledge, record)
        if target is None:
            continue
        for holder, other in ((record, target), (target, record)):
            for index, name in enumerate(_told_apart(holder)):
                found = knowledge.resolve(name)
                if found is not None and found.id == other.id and holder.id != other.id:
                    message = f"`{record.id}` is said to be a duplicate of `{target.id}`, and here not to be."
                    hint = "Keep the judgement that is right, with its reason."
                    yield at_value(holder, ("not_duplicate_of", index, "id"), message, hint)


def _told_apart(record: Record) -> list[str]:
    data = record.data
    return [other.id for other in data.not_duplicate_of] if isinstance(data, Activity) else []
