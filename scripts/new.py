"""Writes the draft of a new record; see `--help`."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from rich.console import Console
from rich.prompt import Prompt

from knowledgebase.acquiring import AcquisitionError, Services
from knowledgebase.drafting import QUESTIONS, Added, Question, add_draft, fill_in, start_draft
from knowledgebase.drafting.answers import Problem
from knowledgebase.drafting.sources import find_source
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.printing import print_text
from knowledgebase.records import KINDS, Kind

EPILOG = """\
  new.py technique
  new.py research --source 10.1037/a0037559 --techniques "retrieval practice" --design meta-analysis
  new.py activity --help

What is needed and not given as an option is asked for, if somebody is there to answer. The draft passes the
checks, stays off the site until its `status` is `published`, and says in each section what belongs there.

Exit status: 0 written, 1 not written, 2 on misuse.
"""


def main() -> int:
    """Exit status: 0 written, 1 not written, 2 on misuse."""
    parser = argparse.ArgumentParser(
        description="Write a valid draft of a new record, with the line by which editors complete fields.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND", help=", ".join(Kind))
    for kind in Kind:
        _add_options(
            kinds.add_parser(
                kind.value, help=KINDS[kind].label, description=f"Draft a new {KINDS[kind].label.lower()}."
            ),
            kind,
        )
    arguments = parser.parse_args()
    root: Path = arguments.root
    if not (root / "entries").is_dir():
        parser.error(f"{root} holds no folder `entries`")
    kind = Kind(arguments.kind)
    answers = {
        question.name: value
        for question in QUESTIONS[kind]
        if (value := getattr(arguments, question.name.replace("-", "_"), None))
    }
    try:
        return _write(root, kind, answers, arguments.id)
    except (EOFError, KeyboardInterrupt):
        print("\nNothing was written.", file=sys.stderr)
        return 1
    except AcquisitionError as problem:
        print(f"--source: {problem} {problem.hint}".rstrip(), file=sys.stderr)
        return 1
    except OSError as problem:
        print(problem, file=sys.stderr)
        return 1


def _add_options(parser: argparse.ArgumentParser, kind: Kind) -> None:
    for question in QUESTIONS[kind]:
        if not question.is_section:
            needed = "needed; " if question.is_required else ""
            choices = f"one of {', '.join(question.choices)}" if question.choices else question.answer.value
            text = f"{needed}{question.help.rstrip('.') or choices}".replace("%", "%%")
            parser.add_argument(f"--{question.name}", metavar="TEXT", help=text)
    parser.add_argument("--id", default="", help="the id, where the one made of the title will not do")
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent, help="the knowledge base")


def _write(root: Path, kind: Kind, answers: dict[str, str], record_id: str) -> int:
    today = datetime.date.today()
    knowledge = read_knowledge_base(root)
    if source := answers.get("source"):
        answers["source"] = find_source(root, source, knowledge, Services(), today)
        knowledge = read_knowledge_base(root)
    _suggest(kind, answers, knowledge)
    if sys.stdin.isatty():
        knowledge = _ask(root, kind, answers, knowledge, today)
    draft, problems = start_draft(kind, answers, knowledge, today, record_id)
    if problems:
        for problem in problems:
            print(_explain(kind, problem), file=sys.stderr)
        return 1
    outcome = add_draft(root, draft)
    if isinstance(outcome, Added):
        print(f"{outcome.path}: written as a draft. Fill in its sections, then set `status: published`.")
        if outcome.warnings:
            print(print_text(outcome.warnings, root))
        return 0
    print(print_text(outcome.errors, root), file=sys.stderr)
    return 1


def _suggest(kind: Kind, answers: dict[str, str], knowledge: KnowledgeBase) -> None:
    """Takes what the source's record holds: its title stands in until the summary has its own."""
    if kind is Kind.RESEARCH and (reference := knowledge.bibliography.get(answers.get("source", ""))):
        answers.setdefault("title", reference.title)
        print(f"Title, from the source until you write your own: {answers['title']}", file=sys.stderr)


def _ask(
    root: Path, kind: Kind, answers: dict[str, str], knowledge: KnowledgeBase, today: datetime.date
) -> KnowledgeBase:
    """Asks for what is needed and was not given, until each answer can be used."""
    console = Console(highlight=False)
    for question in QUESTIONS[kind]:
        if not question.is_required or question.is_section or question.name in answers:
            continue
        while True:
            answers[question.name] = _prompt(console, question, knowledge)
            try:
                if question.name == "source":
                    answers["source"] = find_source(root, answers["source"], knowledge, Services(), today)
                    knowledge = read_knowledge_base(root)
                    _suggest(kind, answers, knowledge)
            except AcquisitionError as problem:
                console.print(f"{problem} {problem.hint}".rstrip(), style="red", markup=False)
                continue
            _, problems = fill_in(kind, answers, knowledge, today)
            mine = [problem for problem in problems if problem.label == question.label]
            if not mine:
                break
            console.print(_explain(kind, mine[0]), style="red", markup=False)
    return knowledge


def _prompt(console: Console, question: Question, knowledge: KnowledgeBase) -> str:
    offered = question.choices or tuple(
        tag for tag, entry in knowledge.vocabulary.items.items() if entry.facet in question.facets
    )
    if question.help:
        console.print(question.help, style="dim", markup=False)
    if offered:
        console.print(", ".join(offered), style="dim", markup=False)
    return Prompt.ask(question.label, console=console)


def _explain(kind: Kind, problem: Problem) -> str:
    name = next((one.name for one in QUESTIONS[kind] if one.label == problem.label), "")
    return f"--{name} ({problem.label}): {problem.message} {problem.hint}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
