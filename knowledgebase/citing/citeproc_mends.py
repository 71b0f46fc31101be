"""citeproc-py 0.11.1 made to do what CSL 1.0.2 says, by replacing methods of its model.

Importing this is enough. What it mends:

- Text cases cut a word in two at a protected run, lower a subtitle's first word, and leave labels alone
  (`(ed.)` for `(Ed.)`): `casing.apply_case` takes their place.
- A group shows its terms though none of the variables that it called has a value (`(Publication)` of a
  thesis without a number). Source: section "Group".
- What takes the place of a missing author stands again at its own place, unless it is a text variable.
  Source: section "Names", "Substitute".
- `disambiguate="true"` is taken to hold always; nothing is disambiguated by it here, so it never does.
- `is-numeric="locator"` looks in the work instead of the citation (`Doe, 2001, 2` for *Chapter 2*); here
  every locator is numeric, since its value is not known yet.
- `initialize="false"` is not read, so that given names are shortened. Source: section "Name".
- Points and commas stay outside of quotation marks in languages that want them inside. Here `QUOTE_END` is
  put before the mark that closes; `csl_styles` does the rest. Source: section "Locale Options".

And what makes it slow: it looks the same macros, terms and options up for each item anew. A style does not
change, so each element keeps what it found, as long as whoever reads the style keeps its elements alive.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from citeproc import CitationItem, model
from citeproc.source import VariableError
from citeproc.string import String

from knowledgebase.citing.casing import apply_case

QUOTE_END = "\ue017"
_GROUP = ""
"""Stands among the variables shown for a group within a group, which counts as one."""
_GENERATED = ["year-suffix"]


class TracedItem(CitationItem):  # type: ignore[misc]
    """A cited item that knows which variables were called, which shown, and which not to show again."""

    def __init__(self, key: str, **options: object) -> None:
        super().__init__(key, **options)
        self.forget()

    @property
    def reference(self) -> Any:
        """The work that is cited, which each element asks for."""
        if "work" not in self:
            self["work"] = super().reference
        return self["work"]

    def forget(self) -> None:
        """Begins anew, as a layout does with each item."""
        self["called"] = []
        self["shown"] = []
        self["substituted"] = set()


def _trace(process: Callable[..., Any]) -> Callable[..., Any]:
    """`process` of an element with a `variable` that notes what it shows, and shows nothing substituted."""

    @wraps(process)
    def traced(self: Any, item: TracedItem, *args: object, **options: object) -> Any:
        variables = (self.get("variable") or "").split()
        if variables != _GENERATED:
            item["called"] += variables
        hidden = item["substituted"].intersection(variables)
        if hidden and hidden == set(variables):
            raise VariableError
        withheld = {name: item.reference.pop(name) for name in hidden if name in item.reference}
        try:
            result = process(self, item, *args, **options)
        finally:
            item.reference.update(withheld)
        if result[0] if isinstance(result, tuple) else result:
            item["shown"] += variables
        return result

    return traced


def _change_case(self: Any, text: object, language: str | None = None) -> object:
    case = self.get("text-case")
    if case is None or not text:
        return text
    return String(apply_case(str(text), case, language or "en"))


def _process_group(self: Any, item: TracedItem, context: object = None, **options: object) -> object:
    called, shown = len(item["called"]), len(item["shown"])
    text = _original_group(self, item, context=context, **options)
    if len(item["called"]) > called and len(item["shown"]) == shown:
        raise VariableError
    item["shown"].append(_GROUP)
    return text


def _render_substitute(self: Any, item: TracedItem, context: object = None, **options: object) -> object:
    before = len(item["shown"])
    text = _original_substitute(self, item, context=context, **options)
    if text:
        item["substituted"].update(item["shown"][before:])
    return text


def _render_layout(self: Any, item: TracedItem, **options: object) -> object:
    item.forget()
    return model.Parent.render_children(self, item, **options)


def _render_if(self: Any, item: TracedItem, **options: object) -> object:
    if self.get("disambiguate") == "true":
        raise model.ConditionFailed
    return _original_if(self, item, **options)


def _test_numeric(self: Any, item: TracedItem) -> list[bool]:
    if "locator" in self.get("is-numeric").split():
        return [bool(item.has_locator)]
    return [bool(found) for found in _original_test_numeric(self, item)]


def _quote(self: Any, text: object) -> object:
    if self.get("quotes") != "true":
        return text
    return (
        self.get_single_term(name="open-quote") + text + QUOTE_END + self.get_single_term(name="close-quote")
    )


def _keep(find: Callable[..., Any]) -> Callable[..., Any]:
    """`find` of an element that looks for the same thing, by the same words, only once."""
    name = f"_kept_{find.__name__}"

    @wraps(find)
    def kept(self: Any, *words: str) -> Any:
        found = self.__dict__.setdefault(name, {})
        if words not in found:
            found[words] = find(self, *words)
        return found[words]

    return kept


def _get_name_option(self: Any, name: str, *args: object) -> object:
    if name == "initialize-with" and self.get("initialize") == "false":
        return None
    return _original_name_option(self, name, *args)


_original_group = model.Group.process
_original_substitute = model.Substitute.render
_original_if = model.If.render
_original_test_numeric = model.If._is_numeric
_original_name_option = model.Name.get_option

for element in (model.Text, model.Number, model.Date, model.Names):
    element.process = _trace(element.process)
model.TextCased.case = _change_case
model.Quoted.quote = _quote
model.Group.process = _process_group
model.Substitute.render = _render_substitute
model.Layout.render_children = _render_layout
model.If.render = _render_if
model.If._is_numeric = _test_numeric
model.Name.get_option = _get_name_option
model.CitationStylesElement.xpath_search = _keep(model.CitationStylesElement.xpath_search)
for element in (model.Parent, *model.Parent.__subclasses__(), *model.CitationStylesElement.__subclasses__()):
    if "calls_variable" in vars(element):
        element.calls_variable = _keep(element.calls_variable)
