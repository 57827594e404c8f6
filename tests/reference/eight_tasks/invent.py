"""An invented survey of 480 children in six strata, for the eight tasks; drawn from a seed.

    python tests/reference/eight_tasks/invent.py tests/reference/eight_tasks/children.csv

Five strata have ten villages each in the sample and the sixth has one, so that the file also shows
what each program does with a stratum of one village. Nobody in it is real.
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

SEED = 87
CHILDREN = 8
"""Of each village."""


def children() -> pl.DataFrame:
    """One row a child."""
    rng = np.random.default_rng(SEED)
    villages = [(stratum, village) for stratum in range(1, 6) for village in range(1, 11)]
    villages.append((6, 1))
    rows = []
    for stratum, village in villages:
        chance = 1.0 / (1.0 + np.exp(-rng.normal(-0.8, 0.7)))
        for _ in range(CHILDREN):
            works = int(rng.random() < chance)
            hours = round(float(rng.gamma(3.0, 4.0 + 4.0 * works)), 1)
            rows.append(
                {
                    "stratum": stratum,
                    "village": village,
                    "weight": round(float(80.0 + 40.0 * stratum + rng.uniform(0.0, 30.0)), 2),
                    "sex": int(rng.integers(1, 3)),
                    "region": "north" if stratum <= 3 else "south",
                    "work": works,
                    "hours": hours,
                    "wage": round(hours * float(rng.uniform(0.5, 2.0)), 2),
                }
            )
    return pl.DataFrame(rows)


if __name__ == "__main__":
    children().write_csv(Path(sys.argv[1]))
