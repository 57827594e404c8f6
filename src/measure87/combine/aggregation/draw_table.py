"""The draws behind the published rows, as a table with a list of shares in each row."""

import numpy as np
import polars as pl

from measure87.combine.aggregation.place_draws import PlaceDraws

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
