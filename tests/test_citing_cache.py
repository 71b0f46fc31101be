"""What was formatted once is kept, and losing it costs time and nothing else."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from knowledgebase.bibliography import parse_bibliography
from knowledgebase.citing import CitationItem, Formatter
from knowledgebase.citing.cache import FormattingCache
from knowledgebase.citing.csl_styles import CslStyle

RECORD = "@article{a, author = {Doe, J.}, title = {Recall}, journal = {Science}, year = 2001, note = {n}}"


class Maker:
    """Makes a value and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[str]:
        self.times += 1
        return [f"<i>é</i> {self.times}"]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the methods of a style that were called, as they are called."""
    calls: list[str] = []
    for name in ("render_reference", "render_cite"):
        original = getattr(CslStyle, name)

        def counted(
            *args: object, name: str = name, original: object = original, **options: object
        ) -> object:
            calls.append(name)
            return original(*args, **options)  # type: ignore[operator]

        monkeypatch.setattr(CslStyle, name, counted)
    return calls


def show(path: Path, record: str = RECORD, key: str = "a", style: str = "apa", locale: str = "en-US") -> str:
    bibliography, _ = parse_bibliography(record, "b.bib")
    formatter = Formatter(bibliography, style, locale, path)
    return f"{formatter.reference_html(key)} {formatter.cite_html(CitationItem(key, 0))}"


def test_a_value_is_made_once(tmp_path: Path) -> None:
    make = Maker()
    cache = FormattingCache(tmp_path / "new" / "folder" / "cache.sqlite")
    assert [cache.get({"a": "é"}, make) for _ in range(3)] == [["<i>é</i> 1"]] * 3
    assert FormattingCache(tmp_path / "new" / "folder" / "cache.sqlite").get({"a": "é"}, make) == [
        "<i>é</i> 1"
    ]
    assert make.times == 1


def test_without_a_file_values_are_kept_for_as_long_as_the_cache() -> None:
    make = Maker()
    cache = FormattingCache(None)
    assert cache.get("x", make) == cache.get("x", make)
    assert FormattingCache(None).get("x", make) == ["<i>é</i> 2"]


@pytest.mark.parametrize("other", [["x"], "y", {"x": 1}, None, "x\ud800"])
def test_another_origin_is_another_value(tmp_path: Path, other: object) -> None:
    cache = FormattingCache(tmp_path / "cache.sqlite")
    assert cache.get("x", lambda: ["x"]) == ["x"]
    assert cache.get(other, lambda: ["other"]) == ["other"]
    assert cache.get({"b": 1, "a": 2}, lambda: ["1"]) == cache.get({"a": 2, "b": 1}, lambda: ["2"])


@pytest.mark.parametrize(
    "content",
    [b"no database at all, but long enough for a header" * 40, b"SQLite format 3\0" + b"x" * 4096, b""],
)
def test_a_corrupt_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(content)
    make = Maker()
    assert FormattingCache(path).get("x", make) == ["<i>é</i> 1"]
    assert FormattingCache(path).get("x", make) == ["<i>é</i> 1"]
    assert make.times == 1


@pytest.mark.parametrize("value", ["no JSON", '"text"', "[1]", "{}", None, b"\xff"])
def test_a_corrupt_value_is_made_anew(tmp_path: Path, value: object) -> None:
    path = tmp_path / "cache.sqlite"
    FormattingCache(path).get("x", lambda: ["old"])
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE formatted SET value = ?", (value,))
    assert FormattingCache(path).get("x", lambda: ["new"]) == ["new"]
    with closing(sqlite3.connect(path)) as database:
        assert json.loads(database.execute("SELECT value FROM formatted").fetchone()[0]) == ["new"]


def test_a_database_of_another_shape_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE formatted (something TEXT)")
    assert FormattingCache(path).get("x", lambda: ["new"]) == ["new"]


def test_a_file_that_cannot_be_made_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "cache.sqlite", tmp_path / "folder", tmp_path / "file" / "a" / "b"):
        assert FormattingCache(path).get("x", lambda: ["new"]) == ["new"]
    assert (tmp_path / "file").is_file()
    assert (tmp_path / "folder").is_dir()


def test_two_builds_may_use_one_file(tmp_path: Path) -> None:
    first, second = FormattingCache(tmp_path / "c.sqlite"), FormattingCache(tmp_path / "c.sqlite")
    first.get("x", lambda: ["first"])
    assert second.get("x", lambda: ["second"]) == ["first"]


def test_a_second_build_formats_nothing(tmp_path: Path, rendered: list[str]) -> None:
    first = show(tmp_path / "cache.sqlite")
    assert rendered == ["render_reference", "render_cite"]
    assert show(tmp_path / "cache.sqlite") == first
    assert len(rendered) == 2


def test_another_key_or_place_in_the_file_formats_nothing(tmp_path: Path, rendered: list[str]) -> None:
    show(tmp_path / "cache.sqlite")
    show(tmp_path / "cache.sqlite", "\n\n" + RECORD.replace("{a,", "{other,"), "other")
    assert len(rendered) == 2


@pytest.mark.parametrize(
    ("old", "new"), [("Recall", "Testing"), ("2001", "2002"), ("Doe, J.", "Doe, K."), ("{n}", "{another}")]
)
def test_a_changed_record_is_formatted_again(tmp_path: Path, rendered: list[str], old: str, new: str) -> None:
    show(tmp_path / "cache.sqlite")
    changed = show(tmp_path / "cache.sqlite", RECORD.replace(old, new))
    assert rendered.count("render_reference") == 2
    assert changed == show(tmp_path / "another.sqlite", RECORD.replace(old, new))


@pytest.mark.parametrize("options", [{"style": "chicago-author-date"}, {"locale": "fr-FR"}])
def test_another_style_or_language_is_formatted_again(
    tmp_path: Path, rendered: list[str], options: dict[str, str]
) -> None:
    show(tmp_path / "cache.sqlite")
    show(tmp_path / "cache.sqlite", **options)
    assert rendered.count("render_reference") == 2


def test_a_letter_that_another_work_brings_is_formatted(tmp_path: Path) -> None:
    assert "2001)" in show(tmp_path / "cache.sqlite")
    both = RECORD + RECORD.replace("{a,", "{b,").replace("Recall", "Testing")
    assert "(2001a)" in show(tmp_path / "cache.sqlite", both)
    assert "2001)" in show(tmp_path / "cache.sqlite")
