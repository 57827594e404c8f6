"""Stocks of few cases are in steps of half of what one case could be, or are not shown."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.kept_releases import WHO, KeptReleases, Turnover, Weighed
from measure87.disseminate.gate.survey.answers.days_of_few import (
    in_wider_steps,
    safe_stock,
    with_safe_stocks,
)
from measure87.vocabulary.estimate import Estimate, Result


def status(cases, **more):
    """A hundred persons, of whom each case is a hundredth."""
    return Estimate(
        "held", "proportion", "taylor", definition="d", value=cases / 100, n=100, n_cases=cases,
        digits=0.001, **more,
    )  # fmt: skip


def stock(value, **more):
    return Estimate(
        "held_stock", "mean", "taylor", definition="d", unit="proportion", value=value, n=100,
        digits=0.0005, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cases", "value", "shown"),
    [
        (3, 0.0171, 0.015),
        (3, 0.003, None),  # all three for a month
        (3, 0.029, None),  # all three for nearly all the year
        (10, 0.0512, 0.05),
        (10, 0.0985, None),
        (11, 0.107, 0.107),  # of more cases it may be nearer to the end
        (40, 0.3995, None),
        (40, 0.0005, None),
        (40, 0.21, 0.21),
    ],
)
def test_half_of_what_one_case_could_be_stands_open(cases, value, shown):
    step = 0.0005 if cases <= 10 else 0.005
    found = safe_stock(replace(stock(value), digits=step), status(cases))
    assert found.value == shown
    assert found.suppressed == (shown is None)
    assert found.suppressed or found.digits == 0.005


def test_a_bound_that_is_the_value_stays_so_and_others_are_further_away():
    found = safe_stock(stock(0.0171, value_if_no=0.0171, value_if_yes=0.0181), status(3))
    assert (found.value_if_no, found.value_if_yes) == (found.value, pytest.approx(0.02))


def both(name, cases, days, n=100):
    """A share and its stock, of persons of weight 1; `days` are parts of the period, summed."""
    share = replace(status(cases), name=name, n=n, value=cases / n)
    return [share, replace(stock(days / n), name=f"{name}_stock", n=n, digits=0.001)]


IN_ALL = {("adults", "all")}


@pytest.mark.parametrize(
    ("days", "hidden"),
    [
        (6.0, ["adults_stock"]),  # the four children for none of it: 0 to 0.09 of them
        (6.3, ["adults_stock"]),  # 0.21 to 0.39
        (6.6, []),  # 0.51 to 0.69
        (8.0, []),
        (9.2, []),  # at most 3.29, of at least 3.91: 0.71 open below that
        (9.55, ["adults_stock"]),  # 3.46 to 3.64: 0.54 open below 4, but 4 may be 3.91
        (10.0, ["adults_stock"]),
    ],
)
def test_what_one_measure_has_more_than_one_in_it_leaves_half_a_case_open(days, hidden):
    """All: 19 cases of 100. Adults: 15 of 80, for six periods together."""
    figures = [*both("all", 19, days), *both("adults", 15, 6.0, n=80)]
    found = with_safe_stocks(figures, IN_ALL)
    assert [one.name for one in found if one.suppressed] == hidden
    assert [one.name for one in with_safe_stocks(figures) if one.suppressed] == []


def hidden_of(figures, nested=frozenset(IN_ALL)):
    return [one.name for one in with_safe_stocks(figures, nested) if one.suppressed]


@pytest.mark.parametrize(
    ("days", "hidden"),
    [
        (9.5, []),  # at most 3.40625, of at least 3.90625: half a period is open
        (9.5 + 1 / 1024, ["adults_stock"]),
        (6.40625, []),  # 0.3125 to 0.5
        (6.40625 - 1 / 1024, ["adults_stock"]),
    ],
)
def test_between_measures_exactly_half_a_case_is_enough(days, hidden):
    """In binary steps: 19 cases of 128, and 15 of 64 for six periods, each to 1/1024."""
    figures = [*both("all", 19, days, n=128), *both("adults", 15, 6.0, n=64)]
    assert hidden_of([replace(one, digits=1 / 1024) for one in figures]) == hidden


@pytest.mark.parametrize(
    ("days", "digits", "hidden"),
    [
        (6.45, 0.001, []),  # 0.36 to 0.54 of at least 0.91
        (6.45, None, ["adults_stock"]),  # 0.45, told in full
        (6.5, None, []),
    ],
)
def test_one_child_more_may_have_been_in_it_for_half_the_period(days, digits, hidden):
    figures = [*both("all", 16, days), *both("adults", 15, 6.0, n=80)]
    assert hidden_of([replace(one, digits=digits) for one in figures]) == hidden


def test_a_stock_that_is_not_shown_has_nothing_more_than_another():
    """All children for none of it, as above; each time one of the four figures is not there."""
    figures = [*both("all", 19, 6.0), *both("adults", 15, 6.0, n=80)]
    assert hidden_of(figures) == ["adults_stock"]
    few = "few-respondents"
    for k in (1, 3):
        without = [one.suppress(few) if at == k else one for at, one in enumerate(figures)]
        assert with_safe_stocks(without, IN_ALL) == without
    for k in (0, 2):
        without = [replace(one, value=None) if at == k else one for at, one in enumerate(figures)]
        assert hidden_of(without) == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_in_which_order_measures_stand_decides_nothing(order):
    """Women's days are next to none above girls', and everybody's next to all above women's."""
    every = [both("girls", 11, 6.0), both("women", 15, 6.1), both("all", 19, 10.0)]
    within = {("girls", "women"), ("women", "all"), ("girls", "all")}
    found = hidden_of([one for k in order for one in every[k]], within)
    assert sorted(found) == ["girls_stock", "women_stock"]


def test_two_measures_with_the_same_cases_tell_nothing_more():
    figures = [*both("all", 15, 6.0), *both("adults", 15, 6.0, n=80)]
    assert not any(one.suppressed for one in with_safe_stocks(figures, IN_ALL))


def kept(then, left, came=()):
    """An earlier release of 100 persons, and who left since and came, each of weight 1."""
    before = [replace(one, group={WHO: "then"}) for one in then]
    moved = Turnover(
        "then", np.ones(left), np.ones(len(came)), Weighed(100, 100, 100), Weighed(90, 90, 90)
    )
    turnover = {"all": {frozenset(): (moved,)}}
    return KeptReleases(results=(Result("run", before, released=True),), turnover=turnover)


@pytest.mark.parametrize(
    ("then", "came", "hidden"),
    [
        (6.1, 0, True),  # the four who left for next to none of it
        (8.0, 0, False),
        (9.9, 0, True),
        (9.9, 10, True),
        (9.9, 11, False),  # of eleven who left and eleven who came nobody knows who were cases
    ],
)
def test_a_later_release_does_not_tell_the_days_of_cases_who_left(then, came, hidden):
    """19 cases of 100 then; 15 of 90 now, for six periods together."""
    before = kept(both("all", 19, then), 10 + (came > 10), (1,) * came)
    now = both("all", 15, 6.0, n=90)
    found = with_safe_stocks(now, (), before)
    assert [one.suppressed for one in found] == [False, hidden]
    assert [one.name for one in found] == ["all", "all_stock"]


@pytest.mark.parametrize(("now", "hidden"), [(6.1, True), (8.0, False), (9.9, True)])
def test_nor_those_of_cases_who_came(now, hidden):
    """15 cases of 90 then, for six periods together; 19 of 100 now."""
    before = kept(both("all", 15, 6.0, n=90), 0, (1,) * 10)
    found = with_safe_stocks(both("all", 19, now), (), before)
    assert [one.suppressed for one in found] == [False, hidden]


def test_a_stock_that_is_not_shown_keeps_its_reason_beside_an_earlier_one():
    share, now = both("all", 15, 6.0, n=90)
    figures = [share, now.suppress("few-respondents")]
    assert with_safe_stocks(figures, (), kept(both("all", 19, 6.1), 10)) == figures


def test_however_many_left_if_few_came():
    before = kept(both("all", 19, 9.9), 12, (1,) * 2)
    assert with_safe_stocks(both("all", 15, 6.0, n=90), (), before)[1].suppressed


def test_where_there_was_no_case_before_all_of_now_came():
    """Eleven now for 0.46 periods; none of ninety before, to 0.009: at most 0.519."""
    figures = both("all", 0, 0.0, n=90)
    finely = kept([replace(one, digits=0.0002) for one in figures], 0, (1,) * 10)
    assert not with_safe_stocks(both("all", 11, 0.46), (), finely)[1].suppressed


@pytest.mark.parametrize("shown", [0, 1])
def test_of_an_earlier_release_share_and_stock_are_needed(shown):
    before = kept(both("all", 19, 6.1)[shown : shown + 1], 10)
    assert not with_safe_stocks(both("all", 15, 6.0, n=90), (), before)[1].suppressed


def test_other_means_and_other_groups_stay_as_they_are():
    figures = [
        status(3),
        replace(stock(0.0171), name="hours"),
        replace(stock(0.0171), group={"sex": "1"}),
    ]
    assert with_safe_stocks(figures) == figures
    assert with_safe_stocks([status(3).suppress("confidential"), stock(0.03)])[1] == stock(0.03)


def test_a_mean_of_hours_whose_name_continues_that_of_a_status_is_no_stock():
    hours = replace(stock(12.5), name="held_hours", unit="hours")
    assert with_safe_stocks([status(3), hours])[1] == hours
    assert with_safe_stocks([status(3), stock(0.029)])[1].suppressed


def test_a_figure_in_steps_that_are_wide_enough_stays_and_so_does_one_without_a_value():
    figure = Estimate("y", "mean", "taylor", value=0.043, lower=0.013, upper=0.13, digits=0.001)
    assert in_wider_steps(figure, 0.0005) is figure
    assert in_wider_steps(figure, 0.001) is figure
    nothing = replace(figure, value=None)
    assert in_wider_steps(nothing, 0.01) is nothing
    assert in_wider_steps(figure, 0.0011).digits == 0.002
    assert in_wider_steps(replace(figure, digits=None), 0.01).value == 0.04


def test_wider_steps_take_limits_outwards_and_no_further_than_nobody_and_everybody():
    near = Estimate("y", "mean", "taylor", value=0.935, lower=0.86, upper=0.995, digits=0.001)
    found = in_wider_steps(near, 0.02)
    assert (found.value, found.lower, found.upper) == (0.94, 0.86, 1.0)
    found = in_wider_steps(replace(near, value=0.035, lower=0.011, upper=0.09), 0.02)
    assert (found.value, found.lower, found.upper) == (0.04, 0.0, 0.1)
    bare = in_wider_steps(replace(near, lower=None, upper=None), 0.02)
    assert (bare.lower, bare.upper) == (None, None)


def test_a_stock_beside_a_status_that_tells_nothing_stays():
    four = stock(0.0171)
    assert safe_stock(four, replace(status(3), value=None)) is four
    assert safe_stock(four, replace(status(3), n_cases=None)) is four
    assert safe_stock(four, status(0)) is four
    nothing = replace(four, value=None)
    assert safe_stock(nothing, status(3)) is nothing


def test_of_ten_cases_a_stock_must_be_open_by_its_whole_step_and_of_eleven_by_a_part():
    """Half a case is 0.005: 0.006 is 0.005 in steps of as much, and may be 0.0025."""
    assert safe_stock(stock(0.006), status(10)).suppressed
    assert safe_stock(stock(0.006), status(11)) == stock(0.006)
    assert not safe_stock(stock(0.031), status(10)).suppressed


def test_a_stock_goes_by_the_share_of_its_own_measure_and_by_no_number():
    few, alone = stock(0.003), with_safe_stocks([status(3), stock(0.0171)])
    assert with_safe_stocks([status(3), few])[1].suppressed
    other = replace(few, definition="e")
    assert with_safe_stocks([status(3), other]) == [status(3), other]
    number = replace(status(3), statistic="total", value=3000.0)
    beside = with_safe_stocks([status(3), number, stock(0.0171)])
    assert beside == [status(3), number, alone[1]]


def test_exactly_half_of_what_a_case_could_be_is_enough():
    """A quarter of 0.2 for each of four: 0.025 open, in steps of 0.05."""
    four = replace(status(4), value=0.2)
    assert safe_stock(stock(0.05), four).value == 0.05


def of_group(statistic, value, n, *, cases=None, digits=0.001, **group):
    """A share of the status, or its stock, in one group of persons who weigh the same."""
    name, unit = ("held", "") if statistic == "proportion" else ("held_stock", "proportion")
    more = {"unit": unit} if unit else {}
    return Estimate(
        name, statistic, "taylor", definition="d", value=value, n=n, n_cases=cases,
        weighted_n=10.0 * n, digits=digits, group=group, **more,
    )  # fmt: skip


def released(*groups, weighing=lambda n: 10.0 * n):
    """Of each (n, cases, stock, its step, group) which stocks are shown; `None` is kept back."""
    figures = []
    for n, cases, value, digits, group in groups:
        stock_ = of_group("mean", value, n, digits=digits, **group)
        figures.append(of_group("proportion", cases / n, n, cases=cases, digits=0.002, **group))
        figures.append(stock_ if value is not None else stock_.suppress("confidential"))
    figures = [replace(one, weighted_n=weighing(one.n)) if one.n else one for one in figures]
    return [one.value is not None for one in with_safe_stocks(figures)[1::2]]


def sexes(women, men, whole, **how):
    groups = (300, 33, *whole, {}), (50, 3, *women, {"s": "1"}), (250, 30, *men, {"s": "2"})
    return released(*groups, **how)


def test_what_a_whole_has_more_than_its_other_part_leaves_half_a_case_open_or_that_goes_too():
    """Three women who were in it all the year: everybody's 18 years less the men's 15 are 3."""
    fine = sexes((None, None), (15 / 250, 0.001), (18 / 300, 0.001))
    assert fine == [True, False, False]
    wide = sexes((None, None), (15 / 250, 0.002), (18 / 300, 0.002))
    assert wide == [True, False, True]  # 3 less 0.55: more than half a case
    short = sexes((None, None), (15 / 250, 0.001), (15.1 / 300, 0.001))
    assert short == [True, False, False]  # 0.1 and 0.275 more
    half = sexes((None, None), (15 / 250, 0.001), (16.5 / 300, 0.001))
    assert half == [True, False, True]  # kept back for another reason, and in the middle


def test_a_whole_that_is_kept_back_may_not_be_the_sum_of_its_parts():
    """Thirty-three were in it for nearly all the year, each part to within a case."""
    parts = ((50, 3, 1.5 / 50, 0.001, {"s": "1"}), (250, 30, 29.9 / 250, 0.0001, {"s": "2"}))
    assert released((300, 33, None, None, {}), *parts) == [False, True, False]
    assert released((300, 33, None, None, {}), parts[0]) == [False, True]


def test_of_three_parts_the_one_of_fewest_cases_that_is_shown_goes_with_it():
    """What is left open of two, of whom only one's are at an end, is more than half a case."""
    whole = (400, 40, 27 / 400, 0.001, {})
    parts = (
        (50, 3, None, None, {"r": "1"}),
        (150, 20, 14 / 150, 0.001, {"r": "2"}),
        (200, 17, 10 / 200, 0.001, {"r": "3"}),
    )
    assert released(whole, *parts) == [True, False, True, False]
    not_all = (whole, *parts[:2], (199, 17, 10 / 199, 0.001, {"r": "3"}))
    assert released(*not_all) == [True, False, True, True], "somebody is in no part"


def test_stocks_are_taken_from_each_other_by_who_answered_on_both_sides():
    """Three who are no adults were in it for all the time.

    Of 100 persons with weight 2 are 15 cases, for 9 periods together; of 59 adults 12 for 6. One
    adult more gave no answer.
    """

    def figure(name, statistic, value, n, cases=None, weighted_n=None):
        unit = "proportion"
        return Estimate(
            name, statistic, "taylor", definition="d", unit=unit, value=value, n=n, n_cases=cases,
            weighted_n=weighted_n, digits=0.0005,
        )  # fmt: skip

    found = [
        figure("all", "proportion", 0.15, 100, 15, 200.0),
        figure("all_stock", "mean", 0.09, 100),
        figure("adults", "proportion", 0.2035, 59, 12, 118.0),
        figure("adults_stock", "mean", 0.1015, 59),
    ]
    shown = [*found[:2], *(replace(one, n=60, weighted_n=None) for one in found[2:])]
    nested = {("adults", "all")}
    assert [one.suppressed for one in with_safe_stocks(shown, nested, None, found)] == [
        *(False, False, False),
        True,
    ]
    a_half = [found[0], replace(found[1], value=0.075), *found[2:]]
    less = [shown[0], a_half[1], *shown[2:]]
    assert not any(one.suppressed for one in with_safe_stocks(less, nested, None, a_half))


@pytest.mark.parametrize("weighing", [lambda n: n / 1000, lambda _: None], ids=["small", "none"])
@pytest.mark.parametrize(
    ("days", "step"), [(18, 0.001), (18, 0.002), (15.1, 0.001), (16.5, 0.001), (17.7, 0.001)]
)
def test_the_unit_of_weights_decides_nothing_nor_that_there_are_none(days, step, weighing):
    given = (None, None), (15 / 250, step), (days / 300, step)
    assert sexes(*given, weighing=weighing) == sexes(*given)


def test_sums_are_of_weights_and_not_of_persons():
    """Women weigh twice as much: 17.6 of everybody less 15 of the men leave 2.6 of the women's 6.
    By persons it would be 15.1 less 15."""
    heavy = {300: 350.0, 50: 100.0, 250: 250.0}
    given = (None, None), (15 / 250, 0.001), (15.1 / 300, 0.001)
    assert sexes(*given, weighing=heavy.get) == [True, False, True]
    assert sexes(*given) == [True, False, False]


def test_of_a_rest_exactly_half_a_case_is_enough():
    """Four women of 64 of weight 10: half of one is 5. Men: 60 of 1,920. Both to 1/1024 or 2.1875:
    what is left is 2.8125 and so at most 5, or 37.1875 and at least 35 of 40."""

    def shown(rest):
        whole = (256, 34, (60 + rest) / 2560, 1 / 1024, {})
        women, men = (64, 4, None, None, {"s": "1"}), (192, 30, 1 / 32, 1 / 1024, {"s": "2"})
        return released(whole, women, men)[2]

    assert [shown(rest) for rest in (2.8125, 37.1875)] == [True, True]
    assert [shown(rest) for rest in (2.8, 37.2)] == [False, False]


def test_without_steps_what_is_left_is_known_in_full():
    assert sexes((None, None), (15 / 250, None), (16.5 / 300, None)) == [True, False, True]
    assert sexes((None, None), (15 / 250, None), (17.6 / 300, None)) == [True, False, False]


def test_men_whose_stock_rounds_to_nothing_have_none_of_the_whole():
    """Everybody's 1.5 less nothing, to 0.65: the three women for 0.85 to 2.15."""
    assert sexes((None, None), (0.0, 0.004), (1.5 / 300, 0.001)) == [True, False, True]


def halves(whole, one, other):
    """Everybody, of whom 23 are cases by a share of 0.11; 12 of one half, and 11 of the other."""
    cases = {"": (200, 23, 0.11, whole), "1": (100, 12, 0.12, one), "2": (100, 11, 0.11, other)}
    figures = []
    for code, (n, some, share, days) in cases.items():
        group = {"s": code} if code else {}
        stock_ = of_group("mean", (days or 0.0) / n, n, **group)
        figures.append(of_group("proportion", share, n, cases=some, digits=0.01, **group))
        figures.append(stock_.suppress("confidential") if days is None else stock_)
    return [one.value is not None for one in with_safe_stocks(figures)[1::2]]


def test_where_parts_have_nearly_all_of_a_whole_that_is_kept_back_the_one_of_fewer_cases_goes():
    """11.5 of 12 and 10.5 of 11 are 22 of the 22 that the whole says: none of it is open."""
    assert halves(None, 11.5, 10.5) == [False, True, False]
    assert halves(None, 11.5, 9.0) == [False, True, True]
    assert halves(None, 11.5, None) == [False, True, False]
    assert halves(None, None, None) == [False, False, False]
