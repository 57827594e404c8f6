from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import expit

from measure87.estimate.multiple_lists import NotEstimableError, PersonsOnLists
from measure87.estimate.multiple_lists.covariates.doubly_robust import (
    _below,
    _plain,
    _shape_of,
    doubly_robust,
)
from measure87.vocabulary.errors import UsageError

CHANCES = (-1.5, -1.0, -1.8)


def people(rng, size, n_lists=2, slope=0.5) -> PersonsOnLists:
    """Lists that are independent given a number and a sex, and strongly dependent without."""
    x = np.column_stack([rng.uniform(-1, 1, size), rng.integers(0, 2, size)])
    odds = np.array(CHANCES[:n_lists]) + slope * (2 * x[:, :1] + x[:, 1:])
    on = (rng.random((size, n_lists)) < expit(odds)).astype(np.int64)
    seen = on.any(axis=1)
    return PersonsOnLists(tuple("ABC"[:n_lists]), on[seen], x[seen], ("age", "sex"))


@pytest.mark.slow
@pytest.mark.parametrize("n_lists", [2, pytest.param(3, marks=pytest.mark.proof)])
def test_the_size_is_recovered_where_two_lists_alone_fall_short(n_lists):
    found = [
        doubly_robust(people(np.random.default_rng(seed), 6000, n_lists), splits=1)
        for seed in range(40)
    ]
    values = np.array([one.value for one in found])
    petersen = np.mean(
        [pair["petersen"] for one in found for pair in one.diagnostics["pairs"].values()]
    )
    assert values.mean() == pytest.approx(6000, rel=0.03)
    assert petersen < 0.88 * 6000
    covered = sum(one.lower <= 6000 <= one.upper for one in found)
    assert covered >= 34
    assert np.mean([one.se for one in found]) == pytest.approx(values.std(), rel=0.4)


def test_one_covariate_of_two_values_gives_the_sum_of_the_two_strata():
    rng = np.random.default_rng(3)
    sex = rng.integers(0, 2, 20_000)
    on = (rng.random((20_000, 2)) < np.where(sex, 0.4, 0.1)[:, None]).astype(np.int64)
    seen = on.any(axis=1)
    persons = PersonsOnLists(("A", "B"), on[seen], sex[seen, None].astype(float))
    strata = 0.0
    for value in (0, 1):
        part = persons.on[persons.covariates[:, 0] == value]
        strata += part[:, 0].sum() * part[:, 1].sum() / part.all(axis=1).sum()
    for kind in ("one-step", "targeted", "plug-in"):
        found = doubly_robust(persons, folds=1, kind=kind)
        assert found.value == pytest.approx(strata, rel=5e-3)
    assert doubly_robust(persons, folds=1).value == pytest.approx(strata, rel=1e-4)


def test_the_standard_error_without_use_of_covariates_is_that_of_two_lists():
    # a covariate that says nothing: the variance of Petersen's estimate, N (1-p)(1-q) / (p q)
    rng = np.random.default_rng(4)
    on = (rng.random((20_000, 2)) < [0.3, 0.2]).astype(np.int64)
    seen = on.any(axis=1)
    noise = rng.integers(0, 2, (20_000, 1)).astype(float)
    found = doubly_robust(PersonsOnLists(("A", "B"), on[seen], noise[seen]))
    assert found.se == pytest.approx(np.sqrt(20_000 * 0.7 * 0.8 / 0.06), rel=0.06)


@pytest.mark.slow
def test_the_correction_mends_a_regression_that_is_too_simple():
    # The chance of list A is bent in x and linear columns cannot follow; B's is straight.
    plug, step = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = rng.uniform(-1, 1, 20_000)
        odds = np.column_stack([-2.2 + 2.5 * x**2, -1.2 + 0.8 * x])
        odds[:, 1] += 1.0 * x**2
        on = (rng.random((20_000, 2)) < expit(odds)).astype(np.int64)
        seen = on.any(axis=1)
        persons = PersonsOnLists(("A", "B"), on[seen], x[seen, None])
        plug.append(doubly_robust(persons, kind="plug-in", basis="linear", splits=1).value)
        step.append(doubly_robust(persons, basis="quadratic", splits=1).value)
    assert abs(np.mean(step) - 20_000) < 0.02 * 20_000
    assert abs(np.mean(plug) - 20_000) > 2 * abs(np.mean(step) - 20_000)


def test_rows_lists_and_covariates_in_another_order_give_the_same_answer():
    persons = people(np.random.default_rng(7), 3000, 3)
    rows = np.random.default_rng(8).permutation(len(persons.on))
    moved = PersonsOnLists(
        ("C", "A", "B"), persons.on[rows][:, [2, 0, 1]], persons.covariates[rows][:, [1, 0]]
    )
    one, other = doubly_robust(persons), doubly_robust(moved)
    assert other.value == pytest.approx(one.value, rel=1e-9)
    assert other.upper == pytest.approx(one.upper, rel=1e-9)


def test_a_covariate_in_other_units_gives_the_same_answer():
    persons = people(np.random.default_rng(9), 3000)
    scaled = PersonsOnLists(persons.lists, persons.on, persons.covariates * [365.25, 1] + [40, 0])
    assert doubly_robust(scaled).value == pytest.approx(doubly_robust(persons).value, rel=1e-6)


def test_the_partition_into_folds_moves_the_figure_as_far_as_is_stated():
    persons = people(np.random.default_rng(10), 3000)
    found = [doubly_robust(persons, rng=np.random.default_rng(seed)) for seed in range(12)]
    stated = np.mean([one.monte_carlo.value for one in found])
    assert np.std([one.value for one in found]) == pytest.approx(stated, rel=0.6)


def test_a_pair_can_be_chosen_and_all_are_told():
    persons = people(np.random.default_rng(11), 6000, 3)
    every = doubly_robust(persons)
    assert len(every.diagnostics["pairs"]) == 3
    chosen = doubly_robust(persons, pairs=[("B", "A")])
    assert len(chosen.diagnostics["pairs"]) == 1
    assert chosen.value == pytest.approx(next(iter(chosen.diagnostics["pairs"].values()))["value"])
    with pytest.raises(UsageError, match="the lists are A, B, C"):
        doubly_robust(persons, pairs=[("A", "X")])


def test_pairs_that_disagree_are_told():
    persons = people(np.random.default_rng(12), 6000, 3)
    copied = persons.on.copy()
    copied[:1500, 2] |= copied[:1500, 0]
    found = doubly_robust(PersonsOnLists(persons.lists, copied, persons.covariates))
    assert "pairs-disagree" in [notice.code for notice in found.notices]


@pytest.mark.parametrize(
    ("persons", "code"),
    [
        (PersonsOnLists(("A", "B"), np.array([[1, 1], [1, 0]]), np.empty((2, 0))), "no-covariates"),
        (PersonsOnLists(("A", "B"), np.array([[1, 0], [0, 1]]), np.ones((2, 1))), "no-overlap"),
        (PersonsOnLists(("A",), np.array([[1], [1]]), np.ones((2, 1))), "no-overlap"),
        (
            PersonsOnLists(("A", "B"), np.repeat([[1, 1]], 50, 0), np.arange(50.0)[:, None]),
            "below-observed",
        ),
    ],
)
def test_what_says_nothing_is_refused(persons, code):
    with pytest.raises(NotEstimableError) as found:
        doubly_robust(persons)
    assert found.value.code == code


@pytest.mark.slow
def test_a_text_of_many_codes_is_said_to_be_learned_from_few():
    """Two hundred towns that say nothing of the lists, one column each but the first."""
    rng = np.random.default_rng(2)
    on = (rng.random((3000, 2)) < (0.3, 0.2)).astype(np.int64)
    on = on[on.any(axis=1)]
    towns = rng.integers(0, 200, len(on))
    columns = (towns[:, None] == np.arange(1, 200)).astype(float)
    with pytest.raises(NotEstimableError) as found:
        doubly_robust(PersonsOnLists(("A", "B"), on, columns), splits=1)
    assert found.value.text.endswith(
        "persons observed; the covariates have too many codes for so few persons on both lists"
    )
    assert found.value.hint == "join the codes of covariates to fewer, or leave some out"
    # As many as ten a column are no few.
    told = str(_below(1.0, 4, 5, 49)), str(_below(1.0, 4, 5, 50))
    assert ["too many codes" in one for one in told] == [True, False]


def test_an_unknown_kind_names_those_known():
    with pytest.raises(UsageError, match="one-step"):
        doubly_robust(people(np.random.default_rng(1), 500), kind="other")


def test_the_influence_of_a_person_is_its_mean_over_the_partitions():
    pair = ("A", "B")
    runs = [
        {pair: SimpleNamespace(size=4.0, influence=np.array(one), petersen=5.0, on_both=2)}
        for one in ([1.0, 2.0, 3.0], [3.0, 2.0, 5.0])
    ]
    assert _plain(runs, pair)["se"] == pytest.approx((4.0 + 4.0 + 16.0 - 4.0) ** 0.5)


def test_squares_are_used_where_the_pair_that_shares_most_has_200_persons_a_column():
    """Two columns of an age: A and B share 500 persons, A and C a hundred."""
    kinds = [[1, 1, 0], [1, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    on = np.repeat(kinds, [500, 100, 900, 900, 100], axis=0)
    age = np.linspace(-1.0, 1.0, len(on))[np.random.default_rng(1).permutation(len(on))]
    persons = PersonsOnLists(("A", "B", "C"), on, age[:, None], ("age",))
    columns = {
        pair: doubly_robust(persons, pairs=[pair], folds=1).diagnostics["columns"]
        for pair in (("A", "B"), ("A", "C"))
    }
    assert columns == {("A", "B"): 2, ("A", "C"): 1}
    both = doubly_robust(persons, pairs=list(columns), folds=1)
    assert both.diagnostics["columns"] == 2


def test_a_pair_of_small_lists_is_used_where_it_is_asked_for():
    """The product of A and C is a seventh of that of A and B: under the half that is asked for."""
    kinds = [[1, 1, 0], [1, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    on = np.repeat(kinds, [500, 100, 900, 900, 100], axis=0)
    persons = PersonsOnLists(("A", "B", "C"), on, np.arange(len(on))[:, None] % 7.0, ("age",))

    def used(pairs):
        found = doubly_robust(persons, pairs=pairs, folds=1).diagnostics["pairs"]
        return {frozenset(name.split(" : ")) for name in found}

    large, small = frozenset("AB"), frozenset("AC")
    assert used(None) == {large}
    assert used([("A", "B"), ("A", "C")]) == {large, small}


def test_a_column_is_known_by_its_values_in_whatever_unit():
    ages = np.array([0.2, 0.1, 0.7, 0.4])
    for factor in (0.01, 1.0, 365.25):
        assert _shape_of(factor * ages + 3.0) == pytest.approx(_shape_of(ages), abs=1e-8)
    assert _shape_of(ages) == _shape_of(ages[[2, 0, 3, 1]])
    assert np.mean(np.square(_shape_of(ages))) == pytest.approx(1.0, rel=1e-8)
