"""What reading itself finds, documented as rules are."""

from __future__ import annotations

from knowledgebase.checks.rule import found_by_reading
from knowledgebase.findings import Severity


@found_by_reading("KB101", "unreadable-file")
def unreadable_file() -> None:
    """A file of the knowledge base is an ordinary UTF-8 file below its root, at most 1 MB long,
    with lines of at most 100,000 characters.

    What cannot be read is missing from the site; a link out of the root could bring in any file of the
    machine that builds it.

    Bad:
        entries/techniques/recall.md saved as Windows-1252

    Good:
        entries/techniques/recall.md saved as UTF-8
    """


@found_by_reading("KB102", "no-front-matter")
def no_front_matter() -> None:
    """A record begins with front matter: its fields between two lines `---`.

    Without fields a record has no title, no tags and no page.

    Bad:
        # Retrieval practice

    Good:
        ---
        title: Retrieval practice
        ---
    """


@found_by_reading("KB103", "unreadable-yaml")
def unreadable_yaml() -> None:
    """Fields are a YAML mapping that can be read.

    One bracket that is not closed, or a tab, hides all fields behind it.

    Bad:
        tags: [memory, trainers

    Good:
        tags: [memory, trainers]
    """


@found_by_reading("KB104", "unknown-field")
def unknown_field() -> None:
    """Every field is one that the kind of record has.

    Nothing would read another, so what it says would be lost in silence.

    Bad:
        sumary: Ask before you tell.

    Good:
        summary: Ask before you tell.
    """


@found_by_reading("KB105", "missing-field")
def missing_field() -> None:
    """The fields that a kind needs are there.

    Cards, lists and search are made from them.

    Bad:
        summary: Ask before you tell.

    Good:
        title: Retrieval practice
        summary: Ask before you tell.
    """


@found_by_reading("KB106", "wrong-value")
def wrong_value() -> None:
    """A field has a value of its type, in its range.

    A page, a filter or a calculation relies on it.

    Bad:
        cost: cheap

    Good:
        cost: low
    """


@found_by_reading("KB107", "field-twice")
def field_twice() -> None:
    """A field stands once.

    Of two values only one could count, and YAML would choose in silence.

    Bad:
        cost: low
        cost: high

    Good:
        cost: low
    """


@found_by_reading("KB108", "yaml-anchor")
def yaml_anchor() -> None:
    """Fields use no YAML anchors and aliases.

    A few lines of them can stand for gigabytes.

    Bad:
        tags: &t [memory, trainers]
        needs: *t

    Good:
        tags: [memory, trainers]
    """


@found_by_reading("KB109", "file-name")
def file_name() -> None:
    """A record's file is named with small letters, digits and single hyphens.

    The name is the record's id and its address on the site, for ever.

    Bad:
        entries/techniques/Retrieval Practice.md

    Good:
        entries/techniques/retrieval-practice.md
    """


@found_by_reading("KB110", "name-taken")
def name_taken() -> None:
    """An id, alias or other name belongs to one record, across all kinds.

    Otherwise a cross-link could mean either.

    Bad:
        also_known_as: [spaced practice]   # in retrieval-practice.md

    Good:
        also_known_as: [practice testing]
    """


@found_by_reading("KB201", "unreadable-bibtex")
def unreadable_bibtex() -> None:
    """A record of the bibliography can be read whole, and the strings it uses are defined.

    A brace that is not closed swallows the records behind it, and where a comma is missing between two
    fields, the second is lost. A string that is not defined stands as text, which is a warning.

    Bad:
        @article{rowland2014, title = {The effect of testing

    Good:
        @article{rowland2014, title = {The effect of testing}}
    """


@found_by_reading("KB202", "key-twice")
def key_twice() -> None:
    """A key stands once in the bibliography, in any case of its letters.

    Only the first would count, and citations of the second would show another work.

    Bad:
        @article{rowland2014, …}
        @article{Rowland2014, …}

    Good:
        @article{rowland2014, …}
        @article{rowland2014b, …}
    """


@found_by_reading("KB203", "doi-twice")
def doi_twice() -> None:
    """A DOI stands once in the bibliography, in any of its spellings.

    Two records of one work split what cites it, and drift apart.

    Bad:
        doi = {10.1037/a0037559}            in one record,
        doi = {https://doi.org/10.1037/A0037559} in another

    Good:
        doi = {10.1037/a0037559}            in one record, cited everywhere
    """


@found_by_reading("KB204", "unreadable-bibliography")
def unreadable_bibliography() -> None:
    """`bibliography.bib` is an ordinary UTF-8 file, no link out of the project, and at most 100 MB long.

    Without it no citation leads anywhere.

    Bad:
        bibliography.bib saved as Latin-1

    Good:
        bibliography.bib saved as UTF-8
    """


@found_by_reading("KB205", "bibtex-field-twice", Severity.WARNING)
def bibtex_field_twice() -> None:
    """A field stands once in a record of the bibliography.

    Only the first counts.

    Bad:
        year = {2014}, year = {2015}

    Good:
        year = {2014}
    """


@found_by_reading("KB206", "text-outside", Severity.WARNING)
def text_outside() -> None:
    """Text outside of any record of the bibliography is a comment that begins with `%`.

    What looks like a record but stands outside of one is read by nobody.

    Bad:
        article{rowland2014, title = {…}}

    Good:
        @article{rowland2014, title = {…}}
    """


@found_by_reading("KB601", "broader-tag")
def broader_tag() -> None:
    """The broader tag of a tag is in the vocabulary, and of the same facet.

    Records of the narrower tag are listed under the broader one.

    Bad:
        east-africa: {facet: region, broader: memory, …}

    Good:
        east-africa: {facet: region, broader: africa, …}
    """
