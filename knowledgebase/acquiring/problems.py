"""What can go wrong on the way to a new source."""

from __future__ import annotations


class AcquisitionError(Exception):
    """Why no record could be made, in a sentence, and how to go on."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
