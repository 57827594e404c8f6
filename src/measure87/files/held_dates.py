"""Days of SPSS and Stata files, which hold them as numbers: of seconds since 1582, or of days or
milliseconds since 1960.

What a number is stands in the format of its variable alone. Times of a day and durations (SPSS
`TIME`, `DTIME`), and quarters, weeks, half-years and years of Stata (`%tq`, `%tw`, `%th`, `%ty`)
stay the numbers that they are. Leap seconds of Stata's `%tC` (27 until 2025) are not taken out.

Source: IBM SPSS Statistics Command Syntax Reference, "Date and time formats"; Stata User's
Guide, "Working with dates and times".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import polars as pl

from measure87.files.source_table import TableContent, UserMissing, code_of, tidy

_SPSS_START = datetime(1582, 10, 14)
_STATA_START = datetime(1960, 1, 1)
_MS_OF_SECOND, _MS_OF_DAY = 1_000, 86_400_000
_FIRST, _LAST = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)
_SPSS_FORMAT = re.compile(r"([A-Z]+)[0-9.]*")
_SPSS_DAYS = frozenset(("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "WKYR"))
_SPSS_MOMENTS = frozenset(("DATETIME", "YMDHMS"))
_STATA_FORMAT = re.compile(r"%-?(?:t([a-zA-Z])|(d))")


@dataclass(frozen=True)
class HeldDates:
    """What the numbers of a variable are.

    shows : a day; a moment, which is a day where no value has a time of day; or a month
    start : what 0 is
    step : milliseconds that 1 is; of a month of Stata, which is counted in months, 0
    """

    shows: Literal["day", "moment", "month"]
    start: datetime
    step: int


def spss_dates(shown: str | None) -> HeldDates | None:
    """What the numbers of an SPSS variable are by its format; None where they are no days.

    >>> spss_dates("EDATE10").shows, spss_dates("DATETIME20").shows, spss_dates("F8.2")
    ('day', 'moment', None)
    """
    found = _SPSS_FORMAT.fullmatch((shown or "").upper())
    name = found[1] if found else ""
    if name in _SPSS_DAYS:
        return HeldDates("day", _SPSS_START, _MS_OF_SECOND)
    if name in _SPSS_MOMENTS:
        return HeldDates("moment", _SPSS_START, _MS_OF_SECOND)
    return HeldDates("month", _SPSS_START, _MS_OF_SECOND) if name == "MOYR" else None


def stata_dates(shown: str | None) -> HeldDates | None:
    """What the numbers of a Stata variable are by its format; None where they are no days.

    >>> stata_dates("%tdDD/NN/CCYY").shows, stata_dates("%tc").shows, stata_dates("%ty")
    ('day', 'moment', None)
    """
    found = _STATA_FORMAT.match(shown or "")
    kind = (found[1] or found[2]) if found else ""
    if kind == "d":
        return HeldDates("day", _STATA_START, _MS_OF_DAY)
    if kind in ("c", "C"):
        return HeldDates("moment", _STATA_START, 1)
    return HeldDates("month", _STATA_START, 0) if kind == "m" else None


def with_dates(content: TableContent, held: Mapping[str, HeldDates | None]) -> TableContent:
    """The tidy content with the days of these variables as dates, moments, or months (`2024-07`).

    What the file declares missing is empty there, and so are numbers that are no day of the years
    1 to 9999, of which a remark says how many there are.
    """
    frame = content.frame.lazy().collect()
    labels, missing = dict(content.value_labels), dict(content.missing_codes)
    remarks = list(content.remarks)
    columns = []
    for name, what in held.items():
        if what is None:
            continue
        known = _known(frame[name], missing.pop(name, UserMissing()))
        moments = _moments(known, what)
        columns.append(_shown(moments, what).alias(name))
        labels[name] = _labels(labels.pop(name, {}), what)
        count = moments.null_count() - known.null_count()
        if count:
            remarks.append(f"{name}: {count} number(s) are no day; read as unknown")
    return replace(
        content,
        frame=tidy(frame.with_columns(columns)),
        value_labels={name: pairs for name, pairs in labels.items() if pairs},
        missing_codes=missing,
        remarks=tuple(remarks),
    )


def _known(values: pl.Series, missing: UserMissing) -> pl.Series:
    """The numbers of a column without those that are declared missing."""
    numbers = values.cast(pl.Float64, strict=False).fill_nan(None)
    declared = [one for one in numbers.drop_nulls().unique() if missing.contains(code_of(one))]
    return numbers.set(numbers.is_in(declared).fill_null(False), None) if declared else numbers


def _labels(labels: Mapping[str, str], held: HeldDates) -> dict[str, str]:
    """Labels of values, each by the text of its day; those of no day go."""
    numbers = pl.Series(list(labels), dtype=pl.String).cast(pl.Float64, strict=False)
    days = _shown(_moments(numbers, held), held)
    pairs = zip(days, labels.values(), strict=True)
    return {str(day): label for day, label in pairs if day is not None}


def _moments(numbers: pl.Series, held: HeldDates) -> pl.Series:
    """Numbers as moments; empty where they are out of the years that have four digits."""
    frame = pl.DataFrame({"n": numbers}, schema={"n": pl.Float64})
    if held.step == 0:
        months = pl.col("n").floor() + 12 * (held.start.year - 1)
        inside = months.is_between(0, 12 * _LAST.year - 1)
        whole = pl.when(inside).then(months).cast(pl.Int64)
        return frame.select(pl.datetime(whole // 12 + 1, whole % 12 + 1, 1)).to_series()
    start = _milliseconds(held.start)
    since = (pl.col("n") * held.step).round() + start
    inside = since.is_between(_milliseconds(_FIRST), _milliseconds(_LAST))
    moments = pl.when(inside).then(since).cast(pl.Int64).cast(pl.Datetime("ms"))
    return frame.select(moments.cast(pl.Datetime("us"))).to_series()


def _shown(moments: pl.Series, held: HeldDates) -> pl.Series:
    """Moments as the format shows them."""
    if held.shows == "month":
        return moments.dt.strftime("%Y-%m")
    days = moments.dt.date()
    if held.shows == "day" or bool((days.cast(pl.Datetime("us")) == moments).all()):
        return days
    return moments


def _milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970."""
    since = moment - datetime(1970, 1, 1)
    return (since.days * 86_400 + since.seconds) * _MS_OF_SECOND
