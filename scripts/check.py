"""Checks every record and reference; see `--help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledgebase.checks import check_knowledge_base
from knowledgebase.findings import count_findings, has_errors
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.printing import PRINTERS


def main() -> int:
    """Exit status: 0 clean or warnings only, 1 on errors, 2 on misuse."""
    parser = argparse.ArgumentParser(
        description="Check every record and reference of a knowledge base.",
        epilog="Exit status: 0 clean or warnings only, 1 on errors, 2 on misuse.",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(__file__).parent.parent,
        help="the folder that holds entries/ and bibliography.bib (this project)",
    )
    parser.add_argument("--format", choices=sorted(PRINTERS), default="text", help="how to print (text)")
    arguments = parser.parse_args()
    if not (arguments.root / "entries").is_dir():
        parser.error(f"{arguments.root} holds no folder `entries`")
    knowledge = read_knowledge_base(arguments.root)
    findings = check_knowledge_base(knowledge)
    if printed := PRINTERS[arguments.format](findings, arguments.root.resolve()):
        print(printed)
    if arguments.format == "text":
        number = f"{len(knowledge.records)} records, {len(knowledge.bibliography)} references"
        print(f"{number}: {count_findings(findings)}.", file=sys.stderr)
    return 1 if has_errors(findings) else 0


if __name__ == "__main__":
    sys.exit(main())
