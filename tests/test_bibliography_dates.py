"""Dates in the forms in which BibTeX and BibLaTeX have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.bibliography.dates import CslDate, add_month, first_year, parse_date


def parts(*dates: list[int]) -> CslDate:
    return {"date-parts": list(dates)}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2014", [2014]),
        ("2014-05", [2014, 5]),
        ("2014-05-03", [2014, 5, 3]),
        ("2014-05-03T10:00:00Z", [2014, 5, 3]),
        (" 2014 ", [2014]),
        ("-0044", [-44]),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(text: str, date: list[int]) -> None:
    assert parse_date(text) == parts(date)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2014-21", [2014]),
        ("2014-13", [2014]),
        ("2014-00", [2014]),
        ("2014-05-32", [2014, 5]),
        ("2014-05-00", [2014, 5]),
    ],
)
def test_seasons_and_impossible_parts_are_left_out(text: str, date: list[int]) -> None:
    assert parse_date(text) == parts(date)


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("2014/2016", [2014], [2016]),
        ("2014-05-03/2014-06-01", [2014, 5, 3], [2014, 6, 1]),
        ("2014-11/2015", [2014, 11], [2015]),
        ("2014–2016", [2014], [2016]),
        ("2014--2016", [2014], [2016]),
        ("2014-2016", [2014], [2016]),
    ],
)
def test_a_range_has_two_ends(text: str, begin: list[int], end: list[int]) -> None:
    assert parse_date(text) == parts(begin, end)


@pytest.mark.parametrize("text", ["2014/", "2014/.."])
def test_an_open_range_has_one_end(text: str) -> None:
    assert parse_date(text) == parts([2014])


@pytest.mark.parametrize("text", ["2014?", "2014~", "2014%", "c. 2014", "ca. 2014", "circa 2014"])
def test_an_uncertain_date_says_so(text: str) -> None:
    assert parse_date(text) == {"date-parts": [[2014]], "circa": True}


@pytest.mark.parametrize(
    "text", ["2014a", "May 2014", "forthcoming 2014", "[2014]", "12/05/2014", "2014 (reprint)"]
)
def test_the_year_is_found_in_other_text(text: str) -> None:
    assert parse_date(text) == parts([2014])


@pytest.mark.parametrize("text", ["in press", "forthcoming", "20145", "199X"])
def test_what_holds_no_year_is_kept_as_text(text: str) -> None:
    assert parse_date(text) == {"literal": text}


@pytest.mark.parametrize("text", ["", "  ", "n.d.", "N.D.", "nd", "no date", "s.d."])
def test_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("month", "date"),
    [
        ("may", [2014, 5]),
        ("May", [2014, 5]),
        ("Sept.", [2014, 9]),
        ("December", [2014, 12]),
        ("5", [2014, 5]),
        ("05", [2014, 5]),
        ("May/June", [2014, 5]),
        ("12 May", [2014, 5, 12]),
        ("May 12", [2014, 5, 12]),
        ("May 2014", [2014, 5]),
    ],
)
def test_a_month_and_its_day_join_the_year(month: str, date: list[int]) -> None:
    assert add_month(parts([2014]), month) == parts(date)


@pytest.mark.parametrize("month", ["", "spring", "13", "0", "?"])
def test_what_is_no_month_changes_nothing(month: str) -> None:
    assert add_month(parts([2014]), month) == parts([2014])


@pytest.mark.parametrize("day", ["0", "32", "99"])
def test_a_day_that_no_month_has_is_left_out(day: str) -> None:
    assert add_month(parts([2014]), f"{day} May") == parts([2014, 5])


@pytest.mark.parametrize("date", [parts([2014], [2016]), parts([2014, 3]), {"literal": "in press"}])
def test_a_month_joins_one_bare_year_only(date: CslDate) -> None:
    assert add_month(date, "may") == date


def test_an_uncertain_year_stays_uncertain_with_a_month() -> None:
    assert add_month({**parts([2014]), "circa": True}, "may") == {**parts([2014, 5]), "circa": True}


@pytest.mark.parametrize(
    ("date", "year"),
    [(parts([2014, 5]), 2014), (parts([2014], [2016]), 2014), ({"literal": "in press"}, None), (None, None)],
)
def test_the_first_year_is_that_in_which_a_date_begins(date: CslDate | None, year: int | None) -> None:
    assert first_year(date) == year


@given(st.dates())
def test_every_day_is_read_back(day: object) -> None:
    assert parse_date(str(day)) == parts([int(part) for part in str(day).split("-")])


@given(st.text(max_size=30) | st.text(alphabet="0123456789-/.?~%T cam", max_size=24), st.text(max_size=12))
def test_any_text_is_a_date_a_literal_or_none(text: str, month: str) -> None:
    date = parse_date(text)
    if date is None:
        return
    date = add_month(date, month)
    if "literal" in date:
        assert set(date) == {"literal"}
        return
    dates = date["date-parts"]
    assert isinstance(dates, list)
    assert 1 <= len(dates) <= 2
    for year, *rest in dates:
        assert isinstance(year, int)
        assert [1 <= part <= last for part, last in zip(rest, (12, 31), strict=False)] == [True] * len(rest)
