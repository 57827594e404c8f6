"""Lays the countries of a world estimate out: sub-regions, regions, covariates of the year."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.aggregation.coverage import (
    KnownCovariates,
    Reason,
    unsupported_countries,
)
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.questions import Questions
from measure87.combine.inputs import covariate_matrix
from measure87.combine.model.covariate_gaps import FilledCovariates, fill_covariate_gaps
from measure87.combine.model.parts import Hierarchy, hierarchy_without_covariates
from measure87.define.classifications.countries import country_names
from measure87.define.classifications.geography import partition_of
from measure87.numerics.arrays import BoolArray


@dataclass(frozen=True)
class CountryLayout:
    """Countries in their places, with what is known of them."""

    hierarchy: Hierarchy
    regions: tuple[str, ...]
    subregions: tuple[str, ...]
    covariates: tuple[str, ...]
    filled: FilledCovariates | None


def country_layout(inputs: WorldInputs, questions: Questions) -> CountryLayout:
    """Countries in sub-regions in regions, with covariates of the stated year.

    Where the region set has no sub-regions, each region has one.
    """
    region_of = partition_of(inputs.members, "region")
    has_parts = any(one.level == "subregion" for one in inputs.members)
    part_of = partition_of(inputs.members, "subregion") if has_parts else region_of
    regions = tuple(sorted({region_of[c] for c in inputs.countries}))
    parts = sorted({(region_of[c], part_of[c]) for c in inputs.countries})
    subregion = np.array([parts.index((region_of[c], part_of[c])) for c in inputs.countries])
    region = np.array([regions.index(r) for r, _ in parts])
    if not questions.covariates or inputs.covariates is None:
        plain = hierarchy_without_covariates(subregion, region)
        return CountryLayout(plain, regions, tuple(s for _, s in parts), (), None)
    wanted = pl.DataFrame(
        {"country": inputs.countries, "year": [questions.year] * len(inputs.countries)}
    )
    names = [use.name for use in questions.covariates]
    matrix = covariate_matrix(inputs.covariates, wanted, questions.covariates).select(names)
    values = matrix.to_numpy().astype(np.float64)
    filled = fill_covariate_gaps(values, np.isfinite(values), subregion, region, names=names)
    hierarchy = Hierarchy(subregion, region, filled.mean, filled.covariance)
    return CountryLayout(hierarchy, regions, tuple(s for _, s in parts), tuple(names), filled)


def unsupported_of(
    draws: CountryDraws, layout: CountryLayout, near: BoolArray | None = None
) -> dict[str, Reason]:
    """Countries without figures of their own that no estimate is made of, with the reason.

    `near` is (countries,): whose figures are near enough to the stated year; all without it.
    """
    filled = layout.filled
    return unsupported_countries(
        draws.countries,
        country_names(),
        draws.n_figures > 0,
        [layout.subregions[place] for place in layout.hierarchy.subregion],
        None if filled is None else KnownCovariates(layout.covariates, filled.mean, filled.known),
        near=near,
    )
