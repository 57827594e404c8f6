"""What two rows tell of those who left or came, by going through all their answers."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from measure87.disseminate.gate.kept_releases import WHO, KeptReleases, Turnover, Weighed
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.possible_sets import rows_of
from measure87.disseminate.gate.survey.rows_of_those_who_left import named_by_rows, told_by
from measure87.disseminate.gate.survey.steps import stepped_error, to_step
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
