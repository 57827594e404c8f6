"""What the columns of a run's global draws are, so that a country can be put to them again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec import structs

from measure87.combine.model.design import Design
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.survey_errors import repeats_of
from measure87.combine.release.parameters import StatedLayout
from measure87.numerics.arrays import FloatArray


@dataclass(frozen=True)
class RunLayout:
    """Codes and columns of one measure's model in one run.

    Attributes
    ----------
    parts : ModelParts
    figure_years : (int, int)
        First and last year of the run's figures: a trend bends between them.
    source_types, adjustments : tuple of str
        Names by code.
    adjustment_sd : tuple of float
    columns : tuple of (group, how many)
        Groups of the shared coefficients, in their order.
    sexes, ages : int
        How many.
    surveys_far_off : bool
        Whether surveys' errors have heavy tails: they were estimated.
    countries : tuple of str
    subregion : (countries,), region : (sub-regions,)
        Codes.
    covariates : (countries, q), covariate_covariance : (countries, q, q)
        As the model used them.
    """

    parts: ModelParts
    figure_years: tuple[int, int]
    source_types: tuple[str, ...]
    adjustments: tuple[str, ...]
    adjustment_sd: tuple[float, ...]
    columns: tuple[tuple[str, int], ...]
    sexes: int
    ages: int
    surveys_far_off: bool
    countries: tuple[str, ...]
    subregion: tuple[int, ...]
    region: tuple[int, ...]
    covariates: FloatArray
    covariate_covariance: FloatArray

    def stated(self) -> StatedLayout:
        """As the parameters file has it."""
        unsure = np.flatnonzero(self.covariate_covariance.any(axis=(1, 2))).tolist()
        alike = {key: value for key, value in vars(self).items() if key not in _ARRAYS}
        return StatedLayout(
            **alike,
            covariates=self.covariates.tolist(),
            covariate_covariance={
                self.countries[place]: self.covariate_covariance[place].tolist() for place in unsure
            },
        )


_ARRAYS = ("covariates", "covariate_covariance")


def run_layout(
    design: Design,
    *,
    countries: Sequence[str],
    source_types: Sequence[str],
    adjustments: Sequence[str],
    surveys_far_off: bool,
) -> RunLayout:
    """The layout of a fitted design."""
    figures, hierarchy = design.figures, design.hierarchy
    estimated = repeats_of(figures).enough
    return RunLayout(
        parts=replace(design.parts, survey_errors_estimated=estimated),
        figure_years=(int(figures.year.min()), int(figures.year.max())),
        source_types=tuple(source_types),
        adjustments=tuple(adjustments),
        adjustment_sd=tuple(figures.adjustment_sd.tolist()),
        columns=columns_of(design),
        sexes=figures.cell_weight.shape[1],
        ages=figures.cell_weight.shape[2],
        surveys_far_off=surveys_far_off,
        countries=tuple(countries),
        subregion=tuple(hierarchy.subregion.tolist()),
        region=tuple(hierarchy.region.tolist()),
        covariates=hierarchy.covariates,
        covariate_covariance=hierarchy.covariate_covariance,
    )


def columns_of(design: Design) -> tuple[tuple[str, int], ...]:
    """Groups of shared coefficients and how many each has."""
    counts = np.bincount(design.blocks.group, minlength=len(design.blocks.groups)).tolist()
    return tuple(zip(design.blocks.groups, counts, strict=True))


def layout_from(stated: StatedLayout) -> RunLayout:
    """A layout as the parameters file has it."""
    countries = stated.countries
    q = len(stated.covariates[0]) if countries else 0
    covariance = np.zeros((len(countries), q, q))
    for code, values in stated.covariate_covariance.items():
        covariance[countries.index(code)] = values
    alike = {key: value for key, value in structs.asdict(stated).items() if key not in _ARRAYS}
    return RunLayout(
        **alike,
        covariates=np.array(stated.covariates, dtype=np.float64).reshape(len(countries), q),
        covariate_covariance=covariance,
    )
