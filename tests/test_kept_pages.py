"""Pages that were converted before come back as they were, and only where nothing they show has changed."""

from __future__ import annotations

import sqlite3
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Draft, lay_small_site, run_in
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.citing import find_possible_keys, scan_citations, scan_nocite
from knowledgebase.kept_pages import FILE, ConvertedPage, KeptPages, open_kept_pages
from knowledgebase.knowledge import read_knowledge_base

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


def keep(
    draft: Draft, options: dict[str, dict[str, object]] = STYLE, more: tuple[str, ...] = (), links: str = ""
) -> KeptPages:
    return open_kept_pages(draft.read(), [*options, *more], options, links)


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
    "text",
    [
        "[a](../other.md)",
        "[a]( <../other.md> 'title')",
        "[a](../%6fther.md)",
        "[a][b]\n\n[b]: ../other.md#x",
        "- [a][b]\n\n    [b]: ../other.md",
        "> [a][b]\n>\n> [b]: ../other.md",
    ],
)
def test_a_link_whose_target_goes_changes_the_page(draft: Draft, text: str) -> None:
    assert key(draft, "x/a.md", text) != key(draft, "x/a.md", text, known=())


def test_other_options_and_extensions_and_another_glossary_change_every_page(draft: Draft) -> None:
    kept = (
        keep(draft),
        keep(draft, {"knowledgebase.citations": {"heading": "Sources"}}),
        keep(draft, more=("tables",)),
        keep(draft, more=("tables", "footnotes")),
        keep(draft, more=("footnotes", "tables")),
        keep(draft, links="files"),
    )
    before = {pages.key("a.md", TEXT, lambda target: True) for pages in kept}
    assert len(before) == len(kept)
    draft.write("entries/glossary.yml", "Recall:\n  definition: Bringing back to mind.\n")
    assert keep(draft).key("a.md", TEXT, lambda target: True) not in before


def test_a_glossary_in_another_language_changes_every_page(draft: Draft) -> None:
    draft.write("entries/glossary.yml", "Recall:\n  definition: Bringing back to mind.\n")
    before = key(draft)
    translated = "Recall:\n  term: rappel\n  definition: Retrouver.\n  translation_of: 0123456789ab\n"
    draft.write("entries/glossary.fr.yml", translated)
    assert draft.read().translated_terms
    assert key(draft) != before


def test_a_glossary_that_is_saved_during_a_build_is_not_taken_for_the_one_that_was_read(draft: Draft) -> None:
    draft.write("entries/glossary.yml", "Recall:\n  definition: Bringing back to mind.\n")
    read = read_knowledge_base(draft.root)
    draft.write("entries/glossary.yml", "Recall:\n  definition: Remembering.\n")
    saved = read_knowledge_base(draft.root)
    keys = {
        open_kept_pages(base, STYLE, STYLE, "").key("a.md", TEXT, lambda target: True)
        for base in (read, saved)
    }
    assert len(keys) == 2


def test_what_another_user_wrote_is_never_asked_for(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key(draft)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    assert key(draft) != before


def test_a_secret_that_was_cut_off_is_made_anew_and_only_its_user_reads_it(draft: Draft, home: Path) -> None:
    secret = home / "knowledgebase" / "secret"
    secret.parent.mkdir(parents=True)
    secret.touch()
    keep(draft).keep("key", PAGE)
    assert keep(draft).load("key") == PAGE
    assert secret.stat().st_mode & 0o777 == 0o600
    assert list(secret.parent.iterdir()) == [secret]


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
        database.execute("UPDATE sealed_pages SET html = ?, rest = ?", (html, rest))
    assert keep(draft).load("key") is None


@pytest.mark.parametrize("column", ["html", "rest", "seal", "key"])
def test_a_page_that_another_put_in_its_place_is_not_shown(draft: Draft, column: str) -> None:
    other = ConvertedPage("<script>", title="Other")
    keep(draft).keep("other", other)
    keep(draft).keep("key", PAGE)
    changes = {
        "html": "html = (SELECT html FROM sealed_pages WHERE key = 'other')",
        "rest": "rest = (SELECT rest FROM sealed_pages WHERE key = 'other')",
        "seal": "seal = (SELECT seal FROM sealed_pages WHERE key = 'other')",
        "key": "key = 'moved'",
    }
    with closing(sqlite3.connect(draft.root / FILE)) as database, database:
        database.execute(f"UPDATE sealed_pages SET {changes[column]} WHERE key = 'key'")  # noqa: S608 -- ours
    assert keep(draft).load("moved" if column == "key" else "key") is None
    assert keep(draft).load("other") == other


def test_a_file_that_changes_what_is_kept_is_not_believed(draft: Draft) -> None:
    keep(draft).keep("planted", ConvertedPage("<script>"))
    with closing(sqlite3.connect(draft.root / FILE)) as database, database:
        database.execute(
            "CREATE TRIGGER plant AFTER INSERT ON sealed_pages BEGIN"
            " UPDATE sealed_pages SET html = (SELECT html FROM sealed_pages WHERE key = 'planted'); END"
        )
    keep(draft).keep("key", PAGE)
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
        database.execute("UPDATE sealed_pages SET day = '2001-01-01'")
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
    "@t:https://example.org/",
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
        build(folder / "base", folder / name, "--quiet")
    yield folder / "first", folder / "second"


def build(root: Path, site: Path, *options: str) -> None:
    command = (sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site), *options)
    run_in(root, *command, XDG_CACHE_HOME=str(root.parent / "home"), INDEXED_LATER="1")


def test_a_second_build_makes_the_same_pages(twice: tuple[Path, Path]) -> None:
    first, second = twice
    names = [path.relative_to(first) for path in sorted(first.rglob("*.html"))]
    assert names
    for name in names:
        assert (second / name).read_bytes() == (first / name).read_bytes(), name


def test_a_second_build_converts_only_what_changed(twice: tuple[Path, Path], tmp_path: Path) -> None:
    base = twice[0].parent / "base"
    with closing(sqlite3.connect(base / FILE)) as database, database:
        pages = database.execute("SELECT COUNT(*) FROM sealed_pages").fetchone()[0]
        database.execute("CREATE TABLE converted (key TEXT)")
        database.execute(
            "CREATE TRIGGER note AFTER INSERT ON sealed_pages"
            " BEGIN INSERT INTO converted VALUES (NEW.key); END"
        )
    record = base / "entries" / "techniques" / "retrieval-practice.md"
    with record.open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    build(base, tmp_path / "site", "--quiet")
    changed = (tmp_path / "site/techniques/retrieval-practice/index.html").read_text(encoding="utf-8")
    assert "One more sentence." in changed
    with closing(sqlite3.connect(base / FILE)) as database:
        converted = database.execute("SELECT COUNT(*) FROM converted").fetchone()[0]
    assert 0 < converted < pages / 2


def test_what_a_page_is_warned_of_fails_each_strict_build(twice: tuple[Path, Path], tmp_path: Path) -> None:
    guide = twice[0].parent / "base" / "docs" / "contribute.md"
    before = guide.read_text(encoding="utf-8")
    guide.write_text(f'{before}\n[Here](#here){{: href="missing.md" }}\n', encoding="utf-8")
    try:
        for _ in range(2):
            with pytest.raises(AssertionError, match=r"a link .missing\.md., but"):
                build(twice[0].parent / "base", tmp_path / "site")
    finally:
        guide.write_text(before, encoding="utf-8")
