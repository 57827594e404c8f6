"""Trends: by how much a figure changes a year over several rounds, and where the slope changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.difference_text import PERCENT, reading_of
from measure87.disseminate.pages.survey.figure_text import care_of, level_of
from measure87.disseminate.pages.survey.groups import (
    everybody_in,
    group_label,
    measure_title,
    measures_of,
)
from measure87.vocabulary.estimate import Estimate, Result

_MOST_DECIMALS = 4
_SMALLEST_P = 0.001
_P_DECIMALS = 3


@dataclass(frozen=True)
class TrendRow:
    """The slope of one figure, and its turning point."""

    label: str
    slope: str
    unit: str
    interval: str
    reading: str
    test: str
    turning: str
    care: str


@dataclass(frozen=True)
class TrendTable:
    """All trends of a release, which have their rounds in common."""

    rounds: str
    crosswalks: Sequence[str]
    level: str
    rows: Sequence[TrendRow]

    @property
    def has_care(self) -> bool:
        """Whether any row has to be read with care."""
        return any(row.care for row in self.rows)


def trend_table(result: Result, words: Words) -> TrendTable | None:
    """The trends of a result; None where it has none."""
    slopes = [one for one in result.trends if one.statistic == "slope" and one.trend is not None]
    if not slopes:
        return None
    bends = {_key(one): one for one in result.trends if one.statistic == "change-of-slope"}
    known = [one.trend for one in slopes if one.trend is not None]
    crosswalks = dict.fromkeys(text for one in known for text in one.crosswalks)
    return TrendTable(
        rounds=words.listing([words.day(one.name) for one in known[0].rounds]),
        crosswalks=[words.in_english(text) for text in crosswalks],
        level=level_of(slopes, words),
        rows=[_row(one, bends.get(_key(one)), result, words) for one in slopes],
    )


def _key(figure: Estimate) -> tuple[str, frozenset[tuple[str, str]]]:
    return figure.name, frozenset(figure.group.items())


def _row(slope: Estimate, bend: Estimate | None, result: Result, words: Words) -> TrendRow:
    about = measures_of(result).get(slope.name)
    group = group_label(slope, words) or everybody_in(about, words)
    per = (about.per if about else None) or PERCENT
    factor = float(per) if (slope.unit or "").startswith("proportion") else 1.0
    decimals = decimals_of_slope(slope, factor)
    return TrendRow(
        label=words.commas((measure_title(slope.name, about, words), group)),
        slope=_written(slope.value, factor, decimals, words),
        unit=_unit(slope, per, words),
        interval=_interval(slope, factor, decimals, words),
        reading=reading_of(slope, words, "differences") or "",
        test=_p(slope, words),
        turning="" if bend is None else _turning(bend, factor, decimals, words),
        care=care_of(slope, words),
    )


def _unit(slope: Estimate, per: int, words: Words) -> str:
    """In what a slope is told."""
    unit = slope.unit or ""
    if unit.startswith("proportion"):
        key = "trends.points" if per == PERCENT else "trends.points_per"
        return words.text(key, per=words.number(per))
    known = {"persons per year": "trends.persons", "log odds per year": "trends.log_odds"}
    return words.text(known.get(unit, "trends.other"))


def _turning(bend: Estimate, factor: float, decimals: int, words: Words) -> str:
    """The round at which the slope changes most, by how much, and the test."""
    trend = bend.trend
    if trend is None or bend.value is None:
        return ""
    date = next((words.day(one.name) for one in trend.rounds if one.date == trend.at), "")
    ends = (_written(end, factor, decimals, words) for end in (bend.lower, bend.upper))
    lower, upper = ends
    value = _written(bend.value, factor, decimals, words)
    return words.text(
        "trends.turn", date=date, value=value, lower=lower, upper=upper, p=_p(bend, words)
    )


def _p(figure: Estimate, words: Words) -> str:
    p = None if figure.trend is None else figure.trend.p_value
    if p is None:
        return ""
    if p < _SMALLEST_P:
        return words.text("trends.below", p=words.number(_SMALLEST_P, _P_DECIMALS))
    return words.number(p, _P_DECIMALS)


def _interval(figure: Estimate, factor: float, decimals: int, words: Words) -> str:
    if figure.lower is None or figure.upper is None:
        return ""
    lower, upper = (_written(end, factor, decimals, words) for end in (figure.lower, figure.upper))
    return words.text("differences.between", lower=lower, upper=upper)


def decimals_of_slope(figure: Estimate, factor: float) -> int:
    """Decimals for two digits of the error, or of the half interval."""
    error = figure.se
    if error is None and figure.lower is not None and figure.upper is not None:
        error = (figure.upper - figure.lower) / 4.0
    if not error:
        return 2
    return max(0, min(_MOST_DECIMALS, 1 - floor(log10(error * factor))))


def _written(value: float | None, factor: float, decimals: int, words: Words) -> str:
    if value is None:
        return ""
    return words.number(round(value * factor, decimals) + 0.0, decimals)
