"""Old debts: findings that were there when a baseline was written, and are left out from then on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledgebase.checking.misuse import Misuse
from knowledgebase.findings import Finding, make_fingerprint


class _Debt(BaseModel):
    """One entry: a mistake by its path, its code, and the fingerprint of its message."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    path: str
    code: str
    fingerprint: str
    message: str = ""
    """For those who read the file; the fingerprint counts."""


class _BaselineFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    version: int
    findings: list[_Debt]


@dataclass(frozen=True)
class Baseline:
    """How often each mistake is an old debt. It has no lines: a debt stays one when lines move."""

    debts: Counter[tuple[str, str, str]]

    def split(self, findings: Sequence[Finding]) -> tuple[list[Finding], int]:
        """The findings that are no old debts, and how many debts are paid: no finding is left for them.

        Of a mistake that stands in a file more often than in the baseline, the last ones are new.
        """
        left = self.debts.copy()
        new: list[Finding] = []
        for finding in findings:
            identity = _identify(finding)
            if left[identity] > 0:
                left[identity] -= 1
            else:
                new.append(finding)
        return new, sum(left.values())


def _identify(finding: Finding) -> tuple[str, str, str]:
    return finding.path, finding.code, make_fingerprint(finding)


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file; raises Misuse where it cannot be read."""
    try:
        file = _BaselineFile.model_validate_json(path.read_bytes())
    except OSError as problem:
        reason = problem.strerror or "it cannot be read"
        raise Misuse(f"no baseline in {path}: {reason}. Write one with --write-baseline.") from problem
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Misuse(
            f"{path} is no baseline: {first['msg']} {f'({where})' if where else ''}".strip()
        ) from problem
    if file.version != 1:
        raise Misuse(f"{path} is a baseline of version {file.version}; this program reads version 1.")
    return Baseline(Counter((debt.path, debt.code, debt.fingerprint) for debt in file.findings))


def write_baseline(path: Path, findings: Sequence[Finding]) -> None:
    """Writes the findings as old debts, one a line, so that a diff shows each.

    Raises Misuse where it cannot.
    """
    debts = [
        {
            "path": finding.path,
            "code": finding.code,
            "fingerprint": make_fingerprint(finding),
            "message": finding.message,
        }
        for finding in sorted(findings, key=lambda finding: (*_identify(finding), finding.line))
    ]
    lines = ",\n".join(f"  {json.dumps(debt, ensure_ascii=False)}" for debt in debts)
    listed = f"[\n{lines}\n]" if lines else "[]"
    try:
        path.write_text(
            f'{{"version": 1, "findings": {listed}}}\n', encoding="utf-8", errors="backslashreplace"
        )
    except OSError as problem:
        raise Misuse(f"the baseline cannot be written to {path}: {problem.strerror}.") from problem
