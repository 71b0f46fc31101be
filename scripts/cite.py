"""Adds sources to the bibliography and the ledger; see `--help`."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from knowledgebase.acquiring import (
    AcquisitionError,
    Added,
    Candidate,
    Refused,
    Services,
    acquire,
    add_records,
    read_records,
)

DESCRIPTION = "Add sources to bibliography.bib and its ledger, and print what to paste into a text."
EPILOG = """\
Each source is a DOI, an ISBN, an arXiv number, a PMID, a web address, in any spelling,
or a file of references that ends with .bib, .ris or .json (CSL-JSON).

  cite.py 10.1037/a0037559
  cite.py "ISBN 978-0-306-40615-7" arXiv:2106.01234 PMID:25150680
  cite.py https://www.unitar.org/event
  cite.py my-library.ris

Exit status: 0 all added, 1 some could not be added or are there already, 2 misuse.
"""


def main() -> int:
    """Exit status: 0 all added, 1 some were not, 2 on misuse."""
    parser = argparse.ArgumentParser(
        description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", nargs="+", help="a DOI, ISBN, arXiv number, PMID, address or file")
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(__file__).parent.parent,
        help="the folder that holds bibliography.bib (this project)",
    )
    arguments = parser.parse_args()
    if not arguments.root.is_dir():
        parser.error(f"{arguments.root} is no folder")
    # One after the other, so that what was added stays, whatever becomes of the rest.
    return max([_add(arguments.root, source) for source in arguments.source])


def _add(root: Path, source: str) -> int:
    today = datetime.date.today()
    try:
        outcomes = _add_found(root, source, today)
    except AcquisitionError as problem:
        hint = f" {problem.hint}" if problem.hint else ""
        print(f"{source}: {problem}{hint}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"{source}: {problem}", file=sys.stderr)
        return 1
    for outcome in outcomes:
        _show(outcome)
    return int(any(isinstance(outcome, Refused) for outcome in outcomes))


def _add_found(root: Path, source: str, today: datetime.date) -> list[Added | Refused]:
    if Path(source).is_file():
        return add_records(root, [Candidate(record) for record in read_records(Path(source))], today)
    outcome, note = acquire(root, source, Services(), today)
    if note:
        print(f"{source}: {note}", file=sys.stderr)
    return [outcome]


def _show(outcome: Added | Refused) -> None:
    if isinstance(outcome, Refused):
        print(f"[@{outcome.key}]  {outcome.title}: not added, {outcome.why}", file=sys.stderr)
        return
    print(f"[@{outcome.reference.key}]")
    if not outcome.is_confirmed:
        key = outcome.reference.key
        print(f"{key}: added; nothing confirms it yet, so see the work before you cite it", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
