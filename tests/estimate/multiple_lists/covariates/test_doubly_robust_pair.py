"""One pair of lists by hand: influence, folds, targeting, columns, and what is told of it."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import optimize

from measure87.estimate.multiple_lists import NotEstimableError, PersonsOnLists
from measure87.estimate.multiple_lists.covariates import doubly_robust as whole
from measure87.estimate.multiple_lists.covariates import doubly_robust_pair as pair
from measure87.estimate.multiple_lists.covariates.doubly_robust import doubly_robust
from measure87.estimate.multiple_lists.covariates.doubly_robust_cautions import (
    cautions,
    few_decide,
)

BOTH, FIRST, SECOND = [1, 1], [1, 0], [0, 1]
# On both 0.2, the first alone 0.3, the second alone 0.5: q1 = 0.5, q2 = 0.7.
CHANCES = np.array([[0.2, 0.3, 0.5]])


def test_influence_is_that_of_the_inverse_share_of_each_person():
    """q1 q2 / q12 = 1.75, times 1/q1 + 1/q2 - 1/q12, 1/q1 and 1/q2."""
    assert pair._inverse_share(CHANCES) == pytest.approx([1.75])
    wanted = [1.75 * (2 + 1 / 0.7 - 5), 3.5, 2.5]
    assert pair._influence(CHANCES)[0] == pytest.approx(wanted)
    # What is expected of it is the inverse share itself.
    assert (pair._influence(CHANCES) * CHANCES).sum() == pytest.approx(1.75)


def test_chances_are_not_below_the_margin_and_add_up_to_one():
    cut = pair._cut(np.array([[0.001, 0.499, 0.5], [0.2, 0.3, 0.5]]))
    assert cut[0] == pytest.approx(np.array([0.005, 0.499, 0.5]) / 1.004)
    assert cut[1] == pytest.approx([0.2, 0.3, 0.5])


@pytest.mark.parametrize(
    ("along", "most", "e"),
    [
        # 3 / (1 + 3e) = 1 / (1 - e) at 1/3.
        ([3.0, -1.0], 0.4, 1 / 3),
        ([-3.0, 1.0], 0.4, -1 / 3),
        # 3 / (1 + 3e) = 2 / (1 - e) at 1/9.
        ([3.0, -1.0, -1.0], 0.3, 1 / 9),
        ([3.0, -1.0], 0.2, 0.2),
        ([-3.0, 1.0], 0.2, -0.2),
        ([1.0, 1.0], 0.5, 0.5),
        ([0.1, 0.1], 0.5, 0.5),
        ([1.0, -1.0], 0.5, 0.0),
    ],
)
def test_the_step_is_where_the_likelihood_is_highest_or_as_far_as_it_may_go(along, most, e):
    assert pair._root(np.array(along), most) == pytest.approx(e, abs=1e-9)


def agreement(chances, seen):
    """Mean of the influence less what is expected of it, over what it may be."""
    direction = pair._influence(chances)
    direction = direction - (direction * chances).sum(axis=1, keepdims=True)
    along = direction[np.arange(len(seen)), seen]
    return abs(along.mean()), along.std() / (np.sqrt(len(seen)) * np.log(len(seen) + 1.0))


def test_targeted_chances_expect_what_is_seen():
    seen = np.repeat([0, 1, 2], [30, 40, 50])
    told = np.tile([[0.1, 0.4, 0.5]], (120, 1))
    off, may = agreement(told, seen)
    assert off > 2 * may
    moved = pair._targeted(told, seen)
    off, may = agreement(moved, seen)
    assert off <= may
    assert moved.sum(axis=1) == pytest.approx(np.ones(120))
    right = np.tile([[30 / 120, 40 / 120, 50 / 120]], (120, 1))
    assert (pair._targeted(right, seen) == right).all(), "nothing to move"


@pytest.mark.parametrize(("times", "moves"), [(1.02, True), (0.98, False)])
def test_targeting_ends_once_the_mean_is_small_beside_its_error(times, moves):
    """Four persons, and chances at which the mean is just so many times what it may be."""
    seen = np.array([0, 1, 1, 2])

    def told(both):
        return np.tile([[both, 0.6 - both, 0.4]], (4, 1))

    def excess(both):
        off, may = agreement(told(both), seen)
        return off - times * may

    chances = told(optimize.brentq(excess, 0.02, 0.3))
    assert (pair._targeted(chances, seen) != chances).any() == moves


def test_a_step_of_targeting_leaves_every_chance_half_of_what_it_was(monkeypatch):
    """One round, chances far off: all that may be taken is taken."""
    monkeypatch.setattr(pair, "_ROUNDS", 1)
    seen = np.repeat([0, 1, 2], [90, 5, 5])
    told = np.tile([[0.1, 0.45, 0.45]], (100, 1))
    moved = pair._targeted(told, seen)
    # By hand: q1 = q2 = 0.55, q1 q2 / q12 = 3.025; -19.25, 5.5, 5.5 less 3.025: -22.275 to 2.475.
    e = -0.5 / 22.275
    wanted = np.array([0.1 * (1 - 22.275 * e), 0.45 * (1 + 2.475 * e), 0.45 * (1 + 2.475 * e)])
    assert moved[0] == pytest.approx(wanted / wanted.sum())


def test_columns_have_mean_nought_and_deviation_one_and_those_that_do_not_vary_are_dropped():
    columns = np.array([[1.0, 5.0, 1e6, 1e6], [3.0, 5.0, 1e6 + 1e-7, 1e6 + 1e-2]])
    columns = np.column_stack([columns, [1e-13, 2e-13], [1e-11, 3e-11]])
    scaled = pair._scaled(columns)
    assert scaled == pytest.approx(np.array([[-1.0, -1.0, -1.0], [1.0, 1.0, 1.0]]), abs=1e-6)


def test_squares_are_of_columns_of_more_than_two_values_and_products_of_all():
    rng = np.random.default_rng(1)
    covariates = np.column_stack([rng.normal(size=50), np.arange(50) % 5 == 0])
    linear, penalty = pair.covariate_basis(covariates, "linear", 10**6)
    assert linear.shape == (50, 3)
    assert (linear[:, 0] == 1.0).all()
    assert penalty.tolist() == [0.0, 1.0, 1.0]
    square, _ = pair.covariate_basis(covariates, "quadratic", 0)
    assert square.shape == (50, 5)
    x, sex = linear[:, 1], linear[:, 2]
    for column, made in zip(square[:, 3:].T, (x**2, x * sex), strict=True):
        assert column == pytest.approx((made - made.mean()) / made.std())
    # 200 shared for each of four columns.
    for shared, columns in ((799, 3), (800, 5)):
        design, penalty = pair.covariate_basis(covariates, "auto", shared)
        assert design.shape == (50, columns)
        assert penalty.tolist() == [0.0] + [1.0] * (columns - 1)
    one, _ = pair.covariate_basis(covariates[:, 1:], "quadratic", 0)
    grades, _ = pair.covariate_basis(np.arange(51.0)[:, None] % 3, "quadratic", 0)
    assert grades.shape == (51, 3), "three have, though there is no other"
    assert one.shape == (50, 2), "two values have no square and nothing to go with"


def counted(both, first, second, neither=0):
    rows = [BOTH] * both + [FIRST] * first + [SECOND] * second + [[0, 0]] * neither
    return np.array(rows, dtype=np.int64)


def test_without_covariates_a_pair_is_petersens_estimate_whatever_the_kind():
    """10 on both of lists of 40 and 30: 120."""
    on = counted(10, 30, 20, neither=5)
    design, penalty, fold = np.ones((65, 1)), np.zeros(1), np.zeros(65, dtype=np.int64)
    for kind in ("one-step", "targeted", "plug-in"):
        found = pair.pair_sums(on, design, penalty, fold, kind)
        assert found.size == pytest.approx(120.0, rel=1e-6)
        assert (found.petersen, found.on_both, found.at_margin) == (120.0, 10, 0)
        # q1 = 2/3, q2 = 1/2, q12 = 1/6: q1 q2 / q12 is 2.
        assert found.influence[:10] == pytest.approx([2 * (1.5 + 2 - 6)] * 10, rel=1e-5)
        assert found.influence[10:40] == pytest.approx([3.0] * 30, rel=1e-5)
        assert found.influence[40:60] == pytest.approx([4.0] * 20, rel=1e-5)
        assert (found.influence[60:] == 0.0).all()


def test_persons_with_next_to_no_chance_of_both_lists_are_counted():
    on = counted(1, 400, 300)
    few = pair.pair_sums(
        on, np.ones((701, 1)), np.zeros(1), np.zeros(701, dtype=np.int64), "plug-in"
    )
    assert few.at_margin == 701
    more = counted(4, 400, 300)
    found = pair.pair_sums(
        more, np.ones((704, 1)), np.zeros(1), np.zeros(704, dtype=np.int64), "plug-in"
    )
    assert found.at_margin == 0


def test_each_fold_is_judged_by_the_others_to_whom_a_missing_class_is_added(monkeypatch):
    asked = []

    def fit(rows, classes, number, penalty):
        asked.append((rows.tolist(), classes.tolist()))
        assert (number, penalty) == (3, "penalty")
        return SimpleNamespace(chances=lambda design: np.full((len(design), 3), len(asked)))

    monkeypatch.setattr(pair, "fit_multinomial", fit)
    design = np.array([[1.0, 0.0], [1.0, 2.0], [1.0, 4.0], [1.0, 6.0], [1.0, 8.0]])
    seen = np.array([0, 1, 2, 1, 0])
    fold = np.array([0, 0, 0, 1, 1])
    chances = pair._cross_fitted(design, seen, "penalty", fold)
    assert chances[:, 0].tolist() == [1, 1, 1, 2, 2]
    # Of fold 1 nobody is on the second alone: an average person (x = 7) of each class is added.
    assert asked[0] == ([[1, 6], [1, 8], [1, 7], [1, 7], [1, 7]], [1, 0, 0, 1, 2])
    assert asked[1] == (design[:3].tolist(), [0, 1, 2])
    asked.clear()
    pair._cross_fitted(design, seen, "penalty", np.zeros(5, dtype=np.int64))
    assert asked == [(design.tolist(), seen.tolist())], "one fold is judged by itself"


# What is told.


def test_one_person_who_moves_the_figure_by_more_than_a_tenth_is_told():
    assert few_decide(np.array([5.0, -10.0]), 100.0) == ()
    (notice,) = few_decide(np.array([5.0, -11.0]), 100.0)
    assert notice.code == "few-persons-decide"
    assert "by 11%" in notice.text


def told(sizes, on_both=30, at_margin=0, kind="one-step", persons=100):
    pairs = list(range(len(sizes)))
    run = {
        k: SimpleNamespace(size=size, on_both=on_both, at_margin=at_margin)
        for k, size in enumerate(sizes)
    }
    found = cautions(SimpleNamespace(on=np.zeros((persons, 2))), run, pairs, kind)
    return {notice.code: notice.text for notice in found}


def test_pairs_disagree_beyond_one_and_a_half_times_or_where_one_is_nothing():
    assert told([100.0, 150.0]) == {}
    assert "pairs of lists give 100 to 151" in told([151.0, 100.0])["pairs-disagree"]
    assert set(told([0.0, 0.0])) == set(told([-5.0, -5.0])) == {"pairs-disagree"}
    assert told([0.5, 0.5]) == {}


def test_few_on_both_lists_persons_at_the_margin_and_plug_in_are_told():
    assert "2 of 2 pairs share fewer than 30 persons" in told([1.0, 1.0], 29)["few-overlaps"]
    assert set(told([1.0], at_margin=11, persons=1000)) == {"no-chance-of-both"}
    assert told([1.0], at_margin=10, persons=1000) == {}
    assert told([1.0, 1.0], at_margin=1) == {}, "one of a hundred in each pair is one in a hundred"
    assert "2% of persons" in told([1.0, 1.0], at_margin=2)["no-chance-of-both"]
    assert set(told([1.0], kind="plug-in")) == {"plug-in"}


# All pairs together.


def three(a=8, b=8, c=8):
    """Everybody on list A, B or C alone but one on each two: lists of a + 2, b + 2, c + 2."""
    rows = [[1, 0, 0]] * a + [[0, 1, 0]] * b + [[0, 0, 1]] * c
    rows += [[1, 1, 0], [1, 0, 1], [0, 1, 1]]
    on = np.array(rows)
    return PersonsOnLists(("A", "B", "C"), on, np.arange(float(len(on)))[:, None])


def names(persons, asked):
    """The pairs that are used, whatever their order."""
    return {frozenset(one) for one in whole._pairs(persons, asked)}


def test_pairs_of_large_lists_are_used_unasked_and_any_that_shares_somebody_if_asked():
    ab, ac, bc = (frozenset(two) for two in ("AB", "AC", "BC"))
    assert names(three(), None) == {ab, ac, bc}
    # A B has 20 x 20 = 400, A C and B C 20 x 10 = 200, which is half: used; one fewer is not.
    assert names(three(18, 18, 8), None) == {ab, ac, bc}
    assert names(three(18, 18, 7), None) == {ab}
    assert names(three(18, 18, 7), [("C", "A")]) == {ac}
    apart = three()
    alone = PersonsOnLists(apart.lists, apart.on[:-2], apart.covariates[:-2])
    assert names(alone, None) == {ab}
    with pytest.raises(NotEstimableError, match="no pair of lists shares a person"):
        whole._pairs(alone, [("A", "C")])


def test_pairs_weigh_as_the_products_of_their_lists():
    weights = whole._weights(three(18, 8, 3), [("A", "B"), ("A", "C"), ("B", "C")])
    assert weights == {
        ("A", "B"): pytest.approx(200 / 350),
        ("A", "C"): pytest.approx(100 / 350),
        ("B", "C"): pytest.approx(50 / 350),
    }


def test_the_error_of_partitions_is_that_of_their_mean_and_limits_move_along():
    found = whole._monte_carlo(np.array([90.0, 110.0]), 50.0, 300.0, 100.0)
    # A standard deviation of 14.14 over two.
    assert (found.value, found.lower, found.upper) == pytest.approx((10.0, 5.0, 30.0))
    assert found.replicates == 2
    assert whole._monte_carlo(np.array([90.0]), 50.0, 300.0, 100.0).value == 0.0


def test_a_column_is_known_by_what_it_holds_in_standard_units():
    column = np.array([3.0, 1.0, 5.0])
    assert whole._shape_of(column) == whole._shape_of(10 * column[::-1] + 7)
    assert whole._shape_of(column) == pytest.approx([-(1.5**0.5), 0.0, 1.5**0.5])
    assert whole._shape_of(np.full(2, 4.0)) == [0.0, 0.0]


def test_the_figure_its_error_and_limits_follow_from_the_pairs_by_hand(monkeypatch):
    """Two partitions of one pair: sizes 300 and 340, influences of four persons."""
    persons = PersonsOnLists(
        ("A", "B"), np.array([BOTH, FIRST, SECOND, FIRST]), np.arange(4.0)[:, None]
    )
    made = iter([(300.0, [10.0, 20.0, 0.0, 10.0]), (340.0, [30.0, 20.0, 4.0, 10.0])])
    folds = []

    def sums(on, design, penalty, fold, kind):
        folds.append(sorted(fold.tolist()))
        size, influence = next(made)
        return SimpleNamespace(
            size=size, influence=np.array(influence), petersen=6.0, on_both=50, at_margin=0
        )

    monkeypatch.setattr(whole, "pair_sums", sums)
    found = doubly_robust(persons, folds=2, splits=2, level=0.9)
    assert folds == [[0, 0, 1, 1]] * 2
    assert found.value == 320.0
    # Mean influences 20, 20, 2, 10; their squares less the figure.
    assert found.se == pytest.approx((400 + 400 + 4 + 100 - 320) ** 0.5)
    times = np.exp(1.6448536269514722 * np.sqrt(np.log1p(found.se**2 / 316.0**2)))
    assert (found.lower, found.upper) == pytest.approx((4 + 316 / times, 4 + 316 * times))
    assert found.monte_carlo.value == pytest.approx(20.0)
    assert found.observed == 4
    assert found.diagnostics["columns"] == 1
    assert [one["value"] for one in found.diagnostics["pairs"].values()] == [320.0]
    assert [notice.code for notice in found.notices] == []


@pytest.mark.parametrize(("size", "refused"), [(4.0, True), (4.5, False)])
def test_a_figure_that_is_not_above_those_observed_is_refused(monkeypatch, size, refused):
    persons = PersonsOnLists(
        ("A", "B"), np.array([BOTH, FIRST, SECOND, FIRST]), np.arange(4.0)[:, None]
    )
    one = SimpleNamespace(
        size=size, influence=np.full(4, 0.1), petersen=6.0, on_both=50, at_margin=0
    )
    runs = []
    monkeypatch.setattr(whole, "pair_sums", lambda *_: runs.append(1) or one)
    if refused:
        with pytest.raises(NotEstimableError, match="not above the 4 persons observed"):
            doubly_robust(persons)
    else:
        # Squares of influence below the figure leave no error; one fold needs one run alone.
        assert doubly_robust(persons).se == 0.0
        assert len(runs) == 3
        runs.clear()
        doubly_robust(persons, folds=1)
        assert len(runs) == 1


def test_each_person_has_the_influence_of_the_lists_that_she_is_on(monkeypatch):
    """1.75 (1/q1 + 1/q2 - 1/q12), 1.75/q1 and 1.75/q2; who is on neither list has none."""
    monkeypatch.setattr(pair, "_cross_fitted", lambda design, seen, *_: CHANCES[[0] * len(seen)])
    on = np.array([SECOND, [0, 0], BOTH, FIRST, SECOND])
    found = pair.pair_sums(on, np.ones((5, 1)), np.zeros(1), np.zeros(5, dtype=int), "one-step")
    of_both = 1.75 * (2 + 1 / 0.7 - 5)
    assert found.influence == pytest.approx([2.5, 0.0, of_both, 3.5, 2.5])
    assert found.size == pytest.approx(found.influence.sum())
    assert (found.on_both, found.petersen, found.at_margin) == (1, 2 * 3 / 1, 0)
    plain = pair.pair_sums(on, np.ones((5, 1)), np.zeros(1), np.zeros(5, dtype=int), "plug-in")
    assert plain.size == pytest.approx(4 * 1.75)


@pytest.mark.parametrize(("both", "cut"), [(0.005, 0), (0.0049, 3)])
def test_a_chance_at_the_margin_is_none_below_it(monkeypatch, both, cut):
    told = np.array([[both, 0.4, 0.6 - both]] * 3)
    monkeypatch.setattr(pair, "_cross_fitted", lambda *_: told)
    on = np.array([BOTH, FIRST, SECOND])
    found = pair.pair_sums(on, np.ones((3, 1)), np.zeros(1), np.zeros(3, dtype=np.int64), "plug-in")
    assert found.at_margin == cut


@pytest.mark.parametrize("kind", ["one-step", "targeted", "plug-in"])
def test_chances_are_moved_for_the_targeted_estimate_alone(monkeypatch, kind):
    """q1 q2 / q12 of three persons: 1.75 each as told; 3 each with a chance of both of 0.1."""
    monkeypatch.setattr(pair, "_cross_fitted", lambda design, seen, *_: CHANCES[[0] * len(seen)])
    moved = np.array([[0.1, 0.4, 0.5]])
    monkeypatch.setattr(pair, "_targeted", lambda chances, seen: moved[[0] * len(seen)])
    on = np.array([BOTH, FIRST, SECOND])
    found = pair.pair_sums(on, np.ones((3, 1)), np.zeros(1), np.zeros(3, dtype=np.int64), kind)
    influence = pair._influence(moved if kind == "targeted" else CHANCES)[0]
    assert found.influence.tolist() == pytest.approx(influence.tolist())
    if kind != "one-step":
        assert found.size == pytest.approx(3 * (3.0 if kind == "targeted" else 1.75))


def test_a_pair_whose_influence_says_less_than_its_size_has_no_error():
    sums = pair.PairSums(10.0, np.array([2.0, 1.0]), 9.0, 4, 0)
    assert whole._plain([{("A", "B"): sums}], ("A", "B"))["se"] == 0.0
