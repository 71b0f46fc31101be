"""The register of activities: what its rows, filters, places, years and evaluations say of a record."""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from conftest import Draft
from rendering import DAY, make_shelf, render_pages

from knowledgebase import addresses
from knowledgebase.exports import Site, make_exports
from knowledgebase.geography import read_world_map
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.activity_evaluations import make_evaluation_pages
from knowledgebase.pages.activity_map import make_activity_map_page
from knowledgebase.pages.activity_timeline import make_timeline_pages
from knowledgebase.pages.parts import split_in_parts
from knowledgebase.pages.records import make_record_page
from knowledgebase.pages.register import make_register_pages, register_link
from knowledgebase.periods import Stretch, stretch_of
from knowledgebase.records import Activity
from knowledgebase.register import (
    EvaluationState,
    RegisteredActivity,
    count_running,
    fitting_values,
    list_activities,
    make_filters,
    make_row,
    make_timeline,
    shade_of,
    shelve_evaluations,
    spread_activities,
    steps_of_shade,
)

SEMINAR = "unitar-seminar-migration-mdgs"
FILE = f"entries/activities/{SEMINAR}.md"
SITE = Site("Learning", "What works.", "1.2", DAY)


def change(knowledge: KnowledgeBase, **fields: Any) -> KnowledgeBase:
    """The knowledge base with other fields of its one activity."""
    record = knowledge.records[SEMINAR]
    data = Activity.model_validate({**record.data.model_dump(mode="json", exclude_unset=True), **fields})
    return replace(knowledge, records={**knowledge.records, SEMINAR: replace(record, data=data)})


def activity(knowledge: KnowledgeBase, **fields: Any) -> RegisteredActivity:
    return list_activities(change(knowledge, **fields))[0]


def multiply(knowledge: KnowledgeBase, number: int) -> KnowledgeBase:
    """The knowledge base with many copies of its activity under names of their own."""
    record = knowledge.records[SEMINAR]
    copies = {
        f"activity-{index}": replace(
            record, id=f"activity-{index}", data=record.data.model_copy(update={"title": f"Course {index}"})
        )
        for index in range(number)
    }
    others = {name: each for name, each in knowledge.records.items() if name != SEMINAR}
    return replace(knowledge, records={**others, **copies})


def exported(knowledge: KnowledgeBase, path: str) -> str:
    return next(file.text for file in make_exports(knowledge, SITE) if file.path == path)


# A row


def test_a_row_says_who_what_when_where_and_how_far_it_was_evaluated(small: KnowledgeBase) -> None:
    row = make_row(activity(small))
    assert row.cells == (
        "UNITAR, with IOM",
        "Seminar series",
        "2 September 2010",
        "United States",
        "Evaluation planned",
    )
    assert (row.first_year, row.last_year) == (2010, 2010)


def test_what_is_not_recorded_is_said(small: KnowledgeBase) -> None:
    row = make_row(activity(small, period=None, countries=[], evaluations=[], partners=[]))
    assert row.cells == (
        "UNITAR",
        "Seminar series",
        "not recorded",
        "not recorded",
        "No evaluation recorded",
    )


def test_many_countries_are_counted_and_regions_stand_where_there_is_none(small: KnowledgeBase) -> None:
    many = activity(small, countries=["KEN", "UGA", "TZA", "ETH", "SOM"])
    assert many.where == "Kenya, Uganda, Tanzania, 2 more"
    regional = activity(small, countries=[], tags=["diplomats", "africa", "east-africa"])
    assert regional.where == "East Africa"


def test_an_evaluation_names_who_made_it_and_its_level(small: KnowledgeBase) -> None:
    made = activity(small, evaluations=[{"status": "independent", "level": "learning"}])
    assert (made.state, made.evaluated) == (EvaluationState.DONE, "Independent: learning")
    silent = activity(small, evaluations=[{"status": "internal"}])
    assert silent.evaluated == "Internal: level not stated"
    assert silent.data.levels_evaluated == ()


def test_a_plan_is_no_evaluation(small: KnowledgeBase) -> None:
    planned = activity(small)
    assert planned.state is EvaluationState.PLANNED
    assert planned.data.levels_evaluated == ()


# Periods


@pytest.mark.parametrize(
    ("period", "stretch", "years"),
    [
        ({"start": "2010", "end": "2012"}, Stretch(2010.0, 2013.0), (2010, 2012)),
        ({"start": "2012-12-31", "end": "2012-12-31"}, None, (2012, 2012)),
        ({"start": "2011-07", "end": "2011-12"}, None, (2011, 2011)),
        ({"start": "2009"}, Stretch(2009.0, None), (2009, None)),
        ({"end": "2015-06"}, None, (None, 2015)),
    ],
)
def test_a_period_is_a_stretch_of_years(
    small: KnowledgeBase,
    period: dict[str, str],
    stretch: Stretch | None,
    years: tuple[int | None, int | None],
) -> None:
    found = activity(small, period=period).stretch
    assert found
    assert stretch in {None, found}
    assert (found.first_year, found.last_year) == years


def test_no_date_is_no_stretch(small: KnowledgeBase) -> None:
    assert stretch_of(activity(small, period={}).data) is None
    assert stretch_of(activity(small, period=None).data) is None


# Filters


def test_an_activity_fits_its_agencies_place_and_broader_tags(small: KnowledgeBase) -> None:
    values = fitting_values(activity(small, tags=["diplomats", "east-africa"]))
    assert values["agency"] == ("unitar", "iom")
    assert values["country"] == ("USA",)
    assert set(values["region"]) == {"east-africa", "africa"}
    assert values["type"] == ("seminar-series",)
    assert values["technique"] == ("retrieval-practice",)
    assert values["evaluated"] == ("planned",)
    assert values["level"] == ()


def test_what_names_no_country_can_be_found_too(small: KnowledgeBase) -> None:
    regional = change(small, countries=[])
    filters = {item.name: item for item in make_filters(regional, list_activities(regional))}
    assert [(value.id, value.label) for value in filters["country"].values] == [("none", "No single country")]


def test_the_number_beside_a_value_is_that_of_the_activities_that_fit_it(small: KnowledgeBase) -> None:
    many = multiply(small, 7)
    filters = make_filters(many, list_activities(many))
    assert {value.count for item in filters for value in item.values} == {7}
    assert [value.label for value in filters[0].values] == [
        "IOM: International Organization for Migration",
        "UNITAR: United Nations Institute for Training and Research",
    ]


def test_filters_that_nothing_fits_are_left_out(small: KnowledgeBase) -> None:
    empty = change(small, languages=[], evaluations=[])
    names = [item.name for item in make_filters(empty, list_activities(empty))]
    assert "language" not in names
    assert "level" not in names


def test_the_address_of_a_narrowed_register_is_encoded() -> None:
    assert (
        register_link("activities/map.md", country="KEN", **{"from": "2010"}) == "../?country=KEN&from=2010"
    )


# Places


def test_every_activity_is_counted_by_country_or_by_region(small: KnowledgeBase) -> None:
    activities = [
        activity(small, countries=["KEN", "UGA"]),
        activity(small, countries=["KEN"]),
        activity(small, countries=[], tags=["diplomats", "africa"]),
        activity(small, countries=[]),
    ]
    spread = spread_activities(activities)
    assert [(place.name, place.count) for place in spread.countries] == [("Kenya", 2), ("Uganda", 1)]
    assert [(place.name, place.count) for place in spread.regions] == [("Africa", 1)]
    assert (spread.with_country, spread.without_country, spread.nowhere) == (2, 2, 1)


@pytest.mark.parametrize(
    ("counts", "steps"),
    [([], ()), ([1, 1], (1,)), ([2, 1], (1, 2)), ([4, 1], (1, 2, 3, 4)), ([300, 4, 1], (1, 4, 17, 72))],
)
def test_shades_go_up_by_like_multiples(counts: list[int], steps: tuple[int, ...]) -> None:
    assert steps_of_shade(counts) == steps


def test_the_most_have_the_darkest_shade_and_none_has_none() -> None:
    assert [shade_of(count, (1, 4, 17, 72)) for count in (0, 1, 3, 4, 72, 300)] == [0, 1, 1, 2, 4, 4]


def test_small_island_states_can_be_seen_on_the_map() -> None:
    world = read_world_map()
    islands = "ATG BHS BRB COM CPV DMA FJI FSM GRD JAM KIR KNA LCA MDV MHL MLT MUS NRU PLW SGP SLB STP SYC"
    for code in f"{islands} TLS TON TTO TUV VCT VUT WSM".split():
        assert code in world.dots, code
    for x, y in world.dots.values():
        assert 0 <= x <= world.width
        assert 0 <= y <= world.height


def test_each_country_with_activities_is_a_link_on_the_map_and_in_the_table(small: KnowledgeBase) -> None:
    markdown = make_activity_map_page(make_shelf(change(small, countries=["KEN", "MLT"]))[0]).markdown
    for code, name in (("KEN", "Kenya"), ("MLT", "Malta")):
        assert f'href="../?country={code}" aria-label="{name}: 1 activity"' in markdown
        assert f'<th scope="row"><a href="../?country={code}">{name}</a></th><td>1</td>' in markdown
    assert "imply no endorsement" in markdown


def test_a_country_that_cannot_be_drawn_stands_in_the_table(small: KnowledgeBase) -> None:
    markdown = make_activity_map_page(make_shelf(change(small, countries=["GLP"]))[0]).markdown
    assert "Guadeloupe</a> <span" in markdown
    assert "not drawn on the map" in markdown


def test_the_map_names_what_is_region_wide_and_what_has_no_place(small: KnowledgeBase) -> None:
    regional = change(small, countries=[], tags=["diplomats", "africa"])
    markdown = make_activity_map_page(make_shelf(regional)[0]).markdown
    assert '<a href="../?country=none&amp;region=africa">Africa</a></th><td>1</td>' in markdown
    nowhere = make_activity_map_page(make_shelf(change(small, countries=[]))[0]).markdown
    assert "No place recorded</a></th><td>1</td>" in nowhere


def test_the_drawing_survives_the_sanitiser(small: KnowledgeBase) -> None:
    page = next(text for page, text in render_pages(small) if page.path == addresses.ACTIVITY_MAP)
    assert re.search(r'<a class="kb-world__place kb-shade--1" href="\.\./\?country=USA"[^>]*><title>', page)
    assert page.count("<circle") > 50


# Years


def test_bars_begin_where_activities_began(small: KnowledgeBase) -> None:
    timeline = make_timeline(
        [
            activity(small, period={"start": "2020", "end": "2024"}),
            activity(small, period={"start": "2015"}),
            activity(small, period=None),
        ],
        2024,
    )
    assert timeline.axis
    assert (timeline.axis.first, timeline.axis.last) == (2015, 2024)
    assert [(bar.at, bar.width, bar.fades_at_end) for bar in timeline.bars] == [
        (0.0, 0.7, True),
        (50.0, 50.0, False),
    ]
    assert len(timeline.undated) == 1


def test_a_day_at_the_end_of_the_line_still_shows(small: KnowledgeBase) -> None:
    last = activity(small, period={"start": "2024-12-31", "end": "2024-12-31"})
    (bar,) = make_timeline([last], 2024).bars
    assert bar.at + bar.width <= 100


@pytest.mark.parametrize(("first", "ticks"), [(2015, 10), (1982, 8), (1900, 7), (2024, 1)])
def test_the_axis_names_round_years_and_not_too_many(small: KnowledgeBase, first: int, ticks: int) -> None:
    axis = make_timeline([activity(small, period={"start": first, "end": 2024})], 2024).axis
    assert axis
    assert len(axis.ticks) == ticks


def test_an_open_end_may_have_run_and_is_not_counted_as_known(small: KnowledgeBase) -> None:
    activities = [
        activity(small, period={"start": "2021", "end": "2022"}),
        activity(small, period={"start": "2022"}),
        activity(small, period={"end": "2022"}),
    ]
    axis = make_timeline(activities, 2023).axis
    assert axis
    counts = {year.year: (year.known, year.possible) for year in count_running(activities, axis)}
    assert counts == {2021: (1, 1), 2022: (3, 0), 2023: (0, 1)}


def test_the_timeline_names_every_activity(small: KnowledgeBase) -> None:
    dated = next(make_timeline_pages(make_shelf(small)[0])).markdown
    assert "2 September 2010</td>" in dated
    assert "Without a recorded date" not in dated
    undated = next(make_timeline_pages(make_shelf(change(small, period=None))[0])).markdown
    assert "No activity with a date" in undated
    assert "1 activity has no date" in undated


# Evaluations


def test_activities_are_shelved_by_how_far_they_were_evaluated(small: KnowledgeBase) -> None:
    shelf = shelve_evaluations(
        [
            activity(small),
            activity(small, evaluations=[]),
            activity(
                small,
                evaluations=[
                    {"status": "internal", "level": "reaction"},
                    {"status": "independent", "level": "behaviour"},
                    {"status": "independent"},
                ],
            ),
        ]
    )
    assert [len(each) for each in (shelf.evaluated, shelf.planned, shelf.never)] == [1, 1, 1]
    assert [(row.level, row.activities, row.independent, row.planned) for row in shelf.levels] == [
        ("reaction", 1, 0, 1),
        ("learning", 0, 0, 0),
        ("behaviour", 1, 1, 0),
        ("results", 0, 0, 0),
        (None, 1, 1, 0),
    ]


def test_the_shelf_tells_what_was_found_with_its_source(draft: Draft) -> None:
    made = "- status: independent\n    level: learning\n    findings: They knew more\n    source: rowland2014"
    draft.replace(FILE, "- status: planned\n    level: reaction", made)
    draft.replace(FILE, "None was seen.", "It was read [@rowland2014]; see [[retrieval-practice]].")
    pages = {page.path: text for page, text in render_pages(draft.read())}
    text = pages[addresses.EVALUATIONS]
    assert "They knew more. (" in text
    assert 'href="../../sources/rowland2014/">' in text
    assert "Ask what delegates need first." in text
    assert 'class="citation' in text
    assert '<a href="../techniques/retrieval-practice.md">Retrieval practice</a>' in text
    assert 'id="ref-rowland2014"' in text
    assert '<a href="../?level=learning">1</a>' in text


def test_the_shelf_names_what_was_never_evaluated(small: KnowledgeBase) -> None:
    markdown = next(make_evaluation_pages(make_shelf(change(small, evaluations=[]))[0])).markdown
    assert "No evaluation has been recorded yet." in markdown
    assert f'<li><a href="../{SEMINAR}/">Seminar on Migration' in markdown
    assert 'href="../?evaluated=no"' in markdown


# The page of an activity


def test_an_activity_shows_the_rating_of_its_techniques(small: KnowledgeBase) -> None:
    markdown = make_record_page(make_shelf(small)[0], small.records[SEMINAR]).markdown
    after = markdown.partition("### Techniques it uses")[2]
    assert 'href="../../techniques/retrieval-practice/">Retrieval practice</a>' in after
    assert "kb-rating--moderate" in after
    assert after.index("kb-rating--moderate") < after.index("## Evaluation and lessons")


def test_an_activity_without_techniques_has_no_list_of_them(small: KnowledgeBase) -> None:
    knowledge = change(small, techniques=[])
    markdown = make_record_page(make_shelf(knowledge)[0], knowledge.records[SEMINAR]).markdown
    assert "Techniques it uses" not in markdown


def test_facts_lead_to_the_register(small: KnowledgeBase) -> None:
    markdown = make_record_page(make_shelf(small)[0], small.records[SEMINAR]).markdown
    for query in ("agency=unitar", "agency=iom", "type=seminar-series", "country=USA", "audience=diplomats"):
        assert f'href="../?{query}"' in markdown


def test_a_regional_activity_says_where(small: KnowledgeBase) -> None:
    knowledge = change(small, countries=[], tags=["diplomats", "africa"])
    markdown = make_record_page(make_shelf(knowledge)[0], knowledge.records[SEMINAR]).markdown
    assert '<dt>Where</dt> <dd><a href="../?region=africa">Africa</a></dd>' in markdown


# Files


def test_the_files_hold_the_same_activities(small: KnowledgeBase) -> None:
    whole = json.loads(exported(small, "data/activities.json"))
    (row,) = csv.DictReader(io.StringIO(exported(small, "data/activities.csv"), newline=""))
    (described,) = whole["activities"]
    assert list(row) == whole["columns"] == list(described)
    for name, value in described.items():
        assert row[name] == (whole["separator"].join(value) if isinstance(value, list) else value or "")
    assert described["countries"] == ["USA"]
    assert row["partners"] == "iom"


def test_a_cell_that_begins_as_a_formula_stays_a_text(small: KnowledgeBase) -> None:
    for start in "=+-@":
        text = exported(change(small, participants=f"{start}1+1"), "data/activities.csv")
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        assert row["participants"] == f"'{start}1+1"


def test_the_page_and_its_data_name_the_same_values(small: KnowledgeBase) -> None:
    markdown = next(make_register_pages(make_shelf(small)[0])).markdown
    found = re.search(r'data-filters="([^"]+)"', markdown)
    assert found
    filters = json.loads(html.unescape(found[1]))
    register = json.loads(exported(small, "data/register.json"))
    assert register["values"] == [f"{each['facet']}={tag}" for each in filters for tag, *_ in each["tags"]]
    (described,) = register["activities"]
    assert sorted(described["fits"]) == list(range(len(register["values"])))


# Size


def test_a_long_list_is_split_and_each_part_leads_to_the_next() -> None:
    first, second, third = split_in_parts("activities/index.md", range(5), 2)
    assert [list(part.items) for part in (first, second, third)] == [[0, 1], [2, 3], [4]]
    assert second.page == "activities/all/2.md"
    assert second.previous
    assert second.next
    assert (second.previous.href, second.next.href) == ("../../", "../3/")
    assert first.previous is None
    assert third.next is None


def test_an_empty_list_has_one_empty_part() -> None:
    (part,) = split_in_parts("activities/timeline.md", (), 2)
    assert (part.page, list(part.items), part.name) == ("activities/timeline.md", [], "")


def test_ten_thousand_activities_leave_the_first_page_light(small: KnowledgeBase) -> None:
    many = multiply(small, 10_000)
    pages = list(make_register_pages(make_shelf(many)[0]))
    assert len(pages) == 100
    assert len(gzip.compress(pages[0].markdown.encode())) < 40_000
    titles = {title for page in pages for title in re.findall(r">(Course \d+)</a>", page.markdown)}
    assert len(titles) == 10_000


def test_pages_of_lists_keep_their_addresses_from_records(draft: Draft) -> None:
    text = (draft.root / FILE).read_text()
    draft.write("entries/activities/map.md", text.replace("Seminar on Migration and", "Other"))
    found = next(each for each in draft.check() if each.code == "KB138")
    assert (found.path, found.line, found.column) == ("entries/activities/map.md", 1, 1)
    assert "`map` is the address of a list" in found.message


def test_pages_render_where_there_is_no_activity(small: KnowledgeBase) -> None:
    empty = replace(small, records={name: each for name, each in small.records.items() if name != SEMINAR})
    shelf = make_shelf(empty)[0]
    assert "No activity has been written yet" in next(make_register_pages(shelf)).markdown
    assert "No activity with a date" in next(make_timeline_pages(shelf)).markdown
    assert "No activity names a country" in make_activity_map_page(shelf).markdown
    assert "Of 0 activities" in next(make_evaluation_pages(shelf)).markdown
