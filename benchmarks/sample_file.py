"""An invented sample of many persons, written as Parquet in the order of a survey file.

Everything is random and stands for nobody. Persons of a cluster stand together, clusters of
a stratum too, as in every file that a statistical office hands out.
"""

from pathlib import Path

import numpy as np
import polars as pl

PERSONS_PER_HOUSEHOLD = 5
PERSONS_PER_CLUSTER = 125
CLUSTERS_PER_STRATUM = 400
ROWS_PER_GROUP = 500_000
CODEC = "zstd"

ITEMS = tuple(f"item_{i:02d}" for i in range(1, 41))
"""Statuses: no 0, unknown 1, yes 2, and null where the question did not arise."""
HOURS = ("economic_hours", "chores_hours", "water_hours", "firewood_hours")
DOMAINS = ("region", "sex", "age_group", "area", "wealth", "migrant")
DESIGN = ("weight", "stratum", "cluster")


def write_sample(path: Path, persons: int, seed: int = 87) -> None:
    """Write the sample, one row group at a time."""
    rng = np.random.default_rng(seed)
    schema = None
    parts: list[Path] = []
    for begin in range(0, persons, ROWS_PER_GROUP):
        frame = _rows(begin, min(persons, begin + ROWS_PER_GROUP), rng)
        schema = schema or frame.schema
        part = path.with_suffix(f".{begin // ROWS_PER_GROUP}.part")
        frame.write_parquet(part, compression=CODEC)
        parts.append(part)
    pl.scan_parquet(parts).sink_parquet(
        path, compression=CODEC, row_group_size=ROWS_PER_GROUP, maintain_order=True
    )
    for part in parts:
        part.unlink()


def _rows(begin: int, end: int, rng: np.random.Generator) -> pl.DataFrame:
    """Persons number `begin` to `end`."""
    n = end - begin
    cluster = np.arange(begin, end) // PERSONS_PER_CLUSTER
    stratum = cluster // CLUSTERS_PER_STRATUM
    age = rng.integers(5, 18, n)
    columns: dict[str, pl.Series] = {
        "stratum": pl.Series(stratum, dtype=pl.Int16),
        "cluster": pl.Series(cluster, dtype=pl.Int32),
        "weight": pl.Series(
            np.repeat(
                rng.lognormal(4.0, 0.4, -(-n // PERSONS_PER_HOUSEHOLD)), PERSONS_PER_HOUSEHOLD
            )[:n]
        ),
        "region": pl.Series(stratum % 20 + 1, dtype=pl.Int8),
        "sex": pl.Series(rng.integers(1, 3, n), dtype=pl.Int8),
        "age_years": pl.Series(age, dtype=pl.Int8),
        "age_group": pl.Series(np.digitize(age, [12, 15]) + 1, dtype=pl.Int8),
        "area": pl.Series((cluster % 3 == 0) + 1, dtype=pl.Int8),
        "wealth": pl.Series(rng.integers(1, 6, n), dtype=pl.Int8),
        "migrant": pl.Series(rng.integers(1, 4, n), dtype=pl.Int8),
        "industry": pl.Series(rng.integers(1, 100, n), dtype=pl.Int16),
    }
    for position, name in enumerate(ITEMS):
        draw = rng.random(n)
        rare = 0.001 * (position + 1)
        status = np.where(draw < rare, 2, np.where(draw < rare + 0.01, 1, 0))
        asked = rng.random(n) < 0.9
        columns[name] = pl.Series(status, dtype=pl.Int8).set(pl.Series(~asked), None)
    for name in HOURS:
        hours = np.minimum(rng.exponential(12.0, n), 90.0).astype(np.int16)
        told = rng.random(n) < 0.95
        columns[name] = pl.Series(hours, dtype=pl.Int16).set(pl.Series(~told), None)
    return pl.DataFrame(columns)


if __name__ == "__main__":
    import sys

    write_sample(Path(sys.argv[1]), int(sys.argv[2]))
