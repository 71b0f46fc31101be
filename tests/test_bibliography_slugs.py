"""Keys in the form in which addresses and element ids have them."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledgebase.bibliography import key_slug

KEYS = st.text(min_size=1, max_size=40) | st.text(alphabet="ax-:023e_", min_size=1, max_size=12)


@pytest.mark.parametrize("key", ["rowland2014", "Smith_2006", "a-b-c", "unitar-seminar", "x", "2014"])
def test_a_plain_key_is_its_own_slug(key: str) -> None:
    assert key_slug(key) == key


@pytest.mark.parametrize(
    ("key", "slug"),
    [
        ("smith:2006", "smith-x3a-2006"),
        ("smith/2006", "smith-x2f-2006"),
        ("müller2006", "m-xfc-ller2006"),
        ("a.b", "a-x2e-b"),
        ("..", "-x2e--x2e-"),
        ("a b", "a-x20-b"),
        ("😀", "-x1f600-"),
    ],
)
def test_other_characters_are_written_out(key: str, slug: str) -> None:
    assert key_slug(key) == slug


def test_a_hyphen_before_an_x_is_written_out_so_that_no_key_looks_like_a_slug() -> None:
    assert key_slug("smith-x3a-2006") == "smith-x2d-x3a-2006"


@pytest.mark.parametrize("key", ["index", "Index", "README", "readme"])
def test_a_key_does_not_take_the_page_of_its_folder(key: str) -> None:
    assert key_slug(key).casefold() not in {"index", "readme"}
    assert key_slug(f"{key}2") == f"{key}2"


def test_long_keys_stay_short_and_apart() -> None:
    first, second = key_slug("a" * 200), key_slug("a" * 201)
    assert first != second
    assert first.startswith("a" * 80 + "-xx")
    assert key_slug("a" * 120) == "a" * 120


def test_a_slug_does_not_change_from_run_to_run() -> None:
    assert key_slug("é" * 100).endswith("-xxf42ec48e1e4b487e590e0b3d4e58437c")


@given(KEYS)
@example("\ud800")
@example("a" * 500)
def test_any_slug_is_safe_in_file_names_and_addresses(key: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,120}", key_slug(key))


@given(KEYS, KEYS)
@example("a:", "a-x3a-")
@example("index", "-x69-ndex")
@example("a" * 200, key_slug("a" * 200))
def test_no_two_keys_share_a_slug(first: str, second: str) -> None:
    assert (key_slug(first) == key_slug(second)) == (first == second)


@given(KEYS)
def test_the_slug_of_a_slug_is_another_where_anything_was_written_out(key: str) -> None:
    slug = key_slug(key)
    assert (key_slug(slug) == slug) == (slug == key)
