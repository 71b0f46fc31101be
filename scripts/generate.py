"""Writes the files of the repository that come out of the models and lists; see `--help`."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from knowledgebase import __version__
from knowledgebase.drafting.forms import make_issue_forms
from knowledgebase.drafting.rendering import schema_file
from knowledgebase.exports import Site
from knowledgebase.exports.schemas import make_schema
from knowledgebase.exports.site import write_json
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.records import Kind
from knowledgebase.writing import write_whole


def make_files(root: Path) -> dict[str, str]:
    """The generated files, relative to the root, and their texts: issue forms and schemas for editors."""
    vocabulary = read_knowledge_base(root).vocabulary
    site = Site("", "", __version__, datetime.date.min, "")
    files = dict(make_issue_forms(vocabulary))
    return files | {schema_file(kind): write_json(make_schema(kind, site)) for kind in Kind}


def main() -> int:
    """Exit status: 0; with `--check` 1 where a file is not as it would be written; 2 on misuse."""
    parser = argparse.ArgumentParser(
        description="Write issue forms and editors' schemas anew, out of the models and the vocabulary."
    )
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent, help="the knowledge base")
    parser.add_argument("--check", action="store_true", help="write nothing, and say which files are old")
    arguments = parser.parse_args()
    if not (arguments.root / "entries").is_dir():
        parser.error(f"{arguments.root} holds no folder `entries`")
    is_old = False
    for name, text in make_files(arguments.root).items():
        path = arguments.root / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        is_old = True
        if arguments.check:
            print(f"{name} is not as the models have it: run `make forms`.")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8"))
        print(f"wrote {name}")
    return int(arguments.check and is_old)


if __name__ == "__main__":
    sys.exit(main())
