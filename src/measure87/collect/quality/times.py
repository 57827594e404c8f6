"""When interviews began and ended, by a clock for all and by the clock on the wall."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from measure87.collect.form.model import placed
from measure87.collect.quality.field_data import FieldData
from measure87.numerics.arrays import FloatArray

_OFFSET = r"(?:Z|[+-]\d{2}:?\d{2})$"


@dataclass(frozen=True)
class Instants:
    """Beginnings and ends, one entry an interview.

    Attributes
    ----------
    start, end : seconds since 1970 on a clock for all; NaN where not told
    wall : hour of the beginning on the wall, 0 to 24; None where no time zone is told
    """

    start: FloatArray
    end: FloatArray
    wall: FloatArray | None


def instants(data: FieldData) -> Instants | None:
    """Times of interviews, of the form's questions of kind `start` and `end`; None without both."""
    names = [
        next((p.question.name for p in placed(data.form) if p.question.kind == kind), None)
        for kind in ("start", "end")
    ]
    if any(name is None or name not in data.main.columns for name in names):
        return None
    start, end = (data.main[str(name)] for name in names)
    zone = data.settings.time_zone or zone_of(data.form.country)
    return Instants(_seconds(start), _seconds(end), _wall(start, zone))


def zone_of(country: str) -> str | None:
    """The time zone of a country that has one hour everywhere; None for others.

    Parameters
    ----------
    country : ISO 3166-1 alpha-3

    >>> zone_of("KEN"), zone_of("USA"), zone_of("XXX")
    ('Africa/Nairobi', None, None)
    """
    from babel.core import get_global

    short = get_global("territory_aliases").get(country, [""])[0]
    zones = sorted(zone for zone, where in get_global("zone_territories").items() if where == short)
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 7, 1, 12, tzinfo=UTC)
    hours = set()
    for zone in zones:
        try:
            hours.add(tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in noon))
        except (KeyError, ValueError, OSError):
            return None
    return zones[0] if len(hours) == 1 else None


def _seconds(times: pl.Series) -> FloatArray:
    """Seconds since 1970; a time without a zone as if it were UTC."""
    if times.dtype == pl.String:
        times = _parsed(times)
    micro = times.dt.epoch("us").cast(pl.Float64)
    return (micro / 1e6).fill_null(float("nan")).to_numpy().astype(np.float64)


def _parsed(times: pl.Series) -> pl.Series:
    """Texts of ISO 8601, with or without a zone, as UTC."""
    frame = times.alias("t").to_frame()
    with_zone = pl.col("t").str.contains(_OFFSET)
    text = pl.when(with_zone).then(pl.col("t")).otherwise(pl.col("t") + "+00:00")
    text = text.str.replace(r"Z$", "+00:00").str.replace(r"\.\d+", "").str.replace("T", " ")
    text = text.str.replace(r"([+-]\d{2}):?(\d{2})$", "${1}${2}")
    return frame.select(
        text.str.to_datetime("%Y-%m-%d %H:%M:%S%z", time_unit="us", strict=False).alias("t")
    )["t"]


def _wall(times: pl.Series, zone: str | None) -> FloatArray | None:
    """Hours on the wall: as written where they are written so, or in the zone of the field."""
    if times.dtype == pl.String:
        clock = times.str.replace("T", " ").str.slice(0, 19)
        local = clock.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    elif isinstance(times.dtype, pl.Datetime) and times.dtype.time_zone is None:
        local = times
    elif zone is not None:
        local = times.dt.convert_time_zone(zone)
    else:
        return None
    hours = local.dt.hour().cast(pl.Float64) + local.dt.minute().cast(pl.Float64) / 60.0
    return hours.fill_null(float("nan")).to_numpy().astype(np.float64)
