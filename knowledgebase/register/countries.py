"""Activities by country, by region where they name no country, and the steps of shade of the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledgebase.iso_names import country_name
from knowledgebase.register.activities import RegisteredActivity

SHADES = 4
"""Steps from the lightest to the darkest."""


@dataclass(frozen=True)
class PlaceCount:
    """A country or region and how many activities it has."""

    id: str
    name: str
    count: int


@dataclass(frozen=True)
class Spread:
    """Where activities took place: each stands in `countries` or in `regions`, or is counted last."""

    countries: tuple[PlaceCount, ...]
    """By name; an activity counts once in each of its countries."""
    regions: tuple[PlaceCount, ...]
    """Of activities that name no country, by number; an activity counts once in each of its regions."""
    with_country: int
    without_country: int
    nowhere: int
    """Activities with neither a country nor a region."""


def spread_activities(activities: Sequence[RegisteredActivity]) -> Spread:
    """Counts activities by place; none is left out."""
    countries: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    named = nowhere = 0
    for activity in activities:
        if activity.data.countries:
            named += 1
            countries.update(set(activity.data.countries))
        elif activity.regions:
            regions.update(activity.regions)
        else:
            nowhere += 1
    return Spread(
        countries=tuple(
            sorted(
                (PlaceCount(code, country_name(code), count) for code, count in countries.items()),
                key=lambda place: place.name,
            )
        ),
        regions=tuple(
            sorted(
                (PlaceCount(tag, _region_name(activities, tag), count) for tag, count in regions.items()),
                key=lambda place: (-place.count, place.name),
            )
        ),
        with_country=named,
        without_country=len(activities) - named,
        nowhere=nowhere,
    )


def _region_name(activities: Sequence[RegisteredActivity], tag: str) -> str:
    return activities[0].knowledge.vocabulary[tag].label


def steps_of_shade(counts: Sequence[int]) -> tuple[int, ...]:
    """The least number of each step, at most four, such that each step is a like multiple of the one before.

    Numbers of activities are very uneven, so that equal steps would leave nearly all countries in the first.
    """
    largest = max(counts, default=0)
    steps = [round(largest ** (step / SHADES)) for step in range(SHADES)]
    distinct: list[int] = []
    for step in steps:
        least = max(step, distinct[-1] + 1) if distinct else 1
        if least <= largest:
            distinct.append(least)
    return tuple(distinct)


def shade_of(count: int, steps: Sequence[int]) -> int:
    """The step, from 1, in which a number falls; 0 for none."""
    return sum(count >= step for step in steps)
