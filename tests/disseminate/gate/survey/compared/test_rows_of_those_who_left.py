"""What two rows tell of those who left or came, by going through all their answers."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import binom

from measure87.disseminate.gate.kept_releases import WHO, KeptReleases, Turnover, Weighed
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.compared.rows_of_those_who_left import (
    Told,
    _of_respondents,
    _respondents,
    _Sets,
    in_finest_steps,
    named_by_rows,
    told_by,
)
from measure87.disseminate.gate.survey.precision.steps import stepped_error, to_step
from measure87.disseminate.gate.survey.rows.possible_sets import DRAWN, rows_of
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate


def share(weight, is_case, who):
    """To all digits, of persons drawn one by one."""
    n, cases = len(weight), np.flatnonzero(is_case)
    persons = WeighedPersons(
        weight, np.arange(n), np.zeros(n, dtype=int), np.array([float(n)]), 2 * is_case.astype(int)
    )
    row = rows_of(persons, cases[None])
    figure = Estimate(
        "work", "proportion", "taylor", group={WHO: who}, value=float(row.value[0]),
        se=float(row.error[0]) or None, n=n, n_cases=len(cases),
    )  # fmt: skip
    return figure


def released(figure):
    if not figure.se:
        return figure
    error, step = stepped_error(figure.se)
    return replace(figure, value=to_step(figure.value, step), se=error, digits=step)


def weighed(weight):
    return Weighed(len(weight), float(weight.sum()), float((weight**2).sum()))


class Changed:
    """A study, some of whom leave and some of whom come."""

    def __init__(self, rng, n, left, came, share_of_cases=0.3):
        self.weight = rng.uniform(1, 6, n)
        self.is_case = rng.random(n) < share_of_cases
        self.left = np.arange(n) < left
        self.came = np.arange(n) >= n - came
        self.then, self.now = ~self.came, ~self.left

    @property
    def figures(self):
        return tuple(
            share(self.weight[rows], self.is_case[rows], who)
            for rows, who in ((self.then, "then"), (self.now, "now"))
        )

    def is_found(self, times=1.0, figures=None):
        then, now = figures or self.figures
        w = times * self.weight
        moved = Turnover(
            "then", w[self.left], w[self.came], weighed(w[self.then]), weighed(w[self.now])
        )
        kept = KeptReleases(turnover={"work": {frozenset(): [moved]}})
        found = named_by_rows([now], [released(then)], DisclosureRules(kept=kept))
        assert found in (set(), {0})
        return bool(found)

    def ways(self):
        """Answers of those who left and came that both released rows leave, one by one."""
        then, now = map(released, self.figures)
        changed = self.left | self.came
        sign = np.where(self.came, 1, -1)[changed]
        weight = self.weight[changed]
        old, new = weighed(self.weight[self.then]), weighed(self.weight[self.now])
        one, other = told_by(then, old, then.digits), told_by(now, new, now.digits)
        found = []
        for answers in product((0, 1), repeat=int(changed.sum())):
            x = np.array(answers) * sign
            if x.sum() != now.n_cases - then.n_cases:
                continue
            by_weight = abs((x * weight).sum() - other.weight + one.weight) <= one.off + other.off
            off = one.squares_off + other.squares_off
            if by_weight and abs((x * weight**2).sum() - other.squares + one.squares) <= off:
                found.append(answers)
        return np.array(found)


def test_the_sums_of_weights_and_of_their_squares_are_within_what_a_row_tells():
    rng = np.random.default_rng(3)
    for _ in range(200):
        n = int(rng.integers(30, 300))
        weight, is_case = rng.uniform(1, 9, n), rng.random(n) < rng.uniform(0.02, 0.4)
        exact = share(weight, is_case, "now")
        if not exact.n_cases:
            continue
        figure = released(exact)
        told = told_by(figure, weighed(weight), figure.digits)
        assert abs(told.weight - weight[is_case].sum()) <= told.off * (1 + 1e-9)
        whole = told_by(exact, weighed(weight), 0.0)
        assert whole.squares == pytest.approx((weight[is_case] ** 2).sum())


def test_nothing_is_open_where_nobody_is_a_case():
    nobody = Estimate("work", "proportion", "taylor", value=0.0, n=40, n_cases=0)
    told = told_by(nobody, Weighed(40, 90.0, 300.0), 0.0)
    assert (told.weight, told.off, told.squares, told.squares_off) == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("left", "came"), [(6, 0), (0, 6), (4, 3), (9, 0)])
def test_a_row_goes_where_all_answers_that_fit_are_few_or_agree_on_a_case(left, came):
    rng = np.random.default_rng([left, came])
    named = 0
    for _ in range(40):
        study = Changed(rng, int(rng.integers(80, 400)), left, came)
        cases = study.is_case[study.left | study.came]
        ways = study.ways()
        are_none = not cases.any() and not (left and came)
        if are_none or not len(ways):
            continue
        if len(ways) < 20 or ways.all(axis=0).any():
            named += 1
            assert study.is_found()
    assert named > 5


@pytest.mark.parametrize(("cases", "named"), [(57.0, True), (40.0, False)])
def test_where_errors_are_of_no_set_at_all_values_alone_are_asked(cases, named):
    """Twelve left who weigh 1 to 12, six of them cases, who weigh the most that six can, or not;
    their squares are those of nobody, as where weights meet a population table."""
    weight = np.arange(1.0, 13.0)
    told = Told(-cases, 1.5, -5_000.0, 600.0)
    for seed in range(5):
        sets = _Sets(weight, np.zeros(0), 6)
        found = sets.name_somebody(told, np.random.default_rng(seed), as_told=True)
        assert found is named


def test_none_of_them_being_a_case_is_no_secret():
    rng = np.random.default_rng(1)
    for left, came in ((6, 0), (0, 6)):
        study = Changed(rng, 200, left, came)
        study.is_case[study.left | study.came] = False
        assert not study.is_found()
        study.is_case[np.flatnonzero(study.left | study.came)[:3]] = True
        assert study.is_found()


def test_nor_is_it_where_nobody_at_all_is_a_case():
    none = Estimate("work", "proportion", "taylor", value=0.0, n_cases=0)
    for left, came in ((6, 0), (0, 6)):
        study = Changed(np.random.default_rng(1), 200, left, came)
        n = int(study.then.sum()), int(study.now.sum())
        figures = [
            replace(none, group={WHO: who}, n=k) for k, who in zip(n, ("then", "now"), strict=True)
        ]
        assert not study.is_found(figures=figures)


@pytest.mark.parametrize(("left", "came"), [(12, 0), (0, 12)])
@pytest.mark.parametrize("cases", [1, 11])
def test_of_twelve_of_whom_one_is_other_than_the_rest_there_are_but_twelve_answers(
    left, came, cases
):
    study = Changed(np.random.default_rng(6), 3000, left, came, 0.1)
    study.is_case[np.flatnonzero(study.left | study.came)] = np.arange(12) < cases
    assert study.is_found()


@pytest.mark.parametrize("asked", [3, 40])
def test_of_a_measure_that_few_are_asked_about_few_left(asked):
    """Of 40 who left three are cases. If no others were asked, that is what each of them is."""
    study = Changed(np.random.default_rng(2), 3000, 40, 0, 0.1)
    study.is_case[:40] = np.arange(40) < 3
    were_asked = (np.arange(3000) < asked) | (np.arange(3000) >= 40)
    figures = [
        share(study.weight[rows & were_asked], study.is_case[rows & were_asked], who)
        for rows, who in ((study.then, "then"), (study.now, "now"))
    ]
    assert study.is_found(figures=figures) == (asked == 3)


@pytest.mark.parametrize(("left", "came"), [(40, 0), (20, 20)])
def test_many_of_a_large_study_may_leave(left, came):
    rng = np.random.default_rng(2)
    for _ in range(10):
        study = Changed(rng, 3000, left, came, 0.1)
        for some in (study.left, study.came):
            study.is_case[np.flatnonzero(some)[:3]] = True
        assert not study.is_found()


def test_the_unit_of_weights_is_nothing_to_it():
    rng = np.random.default_rng(4)
    for _ in range(30):
        study = Changed(rng, 200, 9, 0)
        assert study.is_found() == study.is_found(1000.0)


# By hand.


def test_of_nine_of_101_persons_a_row_tells_their_sum_of_squares_to_a_step_of_the_error():
    """W 200 and Q 900: (100/101 200^2 0.04^2 - 0.1^2 900) / 0.8; the error has steps of 0.01."""
    row = Estimate("work", "proportion", "taylor", value=0.1, se=0.04, n=101, n_cases=9)
    told = told_by(row, Weighed(101, 200.0, 900.0), 0.002)
    factor = 100 / 101 * 200**2
    assert (told.weight, told.off) == pytest.approx((20.0, 0.2))
    assert told.squares == pytest.approx((factor * 0.0016 - 9.0) / 0.8)
    assert told.squares_off == pytest.approx(factor * 0.04 * 0.01 / 0.8)


@pytest.mark.parametrize(
    ("changed", "n", "is_open"),
    [
        ({}, 101, False), ({"se": None}, 101, True), ({"se": 0.0}, 101, True), ({}, 1, True),
        ({}, 2, False), ({"value": 0.5}, 101, True), ({"value": 0.48}, 101, True),
        ({"value": 0.52}, 101, True), ({"value": 0.47}, 101, False), ({"value": 0.53}, 101, False),
    ],
)  # fmt: skip
def test_squares_are_open_without_an_error_of_one_person_and_of_a_share_near_a_half(
    changed, n, is_open
):
    row = Estimate("work", "proportion", "taylor", value=0.1, se=0.04, n=101, n_cases=9)
    told = told_by(replace(row, **changed), Weighed(n, 200.0, 900.0), 0.002)
    assert np.isinf(told.squares_off) == is_open
    if is_open:
        assert told.squares == 0.0


def test_a_share_of_0_is_of_no_weight():
    row = Estimate("work", "proportion", "taylor", value=0.0, se=0.04, n=101, n_cases=1)
    assert told_by(row, Weighed(101, 200.0, 900.0), 0.002).weight == 0.0


SIX_AND_FOUR = Turnover("then", np.ones(6), np.ones(4), Weighed(100, 1, 1), Weighed(98, 1, 1))
SIX = replace(SIX_AND_FOUR, came=np.ones(0), now=Weighed(94, 1, 1))
FOUR = replace(SIX_AND_FOUR, left=np.ones(0), now=Weighed(104, 1, 1))


@pytest.mark.parametrize(
    ("moved", "then", "now", "who"),
    [
        (SIX_AND_FOUR, 100, 98, (6, 4)), (SIX_AND_FOUR, None, 49, (6, 4)),
        (SIX_AND_FOUR, 50, None, (6, 4)), (SIX_AND_FOUR, 50, 49, (3, 2)),
        (SIX_AND_FOUR, 50, 47, (3, 0)), (SIX_AND_FOUR, 50, 51, (3, 4)),
        (SIX_AND_FOUR, 4, 6, (0, 2)), (SIX_AND_FOUR, 99, 95, (6, 2)),
        (SIX, 50, 48, (2, 0)), (SIX, 50, 50, (0, 0)), (SIX, 50, 44, (6, 0)),
        (FOUR, 50, 53, (0, 3)), (FOUR, 50, 50, (0, 0)), (FOUR, 50, 54, (0, 4)),
        # What cannot be: everybody is taken.
        (SIX_AND_FOUR, 50, 46, (6, 4)), (SIX_AND_FOUR, 50, 52, (6, 4)), (SIX, 50, 51, (6, 0)),
        (SIX, 50, 43, (6, 0)), (FOUR, 50, 49, (0, 4)), (FOUR, 50, 55, (0, 4)),
    ],
)  # fmt: skip
def test_as_many_left_and_came_as_numbers_of_respondents_say(moved, then, now, who):
    """Six of 100 left and four came. Of 50 who were asked three left; 49 now, so two came."""
    row = Estimate("work", "proportion", "taylor", value=0.1)
    assert _respondents(replace(row, n=now), replace(row, n=then), moved) == who


def test_respondents_weigh_as_all_do():
    row = Estimate("work", "proportion", "taylor", value=0.1, n=50)
    everybody = Weighed(100, 250.0, 800.0)
    assert _of_respondents(everybody, row) == Weighed(50, 125.0, 400.0)
    assert _of_respondents(everybody, replace(row, n=None)) == everybody
    assert _of_respondents(Weighed(0, 0.0, 0.0), row) == Weighed(0, 0.0, 0.0)


def test_a_share_is_released_in_steps_if_it_has_an_error():
    row = Estimate("work", "proportion", "taylor", value=0.1234, se=0.0314)
    found = in_finest_steps(row)
    assert (found.value, found.se, found.digits) == pytest.approx((0.124, 0.03, 0.002))
    for other in (replace(row, value=None), replace(row, se=None), replace(row, se=0.0)):
        assert in_finest_steps(other) == other


FOUR_AND_FOUR = np.ones(4), np.ones(4)


@pytest.mark.parametrize("size", [3, 5])
@pytest.mark.parametrize(
    ("person", "is_in", "of_three", "of_five"),
    [
        (0, False, True, False),
        (0, True, False, True),
        (4, False, False, True),
        (4, True, True, False),
    ],
)
def test_who_is_a_case_in_all_sets_is_named_and_who_is_none_is_not(
    person, is_in, of_three, of_five, size
):
    """The first four left and are cases where they are in no set, the others came.

    Of three a set has who is in it, of five who is not.
    """
    sets = np.array(list(combinations(range(8), 3)))
    some = sets[(sets == person).any(axis=1) == is_in]
    group = _Sets(*FOUR_AND_FOUR, size)
    assert len(some) > 20
    assert group._are_few(some) == (of_three if size == 3 else of_five)
    assert not group._are_few(sets)


def test_of_sets_drawn_at_random_it_says_nothing_that_somebody_is_in_none():
    """Of 30 persons five: too many sets for all of them."""
    group = _Sets(np.ones(15), np.ones(15), 5)
    some = np.array(list(combinations(range(15, 22), 4)))
    assert not group._are_few(np.column_stack([some, np.arange(len(some)) % 14 + 1]))
    assert group._are_few(np.column_stack([some, np.full(len(some), 29)]))


@pytest.mark.parametrize(
    ("persons", "cases", "are_few"), [(6, 3, False), (7, 2, False), (6, 2, True)]
)
def test_twenty_sets_are_enough(persons, cases, are_few):
    """Three of six are 20 ways, two of seven 21, two of six 15."""
    group = _Sets(np.ones(0), np.ones(persons), cases)
    assert group._are_few(np.array(list(combinations(range(persons), cases)))) == are_few


def test_no_cases_are_more_than_those_who_left_and_came():
    """Of six who left four are cases by the counts of one row, and eight by those of another."""
    study = Changed(np.random.default_rng(5), 200, 6, 0)
    then, now = study.figures
    assert study.is_found(figures=(then, replace(now, n_cases=then.n_cases - 4)))
    assert not study.is_found(figures=(then, replace(now, n_cases=then.n_cases - 8)))
    assert not study.is_found(figures=(then, replace(now, n_cases=then.n_cases + 2)))


def test_that_all_who_came_are_cases_is_a_secret():
    study = Changed(np.random.default_rng(5), 200, 0, 6)
    study.is_case[study.came] = True
    assert study.is_found()


@pytest.mark.parametrize(("cases", "is_found"), [(10, True), (11, False)])
def test_of_ten_cases_it_is_tried_and_of_more_not(cases, is_found):
    """Half of those who came are cases; one weighs more than all others together."""
    study = Changed(np.random.default_rng(5), 60 + 2 * cases, 0, 2 * cases)
    study.is_case[study.came] = np.arange(2 * cases) < cases
    study.weight[60] = 1000.0
    assert study.is_found() == is_found


@pytest.mark.parametrize(("left", "came"), [(40, 0), (0, 40)])
def test_heavy_cases_are_known_though_of_others_much_is_open(left, came):
    """Three of 40 weigh 30 each, the others six at most: no other three weigh as much."""
    study = Changed(np.random.default_rng(2), 3000, left, came, 0.1)
    changed = np.flatnonzero(study.left | study.came)
    study.is_case[changed] = np.arange(40) < 3
    assert not study.is_found()
    study.weight[changed[:3]] = 30.0
    assert study.is_found()


@pytest.mark.parametrize(
    ("squares", "squares_off", "as_told", "is_named"),
    [
        (27.0, 0.0, True, True), (27.0, 0.0, False, False), (3.0, 0.0, True, False),
        (27.0, np.inf, True, False), (27.0, 23.0, True, True), (27.0, 24.0, True, False),
        (29.0, 3.0, True, True), (30.0, 2.0, True, False),
    ],
)  # fmt: skip
def test_the_sum_of_squares_tells_that_the_heaviest_is_a_case(
    squares, squares_off, as_told, is_named
):
    """One of 40 who left weighs 5, the others 1; of the sum of the three cases nothing is told.

    The squares are 27 with her and 3 without. Of sets at random few have her.
    """
    weight = np.where(np.arange(40) == 7, 5.0, 1.0)
    told = Told(-7.0, 1000.0, -squares, squares_off)
    group, rng = _Sets(weight, np.ones(0), 37), np.random.default_rng(1)
    assert group.name_somebody(told, rng, as_told=as_told) == is_named


@pytest.mark.parametrize(("off", "squares_off"), [(1e3, 0.0), (1e3, 1.0), (1.0, np.inf)])
def test_of_twenty_sets_at_random_three_have_to_name_somebody(off, squares_off):
    """One of 20 who came weighs 5, the others 1, and three are cases.

    By their weight or their squares she is one of them in 3 sets of 20, also where either may be
    off by one.
    """
    group = _Sets(np.ones(0), np.where(np.arange(20) == 7, 5.0, 1.0), 3)
    told = Told(0.0, off, 0.0, squares_off)
    named = [
        group._name_somebody(told, np.random.default_rng(seed), DRAWN[-1], as_told=False)
        for seed in range(400)
    ]
    assert np.mean(named) == pytest.approx(binom.sf(2, 20, 3 / 20), abs=0.08)  # 3.3 errors


def test_where_few_of_the_sets_that_are_drawn_fit_more_are_drawn():
    """Five of 40: of 2,000 sets a dozen weigh what is told, and of 20,000 ten times as many."""
    weight = np.random.default_rng(1).uniform(1, 6, 40)
    group, told = _Sets(np.ones(0), weight, 5), Told(5 * weight.mean(), 0.024, 0.0, np.inf)
    rng = np.random.default_rng(2)
    assert group._name_somebody(told, rng, DRAWN[0], as_told=True)
    assert not group.name_somebody(told, rng, as_told=True)


def found_of(now, before, moved, **rules):
    kept = KeptReleases(turnover={"work": {frozenset(): [moved]}})
    return named_by_rows(now, before, DisclosureRules(kept=kept, **rules))


def test_only_shares_of_persons_who_are_told_apart_are_tried():
    study = Changed(np.random.default_rng(5), 200, 6, 0)
    study.is_case[:6] = np.arange(6) < 3
    w = study.weight
    moved = Turnover("then", w[:6], w[:0], weighed(w), weighed(w[6:]))
    then, now = released(study.figures[0]), study.figures[1]
    assert found_of([now], [then], moved) == {0}
    assert found_of([now], [then], moved, minimum_cases=2) == {0}
    assert found_of([now], [then], moved, minimum_cases=1) == set()
    assert found_of([now], [then], moved, digits=False) == set()
    for other in ({"statistic": "total"}, {"n_cases": None}, {"group": {}}):
        assert found_of([replace(now, **other)], [then], moved) == set()
        assert found_of([now], [replace(then, **other)], moved) == set()
    assert found_of([now], [], moved) == set()
    twice = [replace(then, n_cases=then.n_cases + 40), then]
    assert found_of([now], twice, moved) == {0}
