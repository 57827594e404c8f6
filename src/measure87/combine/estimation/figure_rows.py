"""Every published figure beside what the model makes of it, and which lie far off.

They are rows of `FITTED_FIGURES`. A figure is an outlier where less than one in a hundred would lie
so far off, to either side: from what is expected of it without any figure of its country (`others`:
only where countries were left out), or from what a survey of its country would find given all
figures, its own among them (`own`). What sets it apart is said beside it. Such a figure is used as
all others are: it may be the truth. It is flagged so that somebody looks.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from measure87.combine.adjustment.model_figures import ModelFigures
from measure87.combine.adjustment.nested import KEY
from measure87.combine.aggregation.tables import frame_of
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.inputs import FigureTable
from measure87.combine.validation.predicted import adjusted_shares, two_sided_tail
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import FITTED_FIGURES

LEAST_TAIL = 0.01
OTHERS, OWN = "others", "own"
_OTHER_AGES = "ages "
"""How adjustments for other ages begin."""


def outliers(
    fitted: FittedMeasure, share: FloatArray, adjusted: FloatArray, left_out_tail: FloatArray | None
) -> list[str]:
    """`others`, `own` or nothing, for each figure of the model.

    Parameters
    ----------
    share : (draws, n)
        Of the measure where each figure is; not a number in years that are not estimated.
    adjusted : (n,)
        Figures brought to the measure.
    left_out_tail : (n,)
        Of each figure without any of its country; None where that was not done.
    """
    n = fitted.given.figures.n
    far = np.ones(n) if left_out_tail is None else np.nan_to_num(left_out_tail, nan=1.0)
    own = _own_tail(fitted, share, adjusted)
    return [
        OTHERS if a < LEAST_TAIL else OWN if b < LEAST_TAIL else ""
        for a, b in zip(far.tolist(), own.tolist(), strict=True)
    ]


def _own_tail(fitted: FittedMeasure, share: FloatArray, adjusted: FloatArray) -> FloatArray:
    """(n,) of a survey of the country, as the model has it, as far off as the figure."""
    new, figures = fitted.countries.new_survey, fitted.given.figures
    if new is None:
        return np.ones(figures.n)
    with np.errstate(divide="ignore"):
        centre = np.log(share / (1.0 - share))
        observed = np.log(adjusted / (1.0 - adjusted))
    cases, others = figures.cases + 0.5, figures.effective_n - figures.cases + 0.5
    error = np.where(figures.counted, np.sqrt(1.0 / cases + 1.0 / others), figures.logit_se)
    noise = np.random.default_rng(figures.n).standard_normal(centre.shape)
    predicted = centre + new.error[:, figures.country] + error * noise
    tail = two_sided_tail(predicted, observed)
    # Comparisons with what is not a number hold for no draw: nothing is said there.
    return np.where(np.isfinite(predicted).all(axis=0), tail, 1.0)


def set_apart(fitted: FittedMeasure) -> list[str]:
    """Codes, for each figure: what it is of that the estimate is not."""
    given, figures = fitted.given, fitted.given.figures
    ages = np.array([name.startswith(_OTHER_AGES) for name in given.adjustments], dtype=bool)
    other = figures.adjustment != 0.0
    found = []
    for i in range(figures.n):
        codes = ["other-definition"] if figures.definition[i] != fitted.definition else []
        codes += ["other-ages"] if other[i, ages].any() else []
        apart = other[i, ~ages].any() or figures.source_type[i] > 0
        found.append(" ".join([*codes, *(["source-effect"] if apart else [])]))
    return found


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
