"""Which parts of the model the figures can carry; a trend they cannot carry is refused.

One year per country says where a country stands, not where it goes: a trend through such
figures would compare different countries and call it change.
"""

from dataclasses import dataclass

import numpy as np

from measure87.combine.model.figures import Figures
from measure87.combine.model.hierarchy import Hierarchy
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import RefusedError, UsageError

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
