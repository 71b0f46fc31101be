"""Shows the rating of each technique, or which ratings a change moves; see `--help`."""

from __future__ import annotations

import argparse
import datetime
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from knowledgebase.evidence import LEVELS, Certainty, Rating, compare_ratings, rate_technique
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.records import Kind


def main() -> int:
    """Exit status: 0; 2 where the revision or folder cannot be read."""
    parser = argparse.ArgumentParser(
        description="Show the rating of each technique, or which ratings a change moves."
    )
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent, help="the knowledge base")
    parser.add_argument("--base", metavar="REV", help="compare with this commit: what moved, and why")
    arguments = parser.parse_args()
    if not (arguments.root / "entries").is_dir():
        parser.error(f"{arguments.root} holds no folder `entries`")
    year = datetime.date.today().year
    knowledge = read_knowledge_base(arguments.root)
    if arguments.base is None:
        _print_ratings(knowledge, year)
        return 0
    try:
        with tempfile.TemporaryDirectory() as folder:
            before = _read_revision(arguments.root, arguments.base, Path(folder))
            _print_changes(before, knowledge, year)
    except subprocess.CalledProcessError as problem:
        parser.error(f"there is no commit {arguments.base} (git: exit status {problem.returncode})")
    return 0


def _print_ratings(knowledge: KnowledgeBase, year: int) -> None:
    for record in knowledge.of_kind(Kind.TECHNIQUE):
        ratings = rate_technique(knowledge, record.id, year).ratings
        for level in LEVELS:
            if ratings[level].certainty > Certainty.NOT_ASSESSED:
                print(f"{record.id}, {level}: {ratings[level].verdict.value}; {ratings[level].arithmetic}")


def _print_changes(before: KnowledgeBase, after: KnowledgeBase, year: int) -> None:
    changes = compare_ratings(before, after, year)
    for change in changes:
        print(f"{change.title} ({change.technique_id}), {change.level}:")
        print(f"  before: {_describe(change.before)}")
        print(f"  after:  {_describe(change.after)}")
        print(f"  by:     {', '.join(change.summaries) or 'a retraction, a date or the rule itself'}")
    if not changes:
        print("No rating changes.")


def _describe(rating: Rating | None) -> str:
    return f"{rating.verdict.value}; {rating.arithmetic}" if rating else "no such technique"


def _read_revision(root: Path, revision: str, folder: Path) -> KnowledgeBase:
    """The knowledge base as of a commit, unpacked into `folder`."""
    git = ["git", "-C", str(root)]
    # A revision that looks like an option is refused here, before another command could take it for one.
    verify = [*git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    commit = subprocess.run(verify, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603
    command = [*git, "archive", "--format=tar", commit, "."]
    archive = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    return read_knowledge_base(folder)


if __name__ == "__main__":
    sys.exit(main())
