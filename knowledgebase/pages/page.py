"""A generated page, and the small pieces that many pages show: chips, cards, facts, tables."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import jinja2
import yaml
from markupsafe import Markup, escape

from knowledgebase import addresses
from knowledgebase.citing import Formatter, page_directive
from knowledgebase.crosslinks import expand_crosslinks
from knowledgebase.evidence import TechniqueEvidence, rate_techniques
from knowledgebase.evidence.practice import Practice, practice_of
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.periods import describe_period
from knowledgebase.records import KINDS, Activity, Kind, Record, ResearchSummary, Technique, Training
from knowledgebase.synergies import Synergies, find_synergies
from knowledgebase.vocabulary import Facet, tags_by_facet

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""The one of libyaml where there is one: it takes a tenth of the time."""


@dataclass(frozen=True)
class Page:
    """A page as plain Markdown and front matter, for whichever engine renders Markdown."""

    path: str
    markdown: str
    meta: Mapping[str, object] = field(default_factory=dict)

    def with_front_matter(self) -> str:
        """The page as the text of one Markdown file."""
        front_matter = yaml.dump(
            dict(self.meta), Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=1000
        )
        return f"---\n{front_matter}---\n\n{self.text}"

    @property
    def text(self) -> str:
        """The Markdown with the name of the page, by which citations and terms know where they stand."""
        return f"{page_directive(self.path)}\n\n{self.markdown}"


def prepare_guide(markdown: str, page: str, knowledge: KnowledgeBase) -> str:
    """A page written by hand as every engine can render it: its cross-links as links, its own name noted."""
    return f"{page_directive(page)}\n\n{expand_crosslinks(markdown, page, knowledge.target)}"


@dataclass(frozen=True)
class Shelf:
    """What every page is made from."""

    knowledge: KnowledgeBase
    formatter: Formatter
    today: datetime.date
    repo_url: str = ""
    """Where the records are kept and issues are opened; empty where the site has no repository."""

    @property
    def weighed(self) -> Mapping[str, TechniqueEvidence]:
        """The evidence on each published technique, by its id."""
        return rate_techniques(self.knowledge, self.today.year)

    @property
    def synergies(self) -> Synergies:
        """Which activities are alike."""
        return find_synergies(self.knowledge)

    @cached_property
    def practice(self) -> Mapping[str, Practice]:
        """How each published technique is used, by its id."""
        return practice_of(self.knowledge, self.weighed)

    def source_of(self, record: Record) -> str:
        """The key of the source that a research summary is of; empty for other kinds."""
        return record.data.source if isinstance(record.data, ResearchSummary) else ""


@dataclass(frozen=True)
class Link:
    """A text that leads to a page, or stands alone where `href` is empty."""

    text: str
    href: str = ""
    language: str = ""
    """That of the text and the page, where it is another one than that of the page with the link."""


@dataclass(frozen=True)
class Fact:
    """One line of a record's header."""

    label: str
    values: list[Link]


@dataclass(frozen=True)
class Chip:
    """A tag as a link."""

    label: str
    href: str
    facet: str


@dataclass(frozen=True)
class Card:
    """A record in a list."""

    kind: str
    label: str
    title: str
    href: str
    summary: str
    meta: str
    tags: str
    year: int | None
    language: str = ""
    """That of the card and its page, where it is another one than that of the page with the card."""


@dataclass(frozen=True)
class Crumb:
    """A step of the way from the home page; `url` is relative to the site's root."""

    title: str
    url: str


def make_chips(knowledge: KnowledgeBase, record: Record, page: str) -> list[tuple[str, list[Chip]]]:
    """The tags of a record by facet, as the facet's label and its chips."""
    groups = tags_by_facet(_own_tags(record), knowledge.vocabulary)
    return [
        (facet.label, [make_chip(knowledge, tag, page) for tag in tags]) for facet, tags in groups.items()
    ]


def make_chip(knowledge: KnowledgeBase, tag: str, page: str) -> Chip:
    """A known tag as a link from `page`."""
    entry = knowledge.vocabulary[tag]
    return Chip(entry.label, addresses.link(page, addresses.tag_page(tag)), entry.facet.value)


def make_cards(
    knowledge: KnowledgeBase, records: Iterable[Record], page: str, *, language: str = ""
) -> list[Card]:
    """Records as cards that link from `page`; `language` is theirs where the page has another one."""
    return [_make_card(knowledge, record, page, language) for record in records]


def _make_card(knowledge: KnowledgeBase, record: Record, page: str, language: str) -> Card:
    return Card(
        kind=record.kind.value,
        label=KINDS[record.kind].label,
        title=record.title,
        href=addresses.link(page, knowledge.page_of(record)),
        summary=record.data.summary,
        meta=" · ".join(describe_briefly(knowledge, record)),
        tags=" ".join(knowledge.all_tags(record)),
        year=knowledge.year_of(record) or None,
        language=language,
    )


def _own_tags(record: Record) -> list[str]:
    needs = record.data.needs if isinstance(record.data, Activity) else []
    return list(dict.fromkeys([*record.data.tags, *needs]))


def describe_briefly(knowledge: KnowledgeBase, record: Record) -> list[str]:
    """What tells one record from the next in a list, in a few words each."""
    match record.data:
        case Technique() as data:
            studies = len(knowledge.summaries_of(record.id))
            counted = f"{studies} research {'summary' if studies == 1 else 'summaries'}"
            return [*([span(data.time.min, data.time.max, "minute")] if data.time else []), counted]
        case ResearchSummary() as data:
            year = knowledge.year_of(record)
            return [data.design.label, *([str(year)] if year else [])]
        case Activity() as data:
            agency = (
                knowledge.agencies[data.lead].short_name if data.lead in knowledge.agencies else data.lead
            )
            return [agency, data.activity_type.capitalize(), *describe_period(data)]
        case Training() as data:
            return [hours(data.duration), f"{len(data.sessions)} sessions"]


def span(least: int, most: int, unit: str) -> str:
    """`5 to 15 minutes`, `1 minute`."""
    number = str(least) if least == most else f"{least} to {most}"
    return f"{number} {unit}{'' if most == 1 else 's'}"


def people(least: int, most: int) -> str:
    """`one person`, `4 people`, `1 to 200 people`."""
    if least == most == 1:
        return "one person"
    return f"{least} people" if least == most else f"{least} to {most} people"


def hours(minutes: int) -> str:
    """A duration in hours and minutes: `6 h 30 min`."""
    whole, rest = divmod(minutes, 60)
    return " ".join([*([f"{whole} h"] if whole else []), *([f"{rest} min"] if rest or not whole else [])])


def make_facets(knowledge: KnowledgeBase, records: Iterable[Record]) -> list[dict[str, object]]:
    """The facets by which a list of records can be narrowed: those with at least two tags in use."""
    used = {tag for record in records for tag in knowledge.all_tags(record)}
    facets: list[dict[str, object]] = []
    for facet in Facet:
        tags = [
            [tag, knowledge.vocabulary[tag].label] for tag in knowledge.tags_of_facet(facet) if tag in used
        ]
        if len(tags) > 1:
            facets.append({"facet": facet.value, "label": facet.label, "tags": tags})
    return facets


def kind_crumbs(kind: Kind) -> list[dict[str, str]]:
    """The way from the home page to the index of a kind."""
    return [{"title": KINDS[kind].plural, "url": f"{addresses.served(addresses.kind_page(kind))}/"}]


def _hide_citations(value: object) -> object:
    """Text from a field or a BibTeX record cites nothing, whatever `@` it holds; Markdown does."""
    if isinstance(value, str) and not isinstance(value, Markup) and "@" in value:
        return Markup(str(escape(value)).replace("@", "&#64;"))  # noqa: S704 -- escaped in the same breath
    return value


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("knowledgebase"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_hide_citations,
    )


def render(template: str, **data: object) -> str:
    """A template of `knowledgebase/templates` filled with `data`; every text in it is escaped."""
    return _environment().get_template(template).render(**data)
