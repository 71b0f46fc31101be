"""The whole knowledge base as one frozen value: records, lists, references, and the graph between them."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from knowledgebase import addresses
from knowledgebase.bibliography import Bibliography, read_bibliography
from knowledgebase.changelog import CHANGELOG, read_changelog
from knowledgebase.citing import Citation, MalformedCitation, citation_anchor, scan, scan_nocite
from knowledgebase.codes import CODES
from knowledgebase.crosslinks import Crosslink, Target, scan_crosslinks
from knowledgebase.findings import Finding, error
from knowledgebase.glossary import Glossary, read_glossary, sorting_key
from knowledgebase.languages import LANGUAGES, Language
from knowledgebase.learning_paths import LearningPaths, read_learning_paths
from knowledgebase.ledger import Ledger, ReferenceStatus, read_ledger
from knowledgebase.named_list import NamedList
from knowledgebase.records import (
    ID_PATTERN,
    KINDS,
    Activity,
    Kind,
    Record,
    Relation,
    ResearchSummary,
    Technique,
    Training,
    read_record,
)
from knowledgebase.source import (
    Document,
    Fields,
    Section,
    check_folder,
    find_sections,
    list_files,
    parse_document,
    read_roughly,
    read_text,
    relative_name,
)
from knowledgebase.term_translations import (
    TermTranslations,
    TranslatedTerm,
    join_terms,
    read_term_translations,
)
from knowledgebase.translations import Translation, read_translation, split_stem
from knowledgebase.vocabulary import Agencies, Facet, Vocabulary, read_agencies, read_vocabulary

INPUTS = ("entries", "docs", "bibliography.bib", "bibliography.lock.yml", CHANGELOG)
"""All that `read_knowledge_base` and the checks read below the root."""


@dataclass(frozen=True)
class Guide:
    """A page written by hand under `docs/`; it may cite and cross-link as records do."""

    page: str
    """Its address, as `addresses` names pages."""
    title: str
    document: Document


@dataclass(frozen=True)
class Edge:
    """That one record names another: the edge of the graph."""

    from_id: str
    to_id: str
    relation: str
    """How, as a phrase that readers see: `mentions`, `tests`, `uses`, `builds on`."""


@dataclass(frozen=True)
class CitedPlace:
    """One place that cites a source."""

    page: str
    title: str
    section: str
    """The heading above the citation, or an empty string."""
    anchor: str
    """The id of the citation on the page."""


@dataclass(frozen=True, eq=False)
class KnowledgeBase:
    """All that was read, and how it hangs together. Read once, never changed, equal to itself alone."""

    root: Path
    records: Mapping[str, Record]
    """By id, in the order of kind and id."""
    guides: tuple[Guide, ...]
    vocabulary: Vocabulary
    agencies: Agencies
    bibliography: Bibliography
    ledger: Ledger
    findings: tuple[Finding, ...] = ()
    """What could not be read."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Ids of records by every name a cross-link may use, folded by `fold_name`."""
    unread: Mapping[str, str | None] = field(default_factory=dict)
    """The text, folded, of each record file that has mistakes in its front matter, by its id; None for what
    could not be read at all, a whole folder perhaps, and may hold any name."""
    today: datetime.date = field(default_factory=datetime.date.today)
    """The day on which the knowledge base is looked at: what is past its review depends on it."""
    glossary: Glossary = field(default_factory=lambda: NamedList("entries/glossary.yml", {}))
    learning_paths: LearningPaths = field(default_factory=lambda: NamedList("entries/paths.yml", {}))
    misfits: tuple[Document, ...] = ()
    """Record files whose front matter has mistakes: no records, but their bodies are checked like others."""
    translations: tuple[Translation, ...] = ()
    """Records in other languages, by kind, id and language; of some the original may be missing."""
    changelog: str = ""
    """What changed from version to version, as Markdown without a title; empty where nothing says so."""
    term_translations: Mapping[str, TermTranslations] = field(default_factory=dict)
    """The glossary in other languages, by their codes; of some terms the English one may be missing."""

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages besides English in which there is anything to read."""
        groups = self.translations_of.values()
        written = {translation.language.code for group in groups for translation in group}
        return tuple(
            language
            for code, language in LANGUAGES.items()
            if code in written or self.translated_terms.get(code)
        )

    @cached_property
    def translated_terms(self) -> Mapping[str, tuple[TranslatedTerm, ...]]:
        """The terms of the glossary in each language that has any, by its code."""
        found = {code: join_terms(self.glossary, terms) for code, terms in self.term_translations.items()}
        return {code: tuple(terms) for code, terms in found.items() if terms}

    @cached_property
    def translations_of(self) -> Mapping[str, tuple[Translation, ...]]:
        """The translations of each published record, by its id."""
        found: defaultdict[str, list[Translation]] = defaultdict(list)
        for translation in self.translations:
            original = self.records.get(translation.original_id)
            if original and original.is_published and original.kind is translation.kind:
                found[original.id].append(translation)
        return {record_id: tuple(group) for record_id, group in found.items()}

    def of_kind(self, kind: Kind) -> tuple[Record, ...]:
        """The records of one kind, drafts left out, by title."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> Mapping[Kind, tuple[Record, ...]]:
        found: defaultdict[Kind, list[Record]] = defaultdict(list)
        for record in sorted(self.published, key=lambda record: record.title.casefold()):
            found[record.kind].append(record)
        return {kind: tuple(records) for kind, records in found.items()}

    @property
    def published(self) -> list[Record]:
        """All records but drafts."""
        return [record for record in self.records.values() if record.is_published]

    def resolve(self, name: str) -> Record | None:
        """The record that a cross-link means, by id, alias or other name."""
        record_id = self.names.get(fold_name(name))
        return self.records.get(record_id) if record_id else None

    def may_be_unread(self, name: str) -> bool:
        """Whether a name that resolves to nothing may be that of a record which could not be read.

        What is wrong with that record is a finding; that others link to it is none.
        """
        folded = fold_name(name)
        return folded not in self.names and any(
            text is None or folded == fold_name(record_id) or folded in text
            for record_id, text in self.unread.items()
        )

    def target(self, name: str) -> Target | None:
        """Where a cross-link leads: the record of this name, unless it is a draft."""
        record = self.resolve(name)
        if record is None or not record.is_published:
            return None
        return Target(addresses.record_page(record.kind, record.id), record.title)

    def page_of(self, record: Record) -> str:
        """The page of a record."""
        return addresses.record_page(record.kind, record.id)

    def page_of_translation(self, translation: Translation) -> str:
        """The page of a translation of a known record."""
        original = self.records[translation.original_id]
        return addresses.translated(self.page_of(original), translation.language.code)

    def translation_in(self, record: Record, language: Language | None) -> Translation | None:
        """The translation of a record into a language, where there is one."""
        found = self.translations_of.get(record.id, ())
        return next((translation for translation in found if translation.language is language), None)

    @cached_property
    def crosslinks(self) -> Mapping[str, tuple[Crosslink, ...]]:
        """The cross-links in the body of each document, by its path."""
        return {
            document.path: tuple(scan_crosslinks(document.body, document.prose))
            for document in self.documents
        }

    @cached_property
    def citations(self) -> Mapping[str, tuple[Citation, ...]]:
        """The citations in the body of each document, by its path."""
        return {
            path: tuple(found for found in scanned if isinstance(found, Citation))
            for path, scanned in self._scanned.items()
        }

    @cached_property
    def malformed_citations(self) -> Mapping[str, tuple[MalformedCitation, ...]]:
        """What begins as a citation and is none, in the body of each document, by its path."""
        return {
            path: tuple(found for found in scanned if isinstance(found, MalformedCitation))
            for path, scanned in self._scanned.items()
        }

    @cached_property
    def _scanned(self) -> Mapping[str, tuple[Citation | MalformedCitation, ...]]:
        return {document.path: tuple(scan(document.body, document.prose)) for document in self.documents}

    @property
    def documents(self) -> Iterator[Document]:
        """All that has a body: records, guides, and files that would be records."""
        yield from (record.document for record in self.records.values())
        yield from self.misfits
        yield from (translation.document for translation in self.translations)
        yield from (guide.document for guide in self.guides)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every naming of one published record by another, each pair once, the strongest relation first."""
        edges: dict[tuple[str, str], Edge] = {}
        for record in self.published:
            for name, relation in _named_records(record, self.crosslinks[record.path]):
                target = self.resolve(name)
                if target and target.is_published and target.id != record.id:
                    edges.setdefault((record.id, target.id), Edge(record.id, target.id, relation))
        return tuple(edges.values())

    @cached_property
    def linked_from(self) -> Mapping[str, tuple[Edge, ...]]:
        """What names each record, by the id of the record named."""
        return _group_edges(self.edges, lambda edge: edge.to_id)

    @cached_property
    def links_of(self) -> Mapping[str, tuple[Edge, ...]]:
        """What each record names, by its id."""
        return _group_edges(self.edges, lambda edge: edge.from_id)

    @cached_property
    def tagged(self) -> Mapping[str, tuple[Record, ...]]:
        """The published records that carry each tag, or one that the tag is broader than."""
        found: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        for record in self.published:
            for tag in self.all_tags(record):
                found[tag][record.id] = record
        return {tag: tuple(records.values()) for tag, records in found.items()}

    def all_tags(self, record: Record) -> list[str]:
        """The known tags of a record, its needs and the broader ones of each, in order, each once."""
        needs = record.data.needs if isinstance(record.data, Activity) else []
        tags: dict[str, None] = {}
        for tag in (*record.data.tags, *needs):
            current: str | None = tag
            while current is not None and current in self.vocabulary and current not in tags:
                tags[current] = None
                current = self.vocabulary[current].broader
        return list(tags)

    def tags_of_facet(self, facet: Facet) -> list[str]:
        """The tags of a facet, in the order of the vocabulary."""
        return [tag for tag, entry in self.vocabulary.items.items() if entry.facet is facet]

    def summaries_of(self, technique_id: str) -> tuple[Record, ...]:
        """The published research summaries that tested a technique, newest source first."""
        return self._summaries.get(technique_id, ())

    @cached_property
    def _summaries(self) -> Mapping[str, tuple[Record, ...]]:
        found: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        newest_first = sorted(
            self.of_kind(Kind.RESEARCH), key=lambda record: (-self.year_of(record), record.id)
        )
        for record in newest_first:
            for name in record.data.techniques if isinstance(record.data, ResearchSummary) else ():
                if technique := self.resolve(name):
                    found[technique.id][record.id] = record
        return {technique_id: tuple(records.values()) for technique_id, records in found.items()}

    def year_of(self, record: Record) -> int:
        """The year of a research summary's source, or 0 where it is not known."""
        if not isinstance(record.data, ResearchSummary) or record.data.source not in self.bibliography:
            return 0
        issued = self.bibliography[record.data.source].year
        return issued or 0

    @cached_property
    def cited_at(self) -> Mapping[str, tuple[CitedPlace, ...]]:
        """The places that cite each source, by its key, in the order of the pages."""
        found: defaultdict[str, list[CitedPlace]] = defaultdict(list)
        for page, title, document in self._citing_pages():
            counts: defaultdict[str, int] = defaultdict(int)
            sections = list(find_sections(document.body))
            for citation in self.citations[document.path]:
                for item in citation.items:
                    counts[item.key] += 1
                    section = _section_at(sections, citation.start)
                    anchor = citation_anchor(item.key, counts[item.key])
                    found[item.key].append(CitedPlace(page, title, section, anchor))
        for term, key, anchor in self._cited_in_glossary():
            found[key].append(CitedPlace(addresses.GLOSSARY, "Glossary", term, anchor))
        return {key: tuple(places) for key, places in found.items()}

    def _cited_in_glossary(self) -> Iterator[tuple[str, str, str]]:
        """Each term that names its source, the source's key, and the citation's id, as its page has them."""
        counts: defaultdict[str, int] = defaultdict(int)
        for term in sorted(self.glossary.items, key=sorting_key):
            key = self.glossary[term].source
            if key and key in self.bibliography:
                counts[key] += 1
                yield term, key, citation_anchor(key, counts[key])

    def _citing_pages(self) -> Iterator[tuple[str, str, Document]]:
        for record in self.published:
            yield self.page_of(record), record.title, record.document
        for guide in self.guides:
            yield guide.page, guide.title, guide.document

    def sources_of(self, record: Record) -> tuple[str, ...]:
        """The keys of the known sources that a record names in its fields or cites in its text, each once."""
        data = record.data
        named: list[str | None] = []
        if isinstance(data, ResearchSummary):
            named = [data.source]
        elif isinstance(data, Activity):
            named = [evaluation.source for evaluation in data.evaluations]
        cited = [item.key for citation in self.citations[record.path] for item in citation.items]
        return tuple(dict.fromkeys(key for key in (*named, *cited) if key and key in self.bibliography))

    @cached_property
    def summarised_in(self) -> Mapping[str, tuple[Record, ...]]:
        """The published research summaries of each source, by its key."""
        found: defaultdict[str, list[Record]] = defaultdict(list)
        for record in self.of_kind(Kind.RESEARCH):
            if isinstance(record.data, ResearchSummary):
                found[record.data.source].append(record)
        return {key: tuple(records) for key, records in found.items()}

    @cached_property
    def cited_keys(self) -> Mapping[str, tuple[str, ...]]:
        """The sources that each document cites, lists or names in its fields, by its path; each once."""
        found = {
            document.path: [item.key for citation in self.citations[document.path] for item in citation.items]
            + scan_nocite(document.body)
            for document in self.documents
        }
        for record in self.records.values():
            found[record.path] += _sources_in_fields(record)
        found[self.glossary.path] = [term.source for term in self.glossary.items.values() if term.source]
        return {path: tuple(dict.fromkeys(keys)) for path, keys in found.items()}

    def status_of(self, key: str) -> ReferenceStatus | None:
        """How a source stands by the ledger, or None where the ledger does not hold it."""
        return self.ledger[key].status if key in self.ledger else None

    @cached_property
    def pages(self) -> frozenset[str]:
        """Every page that the site has, as links between pages name them."""
        return frozenset(
            {
                addresses.HOME,
                addresses.TAGS,
                addresses.SOURCES,
                addresses.DATA,
                addresses.FRESHNESS,
                addresses.COMPARE,
                addresses.MAP,
                addresses.EXPLORE,
                addresses.FIELDS,
                addresses.ACTIVITY_MAP,
                addresses.TIMELINE,
                addresses.EVALUATIONS,
                addresses.SYNERGIES,
                addresses.COMPOSER,
                addresses.RULES,
                addresses.PRACTICE,
                addresses.AGENDAS,
                addresses.NEEDS,
                *([addresses.GLOSSARY] if self.glossary.items else []),
                *([addresses.CHANGES] if self.changelog else []),
                *([addresses.PATHS] if self.learning_paths.items else []),
                *(addresses.path_page(name) for name in self.learning_paths.items),
                *(addresses.kind_page(kind) for kind in Kind),
                *(self.page_of(record) for record in self.published),
                *(
                    self.page_of_translation(translation)
                    for group in self.translations_of.values()
                    for translation in group
                ),
                *(addresses.translated(addresses.HOME, language.code) for language in self.languages),
                *(addresses.translated(addresses.GLOSSARY, code) for code in self.translated_terms),
                *(addresses.run_sheet_page(record.id) for record in self.of_kind(Kind.TRAINING)),
                *(addresses.handout_page(record.id) for record in self.of_kind(Kind.TRAINING)),
                *(addresses.tag_page(tag) for tag in self.vocabulary.items),
                *(addresses.source_page(key) for key in self.bibliography),
                *(addresses.rule_page(code) for code in CODES),
                *(guide.page for guide in self.guides),
            }
        )


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """A name such that two spellings of it that differ in case, spaces or hyphens are one."""
    return " ".join(name.casefold().replace("-", " ").split())


def read_knowledge_base(root: Path, today: datetime.date | None = None) -> KnowledgeBase:
    """Reads the folder `root`: `entries/`, `bibliography.bib`, `bibliography.lock.yml` and `docs/`.

    `today` is the day to look at it; the machine's own where it is left out.
    Never raises for what stands in the files: what cannot be read is left out, and is in `findings`.
    """
    root = root.resolve()
    findings = check_folder(root / "entries", root)
    is_closed = bool(findings)  # nothing below can be read either, which is the same mistake
    vocabulary, problems = read_vocabulary(root / "entries" / "vocabulary.yml", root)
    findings += [] if is_closed else problems
    agencies, problems = read_agencies(root / "entries" / "agencies.yml", root)
    findings += [] if is_closed else problems
    bibliography, problems = read_bibliography(root / "bibliography.bib", root)
    findings += problems
    ledger, problems = read_ledger(root / "bibliography.lock.yml", root)
    findings += problems
    glossary, problems = read_glossary(root / "entries" / "glossary.yml", root)
    findings += [] if is_closed else problems
    term_translations, problems = read_term_translations(root / "entries" / "glossary.yml", root)
    findings += [] if is_closed else problems
    learning_paths, problems = read_learning_paths(root / "entries" / "paths.yml", root)
    findings += [] if is_closed else problems
    records, misfits, unread, problems = _read_records(root)
    findings += [] if is_closed else problems
    translations, problems = _read_translations(root)
    findings += [] if is_closed else problems
    guides, problems = _read_guides(root)
    findings += problems
    changelog, problems = read_changelog(root)
    findings += problems
    names, problems = _collect_names(records)
    findings += problems
    return KnowledgeBase(
        root,
        {record.id: record for record in records},
        tuple(guides),
        vocabulary,
        agencies,
        bibliography,
        ledger,
        tuple(findings),
        names,
        unread,
        today or datetime.date.today(),
        glossary,
        learning_paths,
        tuple(misfits),
        tuple(translations),
        changelog,
        term_translations,
    )


def _read_records(
    root: Path,
) -> tuple[list[Record], list[Document], dict[str, str | None], list[Finding]]:
    """The records, the documents that are none for their front matter, and what is wrong.

    The mapping holds the folded texts of all files that are no records, by their ids.
    """
    records: list[Record] = []
    misfits: list[Document] = []
    unread: dict[str, str | None] = {}
    findings: list[Finding] = []
    taken: dict[str, str] = {}
    for kind, description in KINDS.items():
        folder = root / "entries" / description.folder
        paths, problems = list_files(folder, root)
        findings += problems
        unread.update({problem.path: None for problem in problems})
        for path in (path for path in paths if path.parent == folder):
            name, record_id = relative_name(path, root), path.stem
            if split_stem(record_id):
                continue
            if problem := _wrong_id(record_id, name, taken):
                findings.append(problem)
                continue
            taken[record_id] = name
            text, problems = read_text(path, root)
            findings += problems
            record, document, problems = _read_record_text(text, name, record_id, kind)
            findings += problems
            if record:
                records.append(record)
            else:
                misfits += [document] if document else []
                rest = read_roughly(path, root) if text is None else text
                unread[record_id] = None if rest is None else fold_name(rest)
    return records, misfits, unread, findings


def _read_translations(root: Path) -> tuple[list[Translation], list[Finding]]:
    """The translations beside the records, and what is wrong with their front matter.

    That a folder cannot be read is told where its records are read.
    """
    translations: list[Translation] = []
    findings: list[Finding] = []
    for kind, description in KINDS.items():
        folder = root / "entries" / description.folder
        for path in list_files(folder, root)[0]:
            named = split_stem(path.stem)
            if path.parent != folder or not named:
                continue
            text, problems = read_text(path, root)
            findings += problems
            document, problems = parse_document(text, relative_name(path, root)) if text else (None, [])
            findings += problems
            if document:
                translation, problems = read_translation(named[0], kind, named[1], document)
                findings += problems
                translations += [translation] if translation else []
    return translations, findings


def _wrong_id(record_id: str, name: str, taken: Mapping[str, str]) -> Finding | None:
    if not re.fullmatch(ID_PATTERN, record_id):
        message = f"`{record_id}` cannot be an id: it becomes the page's address."
        return error(
            name, 1, 1, "KB109", message, "Name the file with a-z, 0-9 and single hyphens, `.md` after."
        )
    if record_id in taken:
        message = f"The id `{record_id}` is taken by {taken[record_id]}; ids are unique across kinds."
        return error(name, 1, 1, "KB110", message, "Rename one of the two files.")
    return None


def _read_record_text(
    text: str | None, name: str, record_id: str, kind: Kind
) -> tuple[Record | None, Document | None, list[Finding]]:
    if text is None:
        return None, None, []
    document, findings = parse_document(text, name)
    if document is None:
        return None, None, findings
    record, problems = read_record(record_id, kind, document)
    return record, document, findings + problems


def _read_guides(root: Path) -> tuple[list[Guide], list[Finding]]:
    guides: list[Guide] = []
    findings: list[Finding] = []
    docs = root / "docs"
    paths, problems = list_files(docs, root)
    findings += problems
    for path in paths:
        if (docs / "overrides") in path.parents:
            continue
        text, problems = read_text(path, root)
        findings += problems
        if text is None:
            continue
        document, problems = _parse_guide(text, relative_name(path, root))
        findings += problems
        title = document.fields.values.get("title") or _first_heading(document.body) or path.stem
        guides.append(Guide(path.relative_to(docs).as_posix(), str(title), document))
    return guides, findings


def _parse_guide(text: str, name: str) -> tuple[Document, list[Finding]]:
    if not text.startswith("---\n"):
        return Document(name, Fields(), text, 1), []
    document, findings = parse_document(text, name)
    return document or Document(name, Fields(), text, 1), findings


def _first_heading(body: str) -> str:
    return next((line[2:].strip() for line in body.split("\n") if line.startswith("# ")), "")


def _collect_names(records: Iterable[Record]) -> tuple[dict[str, str], list[Finding]]:
    """The id for each name; an id counts before an alias or other name, and two owners are a finding."""
    records = list(records)
    names = {fold_name(record.id): record.id for record in records}
    findings: list[Finding] = []
    for record in records:
        for field_name, values in (("aliases", record.data.aliases), ("also_known_as", _other_names(record))):
            for index, value in enumerate(values):
                owner = names.setdefault(fold_name(value), record.id)
                if owner != record.id:
                    place = record.document.fields.place_of_value((field_name, index))
                    message = f"`{value}` already names the record `{owner}`, so a link could mean either."
                    hint = "Remove it here or there."
                    findings.append(error(record.path, place.line, place.column, "KB110", message, hint))
    for record in records:
        names.setdefault(fold_name(record.title), record.id)
    return names, findings


def _other_names(record: Record) -> list[str]:
    return record.data.also_known_as if isinstance(record.data, Technique) else []


_RELATIONS = {
    Relation.BUILDS_ON: "builds on",
    Relation.COMBINES_WITH: "combines with",
    Relation.CONTRAST: "contrasts with",
}


def _group_edges(edges: Iterable[Edge], key: Callable[[Edge], str]) -> Mapping[str, tuple[Edge, ...]]:
    found: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[key(edge)].append(edge)
    return {record_id: tuple(group) for record_id, group in found.items()}


def _named_records(record: Record, crosslinks: Iterable[Crosslink]) -> Iterator[tuple[str, str]]:
    """The names of other records in a record, each with its relation, the strongest first."""
    data = record.data
    match data:
        case Technique():
            yield from ((related.id, _RELATIONS[related.relation]) for related in data.related)
        case ResearchSummary():
            yield from ((name, "tests") for name in data.techniques)
        case Activity():
            yield from ((name, "uses") for name in data.techniques)
        case Training():
            yield from ((name, "uses") for name in data.techniques)
            yield from ((name, "builds on") for name in data.builds_on)
    if data.superseded_by:
        yield data.superseded_by, "is superseded by"
    yield from ((crosslink.target, "mentions") for crosslink in crosslinks)


def _sources_in_fields(record: Record) -> list[str]:
    match record.data:
        case ResearchSummary() as data:
            return [data.source]
        case Activity() as data:
            return [evaluation.source for evaluation in data.evaluations if evaluation.source]
    return []


def _section_at(sections: list[Section], offset: int) -> str:
    return next((section.title for section in reversed(sections) if section.offset <= offset), "")
