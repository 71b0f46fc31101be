"""Pages that were converted before come back as they were, and only where nothing they show has changed."""

from __future__ import annotations

import importlib.util
import logging
import sqlite3
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import PROJECT, Draft, lay_small_site, run_in
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.citing import find_possible_keys, scan_citations, scan_nocite
from knowledgebase.kept_pages import FILE, ConvertedPage, KeptPages, open_kept_pages

PAGE = ConvertedPage(
    "<p>é</p>",
    [
        {
            "level": 2,
            "id": "a",
            "name": "A",
            "children": [{"level": 3, "id": "b", "name": "B", "children": []}],
        }
    ],
    "Title",
    ["a", "b"],
    {"x.md": {"y": "x.md#y"}},
)
TEXT = "It helps [@rowland2014]. See [more](other.md#there)."
WHOLE = zlib.compress(b"<p>whole</p>")
STYLE: dict[str, dict[str, object]] = {"knowledgebase.citations": {}}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for secrets that is not the tester's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def keep(draft: Draft, extensions: dict[str, dict[str, object]] = STYLE) -> KeptPages:
    return open_kept_pages(draft.read(), extensions)


def key(draft: Draft, page: str = "a.md", text: str = TEXT, known: tuple[str, ...] = ("other.md",)) -> str:
    return keep(draft).key(page, text, lambda target: target in known)


def test_a_page_comes_back_whole(draft: Draft) -> None:
    keep(draft).keep("key", PAGE)
    assert keep(draft).load("key") == PAGE
    assert keep(draft).load("another") is None


def test_the_same_page_has_the_same_key(draft: Draft) -> None:
    assert key(draft) == key(draft)


def test_a_page_elsewhere_or_with_another_text_is_another(draft: Draft) -> None:
    assert len({key(draft), key(draft, "b.md"), key(draft, text=TEXT + " ")}) == 3


def test_a_source_that_changed_changes_the_pages_that_cite_it_and_no_other(draft: Draft) -> None:
    before = key(draft), key(draft, text="No source."), key(draft, text="<!-- nocite: @rowland2014 -->")
    draft.replace("bibliography.bib", "The effect of testing", "An effect of testing")
    after = key(draft), key(draft, text="No source."), key(draft, text="<!-- nocite: @rowland2014 -->")
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True, False]


def test_a_source_that_gets_a_letter_changes_the_page(draft: Draft) -> None:
    before = key(draft)
    with (draft.root / "bibliography.bib").open("a", encoding="utf-8") as file:
        file.write("\n@book{rowland2014x, author = {Rowland, C. A.}, title = {A}, year = {2014}}\n")
    assert key(draft) != before


def test_a_source_that_becomes_known_changes_the_page(draft: Draft) -> None:
    text = "It helps [@doe2001]."
    before = key(draft, text=text)
    with (draft.root / "bibliography.bib").open("a", encoding="utf-8") as file:
        file.write("\n@book{doe2001, author = {Doe, J.}, title = {A}, year = {2001}}\n")
    assert key(draft, text=text) != before


@pytest.mark.parametrize(
    "text", ["[a](../other.md)", "[a]( <../other.md> 'title')", "[a][b]\n\n[b]: ../other.md#x"]
)
def test_a_link_whose_target_goes_changes_the_page(draft: Draft, text: str) -> None:
    assert key(draft, "x/a.md", text) != key(draft, "x/a.md", text, known=())


def test_other_options_and_another_glossary_change_every_page(draft: Draft) -> None:
    before = key(draft)
    others = keep(draft, {**STYLE, "tables": {}}).key("a.md", TEXT, lambda target: True)
    draft.write("entries/glossary.yml", "Recall:\n  definition: Bringing back to mind.\n")
    assert len({before, others, key(draft)}) == 3


def test_what_another_user_wrote_is_never_asked_for(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key(draft)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    assert key(draft) != before


def test_without_a_place_for_a_secret_nothing_is_kept(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    keep(draft).keep("key", PAGE)
    assert keep(draft).load("key") is None
    assert not (draft.root / FILE).exists()


@pytest.mark.parametrize(
    ("html", "rest"),
    [
        ("text", "{}"),
        (b"\0", "{}"),
        (WHOLE, "no JSON"),
        (WHOLE, '{"unknown": 1}'),
        (WHOLE, "[]"),
        (None, None),
    ],
)
def test_a_page_that_cannot_be_read_is_made_anew(draft: Draft, html: object, rest: object) -> None:
    keep(draft).keep("key", PAGE)
    with closing(sqlite3.connect(draft.root / FILE)) as database, database:
        database.execute("UPDATE pages SET html = ?, rest = ?", (html, rest))
    assert keep(draft).load("key") is None


def test_a_broken_file_is_made_anew(draft: Draft) -> None:
    draft.write(str(FILE), "no database at all, but long enough for a header" * 40)
    keep(draft).keep("key", PAGE)
    assert keep(draft).load("key") == PAGE


def test_pages_that_nobody_asks_for_are_let_go(draft: Draft) -> None:
    kept = keep(draft)
    kept.keep("old", PAGE)
    kept.keep("asked for", PAGE)
    with closing(sqlite3.connect(draft.root / FILE)) as database, database:
        database.execute("UPDATE pages SET day = '2001-01-01'")
    assert kept.load("asked for") == PAGE
    kept.let_go()
    assert kept.load("old") is None
    assert kept.load("asked for") == PAGE


CITING = (
    "@a",
    "[-@b]",
    "[see @c, p. 3; @d.e]",
    "@{f g}",
    "@{h@i}",
    r"\@{-@j}",
    "@@n",
    "x@o",
    "-@p",
    "@q:r/s-",
)
OTHER = ("<!-- nocite: @k, @{l} -->", "`@m`", " ", "\n\n", "{", "}", "[", "]", "@")
PIECES = st.lists(st.sampled_from(CITING + OTHER), max_size=12)


@given(PIECES.map("".join))
def test_every_key_that_is_cited_is_one_that_may_be(text: str) -> None:
    cited = {item.key for citation in scan_citations(text) for item in citation.items}
    assert cited | set(scan_nocite(text)) <= find_possible_keys(text)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A small site, and a second build of it."""
    folder = tmp_path_factory.mktemp("kept")
    lay_small_site(folder / "base")
    for name in ("first", "second"):
        build(folder / "base", folder / name)
    yield folder / "first", folder / "second"


def build(root: Path, site: Path) -> None:
    command = (sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(site))
    run_in(root, *command, XDG_CACHE_HOME=str(root.parent / "home"))


def test_a_second_build_makes_the_same_pages(twice: tuple[Path, Path]) -> None:
    first, second = twice
    names = [path.relative_to(first) for path in sorted(first.rglob("*.html"))]
    assert names
    for name in names:
        assert (second / name).read_bytes() == (first / name).read_bytes(), name


def test_a_second_build_converts_only_what_changed(twice: tuple[Path, Path], tmp_path: Path) -> None:
    base = twice[0].parent / "base"
    with closing(sqlite3.connect(base / FILE)) as database, database:
        database.execute("UPDATE pages SET html = ?", (zlib.compress(b"<p>kept</p>"),))
    record = base / "entries" / "techniques" / "retrieval-practice.md"
    with record.open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    build(base, tmp_path / "site")
    changed = (tmp_path / "site/techniques/retrieval-practice/index.html").read_text(encoding="utf-8")
    other = (tmp_path / "site/techniques/spaced-practice/index.html").read_text(encoding="utf-8")
    assert "One more sentence." in changed
    assert "<p>kept</p>" in other


def test_a_page_that_was_warned_of_is_not_kept() -> None:
    spec = importlib.util.spec_from_file_location("site_hook", PROJECT / "hooks" / "site.py")
    assert spec and spec.loader
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    with hook._heed() as told:
        logging.getLogger("mkdocs.structure.pages").info("Nothing of weight.")
        logging.getLogger("mkdocs.structure.pages").warning("A link leads nowhere.")
    logging.getLogger("mkdocs.structure.pages").warning("Of another page.")
    assert told == ["A link leads nowhere."]
