"""Lays every published figure beside what the model makes of it: rows of `FITTED_FIGURES`."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from measure87.combine.adjustment.model_figures import ModelFigures
from measure87.combine.adjustment.nested import KEY
from measure87.combine.aggregation.tables import frame_of
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.estimation.outliers import outliers, set_apart
from measure87.combine.inputs import FigureTable
from measure87.combine.validation.fitted import adjusted_shares
from measure87.vocabulary.combined import FITTED_FIGURES


def figure_rows(
    table: FigureTable,
    fitted: FittedMeasure,
    left_out: Mapping[str, np.ndarray],
    level: float,
) -> pl.DataFrame:
    """Rows of one measure: figures that serve it, and those of its name that do not.

    Parameters
    ----------
    left_out
        Columns `left_out_...` per figure of the model; empty where nothing was left out.
    """
    if fitted.settings.base is not None:
        return _nested_rows(table, fitted, level)
    given = fitted.given
    named = {fitted.settings.name, *fitted.settings.asked.other_measures}
    frame = given.table.filter(pl.col("measure").is_in(named))
    used = _columns(given, fitted, left_out, level)
    joined = frame.drop("included", "reason").join(used, on="row", how="left").with_columns(
        included=pl.col("used"), reason=pl.col("why_not"), serves=pl.lit(fitted.settings.name)
    )  # fmt: skip
    return _declared(joined)


def unused_rows(table: FigureTable, fitted: tuple[FittedMeasure, ...]) -> pl.DataFrame:
    """Figures of measures that serve nothing that was estimated."""
    named = {
        name for one in fitted for name in (one.settings.name, *one.settings.asked.other_measures)
    }
    frame = table.frame.filter(~pl.col("measure").is_in(named)).with_columns(
        included=pl.lit(False),
        reason=pl.coalesce("reason", pl.lit("a measure that was not asked for")),
    )
    return _declared(frame)


def _columns(
    given: ModelFigures,
    fitted: FittedMeasure,
    left_out: Mapping[str, np.ndarray],
    level: float,
) -> pl.DataFrame:
    figures = given.figures
    share = _shares_at(fitted)
    lower, middle, upper = _limits(share, level)
    adjusted = adjusted_shares(fitted.draws, figures, fitted.definition)
    tail = left_out.get("left_out_tail")
    return pl.DataFrame(
        {
            "row": given.row,
            "assumed_se": given.assumed_se,
            "assumed": list(given.assumed),
            "adjusted": adjusted,
            "fitted": middle,
            "fitted_lower": lower,
            "fitted_upper": upper,
            **{name: np.asarray(values) for name, values in left_out.items()},
            "differs_by": set_apart(fitted),
            "outlier": outliers(fitted, share, adjusted, tail),
        },
        schema_overrides={"row": pl.UInt32},
    ).with_columns(pl.col(pl.Float64).fill_nan(None))


def _shares_at(fitted: FittedMeasure) -> np.ndarray:
    """(draws, n) shares where each figure is; not a number outside the years.

    Of totals the sum of their cells, draw by draw.
    """
    draws, figures = fitted.countries, fitted.given.figures
    years = np.array(draws.years)
    inside = np.isin(figures.year, years)
    when = np.searchsorted(years, figures.year).clip(0, len(years) - 1)
    # One stated year: figures of other years stand beside what is said of that year.
    inside |= len(years) == 1
    cells = draws.share[:, figures.country, when]
    share = np.einsum("dnsa,nsa->dn", cells, fitted.shares_of_cells)
    return np.asarray(np.where(inside, share, np.nan), dtype=np.float64)


def _limits(share: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lower limit, mean and upper limit of each figure's place; empty outside the years."""
    low, high = np.quantile(share, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=0)
    return low, share.mean(axis=0), high


def _nested_rows(table: FigureTable, fitted: FittedMeasure, level: float) -> pl.DataFrame:
    """A nested measure's own figures; those without their base beside them are left out."""
    name, base = fitted.settings.name, str(fitted.settings.base)
    given = fitted.given
    lower, middle, upper = _limits(_shares_at(fitted), level)
    used = given.table.filter("used").select(KEY).with_columns(
        fitted=pl.Series(middle), fitted_lower=pl.Series(lower), fitted_upper=pl.Series(upper),
        error_of_q=pl.Series(given.assumed_se), assumed=pl.Series(given.assumed),
    )  # fmt: skip
    pairs = given.table.select(*KEY, "why_not").with_columns(paired=pl.lit(True))
    bases = table.included.filter(pl.col("measure") == base).select(*KEY, of_base="estimate")
    mine = table.frame.filter(pl.col("measure") == name)
    served = mine.filter("included")
    for other in (pairs, used, bases.unique(KEY, maintain_order=True)):
        served = served.join(other, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    part = pl.col("of_base") if fitted.settings.within else 1.0 - pl.col("of_base")
    served = served.with_columns(
        included=pl.col("error_of_q").is_not_null(),
        reason=pl.when(pl.col("paired").is_null())
        .then(pl.lit(f"no figure of {base} of the same survey beside it"))
        .otherwise("why_not"),
        assumed_se=part * pl.col("error_of_q"),
        adjusted=pl.when(pl.col("error_of_q").is_not_null()).then("estimate"),
    )
    rows = pl.concat([served, mine.filter(~pl.col("included"))], how="diagonal")
    return _declared(rows.with_columns(serves=pl.lit(name)))


def _declared(frame: pl.DataFrame) -> pl.DataFrame:
    empty = frame_of(FITTED_FIGURES, [])
    columns = [
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in empty.with_columns(pl.col("included").cast(pl.String)).schema.items()
    ]
    return frame.select(columns)
