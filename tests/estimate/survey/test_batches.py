"""A limit of memory makes batches smaller and changes no figure."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import (
    DomainTable,
    Outcome,
    SurveyDesign,
    estimate_survey,
    reduction,
)
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


def test_a_batch_without_rows_between_others_is_passed_over(monkeypatch):
    frame, read = people(600), reduction._batches
    plain = figures(frame, None)

    def with_nothing_between(*asked):
        for batch in read(*asked):
            yield from (batch.clear(), batch[:200], batch.clear(), batch[200:], batch.clear())

    monkeypatch.setattr(reduction, "_batches", with_nothing_between)
    for one, other in zip(figures(frame, None), plain, strict=True):
        assert (one[0], one[3]) == (other[0], other[3])
        assert one[1:3] == pytest.approx(other[1:3], rel=1e-12)
