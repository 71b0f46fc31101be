"""The part of a citation that says where in a source to look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.citing.locators import Locator, split_locator


@pytest.mark.parametrize(
    ("text", "locator"),
    [
        (", p. 33", Locator("page", "33", "p. 33")),
        (", pp. 33-35", Locator("page", "33–35", "pp. 33-35")),
        (", pp. 33--35, 38 & 40", Locator("page", "33–35, 38 & 40", "pp. 33--35, 38 & 40")),
        (" p.33", Locator("page", "33", "p.33")),
        (", P. 33", Locator("page", "33", "P. 33")),
        (", page 33", Locator("page", "33", "page 33")),
        (", pp. iv-vi", Locator("page", "iv–vi", "pp. iv-vi")),
        (", p. e102", Locator("page", "e102", "p. e102")),
        (", 33", Locator("page", "33", "33")),
        (" 33-35", Locator("page", "33–35", "33-35")),
        (", chap. 2", Locator("chapter", "2", "chap. 2")),
        (", chapters 2, 3", Locator("chapter", "2, 3", "chapters 2, 3")),
        (", sec. 4.1", Locator("section", "4.1", "sec. 4.1")),
        (", § 4", Locator("section", "4", "§ 4")),
        (", §§ 4-5", Locator("section", "4–5", "§§ 4-5")),
        (", para. 7(d)", Locator("paragraph", "7(d)", "para. 7(d)")),
        (", ¶ 7", Locator("paragraph", "7", "¶ 7")),
        (", part I", Locator("part", "I", "part I")),
        (", vol. 2", Locator("volume", "2", "vol. 2")),
        (", issue 4", Locator("issue", "4", "issue 4")),
        (", fig. 1", Locator("figure", "1", "fig. 1")),
        (", l. 10", Locator("line", "10", "l. 10")),
        (", n. 12", Locator("note", "12", "n. 12")),
        (", col. 3", Locator("column", "3", "col. 3")),
        (", v. 3", Locator("verse", "3", "v. 3")),
        (", Table S2", Locator("table", "S2", "Table S2")),
        (", Appendix B", Locator("appendix", "B", "Appendix B")),
        (", eq. 3a", Locator("equation", "3a", "eq. 3a")),
        ("{p. 3; 4}", Locator("page", "3; 4", "p. 3; 4")),
        (", {the end}", Locator("page", "the end", "the end")),
    ],
)
def test_every_kind_of_place_is_read(text: str, locator: Locator) -> None:
    assert split_locator(text) == (locator, "")


@pytest.mark.parametrize(
    ("text", "written", "rest"),
    [
        (", pp. 33-35 and elsewhere", "pp. 33-35", " and elsewhere"),
        (", p. 33.", "p. 33", "."),
        (", p. 33, a review", "p. 33", ", a review"),
        (", p. 33, I think", "p. 33", ", I think"),
        (", p. 33 – a summary", "p. 33", " – a summary"),
        (", chap. 2, sec. 3", "chap. 2", ", sec. 3"),
        (", {p. 33}, 2nd ed.", "p. 33", ", 2nd ed."),
    ],
)
def test_what_follows_a_place_stays_as_written(text: str, written: str, rest: str) -> None:
    locator, after = split_locator(text)
    assert locator is not None
    assert (locator.written, after) == (written, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ", who says so",
        ", see p. 33",
        ", note that",
        ", page by page",
        ", 3rd ed.",
        ", 10% of them",
        ", 0.5 SD",
        ", {}",
        " and p. 33",
        "; p. 33",
        ", p.",
    ],
)
def test_other_text_is_no_place(text: str) -> None:
    assert split_locator(text) == (None, text)


@pytest.mark.parametrize(
    ("text", "is_plural"),
    [("p. 3", False), ("para. 7(d)", False), ("sec. 4.1", False), ("pp. 3-4", True), ("pp. 3, 9", True)]
    + [("pp. 3 & 4", True), ("paras. 7(d)-8", True)],
)
def test_a_range_or_a_list_is_plural(text: str, is_plural: bool) -> None:
    locator, _ = split_locator(text)
    assert locator is not None
    assert locator.is_plural is is_plural


@given(st.text(alphabet=", p.chas§{}0123-–—&()ivxA;\n ", max_size=30))
def test_nothing_of_any_text_is_lost(text: str) -> None:
    locator, rest = split_locator(text)
    assert text.endswith(rest)
    if locator is None:
        assert rest == text
    else:
        assert locator.written in text
        assert locator.value.strip()
