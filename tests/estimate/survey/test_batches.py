"""A limit of memory makes batches smaller and changes no figure."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.batches import (
    BATCH_ROWS,
    PROGRAM_BYTES,
    batch_rows,
    part_rows,
    within_memory,
)


def people(n=30_000):
    rng = np.random.default_rng(7)
    return pl.DataFrame(
        {
            "w": rng.uniform(1.0, 9.0, n),
            "place": np.arange(n) // 7,
            "sex": rng.integers(1, 3, n),
            "y": rng.normal(40.0, 9.0, n),
        }
    )


def figures(frame, limit):
    with within_memory(limit):
        found = estimate_survey(
            frame.lazy(),
            [Outcome("y", "y", "number", "mean")],
            SurveyDesign("w", None, ("place",)),
            [DomainTable(), DomainTable(("sex",))],
        )
    return [(one.group, one.value, one.se, one.n) for one in found.estimates]


@pytest.mark.parametrize("shuffled", [False, True])
def test_small_batches_give_the_same_figures(shuffled):
    frame = people().sample(fraction=1.0, shuffle=True, seed=1) if shuffled else people()
    whole, small = figures(frame, None), figures(frame, PROGRAM_BYTES + 1)
    for one, other in zip(whole, small, strict=True):
        assert one[0] == other[0]
        assert other[1:] == pytest.approx(one[1:], rel=1e-12)


def test_less_memory_and_more_columns_make_smaller_batches():
    assert batch_rows(9) == BATCH_ROWS
    seen = []
    for limit in (10**12, 2 * 10**9, 10**9, 6 * 10**8, PROGRAM_BYTES):
        with within_memory(limit):
            seen.append(batch_rows(24))
            assert batch_rows(9) >= batch_rows(24)
            assert part_rows(24) >= batch_rows(24)
    assert seen == sorted(seen, reverse=True)
    assert seen[0] == BATCH_ROWS
    assert seen[-1] == 4_096
    assert batch_rows(24) == BATCH_ROWS, "the limit ends with its block"
