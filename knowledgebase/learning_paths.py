"""Learning paths: a few records in the order in which one kind of reader gains most from them."""

from __future__ import annotations

import math
import re
from pathlib import Path

from pydantic import Field

from knowledgebase.findings import Finding
from knowledgebase.named_list import NamedList, read_optional_list
from knowledgebase.reading_ease import plain_text
from knowledgebase.records import Form, Line, Record, RecordId

LEAST_STEPS, MOST_STEPS = 5, 8
WORDS_A_MINUTE = 150
"""How fast our readers are taken to read: slowly, in their second or third language, and with care."""


class Step(Form):
    """One record of a path."""

    record: RecordId = Field(description="The id of a published record.")
    purpose: Line = Field(max_length=300, description="Why to read it here, and what to take from it.")


class LearningPath(Form):
    """One entry of `paths.yml`; its key is its address."""

    title: Line = Field(description="As readers see it.")
    reader: Line = Field(description="For whom it is, in one sentence.")
    outcome: Line = Field(description="What the reader can do at its end, in one sentence.")
    steps: list[Step] = Field(
        min_length=LEAST_STEPS,
        max_length=MOST_STEPS,
        description=f"{LEAST_STEPS} to {MOST_STEPS} records, each {{record, purpose}}.",
    )


LearningPaths = NamedList[LearningPath]


def read_learning_paths(path: Path, root: Path) -> tuple[LearningPaths, list[Finding]]:
    """The paths of a `paths.yml`; none where there is no such file.

    What cannot be read is a finding (KB101, KB103 to KB108) and left out.
    """
    return read_optional_list(path, root, LearningPath)


def minutes_to_read(record: Record) -> int:
    """How long the text of a record takes to read, in whole minutes, at least one."""
    words = len(re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", plain_text(record.document.body)))
    return max(1, math.ceil(words / WORDS_A_MINUTE))
