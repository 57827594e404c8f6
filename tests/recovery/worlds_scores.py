"""How far estimates of one invented world are from its truth, and whether their intervals hold it.

Sums over sexes, ages and countries are made here by a few lines of their own, within each draw, so
that the study does not rest on the program's sums. Everything is about both sexes, and all the ages
that were estimated.
"""

import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.simulate.world import InventedWorld

LEVELS = (0.5, 0.8, 0.9, 0.95)
COUNTRIES = ("country with figures", "country without", "country refused")
"""Those without figures of their own are published where support is enough, and refused else."""
TARGETS = (*COUNTRIES, "region", "world")
NEW_SURVEYS = tuple(f"new survey, {one}" for one in COUNTRIES)
"""What a survey finds that nobody has seen, in intervals made for it."""
EVERY = (*TARGETS, *NEW_SURVEYS)
WHEN = ("first", "middle", "last")
REFUSED = "refused"
_FEWEST = 1e-12
_OPEN = 999


@dataclass(frozen=True)
class Score:
    """One kind of place in one year of one world; log-odds.

    topic, measure : what was estimated
    world : seed
    countries, years, surveys : size of the world
    target : one of `EVERY`, or `refused` with the code in `when`
    when : first, middle or last year
    places : places scored
    covered_50 .. covered_95 : share of them whose interval holds the truth
    even_90 : share covered by 90 % intervals, a limit on a number of cases that many draws have
        counting for as much of them as makes it 90 %
    one_50 .. one_95 : the same of one place, chosen by chance before anything was seen
    bias : mean of the median of the draws less the truth
    rmse : root mean square of the same
    width : mean width of the 90 % interval
    truth : mean of the true shares
    """

    topic: str
    measure: str
    world: int
    countries: int
    years: int
    surveys: int
    target: str
    when: str
    places: int = 0
    covered_50: float = 0.0
    covered_80: float = 0.0
    covered_90: float = 0.0
    covered_95: float = 0.0
    even_90: float = 0.0
    one_50: float = 0.0
    one_80: float = 0.0
    one_90: float = 0.0
    one_95: float = 0.0
    bias: float = 0.0
    rmse: float = 0.0
    width: float = 0.0
    truth: float = 0.0


def score_world(
    world: InventedWorld, draws: CountryDraws, refused: Collection[str] = ()
) -> Iterator[Score]:
    """Scores of all targets and years of one measure.

    Parameters
    ----------
    draws
        Countries in the order of the world's, bands that the world has or sums of them.
    refused
        Countries that the program makes no estimate of.
    """
    assert draws.countries == world.places.codes
    years = {"first": 0, "middle": world.shape.years // 2, "last": world.shape.years - 1}
    pick = np.random.default_rng([world.shape.seed, zlib.crc32(draws.measure.encode())])
    for when, y in years.items():
        if world.shape.calendar[y] not in draws.years:
            continue
        estimated, true, people = _country_shares(world, draws, y)
        kinds = _kinds(draws, refused)
        for target, member in _groups(world, kinds):
            if len(member):
                yield _score(
                    world, draws.measure, target, when, estimated, true, people, member, pick
                )
        if draws.new_survey is not None:
            yield from _of_new_surveys(world, draws, when, y, estimated, people, kinds)


def _of_new_surveys(
    world: InventedWorld,
    draws: CountryDraws,
    when: str,
    y: int,
    estimated: FloatArray,
    people: FloatArray,
    kinds: Sequence[BoolArray],
) -> Iterator[Score]:
    """Scores of what new surveys find, by the definition of what they are said to find.

    Made by a few lines of its own: log-odds of everybody's share with the survey's error on top
    (where cells differ, the error is a little less in the sum), cases binomial among as many
    persons as the survey asked.
    """
    new = draws.new_survey
    assert new is not None
    span = (draws.ages[0][0], draws.ages[-1][1])
    found = world.new_surveys.filter(
        pl.col("measure") == draws.measure,
        pl.col("year") == world.shape.calendar[y],
        pl.col("age_from") == span[0],
        pl.col("age_to").eq_missing(pl.lit(span[1], dtype=pl.Int64)),
    )
    if found.is_empty():
        return
    assert found["country"].to_list() == list(world.places.codes)
    chance = np.random.default_rng([world.shape.seed, y, zlib.crc32(draws.measure.encode())])
    shifted = 1.0 / (1.0 + np.exp(-_log_odds(estimated) - new.error))
    asked = np.rint(found["effective_n"].to_numpy())
    predicted = chance.binomial(asked.astype(np.int64), shifted) / asked
    share = np.rint(found["share"].to_numpy() * asked) / asked
    for target, mine in zip(NEW_SURVEYS, kinds, strict=True):
        if mine.any():
            yield _score(
                world, draws.measure, target, when, predicted, share, people,
                np.eye(len(mine))[mine], chance,
            )  # fmt: skip


def identity(world: InventedWorld, measure: str) -> tuple[str, str, int, int, int, int]:
    """The first fields of a score: topic, measure, seed and size."""
    shape = world.shape
    return shape.topic, measure, shape.seed, shape.countries, shape.years, shape.surveys


def _country_shares(
    world: InventedWorld, draws: CountryDraws, y: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Shares drawn (draws, countries), true shares and people (countries,), of the draws' ages."""
    inside = [_bands_within(world, band) for band in draws.ages]
    persons = world.people.persons[:, y]
    weight = np.stack([persons[:, :, bands].sum(axis=2) for bands in inside], axis=2)
    people = weight.sum(axis=(1, 2))
    every = [b for bands in inside for b in bands]
    cases = (world.share[draws.measure][:, y] * persons)[:, :, every].sum(axis=(1, 2))
    weight = weight if len(draws.sexes) > 1 else weight.sum(axis=1, keepdims=True)
    share = draws.share[:, :, draws.years.index(world.shape.calendar[y])]
    return np.einsum("dcsa,csa->dc", share, weight) / people, cases / people, people


def _bands_within(world: InventedWorld, span: tuple[int, int | None]) -> list[int]:
    """The world's age bands that make up a span."""
    last = _OPEN if span[1] is None else span[1]
    return [
        b
        for b, (youngest, oldest) in enumerate(world.people.bands)
        if span[0] <= youngest and (_OPEN if oldest is None else oldest) <= last
    ]


def _kinds(draws: CountryDraws, refused: Collection[str]) -> tuple[BoolArray, ...]:
    """(countries,) of each of `COUNTRIES`, who is one."""
    own = draws.n_figures > 0
    no = np.isin(draws.countries, list(refused))
    assert not (own & no).any(), "no country with figures of its own is refused"
    return own, ~own & ~no, no


def _groups(world: InventedWorld, kinds: Sequence[BoolArray]) -> list[tuple[str, FloatArray]]:
    """Each target's places as (places, countries) membership."""
    number = len(kinds[0])
    regions = np.arange(len(world.places.regions))[:, None] == world.places.region
    member = (*(np.eye(number)[one] for one in kinds), regions, np.ones((1, number)))
    return [(target, one.astype(np.float64)) for target, one in zip(TARGETS, member, strict=True)]


def _score(
    world: InventedWorld,
    measure: str,
    target: str,
    when: str,
    estimated: FloatArray,
    true: FloatArray,
    people: FloatArray,
    member: FloatArray,
    pick: np.random.Generator,
) -> Score:
    weight = member * people
    weight = weight / weight.sum(axis=1, keepdims=True)
    drawn, truth = _log_odds(estimated @ weight.T), _log_odds(weight @ true)
    chosen = int(pick.integers(len(member)))
    inside = {level: _holds(drawn, truth, level) for level in LEVELS}
    off = np.median(drawn, axis=0) - truth
    low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
    names = {level: round(100 * level) for level in LEVELS}
    return Score(
        *identity(world, measure),
        target,
        when,
        places=len(member),
        **{f"covered_{names[level]}": float(inside[level].mean()) for level in LEVELS},
        **{f"one_{names[level]}": float(inside[level][chosen]) for level in LEVELS},
        even_90=float(_holds_evenly(drawn, truth, 0.9).mean()),
        bias=float(off.mean()),
        rmse=float(np.sqrt((off**2).mean())),
        width=float((high - low).mean()),
        truth=float((weight @ true).mean()),
    )


def _holds(drawn: FloatArray, truth: FloatArray, level: float) -> BoolArray:
    low, high = np.quantile(drawn, ((1 - level) / 2, (1 + level) / 2), axis=0)
    return np.asarray((low <= truth) & (truth <= high))


def _holds_evenly(drawn: FloatArray, truth: FloatArray, level: float) -> FloatArray:
    """(places,) as how much of what a draw may be, from least to greatest, lies in the level.

    A survey finds whole cases. Where a tenth of the draws have none, no interval that holds "none"
    leaves out 5 % below: it holds more than its level however right the draws are. Here the truth
    stands for all draws that are alike, in the part of them that the level takes.
    """
    less, same = (drawn < truth).mean(axis=0), (drawn == truth).mean(axis=0)
    low, high = (1 - level) / 2, (1 + level) / 2
    alone = (less >= low) & (less <= high)
    part = np.minimum(less + same, high) - np.maximum(less, low)
    return np.where(same > 0, np.clip(part, 0.0, None) / np.where(same > 0, same, 1.0), alone)


def _log_odds(share: FloatArray) -> FloatArray:
    inside = np.clip(share, _FEWEST, 1.0 - _FEWEST)
    return np.asarray(np.log(inside / (1.0 - inside)))
