"""A cube sample of 1,000 from 100,000 with 5 balancing variables."""

import time

import numpy as np

from benchmarks.survey_statistics.rows import Row
from measure87.design.selection.chances import chances
from measure87.design.selection.cube import draw_cube

FRAME, SAMPLE = 100_000, 1_000


def measure() -> list[Row]:
    """CPU seconds of one sample, after the loops are compiled."""
    rng = np.random.default_rng(1)
    x = np.column_stack(
        [rng.gamma(2, 1, FRAME), rng.normal(3, 1, FRAME), (rng.random(FRAME) < 0.3) * 1.0,
         rng.random(FRAME), rng.gamma(1, 3, FRAME)]
    )  # fmt: skip
    pi = chances(rng.gamma(3, 1, FRAME), SAMPLE).pi
    draw_cube(pi[:50] * 10 / pi[:50].sum(), x[:50], rng)
    start = time.process_time()
    drawn = draw_cube(pi, x, rng)
    seconds = time.process_time() - start
    assert drawn.sum() == SAMPLE
    assert np.abs((x[drawn] / pi[drawn, None]).sum(axis=0) / x.sum(axis=0) - 1).max() < 0.02
    work = f"cube sample of {SAMPLE:,} from {FRAME:,}, {x.shape[1]} balancing variables"
    return [Row(work, seconds, "CPU s", 5.0, seconds=seconds)]
