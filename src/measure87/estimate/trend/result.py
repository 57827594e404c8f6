"""The trends of many chains: slopes, changes of slope, and what could not be given."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from measure87.estimate.survey.differences import difference
from measure87.estimate.trend.chain import Chain
from measure87.estimate.trend.line import slope_of
from measure87.estimate.trend.turning_point import FEWEST, turning_point_of
from measure87.vocabulary.estimate import Estimate, Notice, Refusal
from measure87.vocabulary.trend import Scale


@dataclass(frozen=True)
class Trends:
    """Figures of trends, and why others could not be given.

    estimates : slopes and changes of slope
    changes : the newest figure less that of each earlier round
    figures : the figures of the rounds, where they were estimated on the way
    """

    estimates: tuple[Estimate, ...]
    changes: tuple[Estimate, ...] = ()
    refused: tuple[Refusal, ...] = ()
    figures: tuple[Estimate, ...] = ()
    warnings: tuple[Notice, ...] = ()


def trends_of(
    chains: Iterable[Chain | Refusal],
    scale: Scale = "identity",
    *,
    column: str | None = None,
    rng: np.random.Generator,
) -> Trends:
    """The changes and the slope of each chain, and its turning point if it has three rounds.

    `column` is the variable of rounds of one table; without it a change names the other result.
    """
    found: list[Estimate] = []
    changes: list[Estimate] = []
    refused: list[Refusal] = []
    for chain in chains:
        if isinstance(chain, Refusal):
            refused.append(chain)
            continue
        changes += changes_of(chain, column)
        slope, why = slope_of(chain, scale)
        refused += why
        if slope is None:
            continue
        found.append(slope)
        if len(chain.rounds) < FEWEST or why:
            continue
        bend = turning_point_of(chain, scale, rng=rng)
        if isinstance(bend, Refusal):
            refused.append(bend)
        else:
            found.append(bend)
    return Trends(tuple(found), tuple(changes), tuple(refused))


def changes_of(chain: Chain, column: str | None = None) -> list[Estimate]:
    """The newest figure less that of each earlier round, with the covariance of both."""
    figures = list(chain.figures)
    if column is not None:
        figures = [
            replace(one, group={column: name.name, **one.group})
            for one, name in zip(figures, chain.rounds, strict=True)
        ]
    return [
        difference(
            figures[-1],
            figures[k],
            float(chain.covariance[-1, k]),
            source=None if column else name.source or name.name,
        )
        for k, name in enumerate(chain.rounds[:-1])
    ]
