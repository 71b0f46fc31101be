"""Starts an empty knowledge base in another field; see `--help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledgebase.starting import StartingError, start_knowledge_base


def main() -> int:
    """Exit status: 0 started, 1 not, 2 on misuse."""
    parser = argparse.ArgumentParser(
        description="Start an empty knowledge base in another field: library, theme, checks and workflows of"
        " this one, without its records.",
        epilog="Exit status: 0 started, 1 not started, 2 on misuse.",
    )
    parser.add_argument("folder", type=Path, help="where to write it; a new or empty folder")
    parser.add_argument("--name", required=True, help="of the new knowledge base, as readers see it")
    arguments = parser.parse_args()
    try:
        start_knowledge_base(Path(__file__).parent.parent, arguments.folder, arguments.name)
    except (StartingError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"Started in {arguments.folder}. Next: cd there, `git init`, `make site`. See README.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
