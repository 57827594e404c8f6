"""Studies of measures of which one has a ground more than the others, that is idle at some ages.

At 15 to 17 no work is too early: child labour under the resolution is hazardous work there, and
other worst forms, of which nobody was asked here. So what is shown of the one tells what is hidden
of the other, at these ages and with totals below them.
"""

import numpy as np

from tests.attacks import cells_by_age
from tests.attacks.cells_by_age import BANDS, Counts, Group
from tests.attacks.studies import Study

DEFINITION = "child_labour/icls18_2008_amended_2018"
WIDE, NARROW = "child_labour_icls", "hazardous_work_icls"


def drawn(seed: int, by: tuple[str, ...]) -> Study:
    """250 to 499 children who all answered; four of ten work, few of them under hazards."""
    rng = np.random.default_rng([1105, seed])
    n = int(rng.integers(250, 500))
    works = rng.random(n) < 0.4
    hazards = works & (rng.random(n) < rng.choice([0.05, 0.1, 0.15]))
    ones = np.ones(n, dtype=int)
    persons = {
        "id": np.arange(1, n + 1),
        "weight": 10.0 * ones,
        "stratum": ones,
        "cluster": np.arange(n),
        "age": rng.integers(5, 18, n),
        "sex": rng.integers(1, 3, n),
        "area": ones,
        "region": ones,
        "activity": np.where(works, 1, 2),
        "hours": np.where(works, rng.integers(1, 40, n), -1),
        "chores": 2 * ones,
        "chores_hours": -ones,
        "loads": np.where(works, np.where(hazards, 1, 2), -1),
        "tools": np.where(works, 2, -1),
    }
    return Study(
        seed, persons, "equal", by, (DEFINITION,), measures=(WIDE, NARROW), without_outer=True
    )


def truth(study: Study, group: Group) -> int:
    """How many of a group are in hazardous work."""
    persons, codes = study.persons, dict(group)
    low, high = (int(one) for one in codes.pop("age", "5-17").split("-"))
    inside = (persons["loads"] == 1) & (persons["age"] >= low) & (persons["age"] <= high)
    for name, code in codes.items():
        inside &= persons[name] == int(code)
    return int(inside.sum())


def told(counts: Counts) -> dict[Group, int]:
    """Hidden numbers in hazardous work that follow, both measures being one at 15 to 17."""
    equal = [((WIDE, BANDS[-1], sex), (NARROW, BANDS[-1], sex)) for sex in "12"]
    found = cells_by_age.told(counts, (WIDE, NARROW), equal)
    return {group: number for (name, group), number in found.items() if name == NARROW}
