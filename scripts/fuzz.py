"""Feeds wild inputs to the readers, and fails where one raises or says what is not so; see `--help`."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

# Linux on x86-64 alone has it, so that types are checked without it.
atheris = importlib.import_module("atheris")

with atheris.instrument_imports(include=["knowledgebase", "bibtexparser"]):
    from knowledgebase.bibliography import parse_bibliography, to_bibtex, to_ris
    from knowledgebase.bibliography.reference import Bibliography
    from knowledgebase.checks import check_knowledge_base
    from knowledgebase.findings import Finding
    from knowledgebase.fixing import fix_bibliography
    from knowledgebase.knowledge import Guide, read_knowledge_base
    from knowledgebase.source import find_sections, mask_code, parse_document

PROJECT = Path(__file__).parent.parent
SMALL = PROJECT / "tests" / "data" / "small"
EMPTY = replace(read_knowledge_base(SMALL), records={}, guides=())
"""A knowledge base whose lists are there, for the rules to look at one input in."""
BIBTEX, MARKDOWN = b"B", b"M"
"""The first byte of an input says which reader it is for."""


def check_input(data: bytes) -> None:
    """Raises for an input that a reader does not survive, or of which it says what is not so."""
    text = data[1:].decode("utf-8", errors="replace")
    if data[:1] == MARKDOWN:
        check_document(text)
    else:
        check_bibliography(text)


def check_bibliography(text: str) -> None:
    """A BibTeX text is read and looked at by every rule: each place lies in it, each record can be shown, and
    mending is done once.
    """
    bibliography, findings = parse_bibliography(text, "b.bib")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    _check_places(findings, lines)
    _check_records(bibliography, lines)
    found = check_knowledge_base(replace(EMPTY, bibliography=bibliography, findings=tuple(findings)))
    _check_places((finding for finding in found if finding.path == "b.bib"), lines)
    if "\r" not in text:
        once, _ = fix_bibliography(text)
        twice, _ = fix_bibliography(once)
        if once != twice:
            raise AssertionError(f"mended twice is not mended once: {once!r}, {twice!r}")


def _check_records(bibliography: Bibliography, lines: list[str]) -> None:
    for reference in bibliography.values():
        to_bibtex(reference)
        to_ris(reference)
        for name in reference.own_fields:
            place = reference.place_in(name)
            if place.column > len(lines[place.line - 1]) + 1:
                raise AssertionError(f"{name} of {reference.key} stands outside of its line")


def check_document(text: str) -> None:
    """A Markdown text is read and looked at by every rule, and each place lies in it."""
    document, findings = parse_document(text, "a.md")
    _check_places(findings, text.split("\n"))
    if document is not None:
        list(find_sections(document.body))
        guide = Guide("a.md", "A", document)
        found = check_knowledge_base(replace(EMPTY, guides=(guide,), findings=tuple(findings)))
        _check_places((finding for finding in found if finding.path == "a.md"), text.split("\n"))
        if len(mask_code(document.body)) != len(document.body):
            raise AssertionError("the mask of code has another length than the body")


def _check_places(findings: Iterable[Finding], lines: list[str]) -> None:
    for finding in findings:
        if not 1 <= finding.line <= len(lines) or finding.column < 1:
            raise AssertionError(f"outside of the text: {finding}")


def write_seeds(folder: Path) -> None:
    """What real files hold, for the fuzzer to begin with."""
    text = (SMALL / "bibliography.bib").read_text(encoding="utf-8")
    records = [*text.split("\n\n"), '@string{j = "J"}\n@misc{a, note = j # {, 1}}', "@misc(a, x = 1)"]
    pages = [path.read_text(encoding="utf-8") for path in sorted(SMALL.rglob("*.md"))]
    for number, (mark, seed) in enumerate(
        [*((BIBTEX, one) for one in records), *((MARKDOWN, one) for one in pages)]
    ):
        (folder / str(number)).write_bytes(mark + seed.encode())


def main() -> None:
    """Exit status: 0 where all inputs were survived; another, with the input in a file, where one was not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000, help="how many inputs (100,000)")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (1)")
    parser.add_argument("--input", type=Path, help="check this input alone, one that failed before")
    arguments = parser.parse_args()
    if arguments.input:
        check_input(arguments.input.read_bytes())
        return
    failures = PROJECT / ".cache" / "fuzz"
    failures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        write_seeds(Path(folder))
        options = [f"-runs={arguments.runs}", f"-seed={arguments.seed}", "-max_len=4000", "-timeout=20"]
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={failures}/", folder], check_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
