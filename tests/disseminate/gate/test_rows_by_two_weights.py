"""Rows of groups in two releases with a population table, and what is shown of their parts."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.kept_releases import (
    WHO,
    KeptReleases,
    Turnover,
    Weighed,
    WhoStayed,
)
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.rows_by_two_weights import ShownParts, _parts, by_measure
from measure87.disseminate.gate.survey.rows_of_those_who_left import named_by_rows
from measure87.disseminate.gate.survey.steps import stepped_error, to_step
from measure87.vocabulary.estimate import Estimate

EVERYBODY = frozenset()


def of_sex(code):
    return frozenset({("sex", code)})


class Survey:
    """Girls and boys whose weights meet a table by sex in either release.

    The first `left` girls and boys leave; the girls among them are cases, the boys are none.
    """

    def __init__(self, n=160, left=3, girls=0.3, boys=0.3, seed=1):
        rng = np.random.default_rng(seed)
        self.sex = np.repeat([1, 2], n // 2)
        place = np.tile(np.arange(n // 2), 2)
        self.left = place < left
        self.is_case = rng.random(n) < np.where(self.sex == 1, girls, boys)
        self.is_case = np.where(self.left, self.sex == 1, self.is_case)
        self.there = {"then": np.ones(n, dtype=bool), "now": ~self.left}

    def weight(self, who):
        there = self.there[who]
        size = np.bincount(self.sex[there], minlength=3)
        return np.where(there, np.array([0, 12_000, 9_000])[self.sex] / size[self.sex], 0.0)

    def inside(self, group):
        found = np.ones(len(self.sex), dtype=bool)
        for _, code in group:
            found &= self.sex == int(code)
        return found

    def share(self, who, group=EVERYBODY):
        """By its residuals, persons being drawn one by one."""
        inside = self.inside(group) & self.there[who]
        weight = self.weight(who)
        whole = weight[inside].sum()
        value = weight[inside & self.is_case].sum() / whole
        apart = np.zeros(len(weight))
        apart[inside] = (self.is_case[inside] - value) / whole
        for sex in (1, 2):
            own = self.there[who] & (self.sex == sex)
            apart[own] -= apart[own].mean()
        n = int(self.there[who].sum())
        error = np.sqrt(n / (n - 1) * (weight**2 * apart**2).sum())
        return Estimate(
            "work", "proportion", "taylor", group={**dict(group), WHO: who}, value=float(value),
            se=float(error), n=int(inside.sum()), n_cases=int((inside & self.is_case).sum()),
        )  # fmt: skip

    def turnover(self, group=EVERYBODY):
        then, now = self.weight("then"), self.weight("now")
        own = self.inside(group)
        stayed, left = own & ~self.left, own & self.left

        def of(part):
            return self.inside(part)[left], self.inside(part)[stayed]

        both = WhoStayed(
            then[stayed], now[stayed], True, of,
            lambda part: (np.zeros(0, dtype=bool), self.inside(part)[stayed]),
        )  # fmt: skip
        return Turnover(
            "then",
            then[left],
            np.zeros(0),
            weighed(then[own]),
            weighed(now[own & ~self.left]),
            both,
        )

    def named(self, now, then, hidden=(), kept=None):
        groups = {frozenset(one.group.items()) - {(WHO, "now")} for one in now}
        every = kept or {group: [self.turnover(group)] for group in groups}
        kept = KeptReleases(turnover={"work": every})
        before = [released(one) for one in then]
        return named_by_rows(now, before, DisclosureRules(kept=kept), hidden)


def released(figure):
    error, step = stepped_error(figure.se)
    return replace(figure, value=to_step(figure.value, step), se=error, digits=step)


def weighed(weight):
    return Weighed(len(weight), float(weight.sum()), float((weight**2).sum()))


def test_three_girls_who_are_cases_and_three_boys_who_are_none_hide_the_row():
    survey = Survey()
    assert survey.named([survey.share("now")], [survey.share("then")]) == {0}


def test_where_none_of_those_who_left_is_a_case_it_is_shown():
    survey = Survey()
    survey.is_case[survey.left] = False
    assert survey.named([survey.share("now")], [survey.share("then")]) == set()


def test_where_the_earlier_row_is_not_shown_or_of_another_measure_nothing_is_asked():
    survey = Survey()
    now, then = survey.share("now"), survey.share("then")
    assert survey.named([now], []) == set()
    assert survey.named([now], [replace(then, name="other")]) == set()
    assert survey.named([now], [replace(then, definition="other/one")]) == set()


def test_of_a_large_survey_of_whom_many_left_it_is_shown():
    survey = Survey(4000, 30)
    survey.is_case[survey.left] = np.random.default_rng(1).random(60) < 0.3
    assert survey.named([survey.share("now")], [survey.share("then")]) == set()


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_where_figures_by_sex_were_shown_before_everybody_tells_more(seed):
    """Ten girls and ten boys left, all girls cases: both rows of everybody leave it open, until it
    is known how many girls were cases."""
    survey = Survey(300, 10, seed=seed)
    then, now = survey.share("then"), survey.share("now")
    parts = [survey.share("then", of_sex(code)) for code in "12"]
    assert survey.named([now], [then]) == set()
    assert survey.named([now], [then, *parts]) == {0}


@pytest.mark.parametrize("seed", [4, 5])
def test_and_where_they_are_shown_now_unless_one_of_them_is_hidden(seed):
    survey = Survey(900, 10, 0.5, 0.2, seed)
    then, now = survey.share("then"), survey.share("now")
    parts = [survey.share("now", of_sex(code)) for code in "12"]
    assert 0 in survey.named([now, *parts], [then])
    assert survey.named([now, *parts], [then], hidden={1, 2}) == set()


def test_girls_who_are_shown_now_are_held_against_everybody_of_then():
    """By few weights the row of everybody tells how many girls were cases, whether or not that of
    now is shown; of those of whom no group has any it tells nothing."""
    survey = Survey()
    then = survey.share("then")
    girls = survey.share("now", of_sex("1"))
    kept = {EVERYBODY: [survey.turnover()]}
    assert survey.named([girls], [then], kept=kept) == {0}
    assert survey.named([girls], [then], hidden={0}, kept=kept) == set()
    assert survey.named([girls], [then, survey.share("then", of_sex("1"))], kept=kept) == set()
    survey.is_case[survey.left] = False
    both = [survey.share("now"), survey.share("now", of_sex("1"))]
    assert survey.named(both, [survey.share("then")], kept=kept) == set()
    many = Survey(4000, 30)
    many.is_case[many.left] = np.tile([True, False], 30)
    kept = {EVERYBODY: [many.turnover()]}
    assert many.named([many.share("now", of_sex("1"))], [many.share("then")], kept=kept) == set()


def test_parts_are_those_that_lie_apart_and_whoever_is_left():
    survey = Survey(40, 2)
    then, girls = survey.share("then"), survey.share("then", of_sex("1"))
    shown = by_measure([then, girls])["then", "work", None]
    inside = survey.turnover().stayed.inside_then
    ((cases, left, stayed),) = _parts(then, shown, (), inside)
    assert cases.tolist() == [girls.n_cases, then.n_cases - girls.n_cases]
    assert left.tolist() == [0, 0, 1, 1]
    assert stayed.tolist() == [0] * 18 + [1] * 18
    assert [*_parts(then, shown, {of_sex("1")}, inside)] == []
    assert [*_parts(then, {EVERYBODY: [then]}, (), inside)] == []
    fewer = {**shown, of_sex("1"): [replace(girls, n=19)]}
    assert [*_parts(then, fewer, (), inside)] == []
    assert [*_parts(then, shown, (), lambda _: None)] == []
    assert ShownParts().hidden == ()
