"""BibLaTeX's data model: its types, its fields, and what a record of each type must have.

Source: biblatex, `blx-dm.def` (the default data model) and section 2 of its manual.
"""

from __future__ import annotations

from typing import TypeAlias

TYPE_ALIASES = {
    "conference": "inproceedings",
    "electronic": "online",
    "www": "online",
    "mastersthesis": "thesis",
    "phdthesis": "thesis",
    "techreport": "report",
}
TYPES = frozenset(
    (
        "article artwork audio book bookinbook booklet collection commentary customa customb customc customd"
        " custome customf dataset image inbook incollection inproceedings inreference jurisdiction legal"
        " legislation letter manual misc movie music mvbook mvcollection mvproceedings mvreference online"
        " patent performance periodical proceedings reference report review set software standard suppbook"
        " suppcollection suppperiodical thesis unpublished video xdata"
    ).split()
) | frozenset(TYPE_ALIASES)
"""All types; `bibnote` is left out, which biblatex makes for itself."""

FIELD_ALIASES = {
    "address": "location",
    "annote": "annotation",
    "archiveprefix": "eprinttype",
    "journal": "journaltitle",
    "key": "sortkey",
    "pdf": "file",
    "primaryclass": "eprintclass",
    "school": "institution",
}
"""BibTeX's name of a field and BibLaTeX's."""
_DATED = ("", "event", "orig", "url")
_DATE_PARTS = "date year month day endyear endmonth endday".split()
_NAMES = "author bookauthor editor editora editorb editorc translator annotator commentator".split()
NAME_FIELDS = frozenset(
    [*_NAMES, "introduction", "foreword", "afterword", "holder", "shortauthor", "shorteditor", "sortname"]
)
DATE_FIELDS = tuple(f"{kind}date" for kind in _DATED)
LINK_FIELDS = ("crossref", "xref", "xdata", "related", "entryset")
"""Fields that name other records, the last three in a list with commas."""
_FIELDS = (
    "abstract addendum annotation authortype bookpagination booksubtitle booktitle booktitleaddon chapter doi"
    " edition editoratype editorbtype editorctype editortype eid entrysubtype eprint eprintclass eprinttype"
    " eventtitle eventtitleaddon execute file gender howpublished ids indexsorttitle indextitle institution"
    " isan isbn ismn isrn issn issue issuesubtitle issuetitle issuetitleaddon iswc journalsubtitle"
    " journaltitle journaltitleaddon keywords label langid langidopts language library location mainsubtitle"
    " maintitle maintitleaddon nameaddon note number options organization origlanguage origlocation"
    " origpublisher origtitle pages pagetotal pagination part presort publisher pubstate relatedoptions"
    " relatedstring relatedtype reprinttitle series shorthand shorthandintro shortjournal shortseries"
    " shorttitle sortkey sortshorthand sorttitle sortyear subtitle title titleaddon type url usera userb"
    " userc userd usere userf venue verba verbb verbc version volume volumes"
)
# Not BibLaTeX's, but read here, by Pandoc or by the services that records come from.
_READ_HERE = "pmid pmcid orcid hyphenation lastchecked articleno article-number"
FIELDS = frozenset(
    [
        *_FIELDS.split(),
        *_READ_HERE.split(),
        *FIELD_ALIASES,
        *NAME_FIELDS,
        *LINK_FIELDS,
        *(f"{kind}{part}" for kind in _DATED for part in _DATE_PARTS),
        *(f"{name}+an" for name in _NAMES),
    ]
)

Alternatives: TypeAlias = tuple[str, ...]
"""Fields one of which is enough."""

_DATE: Alternatives = ("date", "year", "pubstate")
_AUTHOR: Alternatives = ("author", "editor")
_TITLED = (("title",), _DATE)
_WRITTEN = (_AUTHOR, *_TITLED)
_IN_BOOK = (*_WRITTEN, ("booktitle", "maintitle"))
REQUIRED: dict[str, tuple[Alternatives, ...]] = {
    "article": (*_WRITTEN, ("journaltitle", "eprint")),
    "inbook": _IN_BOOK,
    "bookinbook": _IN_BOOK,
    "suppbook": _IN_BOOK,
    "incollection": _IN_BOOK,
    "suppcollection": _IN_BOOK,
    "inreference": _IN_BOOK,
    "inproceedings": _IN_BOOK,
    "manual": _TITLED,
    "misc": _TITLED,
    "proceedings": _TITLED,
    "mvproceedings": _TITLED,
    "periodical": _TITLED,
    "online": ((*_AUTHOR, "organization"), ("title",), ("url", "doi", "eprint")),
    "patent": (*_WRITTEN, ("number",)),
    "set": (("entryset",),),
    **dict.fromkeys(
        (
            "book mvbook booklet collection mvcollection reference mvreference report thesis unpublished"
            " dataset software suppperiodical"
        ).split(),
        _WRITTEN,
    ),
}
"""What names a work of each type. Other types are free, as in BibLaTeX.

Looser than the data model where styles are: an editor may stand for an author, `in press` for a date, and a
web page may have no date, since most have none (its `urldate` says when it was seen: rule KB232).
"""

EXPECTED: dict[str, tuple[Alternatives, ...]] = {
    "report": (("institution", "publisher"),),
    "thesis": (("type",), ("institution",)),
    "collection": (("editor",),),
    "proceedings": (("editor", "organization"),),
}
"""What the data model asks for besides, and a style can do without. The type of a report is left out: all
styles write "Report" where it is not there."""


def standard_type(name: str) -> str:
    """BibLaTeX's name of a type: `phdthesis` is a `thesis`."""
    return TYPE_ALIASES.get(name, name)


def spellings(field: str) -> tuple[str, ...]:
    """All names of a field: `journaltitle` and `journal`."""
    return (field, *(alias for alias, name in FIELD_ALIASES.items() if name == field))
