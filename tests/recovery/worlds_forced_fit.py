"""The world model on the files of one invented world of forced labour: adults, by form.

Each form is a model of its own, in the stated middle year. Surveys enter as cases among an
effective number of persons, lists and scale-up with their standard errors, detected cases not at
all. A flow is brought to the stock by the mean duration in `durations.csv`: k = 1 + period /
duration times as many persons were in it at some time as are on one day. For a rare event that is
the same as asking k times as many persons about one day, so that counts stay counts. What a
household survey does not reach is told by the definition: the source held to be without bias is
the survey for private exploitation and for state-imposed forced labour, and lists for commercial
sexual exploitation.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.inputs import read_figures, read_population
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.paths import draw_paths
from measure87.combine.model.sampling import Sampler, draw_scales
from tests.recovery.worlds_fit import Effort, hierarchy_of

Floats = NDArray[np.float64]

SURVEY_FIRST = ("forced_labour_survey", "lists", "scale_up")
LISTS_FIRST = ("lists", "forced_labour_survey", "scale_up")
FORMS = {
    "forced_labour_private": SURVEY_FIRST,
    "forced_labour_commercial_sexual": LISTS_FIRST,
    "forced_labour_state": SURVEY_FIRST,
}
"""Form and the kinds of source that enter; the first is held to be without bias."""
TOTAL = "forced_labour"
ASSUMED_DEFF = 2.0


def fit_forced_labour(folder: Path, seed: int, effort: Effort) -> list[CountryDraws]:
    """Draws of each form and of their sum, adults of both sexes, in the middle year.

    Raises
    ------
    RefusedError
        If the draws of some form have not converged.
    """
    people = read_population(folder / "population.csv")
    first, last = people.frame["year"].min(), people.frame["year"].max()
    year = (int(first) + int(last)) // 2  # type: ignore[arg-type]
    countries = people.countries
    hierarchy = hierarchy_of(folder, countries, year)
    table = read_figures(folder / "figures.csv").included
    forms = []
    for form, sources in FORMS.items():
        rows = _rows(table, form, sources)
        stock = _figures(rows, countries, sources, _duration(folder, form))
        design = design_of(stock, hierarchy, ModelParts(year, (year, year)))
        sampler = Sampler(seed, effort.chains, effort.warmup, effort.draws)
        paths = draw_paths(
            draw_scales(design, sampler), effort.kept, np.random.default_rng([seed, len(forms)])
        )
        forms.append(_draws(form, paths.share, countries, year, rows))
    total = _draws(TOTAL, sum(one.share for one in forms), countries, year, table)
    return [*forms, total]


def _rows(table: pl.DataFrame, form: str, sources: Sequence[str]) -> pl.DataFrame:
    return table.filter(
        (pl.col("measure") == form)
        & (pl.col("sex") == "both")
        & (pl.col("age_from") == 18)
        & pl.col("source_type").is_in(sources)
    )


def _duration(folder: Path, form: str) -> float:
    table = pl.read_csv(folder / "durations.csv")
    rows = table.filter((pl.col("measure") == form) & (pl.col("age_from") == 18))
    return float(rows["mean_days"][0])


def _figures(
    rows: pl.DataFrame, countries: Sequence[str], sources: Sequence[str], duration: float
) -> Figures:
    n = rows.height
    period = rows["recall_days"].fill_null(1.0).to_numpy()
    times = np.where(period > 1.0, 1.0 + period / duration, 1.0)
    flow, se = rows["estimate"].to_numpy(), rows["se"].to_numpy()
    stock = np.clip(flow / times, 1e-7, 0.5)
    counted = np.isnan(se.astype(np.float64))
    asked = rows["n"].fill_null(0.0).to_numpy() / rows["deff"].fill_null(ASSUMED_DEFF).to_numpy()
    cases = np.where(counted, np.rint(flow * asked), 0.0)
    effective = np.where(counted, asked * times, 0.0)
    start = (cases + 0.5) / (effective + 1.0)
    middle = np.where(counted, start, stock)
    relative = np.where(counted, 0.0, se / np.where(flow > 0.0, flow, 1.0))
    surveys = rows["source"].unique().sort().to_list()
    zeros = np.zeros(n, dtype=np.int64)
    return Figures(
        country=np.array([countries.index(code) for code in rows["country"]]),
        year=rows["year"].to_numpy(),
        sex=zeros,
        age=zeros,
        definition=zeros,
        source_type=np.array([sources.index(one) for one in rows["source_type"]]),
        survey=np.array([surveys.index(one) for one in rows["source"]]),
        logit=np.log(middle / (1.0 - middle)),
        logit_se=relative / (1.0 - stock),
        counted=counted,
        cases=cases,
        effective_n=effective,
        adjustment=np.zeros((n, 0)),
        adjustment_sd=np.zeros(0),
    )


def _draws(
    measure: str, share: Floats, countries: tuple[str, ...], year: int, rows: pl.DataFrame
) -> CountryDraws:
    counts = dict(rows.group_by("country").len().iter_rows())
    latest = dict(rows.group_by("country").agg(pl.col("year").max()).iter_rows())
    return CountryDraws(
        measure=measure,
        share=share,
        countries=countries,
        years=(year,),
        sexes=("both",),
        ages=((18, None),),
        n_figures=np.array([counts.get(code, 0) for code in countries]),
        latest_figure=np.array([latest.get(code, 0) for code in countries]),
    )
