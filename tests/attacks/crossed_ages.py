"""Attack: measures of other ages, crossed at the ages that they share.

A measure of 5 to 14 says of everybody what it says of these ages, whatever group that is called.
So its cases are those of both measures and those of it alone, and a pencil has the one of the three
that is kept back.
"""

from collections.abc import Iterator

import numpy as np

from tests.attacks.evidence import Evidence
from tests.attacks.reading import Figure
from tests.attacks.studies import Study

WIDE, NARROW = "child_labour_sdg_b", "child_labour_mics4"
"""Of 5 to 17, and of 5 to 14."""
DEFINITIONS = ("child_labour/sdg_8_7_1", "child_labour/mics4")
SHARED = ("age", "5-14")
UNTOLD = 99


def of_other_ages(seed: int) -> Study:
    """150 to 450 children of 5 to 17, of whom some work, or have many chores.

    One who works did not tell her hours: the narrower measure does not ask for them at 5 to 11.
    """
    rng = np.random.default_rng([997, seed])
    n = int(rng.integers(150, 450))
    works, chores = rng.random(n) < rng.choice([0.1, 0.2]), rng.random(n) < 0.5
    age, hours = rng.integers(5, 18, n), np.where(works, rng.integers(1, 60, n), -1)
    hours[np.flatnonzero(works & (age < 12))[:1]] = UNTOLD
    persons = {
        "id": np.arange(1, n + 1),
        "weight": np.full(n, 1.0),
        "stratum": np.ones(n, dtype=int),
        "cluster": np.arange(n),
        "age": age,
        "sex": rng.integers(1, 3, n),
        "area": np.ones(n, dtype=int),
        "region": np.ones(n, dtype=int),
        "activity": np.where(works, 1, 2),
        "hours": hours,
        "chores": np.where(chores, 1, 2),
        "chores_hours": np.where(chores, rng.choice([2, 5, 15, 22, 28], n), -1),
        "loads": np.where(works, np.where(rng.random(n) < 0.15, 1, 2), -1),
        "tools": np.where(works, np.where(rng.random(n) < 0.1, 1, 2), -1),
    }
    return Study(
        seed, persons, "equal", (), DEFINITIONS, measures=(WIDE, NARROW), comparison=(WIDE, NARROW),
        without_outer=True,
    )  # fmt: skip


def by_pencil(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """Names of figures that are kept back, with the number of their cases."""
    cases = {(one.name, one.group): one.n_cases for one in _shares(evidence)}
    (pair,) = evidence.releases[0].said["diagnostics"]["comparison"]
    shared = frozenset([SHARED])
    whole = (NARROW, frozenset())
    parts = [(pair["both"], shared), (pair["second_only"], shared)]
    of_three = [cases.get(one) for one in (whole, *parts)]
    if of_three.count(None) == 1:
        total, both, alone = (one or 0 for one in of_three)
        at = of_three.index(None)
        yield (whole, *parts)[at][0], (both + alone, total - alone, total - both)[at]


def _shares(evidence: Evidence) -> list[Figure]:
    return [one for one in evidence.figures if one.statistic == "proportion"]
