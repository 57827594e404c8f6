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
from measure87.disseminate.gate.survey.compared import rows_by_two_weights
from measure87.disseminate.gate.survey.compared.errors_of_classes import ANY, limits_of_error
from measure87.disseminate.gate.survey.compared.rows_by_two_weights import (
    ShownParts,
    _apart,
    _parts,
    by_measure,
    name_somebody_by_two_weights,
    part_names_somebody,
)
from measure87.disseminate.gate.survey.compared.rows_of_those_who_left import named_by_rows
from measure87.disseminate.gate.survey.precision.steps import stepped_error, to_step
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


# By hand: two left (weights 2 and 3), one came (4), and of four who stayed two weighed 1 and two 2.
THEN = np.array([1.0, 1.0, 2.0, 2.0])
NOW = np.array([1.5, 1.5, 2.5, 2.5])
GIRLS = {  # of those who left, came and stayed
    "then": (np.array([True, False]), np.array([True, False, True, False])),
    "now": (np.array([True]), np.array([True, False, True, False])),
}


def inside(who):
    def of(group):
        code = dict(group).get("sex")
        return None if code is None else tuple(one == (code == "1") for one in GIRLS[who])

    return of


def few(weigh_anew=True, then=THEN, now=NOW):
    """11 of weight then, and 12 now."""
    return Turnover(
        "then", np.array([2.0, 3.0]), np.array([4.0]),
        Weighed(6, 11.0, 23.0), Weighed(5, 12.0, 33.0),
        WhoStayed(then, now, weigh_anew, inside("then"), inside("now")),
    )  # fmt: skip


def row(n, cases, digits=0.02, **group):
    return Estimate(
        "work", "proportion", "taylor", value=cases / n, n=n, n_cases=cases, se=0.1, digits=digits,
        group=group,
    )  # fmt: skip


class Asked:
    """What is asked of two rows: answered as is said, and after that with no."""

    def __init__(self, monkeypatch, *answers, of="name_somebody"):
        self.calls, self._answers = [], [*answers]
        monkeypatch.setattr(rows_by_two_weights, of, self)

    def __call__(self, *given, **how):
        self.calls.append((*given, how))
        return self._answers.pop(0) if self._answers else False

    @property
    def cuts(self):
        return [cut for *_, cut, _, _ in self.calls]


def ask(then=None, now=None, moved=None, respondents=(2, 1), shown=None):
    then, now = then or row(6, 3), now or row(5, 2)
    return name_somebody_by_two_weights(
        now, then, moved or few(), respondents, shown or ShownParts()
    )


def test_a_row_says_what_its_cases_weigh_to_half_a_step(monkeypatch):
    asked = Asked(monkeypatch)
    assert not ask()
    ((then, now, cut, _, how),) = asked.calls
    assert (then.cases, then.persons, now.cases, now.persons) == (3, 6, 2, 5)
    assert (then.weight, then.off, then.everybody) == pytest.approx((5.5, 0.11, 11.0))
    assert (now.weight, now.off, now.everybody) == pytest.approx((4.8, 0.12, 12.0))
    assert then.error == now.error == limits_of_error(0.1, 0.02) != ANY
    assert (cut.parts.cases.tolist(), cut.parts.is_then, how) == ([3], True, {"as_told": True})
    assert cut.stayed.then.tolist() == THEN.tolist()


def test_no_case_weighs_nothing_and_without_steps_a_row_is_exact(monkeypatch):
    asked = Asked(monkeypatch)
    ask(row(6, 0), row(5, 2, digits=None))
    ((then, now, cut, *_),) = asked.calls
    assert (then.cases, then.weight, then.off) == (0, 0.0, 0.0)
    assert (now.weight, now.off, now.error) == (pytest.approx(4.8), 0.0, ANY)
    assert cut.parts.cases.tolist() == [0]
    ask(row(6, 3), replace(row(5, 2), se=None))
    assert asked.calls[-1][1].error == ANY


def test_of_a_group_within_another_errors_are_not_known(monkeypatch):
    asked = Asked(monkeypatch)
    ask(row(6, 3, sex="1"), row(5, 2, sex="1"))
    ((then, now, *_),) = asked.calls
    assert then.error == now.error == ANY


@pytest.mark.parametrize(
    ("then", "respondents", "sizes"),
    [
        (row(3, 2), (1, 1), (1, 1, 2)),  # one of those who left did not answer, nor two who stayed
        (row(4, 2), (2, 1), (2, 1, 2)),  # two of those who stayed
        (row(5, 2), (1, 1), (1, 1, 4)),  # one of those who left
        (row(9, 2), (1, 1), (1, 1, 4)),  # there are no more than four
        (row(1, 1), (2, 1), (2, 1, 0)),  # nor fewer than none
    ],
)
def test_where_not_all_answered_who_did_is_drawn_five_times(monkeypatch, then, respondents, sizes):
    """Of a row of three of six the weight is taken to be half of everybody's."""
    asked = Asked(monkeypatch, False, False, True)
    assert ask(then, respondents=respondents)
    assert len(asked.calls) == 3
    assert not ask(then, respondents=respondents)
    assert len(asked.calls) == 3 + 5
    for told, _, cut, _, how in asked.calls:
        assert (told.error, how) == (ANY, {"as_told": False})
        assert told.everybody == pytest.approx(11.0 * then.n / 6)
        assert cut.parts.cases.tolist() == [then.n_cases]
        left, came, stayed = cut.changed.left, cut.changed.came, cut.stayed.then
        assert (len(left), len(came), len(stayed)) == sizes
        assert {*left} <= {2.0, 3.0}
    who = {(*cut.changed.left, *cut.stayed.then) for cut in asked.cuts}
    assert len(who) > 1


def test_parts_are_asked_of_once_for_each_release_that_shows_them_and_one_is_enough(monkeypatch):
    """Three of six then, none of them girls; two of five now, both girls, of whom three are there
    now and one came."""
    then = {frozenset({("sex", "1")}): [row(3, 0, sex="1")]}
    now = {frozenset({("sex", "1")}): [row(3, 2, sex="1")]}
    asked = Asked(monkeypatch, False, True)
    assert ask(shown=ShownParts(then, now))
    first, second = asked.cuts
    assert (first.parts.cases.tolist(), first.parts.is_then) == ([0, 3], True)
    assert (second.parts.cases.tolist(), second.parts.is_then) == ([2, 0], False)
    assert first.changed.part_of_left.tolist() == [0, 1]
    assert second.changed.part_of_came.tolist() == [0]
    for shown, cut in ((ShownParts(then), first), (ShownParts({}, now), second)):
        asked = Asked(monkeypatch)
        assert not ask(shown=shown)
        assert [one.parts.cases.tolist() for one in asked.cuts] == [cut.parts.cases.tolist()]
    assert not ask(row(6, 0), shown=ShownParts(then))
    assert asked.cuts[-1].parts.cases.tolist() == [0, 0]
    assert first.stayed.part.tolist() == second.stayed.part.tolist() == [0, 1, 0, 1]


def test_parts_of_which_one_is_hidden_are_not_used(monkeypatch):
    now = {frozenset({("sex", code)}): [row(3, 1, sex=code)] for code in "12"}
    asked = Asked(monkeypatch)
    assert not ask(shown=ShownParts({}, now, {frozenset({("sex", "2")})}))
    (cut,) = asked.cuts
    assert (cut.parts.cases.tolist(), cut.parts.is_then) == ([3], True)


@pytest.mark.parametrize(
    ("number", "unit", "is_asked"),
    [(12, 1.0, True), (13, 1.0, False), (12, 1e-7, True), (13, 1e-7, False)],
)
def test_where_weights_stay_it_is_asked_of_twelve_that_are_not_alike(
    monkeypatch, number, unit, is_asked
):
    """In whatever unit; two that are one to nine digits are alike."""
    weight = unit * np.append(np.arange(number) + 10.0, 10.0 + 2e-9)
    asked = Asked(monkeypatch)
    moved = few(False, weight, weight)
    ask(row(number + 3, 3), moved=moved)
    assert bool(asked.calls) is is_asked
    assert not ask(moved=replace(moved, stayed=None))


def test_of_parts_that_overlap_those_of_fewest_are_taken():
    """Whoever stayed is in all of one; of the others each has one who left or stayed."""
    nobody, one, other = np.zeros(2, bool), np.array([True, False]), np.array([False, True])
    groups = [
        (row(3, 1, part="a"), (one, np.ones(2, bool))),
        (row(2, 1, part="b"), (nobody | True, nobody)),
        (row(1, 1, part="c"), (nobody, other)),
    ]
    assert [part.group["part"] for part, _ in _apart(groups)] == ["c", "b"]
    assert [part.group["part"] for part, _ in _apart(groups[::2])] == ["c"]


def ask_part(part, moved=None, then=None, more=1):
    return part_names_somebody(part, then or row(6, 3), moved or few(), more)


def test_a_part_of_whom_all_answered_is_held_against_everybody_of_then(monkeypatch):
    """Three girls now, of whom one came, and two are cases."""
    asked = Asked(monkeypatch, True, of="name_somebody_of_a_part")
    assert ask_part(row(3, 2, sex="1"))
    ((told, cases, cut, more, _, _),) = asked.calls
    assert (told.cases, told.weight, told.error) == (3, pytest.approx(5.5), ANY)
    assert (cases, more) == (2, 1)
    assert cut.stayed.part.tolist() == [0, 1, 0, 1]
    assert (cut.changed.part_of_left.tolist(), cut.changed.part_of_came.tolist()) == ([0, 0], [0])
    ask_part(row(3, 0, sex="1"))
    assert asked.calls[-1][1] == 0


def test_else_nothing_is_asked_of_a_part(monkeypatch):
    asked = Asked(monkeypatch, *[True] * 5, of="name_somebody_of_a_part")
    many = np.arange(13) + 1.0
    assert not ask_part(row(2, 2, sex="1"))  # one did not answer
    assert not ask_part(row(3, 2, region="1"))  # nobody knows who is there
    assert not ask_part(row(3, 2, sex="1"), then=row(5, 3))
    assert not ask_part(row(3, 2, sex="1"), replace(few(), stayed=None))
    assert not ask_part(row(3, 2, sex="1"), few(True, many, many))
    assert asked.calls == []
