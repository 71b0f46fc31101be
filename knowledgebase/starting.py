"""Starts an empty knowledge base in another field: library, theme and workflows, without our records."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from knowledgebase.bibliography import to_bibtex
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.ledger import LEDGER, write_ledger
from knowledgebase.records import KINDS
from knowledgebase.vocabulary import Facet

_TAKEN = (
    ".ci",
    ".devcontainer",
    ".editorconfig",
    ".github",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    ".vscode",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "GOVERNANCE.md",
    "LICENSE",
    "LICENSE-content",
    "Makefile",
    "SECURITY.md",
    "benchmarks",
    "docs",
    "hooks",
    "knowledgebase",
    "mkdocs.yml",
    "pyproject.toml",
    "requirements-test.lock",
    "requirements.lock",
    "scripts",
)
"""What a new knowledge base takes over, below the root."""
_LEFT = shutil.ignore_patterns("__pycache__", "*.egg-info", "about.md", "start.md", "site.png", ".*.draft")
_KEPT_FACETS = (Facet.SETTING, Facet.FORMAT, Facet.EFFORT)
"""Facets whose tags fit any field."""


_NOT_YET = r"start\.md|paths/index\.md|glossary\.md"
"""Pages of the navigation that a new knowledge base has only when somebody has written them."""


class StartingError(Exception):
    """Why no knowledge base can be started, in a sentence for people."""


def start_knowledge_base(root: Path, target: Path, name: str) -> None:
    """Writes an empty knowledge base called `name` into the folder `target`, out of the one at `root`.

    Raises StartingError where the folder holds something already or the name will not do, OSError where it
    cannot be written.
    """
    if not name.strip() or len(name) > 100 or re.search(r"[\x00-\x1f]", name):
        raise StartingError("The name is a line of 1 to 100 characters.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StartingError(f"{target} is there already, and is not empty.")
    if target.resolve().is_relative_to(root.resolve()):
        raise StartingError("The new folder lies outside of this one.")
    target.mkdir(parents=True, exist_ok=True)
    for taken in _TAKEN:
        source = root / taken
        if source.is_dir():
            shutil.copytree(source, target / taken, ignore=_LEFT)
        elif source.is_file():
            shutil.copy2(source, target / taken)
    knowledge = read_knowledge_base(root)
    _unlink_guides(knowledge, target)
    _write_lists(knowledge, target)
    _write_texts(target, name.strip())


def _unlink_guides(knowledge: KnowledgeBase, target: Path) -> None:
    """Leaves of each cross-link in a guide its words: the record that it leads to stays behind."""
    for guide in knowledge.guides:
        path = target / guide.document.path
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        body = text.removesuffix(guide.document.body)
        words = [
            (link, link.text or getattr(knowledge.target(link.target), "title", link.target))
            for link in knowledge.crosslinks[guide.document.path]
        ]
        rest = guide.document.body
        for link, shown in reversed(words):
            rest = f"{rest[: link.start]}{shown}{rest[link.end :]}"
        path.write_text(body + rest, encoding="utf-8")


def _write_lists(knowledge: KnowledgeBase, target: Path) -> None:
    """Tags that fit any field and one of each other facet; no agencies; the sources that the guides cite."""
    for kind in KINDS.values():
        folder = target / "entries" / kind.folder
        folder.mkdir(parents=True)
        (folder / ".gitkeep").touch()
    tags = {
        tag: entry.model_dump(mode="json", exclude_none=True)
        for tag, entry in knowledge.vocabulary.items.items()
        if entry.facet in _KEPT_FACETS
    }
    starters = {
        f"first-{facet}": {
            "label": f"First {facet.label.lower()}",
            "definition": "Rename this tag, and add yours beside it.",
            "facet": facet.value,
        }
        for facet in Facet
        if facet not in _KEPT_FACETS
    }
    comment = "# The one list of tags: tag: {label, definition, facet, broader?, exact_match?}\n\n"
    vocabulary = yaml.safe_dump({**starters, **tags}, allow_unicode=True, sort_keys=False, width=110)
    (target / "entries" / "vocabulary.yml").write_text(comment + vocabulary, encoding="utf-8")
    agencies = "# Organizations named by activities and trainings: id: {name, acronym?, url?, kind?}\n\n{}\n"
    (target / "entries" / "agencies.yml").write_text(agencies, encoding="utf-8")
    keys = sorted(_keys_in_pages(knowledge), key=str.casefold)
    records = "\n".join(to_bibtex(knowledge.bibliography[key]) for key in keys)
    (target / "bibliography.bib").write_text(records, encoding="utf-8")
    write_ledger(target / LEDGER, {key: knowledge.ledger[key] for key in keys if key in knowledge.ledger})


def _keys_in_pages(knowledge: KnowledgeBase) -> set[str]:
    """The sources cited by guides and by the library's own pages, which come along."""
    guides = {guide.document.path for guide in knowledge.guides if guide.page not in {"about.md", "start.md"}}
    cited = {key for path in guides for key in knowledge.cited_keys[path]}
    cited |= set(_keys_in_code((Path(__file__).parent / "templates").rglob("*.jinja"), knowledge))
    cited |= set(_keys_in_code((Path(__file__).parent / "pages").rglob("*.py"), knowledge))
    return {key for key in cited if key in knowledge.bibliography}


def _keys_in_code(files: Iterable[Path], knowledge: KnowledgeBase) -> Iterator[str]:
    for file in files:
        for key in re.findall(r"@([a-z]+\d{4}[a-z]?)", file.read_text(encoding="utf-8")):
            if key in knowledge.bibliography:
                yield key


def _write_texts(target: Path, name: str) -> None:
    """The texts that say whose knowledge base it is."""
    config = target / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    quoted = yaml.safe_dump(name, allow_unicode=True, width=1000).split("\n")[0]
    text = re.sub(r"^site_name: .*$", lambda _: f"site_name: {quoted}", text, count=1, flags=re.MULTILINE)
    text = re.sub(rf"^ +- [^\n]*: (?:{_NOT_YET})\n", "", text, flags=re.MULTILINE)
    config.write_text(text, encoding="utf-8")
    about = _ABOUT.replace("{name}", _escape(name))
    (target / "docs" / "about.md").write_text(about, encoding="utf-8")
    (target / "README.md").write_text(_README.replace("{name}", _escape(name)), encoding="utf-8")
    (target / "CHANGELOG.md").write_text(_CHANGELOG, encoding="utf-8")
    tests = target / "tests"
    tests.mkdir()
    (tests / "test_records.py").write_text(_TESTS, encoding="utf-8")


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


_ABOUT = """\
---
title: About
description: What this knowledge base is, who it is for, and what you may do with it.
---

# About

{name}. Say here what it is, who makes it, and for whom.

The text and the data are under the
[Creative Commons Attribution 4.0 licence](https://creativecommons.org/licenses/by/4.0/),
the code under the MIT licence.
"""

_README = """\
# {name}

An open knowledge base: records in Markdown, one bibliography, a checked and searchable site.

```sh
make site   # sets everything up, checks every record, builds the site into site/
make serve  # previews it on http://127.0.0.1:8000/
make test   # checks the library and the records
```

## First steps

1. `entries/vocabulary.yml`: your tags. The facets stay. Then `make forms`.
2. `entries/agencies.yml`: the organizations that your activities name.
3. `.venv/bin/python scripts/new.py technique`: your first record. See [Contribute](docs/contribute.md).
4. The words: `mkdocs.yml` (name, description), `docs/about.md`, `knowledgebase/templates/home.md.jinja`.
5. [Maintain](docs/maintain.md): before you publish it.
"""

_CHANGELOG = "# Changelog\n\n## 0.1.0 - not yet released\n"

_TESTS = '''\
"""The records hold no error, and the site can be built of them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*command: str) -> None:
    result = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_checks_find_no_error() -> None:
    run("scripts/check.py")


def test_the_site_can_be_built(tmp_path: Path) -> None:
    run("scripts/build.py", "--site", str(tmp_path / "site"))
'''
