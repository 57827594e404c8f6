"""The world model on the files of one invented world, as a user would run it.

Reads what `measure87 simulate world` wrote, but for the truth: figures, people, covariates and
regions come through `combine.inputs`. Only published totals of both sexes enter.

* Child labour: 5-17, economic activity; figures with chores come in by a step. A trend, all years.
* Forced labour: adults, by form, in the stated middle year; flows become stocks by `durations.csv`.
  The source held to be without bias is the survey for private and State-imposed forced labour and
  lists for commercial sexual exploitation, which the definition says that surveys do not reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from measure87.combine.adjustment.asked import Apart, Asked, Crosswalk, ErrorRules, Flow
from measure87.combine.adjustment.model_figures import model_figures
from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.inputs import (
    CovariateUse,
    FigureTable,
    covariate_matrix,
    read_covariates,
    read_figures,
    read_population,
)
from measure87.combine.model.covariate_gaps import fill_covariate_gaps
from measure87.combine.model.design import design_of
from measure87.combine.model.hierarchy import Hierarchy
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.paths import draw_paths
from measure87.combine.model.sampling import Sampler, draw_scales
from measure87.define.classifications.geography.region_sets import partition_of, read_region_file

Floats = NDArray[np.float64]

USES = (
    CovariateUse("gdp_per_head", "log", 24),
    CovariateUse("under5_mortality", "log", 24),
    CovariateUse("urban_percent", "logit_percent", 24),
    CovariateUse("rainfall_mm", "log", 24),
)
PROXY = "INVENTED, not a figure of this country; answers by proxy"
CHILD_LABOUR = Asked(
    "child_labour_sdg_a",
    crosswalks=(Crosswalk("child_labour_sdg_b"),),
    recall_days=7.0,
    reference_source="child_labour_survey",
    apart=(Apart("answers by proxy", 0.3, (("note", PROXY),)),),
)
ADULTS = (18, None)
REFERENCES = {
    "forced_labour_private": "forced_labour_survey",
    "forced_labour_commercial_sexual": "lists",
    "forced_labour_state": "forced_labour_survey",
}
"""Forms of forced labour, and the source of each that is held to be without bias."""
TOTAL = "forced_labour_stock"


@dataclass(frozen=True)
class Effort:
    """How long to sample, and how many draws to keep."""

    warmup: int = 500
    draws: int = 500
    chains: int = 4
    kept: int = 400


@dataclass(frozen=True)
class _Given:
    """The folder as it was read."""

    table: FigureTable
    countries: tuple[str, ...]
    years: tuple[int, int]
    hierarchy: Hierarchy

    @property
    def middle(self) -> int:
        """The middle year."""
        return (self.years[0] + self.years[1]) // 2


def fit_child_labour(folder: Path, seed: int, effort: Effort) -> list[CountryDraws]:
    """Draws of `child_labour_sdg_a`, both sexes, 5-17, for every country and year of the folder.

    Raises
    ------
    RefusedError
        If the figures carry no trend, or the draws have not converged.
    """
    given = _read(folder)
    parts = ModelParts(given.middle, given.years, trend=True)
    return [_fit(given, CHILD_LABOUR, parts, seed, effort)]


def fit_forced_labour(folder: Path, seed: int, effort: Effort) -> list[CountryDraws]:
    """Draws of the stock of each form and of their sum, adults of both sexes, in the middle year.

    Raises
    ------
    RefusedError
        If the draws of some form have not converged.
    """
    given = _read(folder)
    parts = ModelParts(given.middle, (given.middle, given.middle))
    durations = pl.read_csv(folder / "durations.csv").filter(pl.col("age_from") == ADULTS[0])
    mean = {row["measure"]: (row["mean_days"], row["se_days"]) for row in durations.to_dicts()}
    forms = []
    for form, reference in REFERENCES.items():
        days, se = mean[form]
        asked = Asked(
            f"{form}_stock",
            ages=(ADULTS,),
            flows=(Flow(form, days, se / days),),
            reference_source=reference,
        )
        forms.append(_fit(given, asked, parts, seed, effort))
    return [*forms, _sum_of(forms)]


def _fit(given: _Given, asked: Asked, parts: ModelParts, seed: int, effort: Effort) -> CountryDraws:
    """Figures chosen, model sampled, paths drawn."""
    made = model_figures(given.table, asked, given.countries, ErrorRules())
    design = design_of(made.figures, given.hierarchy, parts)
    found = draw_scales(design, Sampler(seed, effort.chains, effort.warmup, effort.draws))
    paths = draw_paths(found, effort.kept, np.random.default_rng(seed))
    number = len(given.countries)
    latest = np.zeros(number, dtype=np.int64)
    np.maximum.at(latest, made.figures.country, made.figures.year)
    return CountryDraws(
        measure=asked.measure,
        share=paths.share,
        countries=given.countries,
        years=tuple(range(parts.years[0], parts.years[1] + 1)),
        sexes=("both",),
        ages=asked.ages,
        n_figures=np.bincount(made.figures.country, minlength=number),
        latest_figure=latest,
    )


def _sum_of(forms: Sequence[CountryDraws]) -> CountryDraws:
    """The forms together, which were estimated apart; nobody is in two of them."""
    return CountryDraws(
        measure=TOTAL,
        share=np.sum([one.share for one in forms], axis=0),
        countries=forms[0].countries,
        years=forms[0].years,
        sexes=forms[0].sexes,
        ages=forms[0].ages,
        n_figures=np.sum([one.n_figures for one in forms], axis=0),
        latest_figure=np.max([one.latest_figure for one in forms], axis=0),
    )


def _read(folder: Path) -> _Given:
    people = read_population(folder / "population.csv")
    years = people.frame["year"].unique().sort().to_list()
    middle = (years[0] + years[-1]) // 2
    return _Given(
        table=read_figures(folder / "figures.csv"),
        countries=people.countries,
        years=(years[0], years[-1]),
        hierarchy=_hierarchy(folder, people.countries, middle),
    )


def _hierarchy(folder: Path, countries: Sequence[str], year: int) -> Hierarchy:
    members = read_region_file(folder / "regions.csv")
    region, subregion = partition_of(members, "region"), partition_of(members, "subregion")
    regions = sorted({region[code] for code in countries})
    subregions = sorted({subregion[code] for code in countries})
    of_country = np.array([subregions.index(subregion[code]) for code in countries])
    region_of = {subregion[code]: region[code] for code in countries}
    of_subregion = np.array([regions.index(region_of[one]) for one in subregions])
    wanted = pl.DataFrame({"country": list(countries), "year": [year] * len(countries)})
    covariates = read_covariates(folder / "covariates.csv", vintage="invented")
    table = covariate_matrix(covariates, wanted, USES)
    values = table.select([use.name for use in USES]).to_numpy()
    filled = fill_covariate_gaps(values, np.isfinite(values), of_country, of_subregion)
    return Hierarchy(of_country, of_subregion, filled.mean, filled.covariance)
