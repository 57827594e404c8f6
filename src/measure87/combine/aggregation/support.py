"""Which countries without a figure of their own the others can speak for.

A country without a usable figure is estimated from its neighbours and from what is known of it.
That is a prediction, and it holds where countries like it were seen. It is made where at least
`FEWEST_NEIGHBOURS` countries of its sub-region have figures near enough to the stated year (as near
as the rule of coverage asks of sums), every covariate of it is known, and each lies within the
range of the countries with such figures, so that nothing is extrapolated. Without covariates
nothing is known of it beyond its place, and none is estimated. The rule is the same for every
country; no list names one. Countries with figures of their own are estimated always.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.releases.world import StatedSentence

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
