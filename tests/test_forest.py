"""The forest plot: places on the axis, intervals, ticks, and what is never drawn together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_evidence import make_evidence

from knowledgebase.pages.forest import LEFT, RIGHT, make_panels


def test_differences_in_standard_deviations_share_an_axis_and_others_have_their_own() -> None:
    labelled = [
        ("a", make_evidence("a", measure="d", effect=0.4)),
        ("b", make_evidence("b", measure="g", effect=0.6)),
        ("c", make_evidence("c", measure="r", effect=0.3)),
        ("d", make_evidence("d", measure="RR", effect=1.4)),
        ("e", make_evidence("e", measure="raw", effect=12)),
        ("f", make_evidence("f", measure="η²", effect=0.2)),
    ]
    panels = make_panels("Learning", labelled)
    assert [[row.label for row in panel.rows] for panel in panels] == [["a", "b"], ["c"], ["d"]]


def test_an_odds_ratio_is_converted_and_says_so() -> None:
    (panel,) = make_panels("Learning", [("a", make_evidence(measure="OR", effect=3.0, ci=[1.5, 6.0]))])
    assert panel.has_converted
    assert panel.rows[0].text == "from OR 0.61 (0.22 to 0.99)"


def test_the_line_of_no_difference_is_one_for_a_ratio() -> None:
    (panel,) = make_panels("Learning", [("a", make_evidence(measure="RR", effect=1.0))])
    assert panel.rows[0].x == panel.null_x


def test_an_effect_for_which_lower_is_better_says_so() -> None:
    (panel,) = make_panels("Reaction", [("a", make_evidence(effect=-0.5, direction="benefit"))])
    assert panel.rows[0].label == "a (lower is better)"


def test_a_retracted_source_is_not_drawn() -> None:
    assert make_panels("Learning", [("a", make_evidence(retracted=True))]) == []


def test_more_studies_make_a_larger_mark() -> None:
    (panel,) = make_panels("Learning", [("a", make_evidence("a", k=2)), ("b", make_evidence("b", k=200))])
    assert panel.rows[0].r < panel.rows[1].r


def test_the_description_says_what_the_picture_shows() -> None:
    labelled = [("a", make_evidence("a", effect=0.2)), ("b", make_evidence("b", effect=-0.1))]
    (panel,) = make_panels("Learning", labelled)
    assert "2 effects from -0.10 to 0.20, 1 of them above" in panel.description


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0, 2)), min_size=1, max_size=12))
def test_everything_stands_within_the_axis_and_in_order(effects: list[tuple[float, float]]) -> None:
    labelled = [
        (str(i), make_evidence(str(i), effect=value, ci=[value - half, value + half]))
        for i, (value, half) in enumerate(effects)
    ]
    (panel,) = make_panels("Learning", labelled)
    for row in panel.rows:
        assert row.low is not None
        assert row.high is not None
        assert LEFT - 0.01 <= row.low <= row.x <= row.high <= RIGHT + 0.01
    ticks = [tick.x for tick in panel.ticks]
    assert ticks == sorted(ticks)
    assert 2 <= len(ticks) <= 12
    assert LEFT - 0.01 <= panel.null_x <= RIGHT + 0.01


@pytest.mark.parametrize("effect", [0.0, 1e-6, 2.5])
def test_one_effect_alone_has_an_axis(effect: float) -> None:
    (panel,) = make_panels("Learning", [("a", make_evidence(effect=effect))])
    assert len(panel.ticks) >= 2
