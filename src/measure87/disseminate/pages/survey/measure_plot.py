"""The plot of one measure: everybody, and each variable by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.locale.marked import as_start
from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.difference_text import DifferenceText
from measure87.disseminate.pages.survey.figure_text import PER_CENT, FigureText, Scale
from measure87.disseminate.pages.survey.groups import group_list, variables_of
from measure87.disseminate.pages.survey.people import counted, share_of_people
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import StatedMeasure

SHARE_OF_RESPONDENTS = "share-of-respondents"
"""Method of figures that hold for the respondents alone."""


@dataclass(frozen=True)
class Plot:
    """The plot of a section, twice as inline SVG."""

    wide: str
    """For broad screens and print."""
    narrow: str
    caption: str
    hidden: str | None
    """Names what the plot does not show."""
    blocks: Sequence[Block] = ()
    """The rows that it is drawn of; none where it is no plot of rows."""
    axis: str = ""
    """What its axis counts."""


def measure_plot(
    figures: Sequence[Estimate],
    labels: Sequence[str],
    texts: Sequence[FigureText],
    about: StatedMeasure | None,
    scale: Scale,
    title: str,
    level: str,
    anchor: str,
    words: Words,
    *,
    size: tuple[int, int] | None = None,
) -> Plot | None:
    """The plot of everybody and of each variable by itself; None where a point is all there is.

    `size` is of the broad drawing, in pixels for labels and for the plot.
    """
    blocks: dict[str, list[Point]] = {}
    hidden: list[str] = []
    hidden_groups: list[Estimate] = []
    for figure, label, text in zip(figures, labels, texts, strict=True):
        names = variables_of(figure)
        if len(names) > 1:
            continue
        point = point_of(label, figure, scale, text)
        if point is not None:
            block = as_start(words.of_code("variables", names[0])) if names else ""
            blocks.setdefault(block, []).append(point)
        elif names:
            hidden_groups.append(figure)
        else:
            hidden.append(label)
    if sum(map(len, blocks.values())) < 2:
        return None
    if hidden_groups:
        hidden.append(group_list(hidden_groups, words))
    groups = words.semicolons(hidden)
    kind = "" if level else "_plain"
    parts = [Block(name, points) for name, points in blocks.items()]
    said = plot_texts(
        words.text("measures.plot_title", measure=title),
        words.text(f"measures.plot_description{kind}", level=level),
        axis_title(figures[0], about, scale, words),
        words,
    )
    return Plot(
        wide=interval_plot(parts, said, f"{anchor}-wide", size=size),
        narrow=interval_plot(parts, said, f"{anchor}-narrow", narrow=True),
        caption=words.text(f"measures.plot_caption{kind}", measure=title, level=level),
        hidden=words.text("measures.plot_hidden", groups=groups) if hidden else None,
        blocks=parts,
        axis=said.axis,
    )


def point_of(
    label: str, figure: Estimate, scale: Scale, text: FigureText | DifferenceText
) -> Point | None:
    """A figure in a plot with its value and interval as the table writes them.

    An end that it lacks is at its value; None if it is not shown.
    """
    if figure.value is None:
        return None
    lower = figure.value if figure.lower is None else figure.lower
    upper = figure.value if figure.upper is None else figure.upper
    value, start, end = (one * scale.factor for one in (figure.value, lower, upper))
    return Point(label, value, start, end, written=text.value, interval=text.interval or "")


def axis_title(figure: Estimate, about: StatedMeasure | None, scale: Scale, words: Words) -> str:
    """What the axis counts, and of whom: `% of children aged 5 to 17`."""
    if scale.per is None:
        return scale.unit
    if figure.method == SHARE_OF_RESPONDENTS:
        return words.text(share_unit(scale, "units.axis_respondents"), per=scale.per, who="")
    if scale.per == PER_CENT:
        return share_of_people(about, words)
    return words.text("units.axis", people=counted(scale.per, about, words))


def share_unit(scale: Scale, other: str) -> str:
    """Key of the unit of shares of the respondents: per cent, or else so many of them."""
    return "units.share_of_respondents" if scale.per == PER_CENT else other
