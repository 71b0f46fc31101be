"""The registries that hold works: Crossref, DataCite and Open Library, and who registered a DOI."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Protocol
from urllib.parse import quote

import httpx
from habanero.crossref.crossref import Crossref
from habanero.exceptions import RequestError
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter

from knowledgebase.ledger import Method
from knowledgebase.verifying.asking import (
    Asker,
    FailedError,
    NotThereError,
    Patience,
    explain_transport,
    get_json,
    user_agent,
)
from knowledgebase.verifying.works import Notice, NoticeKind, Work

POLITE_INTERVAL = 0.25
"""Seconds between two questions where we say who we are: well below what each registry allows."""
ANONYMOUS_INTERVAL = 1.0


@dataclass(frozen=True)
class Services:
    """Where the services stand, and who asks them."""

    crossref: str = "https://api.crossref.org"
    datacite: str = "https://api.datacite.org"
    doi: str = "https://doi.org"
    open_library: str = "https://openlibrary.org"
    mailto: str = ""

    @property
    def interval(self) -> float:
        """Seconds between two questions to one service."""
        return POLITE_INTERVAL if self.mailto else ANONYMOUS_INTERVAL


class Registry(Protocol):
    """Something that can be asked for a work by its number."""

    name: Method

    def find(self, number: str) -> Work:
        """The work with this DOI or ISBN. Raises NotThereError or UnansweredError."""
        ...


def _or_empty(value: object) -> object:
    return [] if value is None else value


def _as_text(value: object) -> object:
    return "" if value is None else str(value) if isinstance(value, int) else value


_List = BeforeValidator(_or_empty)
_Text = Annotated[str, BeforeValidator(_as_text)]


# Who registered a DOI


class _Registered(BaseModel):
    agency: str = Field(default="", alias="RA")
    status: str = ""


class Agencies:
    """doi.org's own service that names the registration agency of a DOI.

    Source: DOI Handbook, "Which RA?". A DOI that is not registered has a `status` in place of `RA`.
    """

    def __init__(self, client: httpx.Client, services: Services, patience: Patience) -> None:
        self._client = client
        self._base = services.doi.rstrip("/")
        self._asker = Asker(services.interval, patience)

    def find(self, doi: str) -> str:
        """The agency's name: `Crossref`, `DataCite`, `mEDRA`. Raises NotThereError or UnansweredError."""

        def question() -> str:
            answer = get_json(self._client, f"{self._base}/ra/{quote(doi, safe='/')}")
            (registered,) = TypeAdapter(list[_Registered]).validate_python(answer)
            if registered.agency:
                return registered.agency
            if "not exist" in registered.status or "nvalid" in registered.status:
                raise NotThereError(registered.status)
            raise ValueError(registered.status or "it names no agency")

        return self._asker.ask(question)


# Crossref


class _CrossrefAuthor(BaseModel):
    family: _Text = ""
    given: _Text = ""
    name: _Text = ""

    def __str__(self) -> str:
        return self.family or self.name or self.given


class _CrossrefDate(BaseModel):
    parts: Annotated[list[list[int | None]], _List] = Field(default=[], alias="date-parts")

    @property
    def year(self) -> int | None:
        return self.parts[0][0] if self.parts and self.parts[0] else None

    @property
    def day(self) -> datetime.date | None:
        numbers = [part for part in (self.parts[0] if self.parts else []) if part]
        try:
            year, month, day = [*numbers, 1, 1][:3] if numbers else (0, 0, 0)
            return datetime.date(year, month, day)
        except ValueError:
            return None


class _CrossrefUpdate(BaseModel):
    doi: _Text = Field(default="", alias="DOI")
    type: _Text = ""
    updated: _CrossrefDate | None = None


class _CrossrefWork(BaseModel):
    doi: str = Field(alias="DOI")
    title: Annotated[list[str], _List] = []
    subtitle: Annotated[list[str], _List] = []
    author: Annotated[list[_CrossrefAuthor], _List] = []
    editor: Annotated[list[_CrossrefAuthor], _List] = []
    container: Annotated[list[str], _List] = Field(default=[], alias="container-title")
    short_container: Annotated[list[str], _List] = Field(default=[], alias="short-container-title")
    volume: _Text = ""
    issue: _Text = ""
    page: _Text = ""
    article_number: _Text = Field(default="", alias="article-number")
    issued: _CrossrefDate | None = None
    published: _CrossrefDate | None = None
    print: _CrossrefDate | None = Field(default=None, alias="published-print")
    online: _CrossrefDate | None = Field(default=None, alias="published-online")
    updated_by: Annotated[list[_CrossrefUpdate], _List] = Field(default=[], alias="updated-by")
    update_to: Annotated[list[_CrossrefUpdate], _List] = Field(default=[], alias="update-to")


class _CrossrefAnswer(BaseModel):
    message: _CrossrefWork


class CrossrefRegistry:
    """Crossref's REST API, asked through habanero."""

    name: Method = "Crossref"

    def __init__(self, services: Services, patience: Patience) -> None:
        self._base = services.crossref.rstrip("/")
        self._client = Crossref(
            base_url=self._base,
            mailto=services.mailto or None,
            ua_string=user_agent(""),
            timeout=patience.timeout,  # type: ignore[arg-type]  # fractions of a second work
        )
        self._asker = Asker(services.interval, patience)

    def find(self, number: str) -> Work:
        """The work with this DOI. Raises NotThereError or UnansweredError."""
        return self._asker.ask(lambda: self._fetch(number))

    def _fetch(self, doi: str) -> Work:
        try:
            answer = self._client.works(ids=[quote(doi, safe="/")])
        except ValueError:
            raise
        except Exception as problem:  # habanero's own errors, and those of the HTTP library that it uses
            raise _explain_habanero(problem) from problem
        message = _CrossrefAnswer.model_validate(answer).message
        return _read_crossref(message, f"{self._base}/works/{quote(doi, safe='/')}")


def _explain_habanero(problem: Exception) -> FailedError:
    """What went wrong, without naming the classes of an HTTP library that is habanero's own affair."""
    response = getattr(problem, "response", None)
    if response is not None:
        status = int(response.status_code)
        return FailedError(f"it answered {status}", status, response.headers.get("Retry-After", ""))
    if isinstance(problem, RequestError):  # an answer that is not called JSON, whatever its status
        code = problem.args[0]
        return FailedError("its answer is not JSON", code if code >= 400 else None)
    return FailedError(explain_transport(problem))


def _read_crossref(work: _CrossrefWork, address: str) -> Work:
    doi = work.doi.lower()
    dates = (work.issued, work.published, work.print, work.online)
    # Some publishers put the notice in the place of the work: an update of a work by itself is about it.
    about_itself = [update for update in work.update_to if update.doi.lower() == doi]
    about_others = [update for update in work.update_to if update.doi.lower() != doi]
    return Work(
        registry="Crossref",
        address=address,
        titles=_crossref_titles(work),
        authors=tuple(str(author) for author in work.author or work.editor if str(author)),
        years=frozenset(date.year for date in dates if date and date.year),
        containers=(*work.container, *work.short_container),
        volume=work.volume,
        issue=work.issue,
        pages=work.page or work.article_number,
        doi=doi,
        notices=(*_notices([*work.updated_by, *about_itself]), *_title_notice(work.title)),
        is_notice_of=tuple(_notices(about_others)),
    )


def _crossref_titles(work: _CrossrefWork) -> tuple[str, ...]:
    subtitle = work.subtitle[0] if work.subtitle else ""
    whole = tuple(f"{title}: {subtitle}" for title in work.title if subtitle)
    return tuple(_MARK.sub("", title).strip() for title in (*work.title, *whole))


_KINDS = {
    "retraction": NoticeKind.RETRACTION,
    "removal": NoticeKind.RETRACTION,
    "withdrawal": NoticeKind.RETRACTION,
    # Part of the work stands: whoever cites it must look which.
    "partial-retraction": NoticeKind.CONCERN,
    "expression-of-concern": NoticeKind.CONCERN,
    "concern": NoticeKind.CONCERN,
    "correction": NoticeKind.CORRECTION,
    "corrigendum": NoticeKind.CORRECTION,
    "erratum": NoticeKind.CORRECTION,
    "addendum": NoticeKind.CORRECTION,
    "clarification": NoticeKind.CORRECTION,
    "reinstatement": NoticeKind.REINSTATEMENT,
}
"""Crossref's types of update, from publishers and Retraction Watch; a new version or edition is none."""
_MARK = re.compile(
    r"^\W*(?P<word>retracted|withdrawn|removed)(?:\s+(?:article|paper|chapter))?\s*[:\-–—.\])]+\s*",
    re.IGNORECASE,
)
"""What publishers put before the title of a work that they take back, often without any notice."""


def _notices(updates: list[_CrossrefUpdate]) -> list[Notice]:
    found = []
    for update in updates:
        kind = _KINDS.get(re.sub(r"[\s_]+", "-", update.type.strip().lower()))
        if kind:
            found.append(Notice(kind, update.doi.lower(), update.updated.day if update.updated else None))
    return found


def _title_notice(titles: list[str]) -> list[Notice]:
    return [Notice(NoticeKind.RETRACTION, "")] if any(_MARK.match(title) for title in titles) else []


# DataCite


class _DataCiteTitle(BaseModel):
    title: _Text = ""


class _DataCiteCreator(BaseModel):
    name: _Text = ""
    family: _Text = Field(default="", alias="familyName")

    def __str__(self) -> str:
        return self.family or self.name.partition(",")[0]


class _DataCiteContainer(BaseModel):
    title: _Text = ""
    volume: _Text = ""
    issue: _Text = ""
    first: _Text = Field(default="", alias="firstPage")
    last: _Text = Field(default="", alias="lastPage")


class _DataCiteAttributes(BaseModel):
    doi: str
    titles: Annotated[list[_DataCiteTitle], _List] = []
    creators: Annotated[list[_DataCiteCreator], _List] = []
    year: int | None = Field(default=None, alias="publicationYear")
    container: _DataCiteContainer | None = None


class _DataCiteData(BaseModel):
    attributes: _DataCiteAttributes


class _DataCiteAnswer(BaseModel):
    data: _DataCiteData


class DataCiteRegistry:
    """DataCite's REST API (JSON:API)."""

    name: Method = "DataCite"

    def __init__(self, client: httpx.Client, services: Services, patience: Patience) -> None:
        self._client = client
        self._base = services.datacite.rstrip("/")
        self._asker = Asker(services.interval, patience)

    def find(self, number: str) -> Work:
        """The work with this DOI. Raises NotThereError or UnansweredError."""
        address = f"{self._base}/dois/{quote(number, safe='/')}"

        def question() -> Work:
            answer = _DataCiteAnswer.model_validate(get_json(self._client, address))
            return _read_datacite(answer.data.attributes, address)

        return self._asker.ask(question)


def _read_datacite(found: _DataCiteAttributes, address: str) -> Work:
    container = found.container or _DataCiteContainer()
    return Work(
        registry="DataCite",
        address=address,
        titles=tuple(title.title for title in found.titles if title.title),
        authors=tuple(str(creator) for creator in found.creators if str(creator)),
        years=frozenset({found.year} if found.year else set()),
        containers=(container.title,) if container.title else (),
        volume=container.volume,
        issue=container.issue,
        pages="-".join(page for page in (container.first, container.last) if page),
        doi=found.doi.lower(),
    )


# Open Library


class _Named(BaseModel):
    name: _Text = ""


class _OpenLibraryBook(BaseModel):
    title: str
    subtitle: _Text = ""
    url: _Text = ""
    authors: Annotated[list[_Named], _List] = []
    publish_date: _Text = ""


class OpenLibraryRegistry:
    """Open Library's Books API, which knows books by their ISBN."""

    name: Method = "Open Library"

    def __init__(self, client: httpx.Client, services: Services, patience: Patience) -> None:
        self._client = client
        self._base = services.open_library.rstrip("/")
        self._asker = Asker(services.interval, patience)

    def find(self, number: str) -> Work:
        """The book with this ISBN, digits only. Raises NotThereError or UnansweredError."""
        name = f"ISBN:{number}"
        parameters = {"bibkeys": name, "format": "json", "jscmd": "data"}

        def question() -> Work:
            answer = get_json(self._client, f"{self._base}/api/books", parameters)
            books = TypeAdapter(dict[str, _OpenLibraryBook]).validate_python(answer)
            if name not in books:
                raise NotThereError("it has no such book")
            return _read_book(books[name], number, f"{self._base}/isbn/{number}")

        return self._asker.ask(question)


def _read_book(book: _OpenLibraryBook, isbn: str, address: str) -> Work:
    whole = (f"{book.title}: {book.subtitle}",) if book.subtitle else ()
    return Work(
        registry="Open Library",
        address=address,
        titles=(book.title, *whole),
        authors=tuple(author.name for author in book.authors if author.name),
        years=frozenset(int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", book.publish_date)),
        isbn=isbn,
    )


@dataclass(frozen=True)
class Registries:
    """Everything that can be asked."""

    agency_of: Callable[[str], str]
    by_name: Mapping[str, Registry]

    @classmethod
    def open(cls, client: httpx.Client, services: Services, patience: Patience) -> Registries:
        """The real registries at the addresses of `services`."""
        registries: list[Registry] = [
            CrossrefRegistry(services, patience),
            DataCiteRegistry(client, services, patience),
            OpenLibraryRegistry(client, services, patience),
        ]
        agencies = Agencies(client, services, patience)
        return cls(agencies.find, {registry.name: registry for registry in registries})
