"""What is known of the invented countries: two covariates that matter, two that do not, with gaps.

`gdp_per_head` and `under5_mortality` go with the level that is estimated; `urban_percent` goes
with income alone; `rainfall_mm` with nothing. Values are missing more often where countries are
poor, and more often where the level itself is high: not at random.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.numerics.arrays import FloatArray
from measure87.simulate.world.curves import logistic_steps, waves
from measure87.simulate.world.places import Places
from measure87.simulate.world.shape import WorldShape

_DECIMALS = {
    "gdp_per_head": 0,
    "under5_mortality": 1,
    "urban_percent": 1,
    "rainfall_mm": 0,
}


@dataclass(frozen=True)
class Known:
    """Covariates before gaps.

    Attributes
    ----------
    values : name to (countries, years)
        In their own units: dollars, deaths per 1,000 births, percent, millimetres.
    wealth, mortality : (countries, years)
        Log income and log mortality, standardised over countries in the middle year.
    """

    values: dict[str, FloatArray]
    wealth: FloatArray
    mortality: FloatArray


def invent_covariates(rng: np.random.Generator, shape: WorldShape, places: Places) -> Known:
    """Covariates of all countries in all years, without gaps."""
    number, years = len(places), np.array(shape.calendar, dtype=np.float64)
    level = rng.normal(8.7, 0.75, len(places.regions))[places.region]
    level = level + rng.normal(0.0, 0.75, number)
    growth = rng.normal(0.018, 0.012, number)[:, None] * (years - years[shape.years // 2])
    growth = growth + logistic_steps(rng, number, years, steps=1, height=0.15)
    log_income = level[:, None] + growth
    log_mortality = 3.4 - 0.6 * (log_income - 8.7) - 0.02 * (years - years[shape.years // 2])
    log_mortality = log_mortality + rng.normal(0.0, 0.35, number)[:, None]
    log_mortality = log_mortality + waves(rng, number, years, spread=0.04)
    urban = 0.2 + 0.55 * (log_income - 8.7) + rng.normal(0.0, 0.8, number)[:, None]
    rain = np.exp(rng.normal(6.7, 0.7, number)[:, None] + waves(rng, number, years, spread=0.1))
    return Known(
        values={
            "gdp_per_head": np.exp(log_income),
            "under5_mortality": np.exp(log_mortality),
            "urban_percent": 100.0 / (1.0 + np.exp(-urban)),
            "rainfall_mm": rain,
        },
        wealth=_standardised(log_income),
        mortality=_standardised(log_mortality),
    )


def covariate_table(
    rng: np.random.Generator, shape: WorldShape, places: Places, known: Known, level: FloatArray
) -> pl.DataFrame:
    """The values that are published, one row each, in the columns of `COVARIATE_VALUES`.

    Parameters
    ----------
    level : (countries,)
        What is estimated, standardised: where it is high, values are missing more often.
    """
    poverty = -known.wealth[:, shape.years // 2]
    rows: list[tuple[str, int, str, float]] = []
    for name, values in known.values.items():
        lean = -2.4 + 0.6 * poverty + 0.4 * level
        never = rng.random(len(places)) < 0.5 / (1.0 + np.exp(-lean))
        gap = rng.random(values.shape) < 0.7 / (1.0 + np.exp(-(lean[:, None] + 0.6)))
        there = ~(gap | never[:, None])
        rows.extend(
            (places.codes[c], shape.calendar[y], name, round(float(values[c, y]), _DECIMALS[name]))
            for c, y in np.argwhere(there)
        )
    schema = {"country": pl.String, "year": pl.Int64, "covariate": pl.String, "value": pl.Float64}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return table.with_columns(
        pl.lit(f"INVENTED, seed {shape.seed}").alias("vintage"), pl.lit("INVENTED").alias("source")
    ).sort("covariate", "country", "year")


def _standardised(values: FloatArray) -> FloatArray:
    middle = values[:, values.shape[1] // 2]
    return np.asarray((values - middle.mean()) / middle.std())
