"""What a run has found so far, on disk, so that one that was interrupted goes on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ValidationError

from knowledgebase.ledger import Verification


class Note(BaseModel):
    """That a reference was asked for, and the entry that came of it, if any."""

    key: str
    hash: str
    """Of the record as it was asked for: a note on another state of it says nothing."""
    entry: Verification | None = None


class Journal:
    """One line of JSON a reference, added as soon as its answer is there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Iterator[Note]:
        """The notes of the interrupted run, in order; a line that was cut off is passed over."""
        if not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                yield Note.model_validate_json(line)
            except ValidationError:
                continue

    def add(self, note: Note) -> None:
        """Adds a note; raises OSError where the disk does not take it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            # A line that was cut off ends here, so that it takes no other with it.
            file.write("\n" + note.model_dump_json(exclude_none=True) + "\n")

    def finish(self) -> None:
        """Removes the journal: what it held stands in the ledger."""
        self._path.unlink(missing_ok=True)
