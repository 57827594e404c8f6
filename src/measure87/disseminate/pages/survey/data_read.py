"""What a run says about the data that it read: rows, unknowns, what the files do not have."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measure87.disseminate.locale.marked import joined
from measure87.disseminate.pages.kit.provenance_rows import shown_value
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.items import item_text

_SHOWN_APART = frozenset(
    {
        "study",
        "measures",
        "instrument",
        "undetermined",
        "unsupported",
        "disclosure",
        "side_by_side",
        "tables",
    }
)
_UNKNOWN, _ABSENT = "unknown", "absent"
_AMONG_WARNINGS = frozenset({"assumed", "unmapped", "out_of_range"})
"""What the mapping says of these in sentences stands among the warnings."""


def data_read(diagnostics: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Each fact and its number: the mapping's of each input, then whatever has no other place.

    What the mapping assumed, and values that it has no line for, stand among the warnings.
    """
    others = {key: value for key, value in diagnostics.items() if key not in _SHOWN_APART}
    inputs = others.pop("mapping", {})
    rows: list[tuple[str, str]] = []
    for name, facts in inputs.items():
        found = _of_input(name, facts, words) if isinstance(facts, Mapping) else None
        rows += leaves(name, facts, words) if found is None else found
    return [*rows, *leaves("", others, words)]


def _of_input(name: str, facts: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    """Facts about one input."""
    for key, value in facts.items():
        title = words.text("data.of_input", name=name, fact=words.of_code("data", key))
        if key == _UNKNOWN and isinstance(value, Mapping):
            for column, count in value.items():
                table, _, item = column.partition(".")
                place = words.of_code("data", table)
                yield (
                    words.text("data.item", title=title, table=place, item=item_text(item, words)),
                    shown_value(count, words),
                )
        elif key == _ABSENT and isinstance(value, Mapping):
            for table, items in value.items():
                if items:
                    texts = dict.fromkeys(item_text(item, words) for item in items)
                    place = words.of_code("data", table)
                    yield (
                        words.text("data.table", title=title, table=place),
                        words.semicolons(texts),
                    )
        elif key not in _AMONG_WARNINGS:
            yield from leaves(title, value, words)


def leaves(path: str, value: Any, words: Words) -> list[tuple[str, str]]:
    """Every value of a nested table with its path in words."""
    if isinstance(value, Mapping):
        return [
            leaf
            for key, item in value.items()
            for leaf in leaves(_path(path, words.of_code("data", str(key))), item, words)
        ]
    if isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        return leaves(path, {str(k): item for k, item in enumerate(value, start=1)}, words)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [(path, words.commas(map(str, value)))] if value else []
    return [(path, shown_value(value, words))]


def _path(path: str, key: str) -> str:
    return joined(" · ", (path, key)) if path else key
