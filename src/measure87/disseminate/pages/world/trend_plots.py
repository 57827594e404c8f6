"""Trends of world and regions: a line with its band, and projections where there are any."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import ShareAxis
from measure87.disseminate.pages.kit.charts.years import SHAPES, YearPlot, mark, round_years
from measure87.disseminate.pages.world.place_tables import axis_labels
from measure87.disseminate.pages.world.projections import Projection, projections
from measure87.disseminate.pages.world.rows import EstimateRow
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure

_KINDS = ("world", "region", "subregion")
_LARGE, _SMALL = (620, 260), (300, 170)
_MOST_YEARS = {_LARGE: 7, _SMALL: 4}


@dataclass(frozen=True)
class Trend:
    """The path of one place."""

    name: str
    kind: str
    svg: str
    wide: str
    """The same for wide screens; empty where one size serves all."""
    rows: Sequence[Sequence[str]]
    """Year, share, interval."""


@dataclass(frozen=True)
class Trends:
    """Paths of world and regions, those of sub-regions, and signs of the projections."""

    first: Sequence[Trend]
    subregions: Sequence[Trend]
    legend: Sequence[tuple[str, str]]

    @property
    def every(self) -> Sequence[Trend]:
        """All of them."""
        return [*self.first, *self.subregions]


def trends(content: WorldContent, measure: WorldMeasure, words: WorldWords) -> Trends | None:
    """World, regions and sub-regions; None where no trend was estimated.

    World and each level of regions have an axis of their own, for the same places of one level.
    """
    if not content.about.trend_estimated:
        return None
    ahead = projections(content, measure)
    scenarios = list(dict.fromkeys(one.scenario for rows in ahead.values() for one in rows))
    by_kind = {
        kind: _of_kind(kind, ahead, scenarios, content, measure, words) for kind in _KINDS
    }  # fmt: skip
    if not any(by_kind.values()):
        return None
    legend = [(_sign(n), words.of_code("world_scenarios", one)) for n, one in enumerate(scenarios)]
    return Trends([*by_kind["world"], *by_kind["region"]], by_kind["subregion"], legend)


def _sign(number: int) -> str:
    shape = mark(14, 7, _shape(number), "left")
    line = '<path class="ahead" d="M1 7H14"/>'
    return f'<svg class="sign long" viewBox="0 0 20 14" aria-hidden="true">{line}{shape}</svg>'


def _shape(number: int) -> str:
    return SHAPES[min(number, len(SHAPES) - 1)]


def _of_kind(
    kind: str, ahead: dict[str, list[Projection]], scenarios: Sequence[str],
    content: WorldContent, measure: WorldMeasure, words: WorldWords,
) -> list[Trend]:  # fmt: skip
    paths = [rows for rows in content.by_year(measure.name).values()
             if rows[0].place_kind == kind and len(rows) > 1]  # fmt: skip
    paths.sort(key=lambda rows: words.place_order(rows[0]))
    tops = [row.upper or row.value for rows in paths for row in rows]
    tops += [one.top for rows in paths for one in ahead.get(rows[0].place, [])]
    ends = [rows[-1].year for rows in paths]
    ends += [one.year for rows in paths for one in ahead.get(rows[0].place, [])]
    frame = (max(ends, default=0), ShareAxis.over(tops))
    return [
        _trend(rows, ahead.get(rows[0].place, []), scenarios, frame, measure, words)
        for rows in paths
    ]


def _trend(
    rows: Sequence[EstimateRow], ahead: Sequence[Projection], scenarios: Sequence[str],
    frame: tuple[int, ShareAxis], measure: WorldMeasure, words: WorldWords,
) -> Trend:  # fmt: skip
    first = rows[0]
    kind = first.place_kind
    name = words.titled(first)
    label = _label(name, rows, measure, words)
    drawn = {
        size: _plot(size, rows, ahead, scenarios, frame, measure, words).svg(label)
        for size in (_LARGE, _SMALL)
    }
    table = [
        [str(r.year), words.rate(r.value, measure), words.rate_interval(r, measure)] for r in rows
    ]
    return Trend(name, kind, drawn[_SMALL], drawn[_LARGE] if kind == "world" else "", table)


def _plot(
    size: tuple[int, int], rows: Sequence[EstimateRow], ahead: Sequence[Projection],
    scenarios: Sequence[str], frame: tuple[int, ShareAxis], measure: WorldMeasure,
    words: WorldWords,
) -> YearPlot:  # fmt: skip
    end, axis = frame
    first = rows[0]
    plot = YearPlot(*size, (first.year, end), axis, words.is_mirrored)
    named = round_years(first.year, end, _MOST_YEARS[size])
    plot.frame([(year, str(year)) for year in named], axis_labels(axis, measure, words))
    banded = [
        (row.year, row.lower, row.upper)
        for row in rows
        if row.lower is not None and row.upper is not None
    ]
    if banded:
        years, lower, upper = zip(*banded, strict=True)
        plot.band(years, lower, upper, "band")
    path = [(row.year, row.value) for row in rows if row.value is not None]
    plot.line([year for year, _ in path], [value for _, value in path], "path")
    for one in ahead:
        plot.line([path[-1][0], one.year], [path[-1][1], one.value], "ahead")
        if one.lower is not None and one.upper is not None:
            plot.limits(one.year, one.lower, one.upper, "err")
        plot.point(one.year, one.value, _shape(scenarios.index(one.scenario)), "left")
    return plot


def _label(name: str, rows: Sequence[EstimateRow], measure: WorldMeasure, words: WorldWords) -> str:
    first, last = rows[0], rows[-1]
    return words.text(
        "world_trend.label",
        place=name,
        first=str(first.year),
        start=words.rate(first.value, measure),
        last=str(last.year),
        end=words.rate(last.value, measure),
    )
