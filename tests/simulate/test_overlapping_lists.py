import numpy as np
import polars as pl
import pytest

from measure87.simulate.overlapping_lists import simulate_lists, simulate_standard_lists
from measure87.vocabulary.errors import UsageError


def drawn(seed=1, population=200_000, shares=(0.2, 0.1, 0.05), **options):
    return simulate_lists(np.random.default_rng(seed), population, shares, **options)


def overlap(found, i, j) -> float:
    """How often two lists share a person, against chance."""
    n = found.on.sum(axis=0)
    both = (found.on[:, i] & found.on[:, j]).sum()
    return float(both) * found.population / (n[i] * n[j])


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"spread": 1.0},
        {"dependences": {(0, 1): 2.0, (1, 2): -1.0}},
        {"covariate_effects": {"age": [1.0, -1.0, 0.5]}},
        {"apart": [(0, 2)]},
    ],
)
def test_lists_have_the_shares_asked_for_whatever_else_is_asked(options):
    found = drawn(**options)
    assert found.on.sum(axis=0) / found.population == pytest.approx([0.2, 0.1, 0.05], rel=0.03)


def test_independent_lists_overlap_by_chance():
    found = drawn()
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert overlap(found, i, j) == pytest.approx(1, abs=0.07)
    assert len(found.on) == pytest.approx(200_000 * (1 - 0.8 * 0.9 * 0.95), rel=0.01)


def test_a_dependence_is_a_log_odds_ratio_of_its_pair_alone():
    found = drawn(dependences={(0, 1): 1.5})
    a, b = found.on[:, 0] == 1, found.on[:, 1] == 1
    neither = found.population - (a | b).sum()
    ratio = (a & b).sum() * neither / ((a & ~b).sum() * (b & ~a).sum())
    assert np.log(ratio) == pytest.approx(1.5, abs=0.05)
    assert overlap(found, 0, 2) == pytest.approx(1, abs=0.07)


def test_persons_who_differ_make_every_pair_attract():
    found = drawn(spread=1.0)
    assert min(overlap(found, 0, 1), overlap(found, 0, 2), overlap(found, 1, 2)) > 1.4


def test_covariates_explain_the_attraction_they_cause():
    found = drawn(covariate_effects={"age": [1.0, 1.0, 0.0]})
    assert overlap(found, 0, 1) > 1.4
    assert overlap(found, 0, 2) == pytest.approx(1, abs=0.07)
    on_first = found.covariates[found.on[:, 0] == 1, 0].mean()
    assert on_first > 0.5
    assert found.covariate_names == ("age",)


def test_lists_kept_apart_share_nobody():
    found = drawn(apart=[(0, 1)])
    assert not (found.on[:, 0] & found.on[:, 1]).any()


def test_tables_hold_everybody_found():
    found = drawn(population=5_000, covariate_effects={"age": [0.5, 0.0, 0.0]})
    persons, counts = found.persons(), found.counts()
    assert persons.columns == ["A", "B", "C", "age"]
    assert counts.columns == ["A", "B", "C", "count"]
    assert counts["count"].sum() == persons.height == len(found.on)
    grouped = persons.group_by("A", "B", "C").agg(pl.len().cast(pl.Int64).alias("count"))
    assert grouped.sort("A", "B", "C").equals(counts.sort("A", "B", "C"))
    assert persons.select(pl.max_horizontal("A", "B", "C").min()).item() == 1


def test_the_same_seed_gives_the_same_population():
    assert drawn(population=999).persons().equals(drawn(population=999).persons())
    assert not drawn(population=999).persons().equals(drawn(2, 999).persons())


def test_the_standard_population_is_of_the_kind_described():
    found = simulate_standard_lists(np.random.default_rng(1), 7)
    assert found.population == 12_000
    assert 0.2 < len(found.on) / 12_000 < 0.4
    assert overlap(found, 0, 1) > 2.5
    others = [overlap(found, i, j) for i in range(7) for j in range(i + 1, 7) if (i, j) != (0, 1)]
    assert 1.0 < np.mean(others) < 1.5
    assert len(simulate_standard_lists(np.random.default_rng(1), 10).lists) == 10


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"population": 0}, "nothing-to-draw"),
        ({"shares": ()}, "nothing-to-draw"),
        ({"shares": (0.2, 1.0)}, "share-outside"),
        ({"dependences": {(1, 0): 1.0}}, "no-pair"),
        ({"apart": [(0, 3)]}, "no-pair"),
        ({"covariate_effects": {"age": [1.0]}}, "wrong-shape"),
        ({"names": ["A"]}, "wrong-shape"),
        ({"shares": (0.6, 0.6), "apart": [(0, 1)]}, "share-too-large"),
    ],
)
def test_what_cannot_be_drawn_is_refused(options, code):
    with pytest.raises(UsageError) as found:
        drawn(**{"population": 1_000, **options})
    assert found.value.code == code


def test_the_standard_population_has_three_to_ten_lists():
    with pytest.raises(UsageError, match="11 lists"):
        simulate_standard_lists(np.random.default_rng(1), 11)
