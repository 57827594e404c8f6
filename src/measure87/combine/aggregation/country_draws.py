"""What the model hands on: joint draws of the share in every country, year, sex and age.

One draw is one state of the whole world. Whatever is summed over countries is summed within a
draw, so that what countries have in common (the world's level, a region's) stays in common. Sexes
and ages are disjoint and without gaps, so that sums over them are sums over everybody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NoReturn

import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import DataError

AgeSpan = tuple[int, int | None]
"""Youngest and oldest age, completed years, both included; no oldest age (None) is open."""

_SEXES = (("both",), ("female", "male"))


@dataclass(frozen=True)
class NewSurvey:
    """A survey of each country that is yet to be made.

    Attributes
    ----------
    error : (draws, countries), or (draws, countries, years, sexes, ages)
        What is wrong with it beyond sampling, log-odds: the same in all cells; or, where a measure
        is made of several shares that each err, what that comes to in each cell.
    effective_n : float, persons
        How many it asks, over its design effect, among everybody of the measure's ages.
    """

    error: FloatArray
    effective_n: float


@dataclass(frozen=True)
class CountryDraws:
    """Joint posterior draws of one measure.

    Raises
    ------
    DataError
        If shapes do not fit the labels, a share is not between 0 and 1, countries or years
        repeat, ages overlap or leave a gap, or sexes are neither both nor female and male.
    """

    measure: str
    share: FloatArray
    """(draws, countries, years, sexes, ages), 0 to 1."""
    countries: tuple[str, ...]
    """ISO 3166-1 alpha-3, in the order of `share`."""
    years: tuple[int, ...]
    """Calendar years, rising."""
    sexes: tuple[str, ...]
    """("both",) or ("female", "male")."""
    ages: tuple[AgeSpan, ...]
    """Adjacent, youngest first, as ((5, 11), (12, 14), (15, 17)); only the last may be open."""
    n_figures: IntArray
    """(countries,) published figures that were used."""
    latest_figure: IntArray
    """(countries,) year of the latest of them, 0 where there is none."""
    new_survey: NewSurvey | None = None
    """What a new survey would be like; None where nothing is said of one."""

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        _check_labels(self)
        _check_arrays(self)

    @property
    def n_draws(self) -> int:
        """Number of draws."""
        return int(self.share.shape[0])

    @property
    def whole_age(self) -> AgeSpan:
        """From the youngest to the oldest age of all bands."""
        return self.ages[0][0], self.ages[-1][1]

    def without(self, countries: Collection[str]) -> "CountryDraws":
        """The same draws without some countries; the others keep what they have in common."""
        kept = [k for k, code in enumerate(self.countries) if code not in countries]
        if len(kept) == len(self.countries):
            return self
        return replace(
            self,
            share=self.share[:, kept],
            countries=tuple(self.countries[k] for k in kept),
            n_figures=self.n_figures[kept],
            latest_figure=self.latest_figure[kept],
            new_survey=None
            if self.new_survey is None
            else replace(self.new_survey, error=self.new_survey.error[:, kept]),
        )


def _check_labels(draws: CountryDraws) -> None:
    ages = draws.ages
    for name in ("countries", "years", "ages"):
        labels: Sequence[object] = getattr(draws, name)
        if not labels:
            _refuse(draws, f"there are no {name}")
        if len(set(labels)) < len(labels):
            _refuse(draws, f"{name} repeat: {', '.join(map(str, labels))}")
    if any(later < earlier for earlier, later in pairwise(draws.years)):
        _refuse(draws, f"years must rise: {', '.join(map(str, draws.years))}")
    if draws.sexes not in _SEXES:
        _refuse(draws, f"sexes are {draws.sexes}, not ('both',) or ('female', 'male')")
    if any(youngest < 0 or (oldest is not None and oldest < youngest) for youngest, oldest in ages):
        _refuse(draws, f"ages cannot be: {ages}")
    for (_, oldest), (youngest, _) in pairwise(ages):
        if oldest is None or youngest != oldest + 1:
            _refuse(draws, f"age {youngest} does not follow {oldest}: bands must be adjacent")


def _check_arrays(draws: CountryDraws) -> None:
    labels = (draws.countries, draws.years, draws.sexes, draws.ages)
    expected = tuple(map(len, labels))
    if draws.share.ndim != 1 + len(labels) or draws.share.shape[1:] != expected:
        _refuse(draws, f"shares have shape {draws.share.shape}; after draws, {expected} fits")
    if draws.share.shape[0] < 1:
        _refuse(draws, "there are no draws")
    for name in ("n_figures", "latest_figure"):
        shape = getattr(draws, name).shape
        if shape != (len(draws.countries),):
            _refuse(draws, f"{name} has shape {shape} for {len(draws.countries)} countries")
    shapes = (draws.share.shape[:2], draws.share.shape)
    if draws.new_survey is not None and draws.new_survey.error.shape not in shapes:
        _refuse(
            draws,
            f"errors of new surveys have shape {draws.new_survey.error.shape}, not "
            f"{shapes[0]} or {shapes[1]}",
        )
    bad = ~((draws.share >= 0) & (draws.share <= 1))
    if bad.any():
        draw, country, year, sex, age = (int(one) for one in np.argwhere(bad)[0])
        _refuse(
            draws,
            f"{int(bad.sum())} shares are not between 0 and 1 (first: draw {draw}, "
            f"{draws.countries[country]} {draws.years[year]}, {draws.sexes[sex]}, ages "
            f"{draws.ages[age]}: {draws.share[draw, country, year, sex, age]})",
        )
    unmatched = (draws.n_figures > 0) != (draws.latest_figure > 0)
    if unmatched.any():
        country = int(np.argmax(unmatched))
        _refuse(
            draws,
            f"{draws.countries[country]} has {draws.n_figures[country]} figures, the latest of "
            f"{draws.latest_figure[country]}",
        )


def _refuse(draws: CountryDraws, what: str) -> NoReturn:
    raise DataError(
        what,
        code="country-draws",
        where=f"draws of {draws.measure}",
        hint="hand on the model's draws as they are, with the labels of their axes",
    )
