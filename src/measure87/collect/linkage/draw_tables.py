"""From drawn clusters to the tables that leave: one row per person and draw, 0 and 1 for each list.

Rows are in random order within each draw, so that no row can be followed from one draw to the next
or back to a list. A stratum on which the records of a person differ is that of most of them, by
chance where they are divided. Values of a stratum that fewer than ten records of all lists have are
put together: a rare value would single persons out.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from measure87.collect.linkage.firewall import DRAW, refuse_leaks
from measure87.collect.linkage.record_forms import STRATUM, ListRecords
from measure87.numerics.arrays import IntArray
from measure87.vocabulary.errors import RefusedError

LEAST = 10
"""Records of all lists together that a value of a stratum needs to be shown."""
MOST_VALUES = 20
OTHER = "other"
UNKNOWN = "unknown"


def draw_tables(
    lists: Sequence[ListRecords], partitions: IntArray, rng: np.random.Generator
) -> pl.DataFrame:
    """One table of all draws, fit to leave.

    Parameters
    ----------
    lists : records of each list, with their strata
    partitions : (draws, n) int64
        Cluster of each record of the stacked lists.
    rng : numpy Generator

    Returns
    -------
    polars DataFrame
        `draw` (from 1), one column for each list, one for each stratum.

    Raises
    ------
    RefusedError
        `too-fine` for strata with many values.
    """
    names = [records.name for records in lists]
    group = np.repeat(np.arange(len(lists)), [records.frame.height for records in lists])
    strata = coarse_strata(lists)
    parts = [
        _one_draw(number, label, group, names, strata, rng)
        for number, label in enumerate(partitions, start=1)
    ]
    return refuse_leaks(pl.concat(parts), names, list(strata))


def coarse_strata(lists: Sequence[ListRecords]) -> dict[str, pl.Series]:
    """Value of each stratum of every record; rare ones together, missing ones `unknown`."""
    strata = {}
    for name in lists[0].strata:
        values = pl.concat([records.frame[STRATUM + name] for records in lists])
        values = values.fill_null(UNKNOWN).str.strip_chars()
        counts = values.value_counts()
        rare = counts.filter(pl.col("count") < LEAST).to_series()
        values = pl.select(
            pl.when(values.is_in(rare.implode())).then(pl.lit(OTHER)).otherwise(values)
        ).to_series()
        if values.n_unique() > MOST_VALUES or (len(values) and rare.len() > counts.height / 2 > 5):
            raise RefusedError(
                f"the stratum {name!r} has {counts.height} values, {rare.len()} of them rare",
                code="too-fine",
                hint=f"group it before linking: at most {MOST_VALUES} values, each of {LEAST} "
                "records or more",
            )
        strata[name] = values
    return strata


def _one_draw(
    number: int,
    label: IntArray,
    group: IntArray,
    names: Sequence[str],
    strata: dict[str, pl.Series],
    rng: np.random.Generator,
) -> pl.DataFrame:
    """The table of one draw, its rows in random order."""
    _, person = np.unique(label, return_inverse=True)
    persons = int(person.max()) + 1 if len(person) else 0
    on = np.zeros((persons, len(names)), dtype=np.int8)
    on[person, group] = 1
    columns = {name: on[:, place] for place, name in enumerate(names)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.Int8))
    for name, values in strata.items():
        frame = frame.with_columns(_of_persons(values, person, rng).alias(name))
    frame = frame[rng.permutation(persons)] if persons else frame
    return frame.insert_column(0, pl.Series(DRAW, np.full(persons, number), dtype=pl.Int32))


def _of_persons(values: pl.Series, person: IntArray, rng: np.random.Generator) -> pl.Series:
    """The value that most records of each person have; known values before `unknown`."""
    votes = (
        pl.DataFrame({"person": person, "value": values, "chance": rng.random(len(person))})
        .group_by("person", "value")
        .agg(pl.len().alias("votes"), pl.col("chance").max())
        .sort(
            pl.col("person"),
            pl.col("value") == UNKNOWN,
            pl.col("votes"),
            pl.col("chance"),
            descending=[False, False, True, True],
        )
    )
    return votes.unique("person", keep="first", maintain_order=True)["value"]
