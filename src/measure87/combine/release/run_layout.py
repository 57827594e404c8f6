"""What the columns of a run's global draws are, so that a country can be put to them again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.typical_scales import repeats_of
from measure87.combine.release.parameters import Layout, StatedLayout
from measure87.numerics.arrays import FloatArray


class RunLayout(Layout, frozen=True, kw_only=True):
    """A layout as the model works with it.

    Attributes
    ----------
    covariates : (countries, q), covariate_covariance : (countries, q, q)
        As the model used them.
    """

    covariates: FloatArray
    covariate_covariance: FloatArray

    def stated(self) -> StatedLayout:
        """As the parameters file has it."""
        unsure = np.flatnonzero(self.covariate_covariance.any(axis=(1, 2))).tolist()
        return StatedLayout(
            **_shared(self),
            covariates=self.covariates.tolist(),
            covariate_covariance={
                self.countries[place]: self.covariate_covariance[place].tolist() for place in unsure
            },
        )


def _shared(layout: Layout) -> dict[str, Any]:
    """What a layout has in both of its forms."""
    return {name: getattr(layout, name) for name in Layout.__struct_fields__}


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
    return RunLayout(
        **_shared(stated),
        covariates=np.array(stated.covariates, dtype=np.float64).reshape(len(countries), q),
        covariate_covariance=covariance,
    )
