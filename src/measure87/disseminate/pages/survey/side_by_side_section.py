"""The same persons under each definition: how many each counts, who moves, and by which rule.

All that is shown are figures that the disclosure gate released. A picture is drawn only where
all of its parts are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.pages.kit.charts.overlaps import Overlap, overlap_plot
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
    level_of,
    scale_of,
)
from measure87.disseminate.pages.survey.groups import group_label
from measure87.disseminate.pages.survey.measure_plot import Plot, axis_title
from measure87.disseminate.pages.survey.people import same_people
from measure87.disseminate.pages.survey.prevalences import Prevalences, Released, prevalences_of
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.survey import Comparison


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


def side_by_side(result: Result, context: ReportContext, words: Words) -> list[SideBySide]:
    """What each study input sets side by side, in the order of the study."""
    released = Released(result, context, words)
    found: list[list[Comparison]] = []
    for pair in survey_said(result).comparison or ():
        own = next(
            (one for one in found if _measures(one).keys() & {pair.first, pair.second}), None
        )
        if own is None:
            found.append([pair])
        else:
            own.append(pair)
    return [_together(number, pairs, released) for number, pairs in enumerate(found, start=1)]


def _measures(pairs: Sequence[Comparison]) -> dict[str, None]:
    """The measures of some pairs, in their order."""
    return dict.fromkeys(name for pair in pairs for name in (pair.first, pair.second))


def _together(number: int, pairs: Sequence[Comparison], released: Released) -> SideBySide:
    """Pairs that share measures."""
    names = list(_measures(pairs))
    sections = [
        (pair.first == names[0], _pair(f"pair-{number}-{place}", pair, released))
        for place, pair in enumerate(pairs, start=1)
    ]
    return SideBySide(
        prevalences=prevalences_of(names, released, f"prevalence-{number}"),
        pairs=[section for main, section in sections if main],
        more=[section for main, section in sections if not main],
    )


def _pair(anchor: str, pair: Comparison, released: Released) -> PairSection:
    """One pair: its rows, its difference, its picture."""
    words = released.words
    titles = released.title(pair.first), released.title(pair.second)
    named = [
        (label, figure, by_rule)
        for label, name, by_rule in _names(pair, released)
        if (figure := released.figure(name, pair.group)) is not None
    ]
    figures = [figure for _, figure, _ in named]
    about = released.about(pair.first)
    scale = scale_of(figures, about.per if about else None, words)
    found = released.difference(pair.first_only, pair.second_only)
    whom = group_label(figures[0], words) if figures and pair.group else ""
    return PairSection(
        anchor=anchor,
        title=words.text("side_by_side.pair", first=titles[0], second=titles[1]),
        of_whom=words.text(f"side_by_side.{'of_group' if whom else 'of_whom'}", group=whom),
        scale=scale,
        level=level_of(figures, words),
        rows=[MovedRow(label, figure_text(f, scale, words), rule) for label, f, rule in named],
        difference=None if found is None else _difference(found, scale, words),
        reading=None if found is None else reading_of(found, words, "side_by_side"),
        plot=_plot(anchor, pair, titles, scale, released),
    )


def _difference(found: Estimate, scale: Scale, words: Words) -> DifferenceText:
    points = difference_scale([found], scale.per, words)
    return difference_text(found, (None, None), points, words)


def _names(pair: Comparison, released: Released) -> list[tuple[str, str | None, bool]]:
    """Label and name of each figure of a pair, in the order of the table; and whether of a rule."""
    words = released.words
    return [
        (words.text("side_by_side.both"), pair.both, False),
        (words.text("side_by_side.first_only"), pair.first_only, False),
        *_by_rule(pair.first, pair.first_only_by_rule, released),
        (words.text("side_by_side.second_only"), pair.second_only, False),
        *_by_rule(pair.second, pair.second_only_by_rule, released),
        (_undetermined("first_second", words), pair.first_second_undetermined, False),
        (_undetermined("second_first", words), pair.second_first_undetermined, False),
    ]


def _undetermined(sides: str, words: Words) -> str:
    return words.text(f"side_by_side.{sides}_undetermined")


def _by_rule(
    measure: str, names: Mapping[str, str] | None, released: Released
) -> list[tuple[str, str, bool]]:
    """What one definition alone counts by each of its rules: the rule in words, and the name."""
    return [
        (
            released.words.text("side_by_side.by_rule", rule=released.rule(measure, rule)),
            name,
            True,
        )
        for rule, name in (names or {}).items()
    ]


def _plot(
    anchor: str, pair: Comparison, titles: tuple[str, str], scale: Scale, released: Released
) -> Plot | None:
    """Both definitions laid over each other; None where a part is not shown."""
    words = released.words
    parts = [released.figure(name, pair.group)
             for name in (pair.both, pair.first_only, pair.second_only)]  # fmt: skip
    sizes = [f.value * scale.factor for f in parts if f is not None and f.value is not None]
    if parts[0] is None or len(sizes) < len(parts) or not any(sizes):
        return None
    both, first_only, second_only = sizes
    overlap = Overlap(
        first=titles[0],
        second=titles[1],
        both=both,
        first_only=first_only,
        second_only=second_only,
        rules_first=_rules(pair.first, pair.first_only_by_rule, pair, scale, released),
        rules_second=_rules(pair.second, pair.second_only_by_rule, pair, scale, released),
        decimals=scale.decimals,
    )
    people = same_people(released.about(name) for name in (pair.first, pair.second))
    texts = plot_texts(
        words.text("side_by_side.plot_title"),
        words.text("side_by_side.plot_description"),
        axis_title(parts[0], people, scale, words),
        words,
    )
    return Plot(
        wide=overlap_plot(overlap, texts, f"{anchor}-wide"),
        narrow=overlap_plot(overlap, texts, f"{anchor}-narrow", narrow=True),
        caption=words.text("side_by_side.plot_caption"),
        hidden=None,
    )


def _rules(
    measure: str,
    names: Mapping[str, str] | None,
    pair: Comparison,
    scale: Scale,
    released: Released,
) -> list[tuple[str, float]]:
    """The rules by which one definition alone counts persons, the greatest first; shown ones."""
    found = []
    for label, name, _ in _by_rule(measure, names, released):
        figure = released.figure(name, pair.group)
        if figure is not None and figure.value is not None:
            found.append((label, figure.value * scale.factor))
    return sorted(found, key=lambda one: -one[1])
