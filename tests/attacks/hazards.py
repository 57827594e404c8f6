"""Children who meet three hazards, and how many of them meet any: made for what each group tells.

In some regions a hazard is rare, so that nobody there meets it, or one or two. Everybody has one
weight, and each is a cluster of her own.
"""

import numpy as np

from tests.attacks.studies import Study

ASKED = ("loads", "tools", "dust")
MEASURES = (
    "hazard_heavy_loads",
    "hazard_dangerous_tools",
    "hazard_dust_fumes_gas",
    "hazardous_conditions",
)


def three_hazards(seed: int, *, crossed: bool = False) -> Study:
    """A study of 150 to 400 children of 5 to 11 by sex and region, or by both at once too."""
    rng = np.random.default_rng([995, seed])
    n = int(rng.integers(150, 400))
    region, sex = rng.integers(1, 4, n), rng.integers(1, 3, n)
    works = rng.random(n) < 0.5
    persons = {
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
    for hazard in ASKED:
        common = rng.choice([0.01, 0.03, 0.1], 4)[region]
        common = common * np.where(sex == 1, 1, rng.choice([0.2, 1]))
        meets = works & (rng.random(n) < common)
        persons[hazard] = np.where(works, np.where(meets, 1, 2), -1)
    by = ("sex", "region", "sex*region")[: 3 if crossed else 2]
    return Study(
        seed, persons, "equal", by, ("child_labour/mics6_pr34",), measures=MEASURES,
        without_outer=True,
    )  # fmt: skip
