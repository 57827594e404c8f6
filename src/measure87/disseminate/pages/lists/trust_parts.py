"""The parts of the trust panel: each a plot and a table of figures by change and method."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.axes import Axis
from measure87.disseminate.pages.lists.overlaps import count_text
from measure87.disseminate.pages.lists.picture import Picture, about_axis, picture
from measure87.disseminate.pages.lists.range_plot import RangeBlock, Row, extent, range_plot

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class TrustPart:
    """One part.

    Attributes
    ----------
    anchor, heading, lead : texts
    columns : headings of the table, the first of the rows
    rows : cells as texts
    picture : None where no method has a figure
    """

    anchor: str
    heading: str
    lead: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    picture: Picture | None


@dataclass(frozen=True)
class _Kind:
    """How a part is read: its key, its label for an entry, the count beside it."""

    key: str
    label: Callable[[Entry, Words], str]
    seen: Callable[[Entry, Words], str] | None = None


def trust_parts(
    about: Mapping[str, Any], values: Mapping[str, float], words: Words
) -> list[TrustPart]:
    """The parts that have entries; `values` are the figures for the lists as they are."""
    trust = about.get("trust", {})
    return [_part(kind, trust[kind.key], values, words) for kind in _KINDS if trust.get(kind.key)]


def _part(
    kind: _Kind, entries: Sequence[Entry], values: Mapping[str, float], words: Words
) -> TrustPart:
    named = [m for e in entries for m in (*e.get("values", {}), *e.get("refused", {}))]
    methods = [m for m in words.texts["list_methods"] if m in named]
    methods += sorted(set(named) - set(methods))
    head = [words.text("lists_trust.change")]
    if kind.seen:
        head.append(words.text("lists_trust.seen"))
    rows = [
        [
            kind.label(entry, words),
            *([kind.seen(entry, words)] if kind.seen else []),
            *(_cell(entry, method, words) for method in methods),
        ]
        for entry in entries
    ]
    heading = words.text(f"lists_trust.{_SHORT[kind.key]}_heading")
    return TrustPart(
        anchor=f"trust-{kind.key.replace('_', '-')}",
        heading=heading,
        lead=words.text(f"lists_trust.{_SHORT[kind.key]}_lead"),
        columns=[*head, *(words.of_code("list_methods", method) for method in methods)],
        rows=rows,
        picture=_picture(kind, entries, methods, values, words),
    )


def _cell(entry: Entry, method: str, words: Words) -> str:
    if method in entry.get("values", {}):
        return words.number(entry["values"][method])
    if "not_shown" in entry:
        return words.of_code("provenance", "not-shown")
    return words.text("lists_trust.refused") if method in entry.get("refused", {}) else "–"


def _picture(
    kind: _Kind,
    entries: Sequence[Entry],
    methods: Sequence[str],
    values: Mapping[str, float],
    words: Words,
) -> Picture | None:
    """One block for each method; of known lists, estimated over known size."""
    known = kind.key == "known_lists"
    blocks = []
    for method in methods:
        rows = [
            Row(kind.label(entry, words), entry["values"][method] / _scale(entry, known))
            for entry in entries
            if method in entry.get("values", {}) and _scale(entry, known) > 0
        ]
        if rows:
            line = 1.0 if known else values.get(method)
            blocks.append(RangeBlock(words.of_code("list_methods", method), rows, line))
    if not blocks:
        return None
    low, high = extent(blocks)
    axis = Axis.over(low, high, log=True if known and low > 0 else None)
    unit = "lists_trust.known_axis" if known else (
        "lists_figures.axis_log" if axis.log else "lists_figures.axis"
    )  # fmt: skip
    heading = words.text(f"lists_trust.{_SHORT[kind.key]}_heading")
    texts = plot_texts(heading, words.text("lists_trust.plot_about"), words.text(unit), words)
    caption = (
        f"{heading}. {words.text('lists_trust.known_reference')} {about_axis(axis, words)}"
        if known
        else words.text("lists_trust.caption", part=heading, axis=about_axis(axis, words))
    )
    return picture(
        lambda anchor, narrow: range_plot(blocks, axis, texts, anchor, narrow=narrow),
        f"trust-{kind.key.replace('_', '-')}",
        caption,
    )


def _scale(entry: Entry, known: bool) -> float:
    """What a figure is divided by in the plot; 0 where that is not shown."""
    if not known:
        return 1.0
    return float(entry["known"]) if not isinstance(entry["known"], str) else 0.0


def _without(entry: Entry, words: Words) -> str:
    return words.text("lists_trust.without_row", name=entry["lists"][0])


def _merged(entry: Entry, words: Words) -> str:
    return words.text("lists_trust.merged_row", a=entry["lists"][0], b=entry["lists"][1])


def _known(entry: Entry, words: Words) -> str:
    size = count_text(entry["known"], words)
    return words.text("lists_trust.known_row", name=entry["name"], known=size)


def _offset(entry: Entry, words: Words) -> str:
    factor = float(entry["factor"])
    if factor == 1:
        return words.text("lists_trust.offset_none")
    shown = words.number(factor, 0 if factor.is_integer() else 2)
    return words.text("lists_trust.offset_row", factor=shown)


def _linkage(entry: Entry, words: Words) -> str:
    key = "undone" if entry["kind"] == "matches-undone" else "added"
    return words.text(f"lists_trust.linkage_{key}", share=words.share(entry["share"]))


def _observed(entry: Entry, words: Words) -> str:
    return count_text(entry["observed"], words)


def _shared(entry: Entry, words: Words) -> str:
    return count_text(entry["seen_by_others"], words)


_SHORT = {
    "without": "without",
    "merged": "merged",
    "known_lists": "known",
    "offsets": "offset",
    "linkage": "linkage",
}
_KINDS = (
    _Kind("without", _without, _observed),
    _Kind("merged", _merged),
    _Kind("known_lists", _known, _shared),
    _Kind("offsets", _offset),
    _Kind("linkage", _linkage),
)
