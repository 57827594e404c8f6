"""Countries in their regions, and which parts of the model the figures can carry.

A trend that the figures cannot carry is refused. One year per country says where a country
stands, not where it goes: a trend through such figures would compare different countries and call
it change.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from measure87.combine.model.figures import Figures
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import DataError, RefusedError, UsageError


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


# Our own limits, not a published rule: a change is told apart from a difference between
# countries only by countries seen more than once.
FEWEST_COUNTRIES_WITH_TWO_YEARS = 10
SMALLEST_SHARE_WITH_TWO_YEARS = 0.2


@dataclass(frozen=True)
class ModelParts:
    """What is estimated.

    Attributes
    ----------
    reference_year : int
        The stated year; times are counted from it, in decades.
    years : tuple of int
        First and last year to be estimated; equal to each other for one stated year.
    trend : bool
        Whether regions have smooth trends and countries slopes and yearly deviations. Without
        it there is one shared drift with a tight prior, which only widens intervals.
    knots_every : int, years
        Distance of the points between which a trend is straight.
    tail_df, survey_df : float
        Degrees of freedom of the country effects and of the surveys' errors; few allow for
        countries and surveys far off.
    step_sign : tuple of int
        For each definition from 1: 1 where it counts more persons than definition 0, -1 where
        it counts fewer. Empty: all count more.
    same_ages : tuple of tuple of int
        For each definition from 1: the ages of the model, by their place from 0, at which it is
        the same as definition 0. Empty: none.
    known_sources : tuple of int
        Source types whose bias is stated, as an adjustment: they have no coefficient among the
        source types.
    survey_errors : tuple of (source type, standard deviation)
        Kinds of source of which it is stated how far surveys of one country lie apart beyond
        sampling, on the log-odds.
    survey_errors_estimated : bool or None
        Whether that of the others is estimated, as in a run whose draws are at hand; None leaves
        it to the figures.
    """

    reference_year: int
    years: tuple[int, int]
    trend: bool = False
    knots_every: int = 3
    tail_df: float = 4.0
    survey_df: float = 4.0
    step_sign: tuple[int, ...] = ()
    same_ages: tuple[tuple[int, ...], ...] = ()
    known_sources: tuple[int, ...] = ()
    survey_errors: tuple[tuple[int, float], ...] = ()
    survey_errors_estimated: bool | None = None

    def __post_init__(self) -> None:
        """Refuse settings that contradict each other."""
        if self.years[0] > self.years[1]:
            raise UsageError(f"years {self.years} run backwards", code="years")
        if not self.trend and self.years != (self.reference_year, self.reference_year):
            raise UsageError(
                f"without a trend only {self.reference_year} can be estimated, not {self.years}",
                code="years-without-trend",
            )

    def sign_of_step(self, definition: int) -> int:
        """1 where a definition (from 1) counts more than definition 0, -1 where less."""
        return self.step_sign[definition - 1] if self.step_sign else 1

    def decades(self, year: int | FloatArray) -> FloatArray:
        """Time from the reference year, in decades."""
        return (np.asarray(year, dtype=np.float64) - self.reference_year) / 10.0

    @property
    def grid(self) -> FloatArray:
        """(years,) calendar years to be estimated."""
        return np.arange(self.years[0], self.years[1] + 1, dtype=np.float64)


def check_trend(figures: Figures, hierarchy: Hierarchy, parts: ModelParts) -> None:
    """Refuse a trend that too few repeated countries would carry.

    Raises
    ------
    RefusedError
        `trend-not-carried`, with how many countries have figures for two years or more.
    """
    if not parts.trend:
        return
    repeated, seen = countries_with_two_years(figures)
    needed = max(FEWEST_COUNTRIES_WITH_TWO_YEARS, round(SMALLEST_SHARE_WITH_TWO_YEARS * seen))
    if repeated < needed:
        raise RefusedError(
            f"no trend: {seen - repeated} of {seen} countries have figures for one year only, "
            f"{repeated} for more; at least {needed} must have two years or more",
            code="trend-not-carried",
            hint="add earlier or later figures, or ask for one stated year",
        )


def countries_with_two_years(figures: Figures) -> tuple[int, int]:
    """How many countries have two years or more, and how many have any."""
    pairs = np.unique(np.column_stack([figures.country, figures.year]), axis=0)
    years = np.bincount(pairs[:, 0])
    return int((years > 1).sum()), int((years > 0).sum())


def countries_without_trend(figures: Figures, hierarchy: Hierarchy) -> FloatArray:
    """(countries,) bool: those whose own figures show no change, only their region's.

    To be told beside each country's path: it is the region's trend set at its level.
    """
    pairs = np.unique(np.column_stack([figures.country, figures.year]), axis=0)
    return np.asarray(np.bincount(pairs[:, 0], minlength=hierarchy.countries) < 2)
