"""How the rules are run: on what, from a cache, and which of their findings count.

`check` answers a `Request`: `run_checks` finds everything; a `Selection`, a `Baseline` and `Changes` each
leave out what was not asked for. What a caller got wrong is a `Misuse`, whose text says how to mend it.
"""

from knowledgebase.checking.baseline import Baseline, read_baseline, write_baseline
from knowledgebase.checking.cache import ResultCache, open_cache
from knowledgebase.checking.changes import Changes, find_changes
from knowledgebase.checking.misuse import Misuse
from knowledgebase.checking.request import Answer, Request, check, require_entries
from knowledgebase.checking.run import Outcome, run_checks
from knowledgebase.checking.selection import Selection, find_rule, parse_selection
from knowledgebase.checking.watching import watch_inputs

__all__ = [
    "Answer",
    "Baseline",
    "Changes",
    "Misuse",
    "Outcome",
    "Request",
    "ResultCache",
    "Selection",
    "check",
    "find_changes",
    "find_rule",
    "open_cache",
    "parse_selection",
    "read_baseline",
    "require_entries",
    "run_checks",
    "watch_inputs",
    "write_baseline",
]
