"""What a page is about in Schema.org's words, as JSON-LD.

Techniques and trainings are learning resources, research summaries scholarly articles based on their source.
Pages of activities and sources are web pages whose main entity is the course, the service or the work: the
site's licence is the page's, not theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pycountry

from knowledgebase import addresses
from knowledgebase.bibliography import Name, Reference, family_name
from knowledgebase.bibliography.names import OTHERS
from knowledgebase.evidence.freshness import last_touched
from knowledgebase.exports.coins import reference_date
from knowledgebase.exports.item_types import schema_type
from knowledgebase.exports.site import LICENSE_URL, Json, JsonObject, Site, without_empty
from knowledgebase.glossary import Term, term_slug
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import Language, language_of_page, say
from knowledgebase.records import Activity, Contributor, Record, ResearchSummary, Technique, Training
from knowledgebase.term_translations import TranslatedTerm
from knowledgebase.translations import Translation
from knowledgebase.vocabulary import Facet, of_facet

CONTEXT = "https://schema.org"
_COURSES = frozenset({"course", "seminar series", "e-learning", "training of trainers"})
_UNSAFE_IN_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def write_script(data: JsonObject) -> str:
    """The text of a `<script type="application/ld+json">`.

    No text in it can end the element or begin another: `<`, `>` and `&` are written as JSON's escapes.
    """
    text = json.dumps(
        {"@context": CONTEXT, **data}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return text.translate(_UNSAFE_IN_SCRIPT)


def describe_website(site: Site) -> JsonObject:
    """The site itself, for its home page."""
    return without_empty(
        {
            "@type": "WebSite",
            "@id": site.url,
            "name": site.name,
            "description": site.description,
            "url": site.url,
            "inLanguage": "en",
            "license": LICENSE_URL,
            "version": site.version,
            "publisher": _organization(site.authors),
        }
    )


def describe_page(page: str, title: str, description: str, site: Site) -> JsonObject:
    """Any page that is no record: a list of records, or a page written by hand."""
    lists = page.endswith("/index.md") or page.startswith(("tags/", "sources/all/"))
    kind = "CollectionPage" if lists else "AboutPage" if page == "about.md" else "WebPage"
    described = {**_page_basics(kind, page, site), "name": title, "description": description}
    language = language_of_page(page)
    return without_empty({**described, "inLanguage": language.code if language else "en"})


def describe_record(knowledge: KnowledgeBase, record: Record, site: Site) -> JsonObject:
    """A record's page."""
    page = _record_page(knowledge, record, site)
    match record.data:
        case Technique() as data:
            own: JsonObject = {
                "@type": "LearningResource",
                "learningResourceType": "learning technique",
                "alternateName": list(data.also_known_as),
            }
        case ResearchSummary() as data:
            own = {
                "@type": "ScholarlyArticle",
                "genre": "research summary",
                "isBasedOn": _source(knowledge, data.source, site),
                "about": _named_records(knowledge, data.techniques, site),
            }
        case Training() as data:
            own = {
                "@type": "LearningResource",
                "learningResourceType": "training programme",
                "timeRequired": f"PT{data.duration}M",
                "teaches": list(data.objectives),
            }
        case Activity() as data:
            own = {"@type": "WebPage", "mainEntity": _activity(knowledge, record, data)}
    translations = [
        _translated_work(knowledge, translation, _type_of(own), site)
        for translation in knowledge.translations_of.get(record.id, ())
    ]
    return without_empty({**page, **own, "workTranslation": list[Json](translations)})


def describe_translation(knowledge: KnowledgeBase, translation: Translation, site: Site) -> JsonObject:
    """The page of a translation: its original's description in another language, and that it is one."""
    original = knowledge.records[translation.original_id]
    described = describe_record(knowledge, original, site)
    kind = _type_of(described)
    work: JsonObject = {
        "@type": kind,
        "@id": site.known_address(knowledge.page_of(original)),
        "name": original.title,
        "inLanguage": original.data.language,
    }
    inherited = {
        name: value
        for name, value in described.items()
        if name not in {"alternateName", "dateCreated", "dateModified", "teaches", "workTranslation"}
    }
    return without_empty(
        {
            **inherited,
            **_page_basics(kind, knowledge.page_of_translation(translation), site),
            "name": translation.data.title,
            "description": translation.data.summary,
            "inLanguage": translation.language.code,
            "translator": [_organization(name) for name in translation.data.translators],
            "translationOfWork": without_empty(work),
        }
    )


def _translated_work(knowledge: KnowledgeBase, translation: Translation, kind: str, site: Site) -> JsonObject:
    """A translation in short, as the page of its original names it."""
    return without_empty(
        {
            "@type": kind,
            "@id": site.known_address(knowledge.page_of_translation(translation)),
            "name": translation.data.title,
            "inLanguage": translation.language.code,
        }
    )


def _type_of(described: JsonObject) -> str:
    return str(described["@type"])


def describe_source_page(reference: Reference, site: Site) -> JsonObject:
    """The page of a source: its main entity is the work."""
    page = addresses.source_page(reference.key)
    work = {**describe_work(reference), "mainEntityOfPage": site.known_address(page)}
    basics = _page_basics("WebPage", page, site)
    return without_empty({**basics, "name": reference.title, "mainEntity": without_empty(work)})


def describe_work(reference: Reference) -> JsonObject:
    """A published work, with all that is known of it."""
    text = reference.text
    kind = schema_type(reference)
    date = reference_date(reference)
    doi = f"https://doi.org/{reference.doi}" if reference.doi else None
    issuer = text("publisher")
    first, _, last = text("page").partition("-")
    pages: JsonObject = {"pageStart": first, "pageEnd": last} if kind in _PAGED else {}
    return without_empty(
        {
            "@type": kind,
            "@id": doi,
            "name": reference.title or reference.key,
            "author": _creators(reference.names("author")),
            "editor": _creators(reference.names("editor")),
            "datePublished": date,
            "url": doi or reference.url,
            "identifier": doi,
            "inLanguage": text("language"),
            "publisher": _organization(issuer) if issuer else None,
            "isPartOf": _container(reference, kind),
            **pages,
        }
    )


_PAGED = frozenset({"ScholarlyArticle", "Article", "Report", "Chapter"})


def _container(reference: Reference, kind: str) -> JsonObject | None:
    """What a work stands in: its issue, volume and journal, its book, or its site."""
    text = reference.text
    title = text("container-title")
    if not title:
        return None
    if kind == "Chapter":
        return without_empty({"@type": "Book", "name": title, "isbn": text("ISBN")})
    if kind == "WebPage":
        return {"@type": "WebSite", "name": title}
    if kind not in {"ScholarlyArticle", "Article"}:
        return {"@type": "CreativeWork", "name": title}
    holder = without_empty({"@type": "Periodical", "name": title, "issn": text("ISSN")})
    if volume := text("volume"):
        holder = {"@type": "PublicationVolume", "volumeNumber": volume, "isPartOf": holder}
    if issue := text("issue"):
        holder = {"@type": "PublicationIssue", "issueNumber": issue, "isPartOf": holder}
    return holder


def describe_glossary(terms: Mapping[str, Term], site: Site) -> JsonObject:
    """The page of the glossary: its main entity is the set of terms, each with its place on the page."""
    described = [
        _defined_term(addresses.GLOSSARY, term, term, entry.definition, entry.forms, site)
        for term, entry in terms.items()
    ]
    return _term_set(addresses.GLOSSARY, "en", "Glossary", described, site)


def describe_translated_glossary(
    language: Language, terms: Iterable[TranslatedTerm], site: Site
) -> JsonObject:
    """The page of the glossary in another language; its terms have the anchors of the English ones."""
    page = addresses.translated(addresses.GLOSSARY, language.code)
    described = [
        _defined_term(page, term.english, term.data.term, term.data.definition, term.data.forms, site)
        for term in terms
    ]
    return _term_set(page, language.code, say(language, "Glossary"), described, site)


def _defined_term(  # noqa: PLR0913, PLR0917 -- what Schema.org says of a term
    page: str, english: str, name: str, definition: str, forms: Iterable[str], site: Site
) -> JsonObject:
    address = site.known_address(page)
    return without_empty(
        {
            "@type": "DefinedTerm",
            "@id": f"{address}#{term_slug(english)}" if address else None,
            "name": name,
            "alternateName": [form for form in forms if not form.endswith("=")],
            "description": definition,
        }
    )


def _term_set(page: str, language: str, name: str, terms: list[JsonObject], site: Site) -> JsonObject:
    return without_empty(
        {
            **_page_basics("WebPage", page, site),
            "name": name,
            "inLanguage": language,
            "mainEntity": without_empty(
                {
                    "@type": "DefinedTermSet",
                    "name": f"{site.name}: {name.lower()}",
                    "inLanguage": language if language != "en" else None,
                    "url": site.known_address(page),
                    "license": LICENSE_URL,
                    "hasDefinedTerm": list[Json](terms),
                }
            ),
        }
    )


def describe_dataset(site: Site, files: Iterable[tuple[str, str]]) -> JsonObject:
    """The data page: the dataset, and each of its files by path and media type."""
    citation = f"{site.authors} ({site.day.year}). {site.name} (Version {site.version}) [Data set]."
    return without_empty(
        {
            **_page_basics("WebPage", addresses.DATA, site),
            "name": "Data",
            "mainEntity": without_empty(
                {
                    "@type": "Dataset",
                    "name": site.name,
                    "description": f"{site.description} Records, study results, ratings and references.",
                    "url": site.known_address(addresses.DATA),
                    "license": LICENSE_URL,
                    "version": site.version,
                    "dateModified": site.day.isoformat(),
                    "isAccessibleForFree": True,
                    "inLanguage": "en",
                    "creator": _organization(site.authors),
                    "citation": citation,
                    "keywords": ["adult learning", "training", "capacity development", "evidence"],
                    "distribution": [
                        {
                            "@type": "DataDownload",
                            "name": path,
                            "encodingFormat": media_type,
                            "contentUrl": site.address(path),
                        }
                        for path, media_type in files
                    ],
                }
            ),
        }
    )


def _page_basics(kind: str, page: str, site: Site) -> JsonObject:
    address = site.known_address(page)
    return {
        "@type": kind,
        "@id": address,
        "url": address,
        "license": LICENSE_URL,
        "isAccessibleForFree": True,
        "isPartOf": without_empty({"@type": "WebSite", "@id": site.url, "name": site.name}),
    }


def _record_page(knowledge: KnowledgeBase, record: Record, site: Site) -> JsonObject:
    """What the pages of all records have in common."""
    data = record.data
    touched = last_touched(record)
    audiences = [
        knowledge.vocabulary[tag].label for tag in of_facet(data.tags, Facet.AUDIENCE, knowledge.vocabulary)
    ]
    people = data.contributors or [Contributor(name=site.authors)]
    return {
        **_page_basics("WebPage", knowledge.page_of(record), site),
        "name": record.title,
        "description": data.summary,
        "inLanguage": data.language,
        "dateCreated": data.created.isoformat() if data.created else None,
        "dateModified": touched.isoformat() if touched else None,
        "version": site.version,
        "author": [_contributor(person) for person in people],
        "keywords": [knowledge.vocabulary[tag].label for tag in data.tags if tag in knowledge.vocabulary],
        "audience": [{"@type": "Audience", "audienceType": label} for label in audiences],
        "citation": [_source(knowledge, key, site) for key in knowledge.sources_of(record)],
    }


def _contributor(person: Contributor) -> JsonObject:
    """Only who has an ORCID is surely a person."""
    if person.orcid is None:
        return _organization(person.name)
    affiliation = _organization(person.affiliation) if person.affiliation else None
    described: JsonObject = {"@type": "Person", "@id": f"https://orcid.org/{person.orcid}"}
    return without_empty({**described, "name": person.name, "affiliation": affiliation})


def _source(knowledge: KnowledgeBase, key: str, site: Site) -> JsonObject:
    """A source in short, as a page that cites it names it."""
    if key not in knowledge.bibliography:
        return {"@type": "CreativeWork", "name": key}
    work = describe_work(knowledge.bibliography[key])
    short = {name: work.get(name) for name in ("@type", "@id", "name", "datePublished", "url")}
    if short["url"] == short["@id"]:
        del short["url"]  # said once; its own page says both
    return without_empty({**short, "mainEntityOfPage": site.known_address(addresses.source_page(key))})


def _named_records(knowledge: KnowledgeBase, names: Iterable[str], site: Site) -> list[Json]:
    found = (knowledge.resolve(name) for name in names)
    return [
        without_empty(
            {
                "@type": "LearningResource",
                "@id": site.known_address(knowledge.page_of(record)),
                "name": record.title,
            }
        )
        for record in found
        if record and record.is_published
    ]


def _activity(knowledge: KnowledgeBase, record: Record, data: Activity) -> JsonObject:
    """A course with its one instance where it is one, a toolkit as a resource, anything else a service."""
    basics: JsonObject = {
        "name": record.title,
        "description": data.summary,
        "url": str(data.url) if data.url else None,
        "sameAs": [str(address) for address in data.same_as],
        "identifier": data.iati_identifier,
        "provider": _agency(knowledge, data.lead),
        "audience": {"@type": "Audience", "audienceType": data.participants} if data.participants else None,
    }
    languages: JsonObject = {"inLanguage": list(data.languages)}
    if data.activity_type in _COURSES:
        own: JsonObject = {
            "@type": "Course",
            "learningResourceType": data.activity_type,
            "hasCourseInstance": _course_instance(knowledge, data),
        }
        return without_empty({**basics, **languages, **own})
    if data.activity_type == "toolkit":
        toolkit: JsonObject = {"@type": "LearningResource", "learningResourceType": "toolkit"}
        return without_empty({**basics, **languages, **toolkit})
    service: JsonObject = {"@type": "Service", "serviceType": data.activity_type}
    return without_empty({**basics, **service, "areaServed": _countries(data.countries)})


def _course_instance(knowledge: KnowledgeBase, data: Activity) -> JsonObject | None:
    instance = without_empty(
        {
            "startDate": data.period.start if data.period else None,
            "endDate": data.period.end if data.period else None,
            "location": _countries(data.countries),
            "inLanguage": list(data.languages),
            "contributor": [_agency(knowledge, partner) for partner in data.partners],
        }
    )
    return {"@type": "CourseInstance", **instance} if instance else None


def _countries(codes: Iterable[str]) -> list[Json]:
    found = ((code, pycountry.countries.get(alpha_3=code)) for code in codes)
    return [
        {"@type": "Country", "name": country.name if country else code, "identifier": code}
        for code, country in found
    ]


def _agency(knowledge: KnowledgeBase, agency_id: str) -> JsonObject:
    if agency_id not in knowledge.agencies:
        return _organization(agency_id)
    agency = knowledge.agencies[agency_id]
    url = str(agency.url) if agency.url else None
    return without_empty({**_organization(agency.name), "alternateName": agency.acronym, "url": url})


def _organization(name: str) -> JsonObject:
    return {"@type": "Organization", "name": name}


def _creators(names: Iterable[Name]) -> list[Json]:
    return [_creator(name) for name in names if name != OTHERS]


def _creator(name: Name) -> JsonObject:
    if "literal" in name:
        return _organization(name["literal"])
    family = family_name(name)
    full = " ".join(part for part in (name.get("given"), family, name.get("suffix")) if part)
    described: JsonObject = {"@type": "Person", "name": full}
    return without_empty({**described, "givenName": name.get("given"), "familyName": family})
