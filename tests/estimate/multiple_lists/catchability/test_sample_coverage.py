from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.catchability.sample_coverage import (
    _bootstrap,
    _monte_carlo,
    sample_coverage,
)
from measure87.vocabulary.errors import UsageError
from tests.estimate.multiple_lists.published_tables import expected, published

STUDIES = list(expected())
NAMES = {"Indep": "independent", "HSC": "high-coverage", "LSC": "one-step"}


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("key", NAMES)
def test_estimates_are_those_of_care1(study, key):
    want = expected()[study]["CARE1"][key].get("est")
    table = published(study)
    found = sample_coverage(table, form="independent", replicates=20).diagnostics
    if want is None or want == table.observed:  # CARE1 prints the number observed for "none"
        assert NAMES[key] not in found
    else:
        assert found[NAMES[key]] == pytest.approx(want, rel=1e-9)


@pytest.mark.parametrize("study", ["Korea", "Diabetes_Casale", "Spina_bifida"])
@pytest.mark.parametrize("key", NAMES)
def test_standard_errors_agree_with_those_of_care1(study, key):
    want = expected()[study]["CARE1"][key]
    found = sample_coverage(published(study), form=NAMES[key])
    # CARE1's are of 200 samples: their own error is about 5 % and more with long tails
    assert found.se == pytest.approx(want["se"], rel=0.2)
    assert found.diagnostics["interval_of_form"] == pytest.approx(
        [want["cil"], want["ciu"]], rel=0.1
    )


def naive_forms(table: CaptureTable) -> dict[str, float]:
    """The three estimates person by person, as the formulas are written."""
    k = table.n_lists
    people = [
        {j for j in range(k) if h >> j & 1}
        for h, count in enumerate(table.counts.tolist(), start=1)
        for _ in range(count)
    ]
    n = [sum(j in on for on in people) for j in range(k)]
    alone = [sum(on == {j} for on in people) for j in range(k)]
    coverage = 1 - sum(z / m for z, m in zip(alone, n, strict=True)) / k
    without = [sum(bool(on - {j}) for on in people) for j in range(k)]
    independent = sum(without) / k / coverage
    weight, both = {}, {}
    for i, j in combinations(range(k), 2):
        within = [on for on in people if on <= {i, j}]
        weight[i, j] = sum(i in on for on in within) + sum(j in on for on in within)
        both[i, j] = sum({i, j} <= on for on in people)

    def step(size):
        return independent + sum(
            weight[i, j] * (size * both[i, j] / (n[i] * n[j]) - 1) for i, j in weight
        ) / (k * coverage)

    twice = sum(len(on - {j}) >= 2 for on in people for j in range(k))
    below = k * coverage - sum(weight[i, j] * both[i, j] / (n[i] * n[j]) for i, j in weight)
    return {
        "coverage": coverage,
        "independent": independent,
        "one-step": step(step(independent)),
        "high-coverage": twice / below,
    }


def test_any_number_of_lists_agrees_with_a_person_by_person_reading():
    rng = np.random.default_rng(7)
    for k in (3, 4, 4, 6, 7):
        counts = rng.poisson(6.0 / np.bitwise_count(np.arange(1, 1 << k)) ** 2)
        table = CaptureTable(tuple("abcdefg"[:k]), counts.astype(np.int64))
        found = sample_coverage(table, form="one-step", replicates=20).diagnostics
        naive = naive_forms(table)
        if not naive["high-coverage"] > table.observed:
            assert "high-coverage" not in found
            del naive["high-coverage"]
        for name, value in naive.items():
            assert found[name] == pytest.approx(value, rel=1e-12)


def test_a_low_coverage_of_lists_that_attract_gives_a_lower_bound():
    found = sample_coverage(published("UKdat"))
    assert found.diagnostics["form"] == "one-step"
    assert found.lower_bound_only
    assert found.upper is None
    assert [notice.code for notice in found.notices] == ["low-coverage"]


def test_a_high_coverage_needs_no_warning():
    found = sample_coverage(published("Diabetes_Casale"))
    assert found.diagnostics["form"] == "high-coverage"
    assert found.notices == ()
    assert found.lower < found.value < found.upper


@pytest.mark.parametrize("study", ["Western", "NewOrl_185", "Artificial_3"])
def test_the_form_for_high_coverage_is_refused_where_it_does_not_exist(study):
    with pytest.raises(NotEstimableError) as found:
        sample_coverage(published(study), form="high-coverage")
    assert found.value.code == "low-coverage"


def test_the_same_seed_gives_the_same_interval_whatever_the_order_of_lists():
    table = published("Spina_bifida")
    seeds = [np.random.default_rng(5) for _ in range(2)]
    one = sample_coverage(table, rng=seeds[0])
    other = sample_coverage(table.reordered([2, 0, 1]), rng=seeds[1])
    assert (one.lower, one.upper) == (other.lower, other.upper)


def test_limits_move_between_seeds_as_far_as_is_stated():
    runs = [
        sample_coverage(published("Korea"), replicates=400, rng=np.random.default_rng(seed))
        for seed in range(60)
    ]
    stated = np.mean([run.monte_carlo.upper for run in runs])
    assert np.std([run.upper for run in runs]) == pytest.approx(stated, rel=0.4)


@pytest.mark.parametrize(
    ("histories", "counts", "code"),
    [
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [5, 5, 5], "no-overlap"),
        ([[1, 0, 0], [1, 1, 0], [0, 1, 0]], [5, 5, 5], "too-few-lists"),
    ],
)
def test_tables_that_say_nothing_are_refused(histories, counts, code):
    with pytest.raises(NotEstimableError) as found:
        sample_coverage(CaptureTable.from_histories("ABC", histories, counts))
    assert found.value.code == code


def test_an_unknown_form_names_those_known():
    with pytest.raises(UsageError, match="one-step"):
        sample_coverage(published("Korea"), form="other")


def test_sizes_that_do_not_move_have_limits_that_do_not_move():
    found = _monte_carlo(np.full(50, 120.0), 120.0, 40, 0.95)
    assert (found.value, found.lower, found.upper) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("without", "refused"), [(0, False), (20, False), (21, True)])
def test_one_sample_in_five_may_be_without_an_estimate(without, refused):
    table = published("Korea")

    def forms(drawn):
        return {"some": np.where(np.arange(len(drawn)) < without, np.nan, 120.0)}

    cells = SimpleNamespace(rows=np.arange(len(table.counts)), forms=forms)
    given = (cells, table, 500.0, "some", 100, np.random.default_rng(1))
    if refused:
        with pytest.raises(NotEstimableError, match="21 of 100 bootstrap samples"):
            _bootstrap(*given)
    else:
        assert _bootstrap(*given).tolist() == [120.0] * (100 - without)
