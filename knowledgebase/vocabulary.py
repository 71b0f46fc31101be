"""The lists that records point into: tags with their facets, and agencies."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from knowledgebase.findings import Finding, error
from knowledgebase.named_list import NamedList, read_named_list
from knowledgebase.validation import suggest


class Facet(StrEnum):
    """What a tag says about a record, in the order in which facets are shown."""

    TOPIC = "topic"
    AUDIENCE = "audience"
    SETTING = "setting"
    FORMAT = "format"
    EFFORT = "effort"
    NEED = "need"
    REGION = "region"
    AGENDA = "agenda"

    @property
    def label(self) -> str:
        """The facet as a heading."""
        return "Training need" if self is Facet.NEED else self.value.capitalize()


class Tag(BaseModel):
    """One entry of `vocabulary.yml`; the names follow SKOS (`broader`, `exactMatch`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field(min_length=1, description="As readers see it.")
    definition: str = Field(min_length=1, description="One sentence that says what the tag is for.")
    facet: Facet
    broader: str | None = Field(None, description="The tag above this one, of the same facet.")
    exact_match: HttpUrl | None = Field(None, description="The same concept in a public vocabulary.")
    wording: str | None = Field(
        None, min_length=1, description="What it asks for, in short, where the label is only a code."
    )
    set_out_in: HttpUrl | None = Field(
        None, description="The official document or page that sets it out, of an agenda."
    )


class AgencyKind(StrEnum):
    """What sort of organization an agency is."""

    UNITED_NATIONS = "united-nations"
    INTERGOVERNMENTAL = "intergovernmental"
    GOVERNMENT = "government"
    DEVELOPMENT_AGENCY = "development-agency"
    CIVIL_SOCIETY = "civil-society"
    ACADEMIC = "academic"
    NETWORK = "network"
    OTHER = "other"


class Agency(BaseModel):
    """One entry of `agencies.yml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="In full, as the agency itself writes it.")
    acronym: str | None = Field(None, min_length=1)
    url: HttpUrl | None = None
    kind: AgencyKind | None = None

    @property
    def short_name(self) -> str:
        """The acronym where there is one, the name otherwise."""
        return self.acronym or self.name


Vocabulary = NamedList[Tag]
Agencies = NamedList[Agency]


def read_vocabulary(path: Path, root: Path) -> tuple[Vocabulary, list[Finding]]:
    """The tags of a `vocabulary.yml`; what cannot be read is a finding (KB101, KB103 to KB108, KB601)."""
    vocabulary, findings = read_named_list(path, root, Tag)
    for name, tag in vocabulary.items.items():
        broader = vocabulary.items.get(tag.broader) if tag.broader else None
        if tag.broader and (broader is None or broader.facet is not tag.facet):
            place = vocabulary.fields.place_of_value((name, "broader"))
            message = f"The broader tag `{tag.broader}` is not a tag of the facet {tag.facet}."
            hint = suggest(tag.broader, vocabulary.items)
            findings.append(error(vocabulary.path, place.line, place.column, "KB601", message, hint))
    return vocabulary, findings


def read_agencies(path: Path, root: Path) -> tuple[Agencies, list[Finding]]:
    """The agencies of an `agencies.yml`; what cannot be read is a finding (KB101, KB103 to KB108)."""
    return read_named_list(path, root, Agency)


def of_facet(tags: Iterable[str], facet: Facet, vocabulary: Vocabulary) -> list[str]:
    """The known ones among `tags` that are of a facet, in the order given."""
    return [tag for tag in tags if tag in vocabulary and vocabulary[tag].facet is facet]


def tags_by_facet(tags: Iterable[str], vocabulary: Vocabulary) -> dict[Facet, list[str]]:
    """The known ones among `tags`, grouped by facet, facets in their order, empty ones left out."""
    groups: dict[Facet, list[str]] = {facet: [] for facet in Facet}
    for tag in tags:
        if tag in vocabulary:
            groups[vocabulary[tag].facet].append(tag)
    return {facet: names for facet, names in groups.items() if names}
