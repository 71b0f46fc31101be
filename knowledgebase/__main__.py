"""`python -m knowledgebase [FOLDER]`: the checks where only the library is installed, as in a hook.

In this repository, `scripts/check.py` does the same and more. Exit status: 0 clean or with warnings only,
1 on errors, 2 on misuse.
"""

from __future__ import annotations

import sys
from pathlib import Path

from knowledgebase.checks import check_knowledge_base
from knowledgebase.findings import has_errors
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.printing import print_text


def main(arguments: list[str]) -> int:
    """Prints what is wrong below a folder, the one it runs in where none is named."""
    root = Path(arguments[0] if arguments else ".")
    if len(arguments) > 1 or not (root / "entries").is_dir():
        print(
            f"usage: python -m knowledgebase [FOLDER]; {root} holds no folder `entries`",
            file=sys.stderr,
        )
        return 2
    findings = check_knowledge_base(read_knowledge_base(root))
    if findings:
        print(print_text(findings, root.resolve()))
    return int(has_errors(findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
