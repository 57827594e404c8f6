"""Where it is not shown how many answered, no released share tells it: tried number by number."""

from dataclasses import replace
from math import sqrt
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate import release
from measure87.disseminate.gate.survey.answers.answered import (
    Answered,
    _are_enough,
    _rows,
    _rungs_of_blocks,
    _tell_one_from_two,
    _would_be,
)
from measure87.disseminate.gate.survey.precision.limits import CAPPED
from measure87.disseminate.gate.survey.precision.steps import FINEST, RUNGS
from measure87.disseminate.gate.tables.declared_parts import PartOf
from measure87.numerics.proportion_intervals import exact_limits
from measure87.vocabulary.estimate import Result
from tests.disseminate.gate.audit.random_tables import figure


def seeds(each_time, all_of_them):
    """The first few each time, and those that differ from them in their data alone in the proof."""
    more = range(each_time, all_of_them)
    return [*range(each_time), *(pytest.param(seed, marks=pytest.mark.proof) for seed in more)]


def with_error(share, deff=1.0):
    """The error of persons who were drawn at random, by a factor."""
    p, n = share.value, share.n
    se = sqrt(deff * p * (1 - p) / n)
    return replace(share, se=se, lower=max(p - 2 * se, 0), upper=min(p + 2 * se, 1), level=0.95)


def released_beside_all(share):
    """A share beside one of the same persons to which everybody gave an answer."""
    everybody = share.n + share.n_unknown
    apart = everybody // 3 if abs(share.n_cases - everybody // 3) > 5 else everybody // 2
    beside = with_error(figure("beside", everybody, apart, 0))
    return release(Result("run", (beside, share))).estimates[1]


def who_may_be_unknown(shown):
    """Numbers above 0 of unknown answers with which cases by who answered is the share.

    A share is not released as 1, nor as 0, where it is not.
    """
    half = shown.digits / 2 * (1 + 1e-9)
    top, bottom = 1 - 1.5 * shown.digits, 1.5 * shown.digits
    return [
        u
        for u in range(1, shown.n - shown.n_cases + 1)
        if abs((p := shown.n_cases / (shown.n - u)) - shown.value) <= half
        or (shown.value >= top and p > shown.value)
        or (shown.value <= bottom and p < shown.value)
    ]


@pytest.mark.parametrize("seed", seeds(30, 120))
def test_one_unknown_answer_and_two_fit_the_share(seed):
    rng = np.random.default_rng([87, seed])
    n, unknown = int(rng.integers(40, 2000)), int(rng.integers(1, 3))
    cases = int(rng.integers(3, n - 3))
    exact = with_error(figure("y", n, cases, unknown), float(rng.uniform(0.5, 3)))
    shown = released_beside_all(exact)
    assert "unknown-not-shown" in shown.flags
    assert (shown.n, shown.n_cases, shown.n_unknown) == (n + unknown, cases, None)
    assert {1, 2} <= {*who_may_be_unknown(shown)}


@pytest.mark.few(3)
@pytest.mark.parametrize("interval", ["wald", None])
@pytest.mark.parametrize("seed", seeds(5, 30))
def test_limits_of_a_share_in_wide_steps_hold_those_of_the_estimate(seed, interval):
    """A value may be rounded by more than its error; its interval is then so much wider."""
    rng = np.random.default_rng([85, seed])
    n, wide = int(rng.integers(30, 90)), 0
    for _ in range(20):
        cases = int(rng.integers(n * 2 // 3, n - 3))
        exact = replace(
            with_error(figure("y", n, cases, 1)), interval=interval, df=1e6, level=0.9545
        )
        shown = released_beside_all(exact)
        if shown.digits and shown.digits > 0.55 * shown.se:
            wide += 1
            assert shown.lower <= exact.lower + 1e-4
            assert shown.upper >= exact.upper - 1e-4
    assert wide


def test_the_share_of_many_keeps_its_finest_step():
    """One person of 1,800 moves a share of a tenth by much less than a tenth of its error."""
    shown = released_beside_all(with_error(figure("y", 1800, 180, 1)))
    assert shown.digits == 0.0005


def test_a_share_that_one_person_moves_by_more_than_a_step_gets_a_coarser_one():
    shown = released_beside_all(with_error(figure("y", 84, 47, 1)))
    assert (shown.value, shown.digits) == (0.56, 0.02)


def test_a_share_whose_unknown_answers_are_shown_keeps_its_step():
    shown = released_beside_all(with_error(figure("y", 84, 47, 6)))
    assert (shown.n_unknown, shown.digits) == (6, 0.005)


def test_a_share_that_counts_the_unknown_as_no_keeps_its_step():
    """47 of 85 whatever the other answers were."""
    share = with_error(replace(figure("y", 85, 47, 1), value_if_no=47 / 85, value_if_yes=48 / 85))
    shown = release(Result("run", (share,))).estimates[0]
    assert (shown.value, shown.digits) == (0.555, 0.005)


def test_the_total_goes_by_the_step_of_its_share():
    share = replace(with_error(figure("y", 84, 47, 1)), weighted_n=8400.0)
    total = replace(
        share, statistic="total", unit="persons", value=4700.0, se=share.se * 8400, lower=3900.0,
        upper=5500.0, value_if_no=4700.0, value_if_yes=4800.0,
    )  # fmt: skip
    beside = with_error(figure("beside", 85, 28, 0))
    _, shown, persons = release(Result("run", (beside, share, total))).estimates
    assert persons.digits >= 100.0
    assert persons.value == pytest.approx(8400 * shown.value, abs=persons.digits / 2)


@pytest.mark.parametrize("seed", seeds(12, 40))
def test_two_shares_and_the_number_of_all_tell_neither_of_two_numbers(seed):
    """Of 4 to 9 who gave no answer, which is shown, one or two are of the first region."""
    rng = np.random.default_rng([86, seed])
    sizes, unknown = rng.integers(40, 160, 2), (int(rng.integers(1, 3)), int(rng.integers(3, 8)))
    cases = [int(rng.integers(10, n - 10)) for n in sizes]
    parts = [
        with_error(figure("y", int(n), c, u, region=str(k)))
        for k, (n, c, u) in enumerate(zip(sizes, cases, unknown, strict=True))
    ]
    every = with_error(figure("y", int(sizes.sum()), sum(cases), sum(unknown)))
    shown, *regions = release(Result("run", (every, *parts))).estimates
    assert shown.n_unknown == sum(unknown)
    assert all("unknown-not-shown" in one.flags for one in regions)
    fitting = [set(who_may_be_unknown(one)) for one in regions]
    ways = [u for u in fitting[0] if shown.n_unknown - u in fitting[1]]
    assert len(ways) > 1
    assert unknown[0] in ways


def test_a_share_near_nobody_or_everybody_is_a_step_away_as_one_of_a_step_is():
    """An error of 0.5 has steps of 0.05: 0.99 and 0.96 are released as 0.95, 0.01 as 0.05."""
    values = np.array([0.99, 0.96, 0.94, 0.92, 1.0, 0.01, 0.04, 0.06, 0.08, 0.0])
    found = _rows(values, np.full(10, 0.5), FINEST)
    same = [{*np.flatnonzero(found == one).tolist()} for one in found]
    assert same == [
        {0, 1, 2}, {0, 1, 2}, {0, 1, 2}, {3}, {4}, {5, 6, 7}, {5, 6, 7}, {5, 6, 7}, {8}, {9},
    ]  # fmt: skip
    apart = _rows(np.array([0.99, 0.95]), np.array([0.5, 0.9]), FINEST)
    assert apart[0] != apart[1], "released errors differ"


def answered(share, weight):
    """Of a share whose persons weigh so much."""
    persons = SimpleNamespace(of=lambda *_: weight and SimpleNamespace(weight=np.array(weight)))
    return Answered([share], {}, (), persons)


@pytest.mark.parametrize(
    ("heavy", "cases", "differ"),
    [(1.21, 4, True), (1.19, 4, False), (1.21, 5, False), (1.3, 5, True), (1.0, 4, False)],
)
def test_weights_differ_where_the_heaviest_cases_weigh_a_fifth_more_of_100(heavy, cases, differ):
    """Twenty answers of 100; four persons of ten are heavy, and light ones are as many."""
    weight = [heavy, 1.0, 1.0, heavy, heavy, 1.0, 1.0, heavy, 1.0, 1.0]
    assert answered(figure("y", 100, cases, 3), weight)._weights_differ(0) is differ


@pytest.mark.parametrize("cases", [0, 10, 11])
def test_where_nobody_or_everybody_is_a_case_or_persons_are_not_known_weights_tell_nothing(cases):
    weight = [1.0, 9.0] * 5
    assert not answered(figure("y", 100, cases, 3), weight)._weights_differ(0)
    assert not answered(figure("y", 100, 5, 3), None)._weights_differ(0)
    assert not Answered([figure("y", 100, 5, 3)], {}, (), None)._weights_differ(0)
    assert answered(figure("y", 100, 5, 3), weight)._weights_differ(0)


def test_with_fewer_answers_the_same_cases_are_a_greater_share_with_a_greater_error():
    share = replace(figure("y", 200, 50, 3), se=0.04)
    values, errors = _would_be(share, np.array([200, 150, 50, 40]))
    assert values == pytest.approx([0.25, 1 / 3, 1.0, 1.0])
    by_persons = sqrt(1 / 3 * 2 / 3 / 150 / (0.25 * 0.75 / 200))
    # Where all would be cases the error stays, for there is none of so many.
    assert errors == pytest.approx([0.04, 0.04 * by_persons, 0.04, 0.04])
    nobody = replace(figure("y", 200, 0, 3), se=0.0)
    values, errors = _would_be(nobody, np.array([200, 150]))
    assert values.tolist() == [0.0, 0.0]
    assert errors[0] == errors[1] > 0.0


@pytest.mark.parametrize(
    ("rows", "left", "enough"),
    [
        ("aaa", "111", "111"),
        ("aaab", "1111", "0000"),
        ("aaabccc", "1111111", "1110000"),
        ("abb", "111", "000"),
        ("aabbb", "11111", "11111"),
        ("abbbb", "11111", "00000"),
        ("abcccc", "111111", "001111"),
        ("aabbbb", "001111", "001111"),
        ("aabbba", "011110", "000000"),
    ],
)
def test_one_and_two_unknown_go_together_and_other_rows_are_of_enough(rows, left, enough):
    """One unknown and two have one row, or wait both; others have one of two numbers, or wait.

    A number that would wait alone takes the row after it along, or else the one before it.
    """
    codes = np.array(["abc".index(row) for row in rows])
    left, wanted = (np.array([one == "1" for one in told]) for told in (left, enough))
    assert _are_enough(codes, left).tolist() == wanted.tolist()


def test_rows_of_numbers_that_are_settled_take_no_part():
    found = _are_enough(np.array([0, 0, 1, 7]), np.array([True, True, False, False]))
    assert found.tolist() == [True, True, False, False]


HIDDEN = with_error(figure("y", 84, 47, 1))
"""47 of 84 who answered, one of 85 did not."""


def asked_of(*figures, rungs=None, persons=None):
    return Answered(figures, rungs or {}, ["y"], persons)


def kept_back(share):
    return share.with_flags("unknown-not-shown")


def test_a_share_could_tell_unless_it_is_said_to_be_in_steps_already():
    total = replace(HIDDEN, statistic="total", value=470.0)
    found = asked_of(HIDDEN, total)
    assert found.within([kept_back(HIDDEN), kept_back(total)]).keys() == {0}
    in_steps = Answered([HIDDEN], {}, ["y"], None, lambda *_: True)
    assert in_steps.within([kept_back(HIDDEN)]) == {}


def test_a_share_is_tried_from_the_coarsest_rung_of_what_stands_beside_it():
    """The number of persons has the third rung, for few cases."""
    total = replace(HIDDEN, statistic="total", value=470.0)
    found = asked_of(HIDDEN, total, rungs={1: 3})
    found.within([kept_back(HIDDEN), kept_back(total)])
    assert found.rungs[0] == found.rungs[1] >= 3


def test_a_share_goes_a_rung_further_until_there_is_none():
    found = asked_of(HIDDEN)
    assert found.coarser([0]) == []
    assert found.rungs == {0: 1}
    for _ in range(len(RUNGS) - 2):
        assert found.coarser([0]) == []
    assert found.rungs == {0: len(RUNGS) - 1}
    assert found.coarser([0]) == [0]
    assert found.rungs == {0: len(RUNGS) - 1}


@pytest.mark.parametrize(
    ("heaviest", "differ"), [(0.012, False), (0.013, True), (12.0, True), (0.01, False)]
)
def test_weights_differ_by_the_heaviest_over_the_lightest_whatever_their_size(heaviest, differ):
    """One case of 80: the heaviest weighs a quarter more than the lightest, 20 / 80, or not."""
    weight = np.array([heaviest] + [0.01] * 79)
    persons = SimpleNamespace(of=lambda *_: SimpleNamespace(weight=weight))
    share = replace(HIDDEN, n=80, n_cases=1)
    assert asked_of(share, persons=persons)._weights_differ(0) is differ


def test_one_unknown_and_two_are_told_apart_though_others_have_the_row_of_each():
    """The third number was settled before."""
    rows, left = np.array([0, 1, 2, 0, 1]), np.array([True, True, False, True, True])
    assert not _are_enough(rows, left).any()
    assert _are_enough(np.array([0]), np.array([True])).tolist() == [False]


def exactly(n, cases, unknown):
    """A share by the default interval of persons who were drawn at random."""
    share = with_error(figure("y", n, cases, unknown))
    limits = exact_limits(share.value, float(n))
    return replace(
        share,
        lower=float(limits.lower),
        upper=float(limits.upper),
        n_effective=float(n),
        df=1e6,
        interval=CAPPED,
    )


@pytest.mark.parametrize("seed", seeds(10, 60))
def test_limits_are_as_far_away_whichever_of_the_numbers_is_the_true_one(seed):
    """Of one unknown and of two: the same distances, and none is less than that of the estimate."""
    rng = np.random.default_rng([86, seed])
    asked = int(rng.integers(50, 400))
    cases = int(rng.integers(12, asked // 2))
    away = []
    for unknown in (1, 2):
        share = exactly(asked - unknown, cases, unknown)
        shown = replace(share, flags=("unknown-not-shown",), n=asked, n_unknown=None)
        answered = Answered([share], {}, {"y"}, None)
        answered.within([shown])
        (moved,) = answered.with_limits_of_all([shown])
        assert moved.lower <= share.lower
        assert moved.upper >= share.upper
        away.append((share.value - moved.lower, moved.upper - share.value))
    assert away[0] == pytest.approx(away[1], rel=1e-12)


def test_limits_of_other_formulas_and_of_told_numbers_stay():
    share = exactly(83, 20, 1)
    hidden = replace(share, flags=("unknown-not-shown",), n=84, n_unknown=None)
    wald = replace(share, interval="wald")
    for exact, shown in ((share, share), (wald, replace(hidden, interval="wald"))):
        assert Answered([exact], {}, {"y"}, None).with_limits_of_all([shown]) == [shown]


@pytest.mark.parametrize(("rows", "tell"), [([1, 1, 2], False), ([1, 2, 2], True), ([1], False)])
def test_the_coarsest_rows_tell_one_unknown_from_two_where_they_differ(rows, tell):
    assert _tell_one_from_two(np.array(rows)) is tell


def test_each_block_has_the_first_rung_at_which_it_has_one_row():
    """Errors of 0.1 have steps of 0.01, 0.02 and 0.05: 0.204 and 0.206 are one row in 0.02.

    0.209 and 0.211 are one in 0.01, and two in 0.02; all five are one in 0.05.
    """
    values, errors = np.array([0.204, 0.206, 0.209, 0.211, 0.216]), np.full(5, 0.1)
    assert _rungs_of_blocks(values, errors, 0, 2).tolist() == [1, 1, 2, 2, 2]
    assert _rungs_of_blocks(values[:4], errors[:4], 0, 2).tolist() == [1, 1, 0, 0]
    assert _rungs_of_blocks(values[:4], errors[:4], 1, 2).tolist() == [1, 1, 2, 2]
    assert _rungs_of_blocks(values[:4], errors[:4], 0, 4).tolist() == [2, 2, 2, 2]


def test_a_block_that_no_rung_holds_is_said_to_have_none():
    values, errors = np.array([0.1, 0.9]), np.array([0.01, 0.01])
    assert _rungs_of_blocks(values, errors, 0, 2).tolist() == [len(RUNGS)] * 2


CASES = {"y": 41, "y_a": 30, "y_b": 23, "y_c": 17, "y_d": 11, "y_e": 7, "y_f": 5}
"""Cases, and those by each means, of whom there are more together: some had two."""


def with_parts(unknown, *, parts=True):
    """Of 90 asked who answered; the rungs of all shares, and what they tell of the unknown."""
    figures = [with_error(figure(name, 90 - unknown, n, unknown)) for name, n in CASES.items()]
    of = {name: PartOf("y", "means") for name in CASES if name != "y"} if parts else {}
    found = Answered(figures, {}, [*CASES], None, parts=of)
    told = found.within([kept_back(one) for one in figures])
    return found, figures, {*told.values()}


@pytest.mark.parametrize("first", [1, 3, 5, 7])
def test_shares_of_the_same_persons_are_released_alike_by_both_numbers_of_a_block(first):
    one, other = (with_parts(number) for number in (first, first + 1))
    assert one[0].rungs == other[0].rungs
    for number, share in enumerate(CASES):
        rung = RUNGS[one[0].rungs.get(number, 0)]
        exact = [found[1][number] for found in (one, other)]
        values, errors = (np.array([getattr(e, what) for e in exact]) for what in ("value", "se"))
        assert len({*_rows(values, errors, rung)}) == 1, share
    ((least, most),) = one[2]
    assert one[2] == other[2]
    assert least <= first < first + 1 <= most


def test_by_themselves_they_are_not():
    """Each fits two numbers at least, and not the same: all of them fit one of six alone."""
    apart = [with_parts(number, parts=False) for number in (3, 4, 5, 6)]
    assert all(least < most for one in apart for least, most in one[2])
    assert len({tuple(sorted(one[0].rungs.items())) for one in apart}) > 2
    assert any(max(low for low, _ in one[2]) == min(top for _, top in one[2]) for one in apart)


def test_blocks_are_twice_as_large_where_sums_would_tell_one_of_them():
    found, figures, told = with_parts(6)
    shown = [kept_back(one) for one in figures]
    assert found.coarser([0, 3]) == []
    ((least, most),) = {*found.within(shown).values()}
    assert least <= 5
    assert most >= 8
    assert most - least > max(told)[1] - max(told)[0]
    for _ in range(5):
        found.within(shown)
        last = found.coarser([0])
    assert last == [0]
