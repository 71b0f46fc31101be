"""What machine and which versions a measurement was made with."""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

OURS = ("mkdocs", "mkdocs-material", "markdown", "citeproc-py", "pagefind")
OTHERS = ("mkdocs", "mkdocs-material", "markdown", "mkdocs-bibtex", "pybtex")


@dataclass(frozen=True)
class Machine:
    """The processor, its memory, and the programs measured."""

    date: str
    processor: str
    cores: int
    memory: float
    """GiB."""
    system: str
    python: str
    ours: dict[str, str]
    """Versions of the packages that our build runs with."""
    others: dict[str, str]
    """Versions of the packages that it is compared with."""


def describe_machine(other_python: Path) -> Machine:
    """This machine, with the packages of this Python and of the one at `other_python`."""
    ask = f"import json, importlib.metadata as m; print(json.dumps({{n: m.version(n) for n in {OTHERS!r}}}))"
    answer = subprocess.run([other_python, "-c", ask], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return Machine(
        date=datetime.date.today().isoformat(),
        processor=read_processor(),
        cores=os.cpu_count() or 1,
        memory=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3, 1),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        ours={name: metadata.version(name) for name in OURS},
        others=json.loads(answer),
    )


def read_processor() -> str:
    """The model of the processor, as its maker calls it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
