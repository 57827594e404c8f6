"""Children who meet three hazards, and how many of them meet any: made for what each group tells.

In some regions a hazard is rare, so that nobody there meets it, or one or two. Everybody has one
weight, and each is a cluster of her own. Where hazards are crossed person by person, who meets
one meets others more often.
"""

import numpy as np

from tests.attacks.studies import UNKNOWN, Study

ASKED = ("loads", "tools", "dust")
HAZARDS = ("hazard_heavy_loads", "hazard_dangerous_tools", "hazard_dust_fumes_gas")
MEASURES = (*HAZARDS, "hazardous_conditions")


def three_hazards(seed: int, *, crossed: bool = False) -> Study:
    """A study of 150 to 400 children of 5 to 11 by sex and region, or by both at once too."""
    rng = np.random.default_rng([995, seed])
    n = int(rng.integers(150, 400))
    persons = _children(rng, n)
    region, sex, works = persons["region"], persons["sex"], persons["activity"] == 1
    for hazard in ASKED:
        common = rng.choice([0.01, 0.03, 0.1], 4)[region]
        common = common * np.where(sex == 1, 1, rng.choice([0.2, 1]))
        persons[hazard] = _met(works, rng.random(n) < common)
    by = ("sex", "region", "sex*region")[: 3 if crossed else 2]
    return Study(
        seed, persons, "equal", by, ("child_labour/mics6_pr34",), measures=MEASURES,
        without_outer=True,
    )  # fmt: skip


def crossed_hazards(seed: int, by: tuple[str, ...], measures: tuple[str, ...] = HAZARDS) -> Study:
    """A study of 120 to 400 children, with who meets both of two hazards, and who one alone.

    In one of three studies some gave no answer.
    """
    rng = np.random.default_rng([996, seed])
    n = int(rng.integers(120, 400))
    persons = _children(rng, n)
    works, more = persons["activity"] == 1, rng.random(n) < 0.3
    for hazard in ASKED:
        common = rng.choice([0.02, 0.05, 0.1, 0.2]) * np.where(more, 3, 0.3)
        persons[hazard] = _met(works, rng.random(n) < common)
    if seed % 3 == 2:
        for hazard in ASKED:
            persons[hazard][works & (rng.random(n) < 0.04)] = UNKNOWN
    return Study(
        seed, persons, "equal", by, ("child_labour/mics6_pr34",), measures=measures,
        comparison=measures, without_outer=True,
    )  # fmt: skip


def _met(works: np.ndarray, meets: np.ndarray) -> np.ndarray:
    """(n,) answers: of who does not work none was asked for."""
    return np.where(works, np.where(meets, 1, 2), -1)


def _children(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    """Columns of (n,) children of 5 to 11, of whom half work, but for hazards."""
    region, sex = rng.integers(1, 4, n), rng.integers(1, 3, n)
    works = rng.random(n) < 0.5
    return {
        "id": np.arange(1, n + 1),
        "weight": np.full(n, 1.0),
        "stratum": np.ones(n, dtype=int),
        "cluster": np.arange(n),
        "age": rng.integers(5, 12, n),
        "sex": sex,
        "area": np.where(region == 1, 1, 2),
        "region": region,
        "activity": np.where(works, 1, 2),
        "hours": np.where(works, 50, -1),
        "chores": np.full(n, 2),
        "chores_hours": np.full(n, -1),
    }
