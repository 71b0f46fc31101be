"""The map of activities by country, with a table beside it, and what names no country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.geography import WorldMap, read_world_map
from knowledgebase.pages.page import Link, Page, Shelf, kind_crumbs, render
from knowledgebase.pages.register import register_link
from knowledgebase.records import Kind
from knowledgebase.register import (
    NO_COUNTRY,
    PlaceCount,
    Spread,
    list_activities,
    shade_of,
    spread_activities,
    steps_of_shade,
)

TITLE = "Map of activities"
LEAD = "In which countries the activities of the register took place, and which reach a region or the world."
PAGE = addresses.ACTIVITY_MAP


@dataclass(frozen=True)
class Place:
    """A country with activities: its row in the table and, where it can be drawn, its mark on the map."""

    name: str
    count: int
    words: str
    """`3 activities`."""
    href: str
    shade: int
    shape: str
    dot: tuple[int, int] | None
    is_drawn: bool


@dataclass(frozen=True)
class Step:
    """One line of the legend."""

    shade: int
    words: str


def make_activity_map_page(shelf: Shelf) -> Page:
    """The page with the map."""
    spread = spread_activities(list_activities(shelf.knowledge))
    world = read_world_map()
    steps = steps_of_shade([country.count for country in spread.countries])
    places = [_make_place(country, world, steps) for country in spread.countries]
    active = {country.id for country in spread.countries}
    markdown = render(
        "activity_map.md.jinja",
        title=TITLE,
        lead=LEAD,
        total=count_of(spread.with_country + spread.without_country),
        with_country=spread.with_country,
        without_country=spread.without_country,
        world=world,
        quiet="".join(shape for code, shape in world.shapes.items() if code not in active) + world.unnamed,
        quiet_dots=[dot for code, dot in world.dots.items() if code not in active],
        # The small are drawn last, so that no neighbour covers them.
        places=sorted(places, key=lambda place: place.dot is not None),
        rows=sorted(places, key=lambda place: (-place.count, place.name)),
        steps=list(_describe_steps(steps)),
        regions=_make_regions(spread),
        register=addresses.link(PAGE, addresses.kind_page(Kind.ACTIVITY)),
    )
    meta = {
        "title": TITLE,
        "description": LEAD,
        "hide": ["toc"],
        "breadcrumbs": kind_crumbs(Kind.ACTIVITY),
    }
    return Page(PAGE, markdown, meta)


def count_of(number: int) -> str:
    """`1 activity`, `1,204 activities`."""
    return f"{number:,} {'activity' if number == 1 else 'activities'}"


def _make_place(country: PlaceCount, world: WorldMap, steps: Sequence[int]) -> Place:
    return Place(
        name=country.name,
        count=country.count,
        words=count_of(country.count),
        href=register_link(PAGE, country=country.id),
        shade=shade_of(country.count, steps),
        shape=world.shapes.get(country.id, ""),
        dot=world.dots.get(country.id),
        is_drawn=world.draws(country.id),
    )


def _describe_steps(steps: Sequence[int]) -> Iterator[Step]:
    for number, least in enumerate(steps):
        if number + 1 == len(steps):
            words = f"{least} or more activities" if least > 1 else "1 activity or more"
        elif steps[number + 1] == least + 1:
            words = count_of(least)
        else:
            words = f"{least} to {steps[number + 1] - 1} activities"
        yield Step(number + 1, words)


def _make_regions(spread: Spread) -> list[tuple[Link, int]]:
    """What names no country, by region; last what names neither."""
    rows = [
        (Link(place.name, register_link(PAGE, country=NO_COUNTRY, region=place.id)), place.count)
        for place in spread.regions
    ]
    if spread.nowhere:
        rows.append((Link("No place recorded", register_link(PAGE, country=NO_COUNTRY)), spread.nowhere))
    return rows
