"""Checks every record and reference; see `--help`."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from rich.console import Console

from knowledgebase.checking import (
    Answer,
    Misuse,
    Request,
    check,
    find_rule,
    parse_selection,
    require_entries,
    watch_inputs,
    write_baseline,
)
from knowledgebase.checks import explain_rule
from knowledgebase.findings import has_errors
from knowledgebase.fixing import fix_knowledge_base
from knowledgebase.printing import PRINTERS, style_text


def make_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(
        description="Check every record and reference of a knowledge base.",
        epilog="Exit status: 0 clean or warnings only, 1 on errors, 2 on misuse.",
    )
    option = parser.add_argument
    root = Path(__file__).parent.parent
    option("--root", type=Path, default=root, help="the folder that holds entries/ (this project)")
    option("--format", choices=sorted(PRINTERS), default="text", help="how to print (text)")
    option("--explain", metavar="CODE", help="say what a rule asks and why, and check nothing")
    option = parser.add_argument_group("which findings count").add_argument
    option("--select", action="append", default=[], metavar="CODE", help="these: KB112, or KB2 for a family")
    option(
        "--ignore", action="append", default=[], metavar="CODE", help="all but these; the longer code decides"
    )
    option(
        "--changed-since", metavar="REV", help="in what git says was touched since REV, and what refers to it"
    )
    option("--baseline", type=Path, metavar="FILE", help="all but the old debts in FILE")
    option("--write-baseline", type=Path, metavar="FILE", help="write what is found to FILE, as old debts")
    option = parser.add_argument_group("how to run").add_argument
    option("--fix", action="store_true", help="first mend what is certain, and say what was mended")
    option("--watch", action="store_true", help="check again whenever a file changes, until Ctrl-C")
    option("--no-cache", action="store_true", help="look at everything anew")
    option("--jobs", type=int, metavar="N", help="processes to run (as many as are worth it)")
    return parser


def main() -> int:
    """Exit status: 0 clean or warnings only, 1 on errors, 2 on misuse."""
    parser = make_parser()
    arguments = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a terminal cannot show must not stop the run
            stream.reconfigure(errors="backslashreplace")
    try:
        return run(arguments)
    except Misuse as problem:
        parser.error(str(problem))
    except KeyboardInterrupt:
        return 130  # as shells say of what Ctrl-C ended


def run(arguments: argparse.Namespace) -> int:
    """Does what the options ask, and gives the exit status; raises Misuse where they cannot be followed."""
    if arguments.explain:
        print(explain_rule(find_rule(arguments.explain)))
        return 0
    if arguments.write_baseline and (arguments.baseline or arguments.changed_since or arguments.watch):
        raise Misuse("--write-baseline goes without --baseline, --changed-since and --watch.")
    request = Request(
        arguments.root,
        parse_selection(arguments.select, arguments.ignore),
        arguments.baseline,
        arguments.changed_since,
        not arguments.no_cache,
        arguments.jobs,
    )
    if arguments.fix:
        fix(arguments.root)
    if arguments.watch:
        for _ in watch_inputs(arguments.root):
            print("Checking.", file=sys.stderr, flush=True)  # editors begin to read findings here
            show(check(request), arguments)
    answer = check(request)
    if arguments.write_baseline:
        write_baseline(arguments.write_baseline, answer.findings)
        print(f"Wrote {len(answer.findings)} findings to {arguments.write_baseline}.", file=sys.stderr)
        return 0
    show(answer, arguments)
    return 1 if has_errors(answer.findings) else 0


def fix(root: Path) -> None:
    """Mends what is certain below `root`, and says on the error stream what that was."""
    require_entries(root)
    try:
        fixes = fix_knowledge_base(root)
    except OSError as problem:
        raise Misuse(f"A file cannot be written, and is as it was: {problem}.") from problem
    for mended in fixes:
        print(f"mended {mended}", file=sys.stderr)


def show(answer: Answer, arguments: argparse.Namespace) -> None:
    """Prints an answer, in colour where somebody sits at a terminal."""
    root = arguments.root.resolve()
    if arguments.format == "text" and sys.stdout.isatty():
        console = Console(soft_wrap=True, highlight=False)
        for piece in style_text(answer.findings, root):
            console.print(piece)
    elif printed := PRINTERS[arguments.format](answer.findings, root):
        print(printed, flush=True)
    for note in answer.notes if arguments.format == "text" else ():
        print(note, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
