"""Which countries ask, when, how, and how well: the surveys before anybody has answered.

Poorer countries are surveyed more often, and so are those where the level itself is high; a part
of all countries is never surveyed. Every survey has a sample size, a design effect, an error of
its own beyond sampling, which keeps surveys of one country apart, and the bias of its kind; a few
are grossly wrong and do not say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.simulate.world.known import Known
from measure87.simulate.world.shape import WorldShape

NEVER_SURVEYED = 0.3
_GROSS_SHARE, _GROSS_LEAST, _GROSS_MOST = 0.03, 1.0, 1.8
_SMALLEST, _LARGEST = 500.0, 40_000.0
_MOST_PER_COUNTRY = 7


@dataclass(frozen=True)
class KindOfSource:
    """A kind of source: how common it is, its bias and the spread of its errors (log-odds)."""

    share: float
    bias: float
    bias_spread: float
    error: float
    proxy: float = 0.0
    """Share of surveys in which somebody answers for the person."""


@dataclass(frozen=True)
class Fieldwork:
    """Surveys, one per entry; `error` is on the log-odds and holds bias, error and gross faults.

    Attributes
    ----------
    country, year : (surveys,)
        Positions in the world's countries and years.
    kind : (surveys,) names
    n : (surveys,) persons asked
    deff : (surveys,) design effect
    error : (surveys,)
    gross : (surveys,) whether it is grossly wrong
    proxy : (surveys,) whether somebody answers for the person
    bias : kind to what was drawn for it in this world
    """

    country: IntArray
    year: IntArray
    kind: tuple[str, ...]
    n: FloatArray
    deff: FloatArray
    error: FloatArray
    gross: BoolArray
    proxy: BoolArray
    bias: dict[str, float]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.country)


def send_out(
    rng: np.random.Generator,
    shape: WorldShape,
    known: Known,
    level: FloatArray,
    kinds: Mapping[str, KindOfSource],
) -> Fieldwork:
    """Choose countries, years, kinds and qualities of all surveys.

    Parameters
    ----------
    level : (countries,)
        What is estimated, standardised.
    kinds : name to kind
    """
    country, year = _where_and_when(rng, shape, -known.wealth[:, shape.years // 2], level)
    number = len(country)
    names = list(kinds)
    share = np.array([kinds[name].share for name in names])
    kind = rng.choice(len(names), number, p=share / share.sum())
    bias = {
        name: round(float(rng.normal(one.bias, one.bias_spread)), 4) for name, one in kinds.items()
    }
    spread = np.array([kinds[name].error for name in names])[kind]
    gross, error = survey_errors(rng, spread, shape.survey_error)
    return Fieldwork(
        country=country,
        year=year,
        kind=tuple(names[k] for k in kind),
        n=np.rint(np.exp(rng.uniform(np.log(_SMALLEST), np.log(_LARGEST), number))),
        deff=1.0 + 5.0 * rng.beta(1.3, 3.5, number),
        error=error + np.array([bias[names[k]] for k in kind]),
        gross=gross,
        proxy=rng.random(number) < np.array([kinds[names[k]].proxy for k in kind]),
        bias=bias,
    )


def survey_errors(
    rng: np.random.Generator, spread: FloatArray, between_surveys: float
) -> tuple[BoolArray, FloatArray]:
    """Whether each survey is grossly wrong, and its error beyond sampling and its kind's bias.

    Parameters
    ----------
    spread : (surveys,)
        That its kind has beside what sets all surveys of a country apart.
    between_surveys : float
        Standard deviation of the latter, log-odds.
    """
    number = len(spread)
    (between,) = rng.spawn(1)
    gross = rng.random(number) < _GROSS_SHARE
    far = rng.uniform(_GROSS_LEAST, _GROSS_MOST, number) * rng.choice([-1.0, 1.0], number)
    error = spread * rng.standard_normal(number) + np.where(gross, far, 0.0)
    return gross, error + between_surveys * between.standard_normal(number)


def _where_and_when(
    rng: np.random.Generator, shape: WorldShape, poverty: FloatArray, level: FloatArray
) -> tuple[IntArray, IntArray]:
    """Country and year of each survey; no country has two in one year."""
    number = len(poverty)
    never = rng.random(number) < NEVER_SURVEYED * 2.0 / (1.0 + np.exp(0.8 * poverty))
    never[np.argmin(never)] = False
    appeal = np.exp(0.6 * poverty + 0.2 * level + rng.normal(0.0, 0.6, number)) * ~never
    later = np.linspace(0.5, 1.5, shape.years)
    taken: set[tuple[int, int]] = set()
    per_country = np.zeros(number, dtype=np.int64)
    limit = min(shape.years, max(_MOST_PER_COUNTRY, -(-2 * shape.surveys // int((~never).sum()))))
    room = int((~never).sum()) * limit
    while len(taken) < min(shape.surveys, room):
        open_to = appeal * (per_country < limit)
        c = int(rng.choice(number, p=open_to / open_to.sum()))
        free = later * [(c, y) not in taken for y in range(shape.years)]
        y = int(rng.choice(shape.years, p=free / free.sum()))
        taken.add((c, y))
        per_country[c] += 1
    ordered = np.array(sorted(taken), dtype=np.int64)
    return ordered[:, 0], ordered[:, 1]
