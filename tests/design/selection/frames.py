"""Invented frames."""

import numpy as np
import polars as pl

from measure87.design.selection.frame import FrameColumns, read_frame
from measure87.files.source_table import SourceTable


def areas(n=60, seed=1):
    """Areas with households, in two strata."""
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "area": [f"a{k:03d}" for k in range(n)],
            "region": [("north", "south")[k % 2] for k in range(n)],
            "households": rng.integers(20, 200, n),
            "children": rng.integers(5, 90, n),
        }
    )


def households(clusters=30, each=20):
    """Households in clusters; the clusters of a stratum have sizes of an old census."""
    return pl.DataFrame(
        {
            "cluster": [f"c{k:02d}" for k in range(clusters) for _ in range(each)],
            "household": [j + 1 for _ in range(clusters) for j in range(each)],
            "region": ["ns"[k % 2] for k in range(clusters) for _ in range(each)],
            "census": [15 + k for k in range(clusters) for _ in range(each)],
        }
    )


def frame_of(table, *ids, **columns):
    source = SourceTable("frame.csv", "csv", table, tuple(table.columns), sha256="0" * 64)
    return read_frame(source, FrameColumns(ids, **columns))
