"""What the study reads of an invented world: figures, people, covariates and regions, no truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from measure87.combine.inputs import (
    CovariateUse,
    FigureTable,
    covariate_matrix,
    read_covariates,
    read_figures,
    read_population,
)
from measure87.combine.model.covariate_gaps import fill_covariate_gaps
from measure87.combine.model.hierarchy import Hierarchy
from measure87.define.classifications.geography.region_sets import partition_of, read_region_file

USES = (
    CovariateUse("gdp_per_head", "log", 24),
    CovariateUse("under5_mortality", "log", 24),
    CovariateUse("urban_percent", "logit_percent", 24),
    CovariateUse("rainfall_mm", "log", 24),
)


@dataclass(frozen=True)
class Given:
    """The folder as it was read."""

    table: FigureTable
    countries: tuple[str, ...]
    years: tuple[int, int]
    hierarchy: Hierarchy

    @property
    def middle(self) -> int:
        """The middle year."""
        return (self.years[0] + self.years[1]) // 2


def read_folder(folder: Path) -> Given:
    """The folder as a user would read it, with covariates of the middle year."""
    people = read_population(folder / "population.csv")
    years = people.frame["year"].unique().sort().to_list()
    middle = (years[0] + years[-1]) // 2
    return Given(
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
