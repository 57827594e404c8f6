import math
from itertools import combinations
from statistics import NormalDist, stdev
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.catchability.coverage_forms import OccupiedCells
from measure87.estimate.multiple_lists.catchability.sample_coverage import (
    _bootstrap,
    _cautions,
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


def of_cells(*counts):
    """Persons on A alone, B alone, both, C alone, A and C, B and C, all three."""
    return CaptureTable(("A", "B", "C"), np.array(counts, dtype=np.int64))


def test_from_55_per_cent_on_the_form_for_high_coverage_is_used():
    """Nine of 20 on each list are on no other: 1 - 9 / 20."""
    found = sample_coverage(of_cells(9, 9, 3, 9, 3, 3, 5), replicates=50)
    assert (found.diagnostics["coverage"], found.diagnostics["form"]) == (0.55, "high-coverage")
    assert "low-coverage" not in [notice.code for notice in found.notices]
    less = sample_coverage(of_cells(10, 9, 3, 9, 3, 3, 5), replicates=50)
    assert less.diagnostics["form"] == "one-step"
    assert less.lower_bound_only
    high = sample_coverage(of_cells(9, 9, 3, 9, 3, 3, 5), form="one-step", replicates=50)
    assert not high.lower_bound_only, "the coverage is high"
    assert high.upper is not None


@pytest.mark.parametrize(
    ("counts", "form"),
    [
        ((8, 6, 7, 0, 7, 9, 0), "one-step"),  # 31.3 of 37 who were seen
        ((0, 0, 10, 0, 10, 10, 4), "independent"),  # nobody is on one list alone: the 34 seen
    ],
)
def test_an_estimate_of_no_more_than_were_seen_is_refused(counts, form):
    with pytest.raises(NotEstimableError, match=f"the {form} estimate does not exist") as found:
        sample_coverage(of_cells(*counts), form=form, replicates=50)
    assert found.value.code == "low-coverage"


@pytest.mark.parametrize("replicates", [30, 600])
def test_the_error_is_that_of_the_samples_that_were_drawn(replicates):
    found = sample_coverage(published("Korea"), replicates=replicates)
    assert len(found.draws) == replicates
    assert found.se == pytest.approx(stdev(found.draws.tolist()), rel=1e-12)


@pytest.mark.parametrize("scale", [1.0, 1e-3])
def test_limits_move_by_the_error_of_the_standard_error_times_their_slope(scale):
    """Of five sizes: deviations of -12, -8, -2, 4 and 18 from 112, squares of 552 in all.

    Var(s^2) = (m4 - s^4 (n - 3) / (n - 1)) / n, and s moves by its root over 2 s. With u unobserved
    the limits are n + u / C and n + u C, C = exp(z sqrt(log(1 + s^2 / u^2))): their slopes in s.
    """
    found = _monte_carlo(
        scale * np.array([100.0, 104.0, 110.0, 116.0, 130.0]), scale * 112, scale * 40, 0.9
    )
    s, u = math.sqrt(552 / 4), 112 - 40
    fourth = (12**4 + 8**4 + 2**4 + 4**4 + 18**4) / 5
    of_s = math.sqrt((fourth - (552 / 4) ** 2 * 2 / 4) / 5) / (2 * s)
    z, root = NormalDist().inv_cdf(0.95), math.sqrt(math.log(1 + s**2 / u**2))
    c, slope = math.exp(z * root), z * s / ((u**2 + s**2) * root)
    assert found.upper == pytest.approx(scale * u * c * slope * of_s, rel=1e-3)
    assert found.lower == pytest.approx(scale * u / c * slope * of_s, rel=1e-3)
    assert (found.value, found.replicates) == (0.0, 5)


@pytest.mark.parametrize(
    ("coverage", "form", "positive", "told"),
    [
        (0.54, "one-step", True, "under 55%: the one-step form is a lower bound"),
        (0.54, "one-step", False, "under 55%: the one-step form is an upper bound"),
        (0.54, "high-coverage", True, "under 55%: not to be relied on"),
        (0.54, "independent", True, None),
        (0.55, "one-step", True, None),
        (0.55, "high-coverage", False, None),
    ],
)
def test_of_a_low_coverage_it_is_said_what_the_form_is_then(coverage, form, positive, told):
    notices = _cautions(coverage, form, positive, 10, 10)
    assert [notice.code for notice in notices] == ([] if told is None else ["low-coverage"])
    assert told is None or notices[0].text.endswith(told)


def test_samples_without_an_estimate_are_counted():
    (notice,) = _cautions(0.9, "high-coverage", True, 8, 10)
    assert notice.text == "2 of 10 bootstrap samples had no estimate"


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


def test_an_estimate_that_is_the_number_observed_stands_and_one_below_does_not():
    """Fifty on all three lists: coverage 1, 3 x 50 over 3. On each pair alone none is on three."""
    table = CaptureTable.from_histories("ABC", [[1, 1, 1]], [50])
    cells = OccupiedCells.of(table)
    found = cells.forms(table.counts[cells.rows][None].astype(np.float64))
    assert (found.coverage[0], found.high_coverage[0]) == (1.0, 50.0)
    pairs = CaptureTable.from_histories("ABC", [[1, 1, 0], [1, 0, 1], [0, 1, 1]], [50, 50, 50])
    cells = OccupiedCells.of(pairs)
    found = cells.forms(pairs.counts[cells.rows][None].astype(np.float64))
    assert np.isnan(
        found.high_coverage[0]
    )  # 150 over 3 - 3 x 100 x 50 / 100^2 is 100, of 150 observed
