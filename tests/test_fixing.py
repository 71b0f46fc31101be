"""What is certain is mended, every other byte stays, and no interruption costs a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, Draft
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledgebase.bibliography import parse_bibliography
from knowledgebase.fixing import fix_bibliography, fix_knowledge_base
from knowledgebase.writing import ChangedMeanwhileError, write_whole

SPACED = "entries/techniques/spaced-practice.md"
TRAINING = "entries/trainings/recall-half-day.md"
BIB = "bibliography.bib"


@pytest.fixture
def mended(draft: Draft) -> Draft:
    """A knowledge base in which nothing is left to mend; the small one links to an alias."""
    assert [str(fix) for fix in fix_knowledge_base(draft.root)] == [
        "entries/research/rowland-2014-testing-effect.md:39: linked to `retrieval-practice` by its id"
    ]
    return draft


def fixed(text: str) -> str:
    return fix_bibliography(text)[0]


def record(key: str, **fields: str) -> str:
    width = max(map(len, fields), default=0)
    return "\n".join([f"@misc{{{key},", *(f"  {n:<{width}} = {{{v}}}," for n, v in fields.items()), "}\n"])


def test_mended_files_need_no_mending(mended: Draft) -> None:
    assert fix_knowledge_base(mended.root) == []


def test_the_real_bibliography_needs_no_mending() -> None:
    text = (PROJECT / BIB).read_text(encoding="utf-8")
    assert fix_bibliography(text) == (text, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"doi": "https://doi.org/10.1037/A0037559"}, {"doi": "10.1037/A0037559"}),
        ({"doi": "doi:10.1037/a0037559."}, {"doi": "10.1037/a0037559"}),
        ({"doi": "http://dx.doi.org/10.1002/a%3Cb"}, {"doi": "10.1002/a<b"}),
        ({"pages": "1432-1463"}, {"pages": "1432--1463"}),
        ({"pages": "1432–1463, 1500"}, {"pages": "1432--1463, 1500"}),
        ({"pages": "1432---1463"}, {"pages": "1432--1463"}),
    ],
)
def test_the_form_of_dois_and_pages_is_mended(old: dict[str, str], new: dict[str, str]) -> None:
    assert fixed(record("a", **old)) == record("a", **new)


@pytest.mark.parametrize(
    "fields",
    [
        {"doi": "10.1037/a0037559"},
        {"doi": r"https://doi.org/10.1037/a\_b"},
        {"doi": "10.1037/a0037559 and more"},
        {"doi": "a0037559"},
        {"pages": "12-3"},
        {"pages": "e12-15"},
        {"pages": "3-1--3-12"},
        {"pages": "331--337.e1"},
        {"pages": "x-y"},
        {"note": "12-15"},
    ],
)
def test_what_could_be_meant_is_left_alone(fields: dict[str, str]) -> None:
    assert fixed(record("a", **fields)) == record("a", **fields)


def test_a_value_made_of_macros_is_left_alone() -> None:
    text = '@string{d = "https://doi.org/10.1037/"}\n\n@misc{a,\n  doi = d # {a},\n}\n'
    assert fixed(text) == text


def test_records_are_sorted_and_laid_out() -> None:
    text = '@Misc{b, Title="B", author = {A}}\n@misc(a,note={x})\n'
    assert fixed(text) == '@misc{a,\n  note = {x},\n}\n\n@misc{b,\n  author = {A},\n  title  = "B",\n}\n'


def test_strings_comments_and_preambles_stay_and_records_are_sorted_between_them() -> None:
    text = (
        "% The sources\n\n"
        '@string{j = "Journal"}\n@preamble{"\\newcommand"}\n\n'
        "% about b\n@misc{b, note = j # {, 1}} % kept\n@misc{a}\n\n"
        "% Second part\n\n"
        "@misc{d}\n@comment{a, {b}}\n@misc{c}\n% The end\n"
    )
    assert fixed(text) == (
        "% The sources\n\n"
        '@string{j = "Journal"}\n@preamble{"\\newcommand"}\n\n'
        "@misc{a,\n}\n\n% about b\n@misc{b,\n  note = j # {, 1},\n} % kept\n\n"
        "% Second part\n\n"
        "@misc{d,\n}\n@comment{a, {b}}\n@misc{c,\n}\n% The end\n"
    )


def test_comments_at_the_head_of_the_file_stay_there() -> None:
    text = "% The sources,\n% by key\n@misc{b,\n}\n\n@misc{a,\n}\n"
    assert fixed(text) == "% The sources,\n% by key\n@misc{a,\n}\n\n@misc{b,\n}\n"


@pytest.mark.parametrize(
    "text",
    [
        "@misc{b}\n@misc{a, title = {x\n",
        "@misc{b}\n@misc{a, title = jep}\n",
        "@misc{b}\n@misc{a, title}\n",
        "@misc{b}\n}\n@misc{a}\n",
        "@misc{b} % x\n@misc{a}@comment{c}\n",
        "words @misc{b}\n@misc{a}\n",
        "@misc{b, note = {1}, note = {2}}\n",
        "@misc{b}\n\n@misc{b}\n".replace("{b}", "{b,\n}"),
        "no records\n",
        "",
    ],
)
def test_a_text_with_mistakes_that_a_person_must_mend_is_left_alone(text: str) -> None:
    assert fixed(text) == text


def test_what_was_mended_is_said_with_its_line() -> None:
    _, fixes = fix_bibliography(record("b", doi="doi:10.1037/a") + "\n" + record("a", pages="1-2"))
    assert [str(fix) for fix in fixes] == [
        "bibliography.bib:2: wrote the DOI of `b` alone",
        "bibliography.bib:6: wrote the pages of `a` with two hyphens",
        "bibliography.bib:1: put `b` in the order of the keys",
    ]


KEYS = st.sampled_from("a b c B é smith2014 smith2014a".split())
VALUES = st.sampled_from(
    ["{x}", '"y"', "2014", "may", "{a {b} c}", "{doi:10.1037/a0037559}", "{12-15}", "{a\n  b}", '"x" # {y}']
)
FIELDS = st.dictionaries(st.sampled_from("author Title doi pages year note zzz".split()), VALUES, max_size=4)
BETWEEN = st.sampled_from(
    [
        "",
        "\n",
        "\n\n",
        " ",
        "\n% note\n",
        "\n\n% note\n\n",
        " % behind\n",
        "\n@comment{x}\n",
        "\n@string{s = {t}}\n",
    ]
)


@st.composite
def bibliographies(draw: st.DrawFn) -> str:
    pieces = [draw(BETWEEN)]
    for key in draw(st.lists(KEYS, max_size=6)):
        fields = draw(st.sampled_from([",", ",\n ", " ,\n"])).join(
            f" {name} = {value}" for name, value in draw(FIELDS).items()
        )
        pieces += [f"@{draw(st.sampled_from(['misc', 'Article', 'book']))}{{{key},{fields}}}", draw(BETWEEN)]
    return "".join(pieces)


@settings(deadline=None)
@given(bibliographies())
def test_mending_twice_is_mending_once(text: str) -> None:
    once = fixed(text)
    assert fixed(once) == once


@settings(deadline=None)
@given(bibliographies())
def test_mending_loses_no_record_no_field_and_no_comment(text: str) -> None:
    def contents(source: str) -> object:
        bibliography, _ = parse_bibliography(source, BIB)
        rest = source
        for reference in bibliography.values():
            rest = rest.replace(reference.raw, "", 1)
        fields = {key: set(one.raw_fields) for key, one in bibliography.items()}
        return fields, sorted(rest.split())

    assert contents(fixed(text)) == contents(text)


# Files


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_stay(mended: Draft, line_end: str, mark: bytes) -> None:
    text = (mended.root / BIB).read_text(encoding="utf-8")
    broken = text.replace("10.1037/a", "https://doi.org/10.1037/a")
    (mended.root / BIB).write_bytes(mark + broken.replace("\n", line_end).encode())
    assert len(fix_knowledge_base(mended.root)) == 1
    assert (mended.root / BIB).read_bytes() == mark + text.replace("\n", line_end).encode()
    assert fix_knowledge_base(mended.root) == []


@pytest.mark.parametrize("content", [b"@misc{b}\r\n@misc{a}\n", b"@misc{b}\n@misc{\xe9}\n"])
def test_a_file_of_mixed_line_ends_or_another_encoding_is_left_alone(mended: Draft, content: bytes) -> None:
    (mended.root / BIB).write_bytes(content)
    assert fix_knowledge_base(mended.root) == []
    assert (mended.root / BIB).read_bytes() == content


def test_a_link_out_of_the_knowledge_base_is_not_followed(mended: Draft, tmp_path: Path) -> None:
    outside = tmp_path / "outside.bib"
    outside.write_text("@misc{b}\n@misc{a}\n")
    (mended.root / BIB).unlink()
    (mended.root / BIB).symlink_to(outside)
    fix_knowledge_base(mended.root)
    assert outside.read_text() == "@misc{b}\n@misc{a}\n"


def test_aliases_become_ids_in_fields_and_cross_links_and_nothing_else_changes(mended: Draft) -> None:
    mended.replace(
        "entries/techniques/retrieval-practice.md", "tags:", "aliases: [quizzing, old-name]\ntags:"
    )
    before = (mended.root / TRAINING).read_bytes()
    mended.replace(TRAINING, "technique: retrieval-practice", "technique: 'old-name'  # quizzing")
    mended.replace(
        SPACED, "Spread it out", "Spread, [[quizzing]], [[ old-name |so]], `[[quizzing]]`, quizzing"
    )
    mended.replace("docs/contribute.md", "[@latimier2021]", "[@latimier2021] [[quizzing]]")
    spaced = (mended.root / SPACED).read_text(encoding="utf-8")
    assert [(fix.path, fix.line) for fix in fix_knowledge_base(mended.root)] == [
        ("docs/contribute.md", 3),
        (SPACED, 11),
        (SPACED, 11),
        (TRAINING, 12),
    ]
    assert (mended.root / TRAINING).read_bytes() == before.replace(
        b"technique: retrieval-practice", b"technique: 'retrieval-practice'  # quizzing", 1
    )
    assert (mended.root / SPACED).read_text(encoding="utf-8") == spaced.replace(
        "[[quizzing]], [[ old-name |so]]", "[[retrieval-practice]], [[ retrieval-practice |so]]"
    )
    assert fix_knowledge_base(mended.root) == []


def test_other_names_are_meant_and_stay(mended: Draft) -> None:
    mended.replace(SPACED, "Spread it out", "See [[Practice testing]]")
    assert fix_knowledge_base(mended.root) == []


def test_an_alias_in_another_field_is_a_word(mended: Draft) -> None:
    mended.replace("entries/techniques/retrieval-practice.md", "tags:", "aliases: [memory]\ntags:")
    assert fix_knowledge_base(mended.root) == []


# Writing


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_was_changed_meanwhile_stays_as_it_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("theirs")
    with pytest.raises(ChangedMeanwhileError):
        write_whole(path, b"new", expected=b"old")
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    path, other = tmp_path / "a.txt", tmp_path / ".a.txt.notes.draft"
    (tmp_path / ".a.txt.0123abcd.draft").write_text("half")
    other.write_text("mine")
    write_whole(path, b"new")
    assert sorted(tmp_path.iterdir()) == [other, path]


KILLED_EVERYWHERE = '''
"""Mends a copy of a knowledge base, killed at each line of the writing in turn; prints how often."""
import os, shutil, signal, sys
from pathlib import Path
from knowledgebase.fixing import fix_knowledge_base
from knowledgebase import writing

source, work = Path(sys.argv[1]), Path(sys.argv[2])

def states(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}

def mend(root, kill_at):
    count = 0
    def trace(frame, event, argument):
        nonlocal count
        if frame.f_code.co_filename != writing.__file__:
            return None
        count += event == "line"
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    sys.settrace(trace)
    fix_knowledge_base(root)
    os._exit(0)

old = states(source)
shutil.copytree(source, work / "whole")
fix_knowledge_base(work / "whole")
new = states(work / "whole")
assert old.keys() == new.keys() and sum(old[name] != new[name] for name in old) == 2
for kill_at in range(1, 1000):
    root = work / str(kill_at)
    shutil.copytree(source, root)
    if (child := os.fork()) == 0:
        mend(root, kill_at)
    _, status = os.waitpid(child, 0)
    found = states(root)
    for name in old:
        assert found[name] in (old[name], new[name]), (kill_at, name)
    assert all(name.name.endswith(".draft") for name in found.keys() - old.keys()), found.keys()
    fix_knowledge_base(root)
    assert states(root) == new, kill_at
    if status == 0:
        break
print(kill_at - 1)
'''


def test_a_run_killed_at_any_line_of_its_writing_leaves_each_file_old_or_new(
    draft: Draft, tmp_path: Path
) -> None:
    draft.replace(BIB, "10.1037/a", "https://doi.org/10.1037/a")
    draft.replace("entries/techniques/retrieval-practice.md", "tags:", "aliases: [quizzing]\ntags:")
    draft.replace(SPACED, "Spread it out", "Spread, [[quizzing]]")
    (tmp_path / "work").mkdir()
    result = subprocess.run(
        [sys.executable, "-c", KILLED_EVERYWHERE, str(draft.root), str(tmp_path / "work")],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 20


# Tags


def order_in(draft: Draft) -> list[str]:
    return list(draft.read().vocabulary.items)


@pytest.mark.parametrize(
    ("written", "sorted_"),
    [
        ("tags: [{b}, {a}]", "tags: [{a}, {b}]"),
        ("tags: [ {b} ,\t{a} ]  # two", "tags: [ {a} ,\t{b} ]  # two"),
        ("tags:\n  - {b}\n\n  - {a}", "tags:\n  - {a}\n\n  - {b}"),
        ("tags: [{c}, {a}, {b}]", "tags: [{a}, {b}, {c}]"),
    ],
)
def test_tags_are_put_in_the_order_of_the_vocabulary_and_nothing_else_changes(
    mended: Draft, written: str, sorted_: str
) -> None:
    names = dict(zip("abc", order_in(mended), strict=False))
    mended.replace(SPACED, "tags: [memory, trainers]", written.format(**names))
    before = (mended.root / SPACED).read_text(encoding="utf-8")
    (fix,) = fix_knowledge_base(mended.root)
    assert (fix.path, fix.message) == (SPACED, "put the tags in the order of the vocabulary")
    after = (mended.root / SPACED).read_text(encoding="utf-8")
    assert after == before.replace(written.format(**names), sorted_.format(**names))
    assert fix_knowledge_base(mended.root) == []


@pytest.mark.parametrize(
    "written",
    [
        "tags: [{b}, '{a}']",
        "tags:\n  - {b}  # first\n  - {a}",
        "tags: [{b}, {a}, no-such-tag]",
        "tags: [{b}, {a}, {a}]",
    ],
)
def test_tags_that_a_person_should_look_at_stay(mended: Draft, written: str) -> None:
    names = dict(zip("ab", order_in(mended), strict=False))
    mended.replace(SPACED, "tags: [memory, trainers]", written.format(**names))
    assert fix_knowledge_base(mended.root) == []
