"""Two runs beside each other: one assumption was changed; what moved?"""

import polars as pl

from measure87.vocabulary.combined import WHAT_MOVES
from measure87.vocabulary.errors import DataError

_SAME = (
    "measure",
    "place_kind",
    "place",
    "year",
    "sex",
    "age_from",
    "age_to",
    "statistic",
)
_VALUES = ("value", "lower", "upper")


def what_moves(
    before: pl.DataFrame,
    after: pl.DataFrame,
    *,
    changed: str,
    setting: str,
    statistic: str = "share",
) -> pl.DataFrame:
    """The estimates of two runs, the largest relative difference first.

    Parameters
    ----------
    before, after
        `estimates.csv` of each run, columns of `COMBINED_ESTIMATES`.
    changed, setting
        What was changed, and to what, in words.
    statistic
        `share` or `persons`.

    Returns
    -------
    DataFrame
        Columns of `WHAT_MOVES`, with sex and ages after them. An estimate that one run lacks
        (it was refused there) has an empty side and a flag.

    Raises
    ------
    DataError
        If the runs have no estimate in common, or one is there twice.
    """
    sides = [_side(one, statistic, name) for one, name in ((before, "before"), (after, "after"))]
    keys = [name for name in _SAME if name != "statistic"]
    both = sides[0].join(
        sides[1], on=keys, how="full", suffix="_after", coalesce=True, nulls_equal=True
    )
    if both.filter(pl.col("value").is_not_null() & pl.col("value_after").is_not_null()).is_empty():
        raise DataError(
            "the two runs have no estimate in common",
            code="nothing-in-common",
            hint="compare runs of the same measures, places, years, sexes and ages",
        )
    moved = (pl.col("after") / pl.col("before") - 1.0).abs()
    return (
        both.select(
            "measure",
            pl.lit(changed).alias("changed"),
            pl.lit(setting).alias("setting"),
            "place",
            "year",
            pl.col("value").alias("before"),
            pl.col("value_after").alias("after"),
            (pl.col("upper") - pl.col("lower")).alias("width_before"),
            (pl.col("upper_after") - pl.col("lower_after")).alias("width_after"),
            pl.lit("another_run").alias("how"),
            pl.lit(None, pl.Float64).alias("pareto_k"),
            pl.lit(None, pl.Float64).alias("effective_draws"),
            _flag().alias("flags"),
            "sex",
            "age_from",
            "age_to",
        )
        .sort(moved, "place", "year", "sex", "age_from", descending=[True] + [False] * 4)
        .select(*WHAT_MOVES.names, "sex", "age_from", "age_to")
    )


def _side(estimates: pl.DataFrame, statistic: str, name: str) -> pl.DataFrame:
    missing = [column for column in (*_SAME, *_VALUES) if column not in estimates.columns]
    if missing:
        raise DataError(
            f"the estimates {name} lack the column {missing[0]!r}",
            code="unknown-column",
            hint="give the file estimates.csv of a run",
        )
    chosen = estimates.filter(pl.col("statistic") == statistic)
    keys = [column for column in _SAME if column != "statistic"]
    if chosen.select(keys).is_duplicated().any():
        raise DataError(f"the estimates {name} have one figure twice", code="repeated-estimate")
    return chosen.select(*keys, *_VALUES)


def _flag() -> pl.Expr:
    return (
        pl.when(pl.col("value").is_null())
        .then(pl.lit("only-after"))
        .when(pl.col("value_after").is_null())
        .then(pl.lit("only-before"))
        .otherwise(pl.lit(""))
    )
