"""The charts of a report as files: SVG, PNG, and the numbers that each is drawn of as CSV."""

import re
from collections.abc import Iterator, Sequence

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.output_format import OutputFile
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.content import Page, page_of
from measure87.disseminate.pages.survey.in_language import result_in_language
from measure87.disseminate.pages.survey.measure_plot import Plot
from measure87.files import BYTE_ORDER_MARK, csv_text
from measure87.files.png_writing import png_of
from measure87.vocabulary.estimate import Result

FOLDER = "charts"
_DRAWING = ".svg"
_SCALE = 2.0
"""Pixels of a PNG for a pixel of the drawing, for print."""
_HEADER = ("variable", "group", "value", "lower", "upper", "unit")
_DIGITS = 10
"""Digits of a number in the CSV: a share times 100 has no more that mean anything."""


def chart_files(result: Result, context: ReportContext) -> list[OutputFile]:
    """Drawing and numbers of each chart of rows with intervals of the report, in its language."""
    spoken = words(context.language)
    page = page_of(result_in_language(result, context, spoken), context, spoken)
    return [file for name, plot in _plots(page) for file in _files(name, plot)]


def _plots(page: Page) -> Iterator[tuple[str, Plot]]:
    """Each chart by the name of its file."""
    for section in (*page.measures, *page.further):
        if section.plot is not None:
            yield f"{section.anchor}-{section.name}", section.plot
    for one in page.side_by_side:
        if one.prevalences.plot is not None:
            yield one.prevalences.anchor, one.prevalences.plot
    for table in page.differences:
        if table.plot is not None:
            yield table.anchor, table.plot


def _files(name: str, plot: Plot) -> list[OutputFile]:
    path = f"{FOLDER}/{name}"
    return [
        OutputFile(f"{path}{_DRAWING}", _standing_alone(plot.wide) + "\n"),
        OutputFile(f"{path}.csv", BYTE_ORDER_MARK + _data(plot)),
    ]


def pictures(files: Sequence[OutputFile]) -> list[OutputFile]:
    """The drawings among some files as PNG, under their names.

    Raises
    ------
    MissingExtraError
        If the library that makes them is not installed.
    """
    return [
        OutputFile(file.path.removesuffix(_DRAWING) + ".png", png_of(file.data.decode(), _SCALE))
        for file in files
        if file.path.endswith(_DRAWING)
    ]


def _standing_alone(svg: str) -> str:
    """The element with a size of its own, on white paper."""
    width, height = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0]
    svg = svg.replace(' width="100%"', f' width="{width}" height="{height}"', 1)
    paper = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return svg.replace("</desc>", f"</desc>{paper}", 1)


def _data(plot: Plot) -> str:
    """A row for each point: its block, its label, its value and its interval, and the axis."""
    rows = [
        (
            block.name,
            point.label,
            _number(point.value),
            *((_number(end) if point.interval else None) for end in point.reach),
            plot.axis,
        )
        for block in plot.blocks
        for point in block.points
    ]
    return csv_text([_HEADER, *rows])


def _number(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
