"""The parts of the robustness checks: each a plot and a table of figures by change and method."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import SizeAxis
from measure87.disseminate.pages.kit.charts.sizes import SizeBlock, SizePoint, extent, size_plot
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.overlaps import count_text
from measure87.disseminate.pages.lists.picture import Picture, about_axis, picture
from measure87.vocabulary.releases.lists import StatedKnownList, StatedRefit, StatedTrust


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
class _Row:
    """One changed table.

    Attributes
    ----------
    label, seen : the change, and the count beside it, as texts
    values : method to size, persons
    refused : methods without a figure
    hidden : whether the gate shows no figure
    scale : what a size is divided by in the plot; 0 where that is not shown
    """

    label: str
    values: Mapping[str, float]
    refused: Collection[str] = ()
    hidden: bool = False
    seen: str | None = None
    scale: float = 1.0


def trust_parts(
    trust: StatedTrust | None, values: Mapping[str, float], words: Words
) -> list[TrustPart]:
    """The parts that have entries; `values` are the figures for the lists as they are."""
    if trust is None:
        return []
    parts = {
        "without": [
            _refit(entry, words.text("lists_trust.without_row", name=entry.lists[0]),
                   count_text(entry.observed, words))
            for entry in trust.without
        ],
        "merged": [
            _refit(entry, words.text("lists_trust.merged_row", a=entry.lists[0], b=entry.lists[1]))
            for entry in trust.merged
        ],
        "known_lists": [_known(entry, words) for entry in trust.known_lists],
        "offsets": [_Row(_offset(entry.factor, words), entry.values) for entry in trust.offsets],
        "linkage": [_refit(entry, _linkage(entry, words)) for entry in trust.linkage],
    }  # fmt: skip
    return [_part(key, rows, values, words) for key, rows in parts.items() if rows]


def _refit(entry: StatedRefit, label: str, seen: str | None = None) -> _Row:
    return _Row(label, entry.values, entry.refused, entry.not_shown is not None, seen)


def _known(entry: StatedKnownList, words: Words) -> _Row:
    size = count_text(entry.known, words)
    return _Row(
        words.text("lists_trust.known_row", name=entry.name, known=size),
        entry.values,
        entry.refused,
        entry.not_shown is not None,
        count_text(entry.on_other_lists, words),
        float(entry.known) if isinstance(entry.known, int) else 0.0,
    )


def _offset(factor: float, words: Words) -> str:
    if factor == 1:
        return words.text("lists_trust.offset_none")
    shown = words.number(factor, 0 if factor.is_integer() else 2)
    return words.text("lists_trust.offset_row", factor=shown)


def _linkage(entry: StatedRefit, words: Words) -> str:
    key = "undone" if entry.kind == "matches-undone" else "added"
    return words.text(f"lists_trust.linkage_{key}", share=words.share(entry.share or 0.0))


def _part(key: str, rows: Sequence[_Row], values: Mapping[str, float], words: Words) -> TrustPart:
    named = [m for row in rows for m in (*row.values, *row.refused)]
    methods = [m for m in words.texts["list_methods"] if m in named]
    methods += sorted(set(named) - set(methods))
    head = [words.text("lists_trust.change")]
    if any(row.seen is not None for row in rows):
        head.append(words.text("lists_trust.seen"))
    return TrustPart(
        anchor=f"trust-{key.replace('_', '-')}",
        heading=words.text(f"lists_trust.{_SHORT[key]}_heading"),
        lead=words.text(f"lists_trust.{_SHORT[key]}_lead"),
        columns=[*head, *(words.of_code("list_methods", method) for method in methods)],
        rows=[
            [
                row.label,
                *([] if row.seen is None else [row.seen]),
                *(_cell(row, method, words) for method in methods),
            ]
            for row in rows
        ],
        picture=_picture(key, rows, methods, values, words),
    )


def _cell(row: _Row, method: str, words: Words) -> str:
    if method in row.values:
        return words.number(row.values[method])
    if row.hidden:
        return words.of_code("provenance", "not-shown")
    return words.text("lists_trust.refused") if method in row.refused else "–"


def _picture(
    key: str,
    entries: Sequence[_Row],
    methods: Sequence[str],
    values: Mapping[str, float],
    words: Words,
) -> Picture | None:
    """One block for each method; of known lists, estimated over known size."""
    known = key == "known_lists"
    blocks = []
    for method in methods:
        rows = [
            SizePoint(entry.label, entry.values[method] / entry.scale)
            for entry in entries
            if method in entry.values and entry.scale > 0
        ]
        if rows:
            line = 1.0 if known else values.get(method)
            blocks.append(SizeBlock(words.of_code("list_methods", method), rows, line))
    if not blocks:
        return None
    low, high = extent(blocks)
    axis = SizeAxis.over(low, high, log=True if known and low > 0 else None)
    unit = "lists_trust.known_axis" if known else (
        "lists_figures.axis_log" if axis.log else "lists_figures.axis"
    )  # fmt: skip
    heading = words.text(f"lists_trust.{_SHORT[key]}_heading")
    texts = plot_texts(heading, words.text("lists_trust.plot_about"), words.text(unit), words)
    caption = (
        f"{heading}. {words.text('lists_trust.known_reference')} {about_axis(axis, words)}"
        if known
        else words.text("lists_trust.caption", part=heading, axis=about_axis(axis, words))
    )
    return picture(
        lambda anchor, narrow: size_plot(blocks, axis, texts, anchor, narrow=narrow),
        f"trust-{key.replace('_', '-')}",
        caption,
    )


_SHORT = {
    "without": "without",
    "merged": "merged",
    "known_lists": "known",
    "offsets": "offset",
    "linkage": "linkage",
}
