"""Slopes and changes of slope as texts of a table, and as cells of a CSV."""

from typing import Any

from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.printed import percent

TREND_HEADER = (
    "trend of", "group", "what", "a year", "unit", "se", "interval", "p", "flags",
)  # fmt: skip
TREND_RIGHT = {3, 5, 6, 7}
TREND_COLUMNS = ("scale", "rounds", "overlap", "p_value", "p_error", "p_bonferroni", "at", "tried")
_SMALLEST_P = 0.001


def trend_row(item: Estimate) -> tuple[str, ...]:
    """One slope or change of slope as texts."""
    group = ", ".join(f"{name} {item.labels.get(name, code)}" for name, code in item.group.items())
    limits = ""
    if item.lower is not None and item.upper is not None:
        level = "" if item.level is None else f"{percent(item.level)} "
        limits = f"{level}{_number(item.lower)} to {_number(item.upper)}"
    return (
        item.name,
        group or "everybody",
        _what(item),
        "suppressed" if item.suppressed else _number(item.value),
        item.unit or "",
        _number(item.se),
        limits,
        _p(item),
        ", ".join(item.flags),
    )


def _what(item: Estimate) -> str:
    """Over which rounds, or at which date.

    >>> _what(Estimate("work", "slope", "wls"))
    'slope'
    """
    trend = item.trend
    if trend is None:
        return item.statistic
    if trend.at is not None:
        dates = "date" if trend.tried == 1 else "dates"
        return f"change of slope in {trend.at:.1f} ({trend.tried} {dates} tried)"
    return f"slope, {trend.rounds[0].name} to {trend.rounds[-1].name}"


def _p(item: Estimate) -> str:
    p = None if item.trend is None else item.trend.p_value
    if p is None:
        return ""
    return f"below {_SMALLEST_P}" if p < _SMALLEST_P else f"{p:.3f}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def trend_kinds() -> dict[str, Any]:
    """Types of the columns of a trend in a table of polars."""
    import polars as pl

    texts = dict.fromkeys(("scale", "rounds", "overlap"), pl.String())
    return {name: texts.get(name, pl.Float64()) for name in TREND_COLUMNS} | {"tried": pl.Int64()}


def trend_cells(item: Estimate) -> list[object]:
    """The columns of a trend; empty of other figures."""
    trend = item.trend
    if trend is None:
        return [None] * len(TREND_COLUMNS)
    rounds = ";".join(one.name for one in trend.rounds)
    values = (getattr(trend, name) for name in TREND_COLUMNS[2:])
    return [trend.scale, rounds, *values]
