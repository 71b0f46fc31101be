"""Renames a record everywhere; see `--help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledgebase.renaming import RenamingError, rename_record


def main() -> int:
    """Exit status: 0 renamed, 1 not, 2 on misuse."""
    parser = argparse.ArgumentParser(
        description="Give a record another id: its file, the fields and links that name it."
        " The old id stays as an alias, so that addresses go on working.",
        epilog="Exit status: 0 renamed, 1 not renamed, 2 on misuse.",
    )
    parser.add_argument("old", help="the id that the record has")
    parser.add_argument("new", help="the id that it gets: a-z, 0-9 and single hyphens")
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent, help="the knowledge base")
    arguments = parser.parse_args()
    if not (arguments.root / "entries").is_dir():
        parser.error(f"{arguments.root} holds no folder `entries`")
    try:
        fixes = rename_record(arguments.root, arguments.old, arguments.new)
    except RenamingError as problem:
        print(f"{problem} {problem.hint}".rstrip(), file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"{problem}. Run the same command again to go on.", file=sys.stderr)
        return 1
    for fix in fixes:
        print(fix)
    return 0


if __name__ == "__main__":
    sys.exit(main())
