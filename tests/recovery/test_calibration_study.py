"""The study of calibration in small, its table, and the page that is made from it."""

import numpy as np
import pytest

from tests.recovery.calibration import (
    CASES,
    DRAWS,
    PAGE,
    TABLE,
    page,
    read_ranks,
    run_block,
    write_ranks,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "worlds", "outside"),
    [("trend", 3, 2), *(pytest.param(one, 5, 3, marks=pytest.mark.proof) for one in CASES)],
)
def test_truths_told_without_the_model_rank_anywhere_among_its_draws(case, worlds, outside):
    """Seeds 1000 and on: a check for gross errors; the page tells of more worlds."""
    ranks = run_block(case, range(1000, 1000 + worlds), warmup=150, thin=5)
    assert list(ranks) == [(case, world) for world in range(1000, 1000 + worlds)]
    for name in ranks[case, 1000]:
        found = np.array([one[name] for one in ranks.values()])
        # A uniform rank of 0 to 19 has a standard deviation of 5.77.
        assert abs(found.mean() - 9.5) < 3.5 * 5.77 / np.sqrt(worlds), (name, found)
        # Draws too narrow put truths outside all of them: probability 1/10 each time.
        assert np.isin(found, (0, DRAWS)).sum() <= outside, (name, found)


def test_every_scale_and_step_of_the_trend_is_ranked():
    one = CASES["trend"]()
    truth = one.invent(np.random.default_rng(1))
    assert {"bend_scale", "persistence", "survey_scale 1", "step_log_spread 0"} <= set(truth.values)
    assert truth.logit.shape == one.design.blocks.logit.shape
    assert (truth.logit[~one.design.blocks.real] == 0.0).all()


def test_the_page_is_made_from_the_table_and_the_worlds_are_those_from_0():
    ranks = read_ranks(TABLE)
    assert PAGE.read_text(encoding="utf-8") == page(ranks)
    for case in CASES:
        worlds = [world for name, world in ranks if name == case]
        assert worlds == list(range(len(worlds)))
        assert len(worlds) >= 40


def test_ranks_that_are_not_uniform_are_named_on_the_page(tmp_path):
    rng = np.random.default_rng(3)
    ranks = {
        ("cross-section", world): {
            "fine": int(rng.integers(0, DRAWS + 1)),
            "too narrow": int(rng.choice([0, 1, DRAWS])),
        }
        for world in range(60)
    }
    write_ranks(tmp_path / "table.csv", ranks)
    assert read_ranks(tmp_path / "table.csv") == ranks
    text = page(ranks)
    assert "**Of 2 p-values these are below it: too narrow (cross-section).**" in text
    assert "| fine |" in text
