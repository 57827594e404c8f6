"""What weakens a doubly robust estimate, told in words."""

from collections.abc import Mapping, Sequence

import numpy as np

from measure87.estimate.multiple_lists.capture.persons_on_lists import PersonsOnLists
from measure87.estimate.multiple_lists.covariates.doubly_robust_pair import PairSums
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.estimate import Notice

FEW_ON_BOTH = 30
"""Persons on both lists of a pair under which its regressions have next to nothing to learn."""
DISAGREE_BEYOND = 1.5
MOST_AT_MARGIN = 0.01
MOST_BY_ONE = 0.1
"""Share of the figure that one person may carry before it is told."""


def few_decide(influence: FloatArray, value: float) -> tuple[Notice, ...]:
    """A notice where one person moves the figure by much."""
    most = float(np.abs(influence).max()) / value
    if most <= MOST_BY_ONE:
        return ()
    return (
        Notice(
            "few-persons-decide",
            f"one person moves the figure by {most:.0%}: she is on both lists although persons "
            "like her hardly ever are",
        ),
    )


def cautions(
    persons: PersonsOnLists,
    run: Mapping[tuple[str, str], PairSums],
    pairs: Sequence[tuple[str, str]],
    kind: str,
) -> tuple[Notice, ...]:
    """What weakens the estimate."""
    found = []
    sizes = [run[pair].size for pair in pairs]
    if min(sizes) <= 0 or max(sizes) > DISAGREE_BEYOND * min(sizes):
        found.append(
            Notice(
                "pairs-disagree",
                f"pairs of lists give {min(sizes):,.0f} to {max(sizes):,.0f}: some are not "
                "independent given the covariates, or have few persons in common",
            )
        )
    few = [pair for pair in pairs if run[pair].on_both < FEW_ON_BOTH]
    if few:
        found.append(
            Notice(
                "few-overlaps",
                f"{len(few)} of {len(pairs)} pairs share fewer than {FEW_ON_BOTH} persons",
            )
        )
    at_margin = sum(run[pair].at_margin for pair in pairs) / (len(pairs) * len(persons.on))
    if at_margin > MOST_AT_MARGIN:
        found.append(
            Notice(
                "no-chance-of-both",
                f"{at_margin:.0%} of persons have next to no chance of being on both lists, given "
                "their covariates; the figure leans on where such chances are cut",
            )
        )
    if kind == "plug-in":
        found.append(Notice("plug-in", "the interval does not hold the error of regressions"))
    return tuple(found)
