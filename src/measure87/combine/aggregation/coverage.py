"""What may be published: sums by rules of coverage, countries by those like them.

UNICEF publishes a regional figure only where countries with data hold at least half of the
region's child population; so this project's plan has it, UNICEF's own text was not seen. How many
years from the estimate's year a country's figure may be is stated with it: ten, our choice. The
population that counts is that of the measure's ages, both sexes; countries that belong to a place
and are not in the estimate count as people without figures. Where the number of such people is not
known, neither is the coverage (see `groups`).

A country without a usable figure is estimated from its neighbours and from what is known of it.
That is a prediction, and it holds where countries like it were seen. It is made where at least
`FEWEST_NEIGHBOURS` countries of its sub-region have figures near enough to the stated year (as near
as the rule of coverage asks of sums), every covariate of it is known, and each lies within the
range of the countries with such figures, so that nothing is extrapolated. Without covariates
nothing is known of it beyond its place, and none is estimated. The rule is the same for every
country; no list names one. Countries with figures of their own are estimated always.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.releases.world import StatedSentence, WarningValue


@dataclass(frozen=True)
class CoverageRule:
    """What a sum over countries must rest on.

    Raises
    ------
    UsageError
        If a limit cannot be.
    """

    minimum_population_share: float = 0.5
    """Share of the place's people in countries with figures, 0 to 1; itself it suffices."""
    maximum_years_away: int | None = 10
    """How far a country's figure may be from the estimate's year; None is any distance."""
    minimum_countries: int = 1
    """Countries with figures."""

    def __post_init__(self) -> None:
        """Refuse limits that cannot be."""
        if not 0.0 <= self.minimum_population_share <= 1.0:
            raise _unfit(f"a least share of {self.minimum_population_share:g} cannot be")
        if self.maximum_years_away is not None and self.maximum_years_away < 0:
            raise _unfit(f"{self.maximum_years_away} years away cannot be")
        if self.minimum_countries < 0:
            raise _unfit(f"at least {self.minimum_countries} countries cannot be")

    def sentence(self) -> StatedSentence:
        """The rule in words, and what they are made of."""
        values: dict[str, WarningValue] = {"percent": 100 * self.minimum_population_share}
        code = "coverage-rule"
        if self.minimum_countries > 1:
            code, values = f"{code}-several", values | {"fewest": self.minimum_countries}
        if self.maximum_years_away is None:
            code = f"{code}-any-year"
        else:
            values |= {"years": self.maximum_years_away}
        return StatedSentence(code=code, text=self.text(), values=values)

    def text(self) -> str:
        """The rule in words."""
        near = (
            "from any year"
            if self.maximum_years_away is None
            else f"no more than {self.maximum_years_away} years from the estimate's year"
        )
        several = self.minimum_countries > 1
        many = f", and there are at least {self.minimum_countries} of them" if several else ""
        return (
            f"A sum over countries is published where countries with figures of their own, {near}, "
            f"hold at least {100 * self.minimum_population_share:g} % of its people of these "
            f"ages{many}."
        )


@dataclass(frozen=True)
class Coverage:
    """How much of a place countries with figures hold, by year."""

    share: FloatArray
    """(years,) of its people, 0 to 1; 0 where it has none, NaN where their number is unknown."""
    least: FloatArray
    """(years,) the same if countries without a population have as many people as they can."""
    n_countries: IntArray
    """(years,) countries with figures near enough."""


def near_figures(
    draws: CountryDraws,
    maximum_years_away: int | None,
    figure_years: Mapping[str, Sequence[int]] | None = None,
) -> BoolArray:
    """(countries, years): whether a country has a figure near enough to each year.

    Without `figure_years` (ISO 3166-1 alpha-3 to the years of its figures) the latest figure
    alone is known. A country with older ones too then counts as not covered in the years around
    those: too careful, never too bold.
    """
    near = np.zeros((len(draws.countries), len(draws.years)), dtype=np.bool_)
    given = figure_years or {}
    for place, country in enumerate(draws.countries):
        latest = int(draws.latest_figure[place])
        known = given.get(country, (latest,) if latest else ())
        for when, year in enumerate(draws.years):
            near[place, when] = any(
                maximum_years_away is None or abs(one - year) <= maximum_years_away for one in known
            )
    return near


def coverage_of(
    near: BoolArray, people: FloatArray, others: FloatArray, unknown: float = 0.0
) -> Coverage:
    """Coverage of a place.

    Parameters
    ----------
    near : (members, years) bool
        As `near_figures`.
    people : (members, years) float, persons
    others : (years,) float, persons
        People of its countries that are not in the estimate, as far as they are known.
    unknown : persons
        The most people that its countries without a population can have; infinite is unknown.
    """
    total = people.sum(axis=0) + others
    covered = (people * near).sum(axis=0)
    return Coverage(
        share=np.full_like(total, np.nan) if np.isinf(unknown) else _part(covered, total),
        least=_part(covered, total + unknown),
        n_countries=near.sum(axis=0, dtype=np.int64),
    )


def _part(covered: FloatArray, total: FloatArray) -> FloatArray:
    return np.divide(covered, total, out=np.zeros_like(total), where=total > 0)


def why_not_covered(
    rule: CoverageRule, share: float, n_countries: int, name: str, year: int
) -> StatedSentence | None:
    """Why a place's sum may not be published in a year; None if it may."""
    far = rule.maximum_years_away
    values: dict[str, WarningValue] = {"place": name, "year": str(year)}
    values |= {} if far is None else {"years": far}
    kind = "-any-year" if far is None else ""
    near = (
        "with figures"
        if rule.maximum_years_away is None
        else f"with figures no more than {rule.maximum_years_away} years away"
    )
    if n_countries < rule.minimum_countries:
        return StatedSentence(
            code=f"too-few-countries{kind}",
            text=f"{name} has {n_countries} countries {near} in {year}, fewer than the "
            f"{rule.minimum_countries} that the rule asks for",
            values=values | {"count": n_countries, "fewest": rule.minimum_countries},
        )
    if share < rule.minimum_population_share:
        least = 100 * rule.minimum_population_share
        return StatedSentence(
            code=f"too-few-people{kind}",
            text=f"countries {near} hold {rounded_down(share)} % of the people of {name} in "
            f"{year}, less than the {least:g} % that the rule asks for",
            values=values | {"percent": float(rounded_down(share)), "least": least},
        )
    return None


def nobody_estimated(name: str) -> StatedSentence:
    """Why a place of which no country has an estimate has no sum."""
    text = f"no country of {name} has an estimate"
    return StatedSentence(code="no-country-estimated", text=text, values={"place": name})


def rounded_down(share: float) -> str:
    """A share as per cent with two decimals, so that what is below a limit also looks so.

    >>> rounded_down(0.49999), rounded_down(1 / 3), rounded_down(0.57)
    ('49.99', '33.33', '57.00')
    """
    return f"{math.floor(share * 10_000 + 1e-9) / 100:.2f}"


def _unfit(what: str) -> UsageError:
    return UsageError(
        what,
        code="coverage-rule",
        hint="the share lies from 0 to 1, years and countries are numbers from 0",
    )


FEWEST_NEIGHBOURS = 3
"""Countries with figures in the sub-region. Ours: with fewer, how far countries of the sub-region
lie apart is known from other regions alone."""

TOO_FEW_NEIGHBOURS = "too-few-neighbours"
NO_COVARIATES = "no-covariates"
COVARIATES_UNKNOWN = "covariates-unknown"
OUT_OF_RANGE = "covariates-out-of-range"

_RULE = (
    "A country without figures of its own is estimated where at least "
    f"{FEWEST_NEIGHBOURS} countries of its sub-region have figures, and every covariate of it is "
    "known and within the range of the countries with figures. Others are in no estimate, on no "
    "map and in no sum."
)
_NEAR = (
    "A country without usable figures of its own is estimated where at least "
    f"{FEWEST_NEIGHBOURS} countries of its sub-region have figures no more than {{years}} years "
    "from the stated year, and every covariate of it is known and within the range of the "
    "countries with such figures. Others are in no estimate, on no map and in no sum."
)

Reason = tuple[str, str]
"""Short name, and the reason in words."""


@dataclass(frozen=True)
class KnownCovariates:
    """Covariates as the model takes them; arrays are (countries, covariates)."""

    names: tuple[str, ...]
    values: FloatArray
    """On whatever scale; only their order counts."""
    known: BoolArray
    """Whether somebody published it; what is not known is not looked at."""


def support_rule(maximum_years_away: int | None) -> StatedSentence:
    """The rule in words, and what they are made of; None is figures of any year."""
    if maximum_years_away is None:
        return StatedSentence(code="support-rule", text=_RULE, values={"fewest": FEWEST_NEIGHBOURS})
    return StatedSentence(
        code="support-rule-near",
        text=_NEAR.format(years=maximum_years_away),
        values={"fewest": FEWEST_NEIGHBOURS, "years": maximum_years_away},
    )


def unsupported_countries(
    countries: Sequence[str],
    names: Mapping[str, str],
    has_figures: BoolArray,
    subregion: Sequence[str],
    covariates: KnownCovariates | None,
    *,
    near: BoolArray | None = None,
) -> dict[str, Reason]:
    """Countries that no estimate is made of, each with the reason.

    Parameters
    ----------
    countries : (countries,)
        ISO 3166-1 alpha-3.
    names
        Country to its name, for the reason in words.
    has_figures : (countries,) bool
        Whether figures of its own were used.
    subregion : (countries,)
        Code of the sub-region, or of the region where the set has none smaller.
    covariates
        None for a run without any.
    near : (countries,) bool
        Whether a figure of its own is near enough to the stated year to speak for others; without
        it every figure does.
    """
    own = np.asarray(has_figures, dtype=np.bool_)
    speaks = own if near is None else own & near
    neighbours = dict.fromkeys(subregion, 0)
    for code in np.asarray(subregion)[speaks]:
        neighbours[str(code)] += 1
    found: dict[str, Reason] = {}
    for k in np.flatnonzero(~own).tolist():
        name = names.get(countries[k], countries[k])
        why = _why_neighbours(neighbours[subregion[k]]) or _why_covariates(k, speaks, covariates)
        if why is not None:
            found[countries[k]] = (why[0], f"{name} has no usable figure in this run, and {why[1]}")
    return found


def _why_neighbours(surveyed: int) -> Reason | None:
    if surveyed >= FEWEST_NEIGHBOURS:
        return None
    return TOO_FEW_NEIGHBOURS, (
        f"{surveyed} countries of its sub-region have figures of years near enough; "
        f"{FEWEST_NEIGHBOURS} are the fewest"
    )


def _why_covariates(k: int, speaks: BoolArray, covariates: KnownCovariates | None) -> Reason | None:
    if covariates is None or not covariates.names:
        return NO_COVARIATES, "nothing else is known of it, for the run has no covariates"
    lacking = [
        n for n, known in zip(covariates.names, covariates.known[k], strict=True) if not known
    ]
    if lacking:
        return COVARIATES_UNKNOWN, f"it is not known of it: {', '.join(lacking)}"
    outside = [
        name
        for name, values, known in zip(
            covariates.names, covariates.values.T, covariates.known.T, strict=True
        )
        if not _is_inside(values[k], values[speaks & known])
    ]
    if outside:
        return OUT_OF_RANGE, (
            f"it lies outside the range of the countries with figures: {', '.join(outside)}"
        )
    return None


def _is_inside(value: float, seen: FloatArray) -> bool:
    return bool(seen.size and seen.min() <= value <= seen.max())
