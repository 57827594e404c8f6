"""Trends of world and regions: a line with its band, and projections where there are any."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.world_report.about import Measure
from measure87.disseminate.world_report.bars import Axis
from measure87.disseminate.world_report.place_tables import axis_labels
from measure87.disseminate.world_report.world_content import Row, WorldContent
from measure87.disseminate.world_report.world_words import WorldWords
from measure87.disseminate.world_report.year_plot import YearPlot, round_years

_WORLD_SIZE = (620, 260)
_SIZE = (300, 170)
_OF_PLACES = ("world", "region", "subregion")


@dataclass(frozen=True)
class Trend:
    """The path of one place."""

    name: str
    kind: str
    svg: str
    rows: Sequence[Sequence[str]]
    """Year, share, interval."""


def trends(content: WorldContent, measure: Measure, words: WorldWords) -> list[Trend]:
    """World, regions and sub-regions; none where no trend was estimated."""
    if not content.about.trend_estimated:
        return []
    paths = [rows for rows in content.by_year(measure.name).values()
             if rows[0]["place_kind"] in _OF_PLACES and len(rows) > 1]  # fmt: skip
    paths.sort(key=lambda rows: _OF_PLACES.index(rows[0]["place_kind"]))
    axis = Axis.over(row["upper"] for rows in paths for row in rows)
    return [_trend(rows, axis, measure, words) for rows in paths]


def _trend(rows: Sequence[Row], axis: Axis, measure: Measure, words: WorldWords) -> Trend:
    first, last = rows[0], rows[-1]
    name = words.place(first["place"], first["place_name"], first["place_kind"])
    size = _WORLD_SIZE if first["place_kind"] == "world" else _SIZE
    plot = YearPlot(*size, (first["year"], last["year"]), axis, words.is_mirrored)
    years = [row["year"] for row in rows]
    most = 8 if size == _WORLD_SIZE else 4
    labels = [(year, str(year)) for year in round_years(years[0], years[-1], most)]
    plot.frame(labels, axis_labels(axis, measure, words))
    banded = [row for row in rows if row["lower"] is not None and row["upper"] is not None]
    if banded:
        lower, upper = ([row[k] for row in banded] for k in ("lower", "upper"))
        plot.band([row["year"] for row in banded], lower, upper, "band")
    plot.line(years, [row["value"] for row in rows], "path")
    label = words.text(
        "world_trend.label",
        place=name,
        first=str(first["year"]),
        start=words.rate(first["value"], measure),
        last=str(last["year"]),
        end=words.rate(last["value"], measure),
    )
    table = [
        [str(r["year"]), words.rate(r["value"], measure), words.rate_interval(r, measure)]
        for r in rows
    ]
    return Trend(name, first["place_kind"], plot.svg(label), table)
