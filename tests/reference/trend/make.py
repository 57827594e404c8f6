"""Invented rounds for trend.R: three rounds in the same 24 places of 4 strata, and a panel.

Run once: python tests/reference/trend/make.py; then Rscript tests/reference/trend/trend.R
"""

from pathlib import Path

import numpy as np
import polars as pl

HERE = Path(__file__).parent


def main() -> None:
    """Write rounds.csv."""
    rng = np.random.default_rng(20)
    rows = []
    for psu in range(24):
        place = rng.normal(0, 0.6)
        for year, level in ((2014, -1.6), (2017, -1.9), (2021, -2.2)):
            for _ in range(int(rng.integers(12, 20))):
                chance = 1 / (1 + np.exp(-(level + place + rng.normal(0, 0.2))))
                rows.append(
                    {
                        "year": year,
                        "stratum": psu // 6 + 1,
                        "psu": psu % 6 + 1,
                        "places": 40 + 10 * (psu // 6),
                        "weight": round(float(rng.uniform(50, 200)), 3),
                        "sex": int(rng.integers(1, 3)),
                        "work": int(rng.random() < chance),
                        "hours": round(float(rng.gamma(2.0, 6.0) + 3 * place), 2),
                    }
                )
    pl.DataFrame(rows).sample(fraction=1.0, shuffle=True, seed=1).write_csv(HERE / "rounds.csv")


if __name__ == "__main__":
    main()
