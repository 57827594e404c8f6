"""Rows and draws into frames with the columns that `vocabulary.combined` declares.

The draws behind the published rows are a table too, with a list of shares in each row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.combine.aggregation.country_draws import AgeSpan
from measure87.combine.aggregation.groups import Place
from measure87.combine.aggregation.place_draws import PlaceDraws
from measure87.vocabulary.columns.table import Table
from measure87.vocabulary.combined import COMBINED_REFUSALS

Row = Mapping[str, object]

_TYPES: dict[str, type[pl.DataType]] = {
    "code": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
}


@dataclass(frozen=True)
class Findings:
    """What may be published, and what may not with the reason."""

    rows: pl.DataFrame
    """Columns of the table that the function names."""
    refused: pl.DataFrame
    """Columns of `COMBINED_REFUSALS`."""


def frame_of(table: Table, rows: Iterable[Row]) -> pl.DataFrame:
    """A frame of a declared table; a column that a row does not name is empty.

    Raises
    ------
    AssertionError
        If a row names what the table does not declare: our own mistake.
    """
    given = list(rows)
    unknown = {name for row in given for name in row} - set(table.names)
    if unknown:
        raise AssertionError(f"{table.name} does not declare {', '.join(sorted(unknown))}")
    schema = {column.name: _TYPES[column.kind] for column in table.columns}
    return pl.DataFrame({name: [row.get(name) for row in given] for name in schema}, schema=schema)


def findings(table: Table, rows: Iterable[Row], refused: Iterable[Row]) -> Findings:
    """Rows and refusals as frames."""
    return Findings(frame_of(table, rows), frame_of(COMBINED_REFUSALS, refused))


def together(parts: Sequence[Findings]) -> Findings:
    """The rows of several findings about the same table, one after the other."""
    return Findings(
        pl.concat([one.rows for one in parts]), pl.concat([one.refused for one in parts])
    )


def named(measure: str, place: Place) -> dict[str, object]:
    """The columns that say which measure and place a row is about."""
    return {
        "measure": measure,
        "place_kind": place.kind,
        "place": place.code,
        "place_name": place.title,
        "region": place.region,
    }


def who(sex: str, ages: AgeSpan) -> dict[str, object]:
    """The columns that say whom a row is about."""
    return {"sex": sex, "age_from": ages[0], "age_to": ages[1]}


def refusal(
    measure: str,
    place: Place,
    why: tuple[str, str],
    *,
    year: int | None = None,
    about: Mapping[str, object] | None = None,
    statistic: str | None = None,
) -> Row:
    """One row of `COMBINED_REFUSALS`; what is left empty is refused altogether."""
    return {
        "measure": measure,
        "place_kind": place.kind,
        "place": place.code,
        "year": year,
        **(about or {}),
        "statistic": statistic,
        "code": why[0],
        "text": why[1],
    }


KEYS = ("measure", "place_kind", "place", "year", "sex", "age_from", "age_to")


class DrawTable:
    """Collects draws of shares, single precision, while estimates are summarised.

    Give `keep` to `summarise` as `watch`; `frame` then has one row per place, year, sex and age
    that is published, with the columns `KEYS` and `draws`.
    """

    def __init__(self, measure: str) -> None:
        self._measure = measure
        self._rows: list[tuple[object, ...]] = []
        self._draws: list[np.ndarray] = []

    def keep(self, found: PlaceDraws, shown: tuple[int, ...]) -> None:
        """Take the draws of one place, of the years that may be published."""
        for when, sex, age in np.ndindex(*found.population.shape):
            people = found.population[when, sex, age]
            if found.years[when] not in shown or not people > 0:
                continue
            place, ages = found.place, found.ages[age]
            about = (place.kind, place.code, found.years[when], found.sexes[sex], *ages)
            self._rows.append((self._measure, *about))
            shares = found.persons[:, when, sex, age] / people
            self._draws.append(shares.astype(np.float32))

    def frame(self) -> pl.DataFrame:
        """All rows, in the order in which they came."""
        texts = {"measure", "place_kind", "place", "sex"}
        schema = {name: pl.String if name in texts else pl.Int64 for name in KEYS}
        keys = pl.DataFrame(self._rows, schema=schema, orient="row")
        kind = pl.List(pl.Float32)
        if not self._draws:
            return keys.with_columns(pl.Series("draws", [], dtype=kind))
        return keys.with_columns(pl.Series("draws", self._draws).cast(kind))
