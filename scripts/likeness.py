"""Says how often the relations between activities are right, against labelled pairs; see `--help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.synergies.evaluation import add_fixtures, judge, read_labelled_pairs, show_figures

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Exit status: 0; 2 where the labelled pairs cannot be read."""
    parser = argparse.ArgumentParser(description="Precision and recall of the relations between activities.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the knowledge base")
    parser.add_argument(
        "--labels", type=Path, default=ROOT / "tests" / "data" / "similarity", help="folder of pairs.yml"
    )
    parser.add_argument(
        "--wrong", action="store_true", help="list the pairs on which rules and people differ"
    )
    arguments = parser.parse_args()
    if not (arguments.labels / "pairs.yml").is_file():
        parser.error(f"{arguments.labels} holds no pairs.yml")
    knowledge = add_fixtures(read_knowledge_base(arguments.root), arguments.labels / "fixtures.yml")
    judged = judge(knowledge, read_labelled_pairs(arguments.labels / "pairs.yml"))
    print(show_figures(judged))
    for item in judged if arguments.wrong else ():
        if item.found != item.labelled.label:
            one, other = item.labelled.pair
            print(f"{item.labelled.half}: {one} and {other}: {item.labelled.label}, found {item.found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
