"""What was confirmed of each reference, where, and when: `bibliography.lock.yml`."""

from __future__ import annotations

import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledgebase.findings import Finding
from knowledgebase.named_list import NamedList, read_named_list


class ReferenceStatus(StrEnum):
    """How a published work stands today."""

    CURRENT = "current"
    CORRECTED = "corrected"
    CONCERN = "expression-of-concern"
    RETRACTED = "retracted"

    @property
    def label(self) -> str:
        """The status as readers see it."""
        return self.value.replace("-", " ").capitalize()


class Verification(BaseModel):
    """One entry of the ledger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    confirmed: list[
        Literal[
            "authors",
            "title",
            "year",
            "container",
            "volume",
            "issue",
            "pages",
            "doi",
            "publisher",
            "institution",
            "url",
        ]
    ] = Field(min_length=1, description="The fields that were seen to agree.")
    method: Literal["by hand", "Crossref", "DataCite", "Open Library"]
    address: str = Field(pattern=r"^https?://\S+$", description="Where they were seen.")
    checked: datetime.date
    status: ReferenceStatus = ReferenceStatus.CURRENT


Ledger = NamedList[Verification]


def read_ledger(path: Path, root: Path) -> tuple[Ledger, list[Finding]]:
    """The ledger; a missing file is an empty ledger, what cannot be read is a finding."""
    if not path.exists():
        return Ledger(path.name, {}), []
    return read_named_list(path, root, Verification)
