"""The same persons under each definition: how many each counts, who moves, and by which rule.

All that is shown are figures that the disclosure gate released. A picture is drawn only where
all of its parts are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.pages.kit.context import ReportContext
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.difference_text import (
    DifferenceText,
    difference_scale,
    difference_text,
    reading_of,
)
from measure87.disseminate.pages.survey.figure_text import (
    FigureText,
    Scale,
    figure_text,
    scale_of,
)
from measure87.disseminate.pages.survey.groups import group_label
from measure87.disseminate.pages.survey.measure_plot import Plot, axis_title
from measure87.disseminate.pages.survey.overlap_plot import Overlap, overlap_plot
from measure87.disseminate.pages.survey.prevalences import Prevalences, prevalences_of
from measure87.disseminate.pages.survey.released_figures import Released


@dataclass(frozen=True)
class MovedRow:
    """Persons who are counted under both definitions, or under one alone, or by one rule of it."""

    label: str
    text: FigureText
    by_rule: bool = False


@dataclass(frozen=True)
class PairSection:
    """Two definitions of the same persons."""

    anchor: str
    title: str
    of_whom: str
    scale: Scale
    level: str
    rows: Sequence[MovedRow]
    difference: DifferenceText | None
    reading: str | None
    """What the interval of the difference says of 0."""
    plot: Plot | None

    @property
    def has_care(self) -> bool:
        """Whether any row has to be read with care."""
        return any(row.text.care for row in self.rows)


@dataclass(frozen=True)
class SideBySide:
    """Definitions of which every two are compared."""

    prevalences: Prevalences
    pairs: Sequence[PairSection]
    """Each definition beside the one that the study names first."""
    more: Sequence[PairSection]
    """The others, folded away on screens; never in print."""


def side_by_side(
    content: Mapping[str, Any], context: ReportContext, words: Words
) -> list[SideBySide]:
    """What each study input sets side by side, in the order of the study."""
    released = Released(content, context, words)
    found: list[list[Mapping[str, Any]]] = []
    for pair in content["diagnostics"].get("side_by_side", []):
        own = next(
            (one for one in found if _measures(one).keys() & {pair["first"], pair["second"]}), None
        )
        if own is None:
            found.append([pair])
        else:
            own.append(pair)
    return [_together(number, pairs, released) for number, pairs in enumerate(found, start=1)]


def _measures(pairs: Sequence[Mapping[str, Any]]) -> dict[str, None]:
    """The measures of some pairs, in their order."""
    return dict.fromkeys(name for pair in pairs for name in (pair["first"], pair["second"]))


def _together(number: int, pairs: Sequence[Mapping[str, Any]], released: Released) -> SideBySide:
    """Pairs that share measures."""
    names = list(_measures(pairs))
    sections = [
        (pair["first"] == names[0], _pair(f"pair-{number}-{place}", pair, released))
        for place, pair in enumerate(pairs, start=1)
    ]
    figures = [(released.figure(name, {}), released.about(name)) for name in names]
    shown = [(figure, about) for figure, about in figures if figure is not None]
    return SideBySide(
        prevalences=prevalences_of(shown, f"prevalence-{number}", released.words),
        pairs=[section for main, section in sections if main],
        more=[section for main, section in sections if not main],
    )


def _pair(anchor: str, pair: Mapping[str, Any], released: Released) -> PairSection:
    """One pair: its rows, its difference, its picture."""
    words, group = released.words, pair["group"]
    titles = [released.title(pair[side]) for side in ("first", "second")]
    named = [
        (label, figure, by_rule)
        for label, name, by_rule in _names(pair, released)
        if (figure := released.figure(name, group)) is not None
    ]
    figures = [figure for _, figure, _ in named]
    scale = scale_of(figures, released.about(pair["first"]), words)
    found = released.difference(pair["first_only"], pair["second_only"])
    points = None if found is None else difference_scale([found], scale.per, words)
    whom = group_label(figures[0], words) if figures and group else ""
    return PairSection(
        anchor=anchor,
        title=words.text("side_by_side.pair", first=titles[0], second=titles[1]),
        of_whom=words.text(f"side_by_side.{'of_group' if whom else 'of_whom'}", group=whom),
        scale=scale,
        level=next((words.share(f["level"]) for f in figures if "level" in f), ""),
        rows=[MovedRow(label, figure_text(f, scale, words), rule) for label, f, rule in named],
        difference=None
        if found is None or points is None
        else difference_text(found, (None, None), points, words),
        reading=None if found is None else reading_of(found, words, "side_by_side"),
        plot=_plot(anchor, pair, titles, scale, released),
    )


def _names(pair: Mapping[str, Any], released: Released) -> list[tuple[str, str, bool]]:
    """Label and name of each figure of a pair, in the order of the table; and whether of a rule."""
    words = released.words
    rows = [(words.text("side_by_side.both"), pair["both"], False)]
    for side in ("first", "second"):
        alone = f"{side}_only"
        rows.append((words.text(f"side_by_side.{alone}"), pair[alone], False))
        for rule, name in pair.get(f"{alone}_by_rule", {}).items():
            told = words.text("side_by_side.by_rule", rule=released.rule(pair[side], rule))
            rows.append((told, name, True))
    return rows + [
        (words.text(f"side_by_side.{key}"), pair[key], False)
        for key in ("first_second_undetermined", "second_first_undetermined")
        if key in pair
    ]


def _plot(
    anchor: str,
    pair: Mapping[str, Any],
    titles: Sequence[str],
    scale: Scale,
    released: Released,
) -> Plot | None:
    """Both definitions laid over each other; None where a part is not shown."""
    words = released.words
    parts = [
        released.figure(pair[key], pair["group"]) for key in ("both", "first_only", "second_only")
    ]
    shown = [f for f in parts if f is not None and "value" in f]
    if len(shown) < len(parts) or not any(f["value"] for f in shown):
        return None
    both, first_only, second_only = (f["value"] * scale.factor for f in shown)
    overlap = Overlap(
        first=titles[0],
        second=titles[1],
        both=both,
        first_only=first_only,
        second_only=second_only,
        rules_first=_rules("first", pair, scale, released),
        rules_second=_rules("second", pair, scale, released),
        decimals=scale.decimals,
    )
    texts = plot_texts(
        words.text("side_by_side.plot_title"),
        words.text("side_by_side.plot_description"),
        axis_title(shown[0], scale, words),
        words,
    )
    return Plot(
        wide=overlap_plot(overlap, texts, f"{anchor}-wide"),
        narrow=overlap_plot(overlap, texts, f"{anchor}-narrow", narrow=True),
        caption=words.text("side_by_side.plot_caption"),
        hidden=None,
    )


def _rules(
    side: str, pair: Mapping[str, Any], scale: Scale, released: Released
) -> list[tuple[str, float]]:
    """The rules by which one definition alone counts persons, the greatest first; shown ones."""
    found = []
    for rule, name in pair.get(f"{side}_only_by_rule", {}).items():
        figure = released.figure(name, pair["group"])
        if figure is not None and "value" in figure:
            told = released.words.text("side_by_side.by_rule", rule=released.rule(pair[side], rule))
            found.append((told, figure["value"] * scale.factor))
    return sorted(found, key=lambda one: -one[1])
