"""Turns a filled issue form into a record; see `--help`."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path

from knowledgebase.acquiring import Services
from knowledgebase.drafting.submission import read_event, receive


def main() -> int:
    """Exit status: 0 whatever became of the form, 1 where a file cannot be written, 2 on misuse."""
    parser = argparse.ArgumentParser(
        description="Turn a filled issue form into a record that passes the checks, or say what is missing.",
        epilog="Prints one word: `nothing` (no form), `incomplete` or `written`."
        " Exit status: 0, 1 where a file cannot be written, 2 on misuse.",
    )
    parser.add_argument("event", type=Path, help="the event as JSON, as GitHub writes it for a workflow")
    parser.add_argument("comment", type=Path, help="the file to write the comment or description into")
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent, help="the knowledge base")
    arguments = parser.parse_args()
    if not (arguments.root / "entries").is_dir():
        parser.error(f"{arguments.root} holds no folder `entries`")
    try:
        submission = read_event(json.loads(arguments.event.read_text(encoding="utf-8")))
    except (OSError, ValueError) as problem:
        parser.error(f"{arguments.event}: {problem}")
    try:
        reception = receive(arguments.root, submission, Services(), datetime.date.today())
        arguments.comment.write_text(reception.comment, encoding="utf-8")
    except OSError as problem:
        print(problem, file=sys.stderr)
        return 1
    print("nothing" if reception.kind is None else "written" if reception.path else "incomplete")
    return 0


if __name__ == "__main__":
    sys.exit(main())
