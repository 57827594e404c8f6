"""Countries in sub-regions in regions, with what is known of each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from measure87.combine.model.figures import Figures
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Hierarchy:
    """All countries to be estimated, with or without figures.

    Attributes
    ----------
    subregion : (countries,)
        Sub-region of each country, from 0.
    region : (subregions,)
        Region of each sub-region, from 0.
    covariates : (countries, m)
        Standardised (mean 0, SD 1); where unknown, the value expected given what is known.
    covariate_covariance : (countries, m, m)
        What is still uncertain about them; 0 where known. See `covariate_gaps`.
    """

    subregion: IntArray
    region: IntArray
    covariates: FloatArray
    covariate_covariance: FloatArray

    def __post_init__(self) -> None:
        """Refuse codes that point nowhere."""
        k, m = self.covariates.shape
        if self.subregion.shape != (k,) or self.covariate_covariance.shape != (k, m, m):
            raise DataError(
                f"sub-regions {self.subregion.shape}, covariates {self.covariates.shape} and "
                f"their covariance {self.covariate_covariance.shape} do not fit",
                code="wrong-shape",
            )
        if not (
            np.isfinite(self.covariates).all() and np.isfinite(self.covariate_covariance).all()
        ):
            raise DataError(
                "a covariate is not finite",
                code="covariate-not-finite",
                hint="fill gaps with fill_covariate_gaps, which keeps their uncertainty",
            )
        if self.subregion.min() < 0 or self.subregion.max() >= len(self.region):
            raise DataError("a sub-region has no region", code="unknown-subregion")

    @property
    def countries(self) -> int:
        """How many countries there are."""
        return len(self.subregion)

    @property
    def region_of_country(self) -> IntArray:
        """(countries,) region of each country."""
        return np.asarray(self.region[self.subregion], dtype=np.int64)


def hierarchy_without_covariates(subregion: npt.ArrayLike, region: npt.ArrayLike) -> Hierarchy:
    """Countries of which only the place is known."""
    of_country = np.asarray(subregion, dtype=np.int64)
    k = len(of_country)
    return Hierarchy(
        subregion=of_country,
        region=np.asarray(region, dtype=np.int64),
        covariates=np.zeros((k, 0)),
        covariate_covariance=np.zeros((k, 0, 0)),
    )


def check_countries(figures: Figures, hierarchy: Hierarchy) -> None:
    """Refuse figures of countries that are not in the hierarchy."""
    last = int(figures.country.max())
    if last >= hierarchy.countries:
        raise DataError(
            f"a figure is of country {last}, but there are {hierarchy.countries} countries",
            code="unknown-country",
        )
