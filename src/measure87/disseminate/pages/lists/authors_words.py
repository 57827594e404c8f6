"""Names of lists and of strata, which are words of the study's author, marked as such."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from measure87.disseminate.locale.marked import kept
from measure87.disseminate.locale.said import authors
from measure87.disseminate.pages.kit.wording import Words

_NAMES = frozenset({"name", "lists", "apart", "interaction", "interactions", "terms", "joined"})
"""Keys under which lists are named, and interactions as `A:B`."""


def names_marked(content: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The released content of a list study with its author's names marked.

    Nothing changes where the page is in the author's language.
    """
    own = content["diagnostics"].get("study", {}).get("data_language")

    def mark(text: str) -> str:
        return authors(text, own, words.code)

    diagnostics = content["diagnostics"]
    strata = {
        key: [{**one, "group": {k: mark(v) for k, v in one["group"].items()}} for one in entries]
        for key in ("estimates", "refused")
        if (entries := content.get(key))
    }
    lists = _marked(diagnostics["lists"], mark)
    return {**content, **strata, "diagnostics": {**diagnostics, "lists": lists}}


def _marked(value: Any, mark: Callable[[str], str], *, named: bool = False) -> Any:
    """A value with every name in it marked; `named` says that its texts are names."""
    if isinstance(value, Mapping):
        return {key: _marked(one, mark, named=key in _NAMES) for key, one in value.items()}
    if isinstance(value, str):
        return mark(value) if named else value
    if isinstance(value, Sequence):
        return [_marked(one, mark, named=named) for one in value]
    return value


def interaction_text(term: str) -> str:
    """An interaction of lists, `A:B`, as one reads it: `A × B`."""
    return kept(term, " × ".join(term.split(":")))
