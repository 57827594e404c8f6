"""`plot`: points with intervals, as the reports draw them, with a text for who cannot see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot
from measure87.disseminate.pages.kit.svg import PlotTexts
from measure87.library.result_table import NOT_RELEASED, group_text, number_text
from measure87.library.small_cells import MARKS
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.printed import percent

_PERCENT = 100.0
_PNG_SCALE = 2.0
"""Pixels of a PNG for one of the drawing, as in the charts that `publish` writes."""


@dataclass(frozen=True, repr=False)
class Picture:
    """A plot as SVG that shows in a notebook, and what it shows in words.

    Attributes
    ----------
    svg : str
        An element with a title and a description for screen readers, that needs nothing else.
    text : str
        Every point of the plot in words.
    """

    svg: str
    text: str

    def save(self, path: Path | str) -> None:
        """Write the plot into a file, whole or not at all: `.svg`, or `.png` of two pixels for one.

        Raises
        ------
        UsageError
            If the name ends otherwise.
        MissingExtraError
            For `.png` without the extra `charts`.
        """
        from measure87.files import write_whole
        from measure87.files.png_writing import png_of

        ending = Path(path).suffix
        if ending.lower() not in ("", ".svg", ".png"):
            raise UsageError(
                f"a plot is written as SVG or PNG, not as {ending!r}",
                code="picture-format",
                hint="give the file a name that ends with .svg or .png",
            )
        is_png = ending.lower() == ".png"
        write_whole(Path(path), png_of(self.svg, _PNG_SCALE) if is_png else self.svg)

    def __repr__(self) -> str:
        """What the plot shows, in words."""
        return self.text

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return f'<div lang="en" dir="ltr">{self.svg}</div>'


def picture_of(
    figures: Sequence[Estimate], notes: Sequence[str] = (), *, released: bool
) -> Picture:
    """The plot of some figures of one unit; `notes` say what all of them are of.

    Raises
    ------
    RefusedError
        If none of them has a value.
    UsageError
        If they are of several units, which have no axis in common.
    """
    shown = [one for one in figures if one.value is not None]
    if not shown:
        raise RefusedError(
            "there is no figure to draw", code="no-figure", hint="print the result for the reasons"
        )
    if len({(one.statistic, one.unit) for one in shown}) > 1:
        raise UsageError(
            "these figures are of several units, and one axis has one",
            code="several-units",
            hint=f"plot one measure at a time, of: {_title(shown)}",
        )
    factor = _PERCENT if _is_share(shown[0]) else 1.0
    blocks: dict[str, list[Point]] = {}
    for one in shown:
        blocks.setdefault(_block(one), []).append(_point(one, factor))
    state = "" if released else f" {NOT_RELEASED}"
    left_out = len(figures) - len(shown)
    about = [f"{_title(shown)}, points with intervals.{state}", *notes, *map(_in_words, shown)]
    about += [f"Figures that are not shown: {left_out}."] if left_out else []
    text = "\n".join(about)
    axis = _axis(shown[0]) + ("" if released else "; not released")
    title = ". ".join([_title(shown), *(note.rstrip(".") for note in notes)])
    texts = PlotTexts(title, " ".join(about), axis)
    anchor = f"plot-{sha256(text.encode()).hexdigest()[:12]}"
    drawn = [Block(name, points) for name, points in blocks.items()]
    at_zero = shown[0].statistic == "difference"
    return Picture(interval_plot(drawn, texts, anchor, line_at_zero=at_zero), text)


def _is_share(one: Estimate) -> bool:
    return one.statistic == "proportion" or one.unit == "proportion"


def _point(one: Estimate, factor: float) -> Point:
    lower, upper = (None if end is None else end * factor for end in (one.lower, one.upper))
    open_end = ", no upper limit" if _is_open(one) else ""
    label = f"{_label(one)}{open_end}{' *' if _marks(one) else ''}"
    return Point(label, (one.value or 0.0) * factor, lower, upper)


def _is_open(one: Estimate) -> bool:
    """Whether an interval has a lower end alone, as that of a lower bound."""
    return one.lower is not None and one.upper is None


def _marks(one: Estimate) -> list[str]:
    """Why the gate would not show a figure."""
    return [flag for flag in one.flags if flag in MARKS]


def _block(one: Estimate) -> str:
    """Measure and variables: what points that stand together share."""
    return ", ".join([one.name, *one.group])


def _label(one: Estimate) -> str:
    if one.statistic == "size":
        return one.method
    here = group_text(one.group, one.labels)
    if one.minus is not None:
        return f"{here} less {group_text(one.minus.group, one.minus.labels)}"
    return here


def _title(figures: Sequence[Estimate]) -> str:
    return ", ".join(dict.fromkeys(one.name for one in figures))


def _axis(one: Estimate) -> str:
    if _is_share(one):
        return "per cent" if one.statistic != "difference" else "percentage points"
    return one.unit or one.statistic


def _in_words(one: Estimate) -> str:
    """One point: what, how much, from where to where."""
    said = f"{one.name}, {_label(one)}: {number_text(one.value, one)}"
    if marks := _marks(one):
        said += f" (* {', '.join(marks)})"
    if _is_open(one):
        return f"{said}, at least {number_text(one.lower, one)}, no upper limit."
    if one.lower is None or one.upper is None or one.level is None:
        return f"{said}."
    ends = f"{number_text(one.lower, one)} to {number_text(one.upper, one)}"
    return f"{said}, {percent(one.level)} interval {ends}."
