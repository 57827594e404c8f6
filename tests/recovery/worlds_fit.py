"""The world model on the files of one invented world, as a user would run it.

Reads what `measure87 simulate world` wrote, but for the truth: figures, people, covariates and
regions come through `combine.inputs`. Only published totals of both sexes and all ages enter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.inputs import (
    CovariateUse,
    covariate_matrix,
    read_covariates,
    read_figures,
    read_population,
)
from measure87.combine.model.covariate_gaps import fill_covariate_gaps
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures, logit_standard_error, measured_figures
from measure87.combine.model.hierarchy import Hierarchy
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.paths import draw_paths
from measure87.combine.model.sampling import Sampler, draw_scales
from measure87.define.classifications.geography.region_sets import partition_of, read_region_file

Floats = NDArray[np.float64]

MEASURES = ("child_labour_sdg_a", "child_labour_sdg_b")
SOURCES = ("child_labour_survey", "mics", "dhs", "labour_force_survey", "household_survey")
USES = (
    CovariateUse("gdp_per_head", "log", 24),
    CovariateUse("under5_mortality", "log", 24),
    CovariateUse("urban_percent", "logit_percent", 24),
    CovariateUse("rainfall_mm", "log", 24),
)
ASSUMED_DEFF, ASSUMED_EFFECTIVE = 2.0, 1500.0
RECALL_SD, PROXY_SD = 0.5, 0.3


@dataclass(frozen=True)
class Effort:
    """How long to sample, and how many draws to keep."""

    warmup: int = 500
    draws: int = 500
    chains: int = 4
    kept: int = 400


def fit_child_labour(folder: Path, seed: int, effort: Effort) -> CountryDraws:
    """Draws of `child_labour_sdg_a`, both sexes, 5-17, for every country and year of the folder.

    Raises
    ------
    RefusedError
        If the figures carry no trend, or the draws have not converged.
    """
    people = read_population(folder / "population.csv")
    countries = people.countries
    years = (int(people.frame["year"].min()), int(people.frame["year"].max()))  # type: ignore[arg-type]
    hierarchy = hierarchy_of(folder, countries, (years[0] + years[1]) // 2)
    table = read_figures(folder / "figures.csv").included.filter(
        pl.col("measure").is_in(MEASURES)
        & (pl.col("sex") == "both")
        & (pl.col("age_from") == 5)
        & (pl.col("age_to") == 17)
    )
    parts = ModelParts((years[0] + years[1]) // 2, years, trend=True)
    design = design_of(_figures(table, countries), hierarchy, parts)
    sampler = Sampler(seed, effort.chains, effort.warmup, effort.draws)
    found = draw_scales(design, sampler)
    paths = draw_paths(found, effort.kept, np.random.default_rng(seed))
    counts = dict(table.group_by("country").len().iter_rows())
    latest = dict(table.group_by("country").agg(pl.col("year").max()).iter_rows())
    return CountryDraws(
        measure=MEASURES[0],
        share=paths.share,
        countries=countries,
        years=tuple(range(years[0], years[1] + 1)),
        sexes=("both",),
        ages=((5, 17),),
        n_figures=np.array([counts.get(code, 0) for code in countries]),
        latest_figure=np.array([latest.get(code, 0) for code in countries]),
    )


def hierarchy_of(folder: Path, countries: Sequence[str], year: int) -> Hierarchy:
    """Countries in their regions, with the folder's covariates of a year, gaps filled."""
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


def _figures(table: pl.DataFrame, countries: Sequence[str]) -> Figures:
    share = np.clip(table["estimate"].to_numpy(), 0.0005, 0.9995)
    proxy = table["note"].fill_null("").str.contains("by proxy").to_numpy()
    recall = (table["recall_days"].fill_null(7.0) > 31).to_numpy()
    surveys = table["source"].unique().sort().to_list()
    return measured_figures(
        [countries.index(code) for code in table["country"]],
        table["year"].to_numpy(),
        np.log(share / (1.0 - share)),
        _errors(table, share),
        adjustment=np.column_stack([recall, proxy]).astype(np.float64),
        adjustment_sd=(RECALL_SD, PROXY_SD),
        definition=[MEASURES.index(one) for one in table["measure"]],
        source_type=[SOURCES.index(one) for one in table["source_type"]],
        survey=[surveys.index(one) for one in table["source"]],
    )


def _errors(table: pl.DataFrame, share: Floats) -> Floats:
    """Standard errors on the log-odds: published, from n, or assumed."""
    deff = table["deff"].fill_null(ASSUMED_DEFF).to_numpy()
    effective = table["n"].to_numpy() / deff
    effective = np.where(np.isfinite(effective), effective, ASSUMED_EFFECTIVE)
    from_n = logit_standard_error(share, effective)
    se = table["se"].fill_null(float("nan")).to_numpy()
    return np.asarray(np.where(np.isfinite(se), se / (share * (1.0 - share)), from_n))
