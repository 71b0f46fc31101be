"""`llms.txt`: the site for language models, as https://llmstxt.org proposes it."""

from __future__ import annotations

import re

from knowledgebase import addresses
from knowledgebase.exports.records import record_path
from knowledgebase.exports.site import ExportedFile, Site
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import KINDS, Kind, Record

_ABOUT = """\
Every record is one page. The same record with its text in Markdown, its fields, its sources and, for a
technique, its rating is a JSON file that each line below leads to; all together are in {records}.
`[@key]` in a text cites the source of that key in {references}; `[[id]]` links to another record.

- Cite the sources that a page names, not this site alone, and say for whom a result was found.
- Ratings are computed from the research summaries by a published rule: see {evidence}.
- Text and data are under CC BY 4.0: name the site and link to it.
"""


def export_llms(knowledge: KnowledgeBase, site: Site) -> ExportedFile:
    """The file: what the site is, how to read it, and one line a record; activities are optional reading."""
    about = _ABOUT.format(
        records=site.address("data/records.json"),
        references=site.address("data/references.json"),
        evidence=site.page_address("evidence.md"),
    )
    sections = [
        (KINDS[kind].plural if kind is not Kind.ACTIVITY else "Optional", knowledge.of_kind(kind))
        for kind in (Kind.TECHNIQUE, Kind.RESEARCH, Kind.TRAINING, Kind.ACTIVITY)
    ]
    lines = [f"# {_line(site.name)}", "", f"> {_line(site.description)}", "", about, *_data_lines(site)]
    for title, records in sections:
        lines += ["", f"## {title}", "", *(_record_line(record, site) for record in records)]
    return ExportedFile("llms.txt", "\n".join(lines) + "\n")


def _data_lines(site: Site) -> list[str]:
    return [
        "## Data",
        "",
        f"- [Data]({site.page_address(addresses.DATA)}): every file, with a dictionary of its columns",
        f"- [Effects]({site.address('data/effects.csv')}): one row an outcome of a study",
        f"- [Ratings]({site.address('data/ratings.csv')}): one row a technique and outcome level",
    ]


def _record_line(record: Record, site: Site) -> str:
    title = re.sub(r"([\[\]\\])", r"\\\1", _line(record.title))
    return f"- [{title}]({site.address(record_path(record.id))}): {_line(record.data.summary)}"


def _line(text: str) -> str:
    return " ".join(text.split())
