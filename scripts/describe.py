"""Says what a proposed change does, for those who review it; see `--help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.proposals import compare, describe


def main() -> int:
    """Exit status: 0; 2 where one of the folders holds no knowledge base."""
    parser = argparse.ArgumentParser(
        description="Say in Markdown what a change does: records, ratings and why, sources, findings."
        " Both folders are read as data; no code of theirs runs."
    )
    parser.add_argument("before", type=Path, help="the folder of the knowledge base as it stands")
    parser.add_argument("after", type=Path, help="the folder of the knowledge base as proposed")
    arguments = parser.parse_args()
    for folder in (arguments.before, arguments.after):
        if not (folder / "entries").is_dir():
            parser.error(f"{folder} holds no folder `entries`")
    proposal = compare(read_knowledge_base(arguments.before), read_knowledge_base(arguments.after))
    print(describe(proposal), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
