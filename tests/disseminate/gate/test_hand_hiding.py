"""What is left of a figure of which something is hidden, and of the numbers beside it, by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.hiding import as_shown
from measure87.disseminate.gate.lists import figures as of_lists
from measure87.disseminate.gate.rules import (
    CONFIDENTIAL,
    FEW_RESPONDENTS,
    IN_BRACKETS,
    UNKNOWN_NOT_SHOWN,
    DisclosureRules,
)
from measure87.disseminate.gate.subtraction.judging import case_layer
from measure87.disseminate.gate.survey.answers.clusters_asked import _of_all_asked
from measure87.disseminate.gate.survey.answers.days_of_few import _away
from measure87.disseminate.gate.survey.compared.earlier import withhold
from measure87.disseminate.gate.survey.compared.those_who_left import _differ_in_cases_alone
from measure87.disseminate.gate.survey.precision.design_effects import (
    _share_of,
    own_deff,
    ratio_of_deffs,
)
from measure87.disseminate.gate.survey.precision.weighted_n import one_weighted_n, share_of_step
from measure87.disseminate.gate.tables.measure_sums import _adding_up
from measure87.disseminate.gate.tables.tables import Cell, respondents_of
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Alternative, Estimate

RULES = DisclosureRules(minimum_respondents=25, brackets_below=50)
SHARE = Estimate(
    "x", "proportion", "taylor", definition="child_labour/x", value=0.2, se=0.02, n=100,
    n_cases=20, n_unknown=4, weighted_n=1000.0, n_effective=80.0, deff=1.2, deff_replacement=1.2,
    deff_used=1.2, deff_source="own", n_clusters=30, df=28.0, value_if_no=0.19, value_if_yes=0.23,
    alternatives=(Alternative("korn-graubard", 0.1, 0.3, 1.2, ""),),
)  # fmt: skip
ALL = (True, True, True)


def cell(n=100, unknown=4, cases=20, counted=100):
    return Cell(SimpleNamespace(sides={}), [0], n, cases, unknown, counted)


def shown(figure=SHARE, of=None, told=ALL, left_out=True):
    return as_shown(figure, of or cell(), told, RULES, left_out=left_out)


@pytest.mark.parametrize(
    ("n", "flags"),
    [(49, (IN_BRACKETS,)), (50, ()), (None, ()), (100, ())],
)
def test_a_figure_of_few_respondents_stands_in_brackets(n, flags):
    assert shown(replace(SHARE, n=n), of=cell(n=n)).flags == flags


@pytest.mark.parametrize(
    ("n", "unknown", "told"),
    [(50, 1, False), (49, 2, False), (48, 2, False), (48, 1, True), (50, 1, True)],
)
def test_brackets_go_by_the_respondents_that_are_released(n, unknown, told):
    found = shown(
        replace(SHARE, n=n, n_unknown=unknown),
        of=cell(n=n, unknown=unknown, counted=n),
        told=(True, told, True),
    )
    released = n if told else n + unknown
    assert found.n == released
    assert (IN_BRACKETS in found.flags) is (released < 50)


@pytest.mark.parametrize(
    ("n", "unknown", "left_out", "reason"),
    [
        (24, 0, True, FEW_RESPONDENTS),
        (23, 1, True, FEW_RESPONDENTS),
        (20, 4, True, FEW_RESPONDENTS),
        (25, 0, True, CONFIDENTIAL),
        (24, 1, True, CONFIDENTIAL),
        (23, 2, True, CONFIDENTIAL),
        (22, 3, True, CONFIDENTIAL),
        (24, 1, False, FEW_RESPONDENTS),
        (25, 1, False, CONFIDENTIAL),
        (None, None, True, CONFIDENTIAL),
    ],
)
def test_the_reason_says_whether_few_were_asked_and_not_who_answered(n, unknown, left_out, reason):
    of = cell(n=n, unknown=unknown, counted=n)
    found = shown(of=of, told=(False, True, True), left_out=left_out)
    assert (found.value, found.flags) == (None, ("suppressed", reason))


def test_the_reason_of_a_stock_does_not_say_who_told_no_days():
    """Twenty-five were asked and answered, of whom one case did not tell hers."""
    found = shown(of=cell(n=24, unknown=0, counted=25), told=(False, True, True))
    assert found.flags == ("suppressed", CONFIDENTIAL)


@pytest.mark.parametrize("asked", [24, 25, 26, 27, 28])
@pytest.mark.parametrize("unknown", [0, 1, 2, 3])
@pytest.mark.parametrize("minimum", [25, 27])
def test_whether_respondents_are_enough_tells_not_one_unknown_from_two(asked, unknown, minimum):
    """Nor none from them; three are no secret, and are no respondents."""
    found = cell(n=asked - unknown, unknown=unknown, counted=asked - unknown)
    judged = asked if unknown < 3 else asked - unknown
    assert found.respondents(3, left_out=True) == judged
    table = SimpleNamespace(
        cells={0: found},
        numbers=lambda what: np.array([{"n": asked - unknown, "cases": 10}[what]], dtype=float),
    )
    rules = DisclosureRules(minimum_respondents=minimum)
    (is_shown,) = case_layer(table, None, rules, main=True, left_out=True).shown
    assert is_shown == (judged >= minimum)
    is_few = (
        FEW_RESPONDENTS in as_shown(SHARE, found, (False, True, True), rules, left_out=True).flags
    )
    assert is_few == (asked < minimum)


@pytest.mark.parametrize(
    ("n", "unknown", "cases", "shown"),
    [(50, 0, 20, True), (49, 1, 20, True), (48, 2, 20, True), (47, 3, 20, False),
     (48, 1, 20, False), (47, 2, 20, False), (47, 3, 0, True), (22, 3, 0, False)],
)  # fmt: skip
def test_so_it_is_of_figures_that_are_held_to_more(n, unknown, cases, shown):
    found = cell(n=n, unknown=unknown, cases=cases, counted=n)
    table = SimpleNamespace(
        cells={0: found},
        numbers=lambda what: np.array([{"n": n, "cases": cases}[what]], dtype=float),
    )
    layer = case_layer(table, None, RULES, main=True, sensitive=[0], left_out=True)
    assert layer.shown.tolist() == [shown]


def test_one_or_two_cases_without_days_are_among_those_by_whom_a_stock_is_judged():
    for n, counted, unknown, judged in (
        (25, 25, 0, 25), (24, 25, 0, 25), (23, 25, 0, 25), (22, 25, 0, 22),
        (23, 24, 1, 25), (22, 24, 2, 26), (21, 24, 2, 23), (21, 23, 5, 23),
    ):  # fmt: skip
        assert cell(n=n, unknown=unknown, counted=counted).respondents(3, left_out=True) == judged
    assert cell(n=24, unknown=1, counted=24).respondents(3, left_out=False) == 24
    assert cell(n=24, unknown=1, counted=24).respondents(1, left_out=True) == 24
    assert cell(n=None, unknown=1, counted=None).respondents(3, left_out=True) is None


@pytest.mark.parametrize(
    ("n", "unknown", "most"), [(25, None, 25), (24, 1, 25), (23, 2, 25), (22, 3, 22), (24, 0, 24)]
)
def test_a_figure_by_itself_is_judged_by_the_most_that_it_can_be(n, unknown, most):
    assert respondents_of(replace(SHARE, n=n, n_unknown=unknown), 3) == most
    assert respondents_of(replace(SHARE, n=None), 3) is None


def test_without_the_number_of_unknowns_the_respondents_hold_them():
    found = shown(told=(True, False, True))
    assert found == replace(
        SHARE, n=104, weighted_n=None, n_effective=None, deff=None, deff_replacement=None,
        deff_used=None, deff_source=None, alternatives=(), n_unknown=None, value_if_no=None,
        value_if_yes=None, flags=(UNKNOWN_NOT_SHOWN,),
    )  # fmt: skip


def test_where_unknowns_are_among_the_respondents_only_the_bounds_go():
    found = shown(told=(True, False, True), left_out=False)
    assert found == replace(
        SHARE, n_unknown=None, value_if_no=None, value_if_yes=None, flags=(UNKNOWN_NOT_SHOWN,)
    )
    assert shown(of=cell(unknown=None), told=(True, False, True)) == SHARE
    assert shown() == SHARE


def test_persons_who_were_drawn_directly_are_not_given_back_by_their_clusters():
    drawn = replace(SHARE, n_clusters=100)
    found = shown(drawn, told=(True, False, True))
    assert (found.n_clusters, found.df) == (None, None)
    kept = shown(drawn, told=(True, False, True), left_out=False)
    assert (kept.n_clusters, kept.df) == (100, 28.0)


@pytest.mark.parametrize(("told", "n"), [((True, True, False), 100), ((True, False, False), 104)])
def test_a_stock_has_the_respondents_of_its_status_where_some_cases_have_no_number(told, n):
    """Ninety have a share of the period, of a hundred; with the unknown they are 104."""
    stock = replace(SHARE, statistic="mean", n=90, n_cases=None)
    found = shown(stock, cell(n=90), told)
    assert (found.n, found.weighted_n, found.n_effective) == (n, None, None)
    assert UNKNOWN_NOT_SHOWN in found.flags
    assert shown(stock, cell(n=90), told, left_out=False).n == 100  # the unknown are among them
    assert shown(stock, cell(n=90), ALL).n == 90
    status = shown(SHARE, cell(n=90), (True, True, False))
    assert status.n == 100  # what counts cases says its own number


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ((("a",), 100, 10), (("a", "b"), 103, 13), True),
        ((("a", "b"), 103, 13), (("a",), 100, 10), True),
        ((("a",), 100, 10), (("a", "b"), 104, 13), False),
        ((("a",), 100, 10), (("a", "b"), 103, 12), False),
        ((("a",), 100, 10), (("a", "b"), 100, 10), False),
        ((("a",), 100, 10), (("a",), 103, 13), False),
        ((("c",), 100, 10), (("a", "b"), 103, 13), False),
        ((("a",), 103, 13), (("a", "b"), 100, 10), False),
    ],
)
def test_all_who_came_are_cases_where_cases_grow_as_much_as_respondents(one, other, differ):
    """Only of a release whose persons are among those of the other."""
    first, second = ((frozenset(who), n, cases) for who, n, cases in (one, other))
    assert _differ_in_cases_alone(first, second) is differ


@pytest.mark.parametrize(
    ("more", "share"),
    [
        ({}, 0.002), ({"digits": 2.0}, 1.0), ({"statistic": "mean", "n_cases": None}, 0.01),
        ({"statistic": "mean", "unit": "proportion"}, 0.002),
        ({"statistic": "total", "digits": 20.0}, 0.02),
        ({"statistic": "total", "digits": 2000.0}, 1.0),
        ({"statistic": "total", "digits": 20.0, "n_cases": None}, 0.01),
        ({"statistic": "total", "digits": 20.0, "weighted_n": None}, 0.01),
    ],
)  # fmt: skip
def test_a_step_is_a_share_of_everybody(more, share):
    figure = replace(SHARE, **({"digits": 0.002} | more))
    assert share_of_step(figure, figure.digits) == share


@pytest.mark.parametrize(
    ("others", "shown_n"),
    [
        ([{"digits": 0.05}], [1020.0, 1000.0]),  # 51 of 1,024: steps of 50 each
        ([{"digits": 0.05, "group": {"sex": "1"}}], [1024.0, 1000.0]),
        ([{"digits": 0.05, "n_unknown": 0}], [1024.0, 1024.0]),
    ],
)
def test_weighted_n_of_a_group_is_in_the_coarsest_step_that_a_figure_needs(others, shown_n):
    fine = replace(SHARE, digits=0.002, weighted_n=1024.0)
    every = [fine, *(replace(fine, **more) for more in others)]
    found = [one.weighted_n for one in one_weighted_n(every, {"x"})]
    if "group" not in others[0] and others[0].get("n_unknown") != 0:
        assert found == [1000.0, 1000.0]
    else:
        assert found[0] == 1024.0
        assert found[1] == shown_n[1]
    told = replace(fine, n_unknown=0)
    assert one_weighted_n([told], {"x"})[0].weighted_n == 1024.0
    without = replace(fine, weighted_n=None)
    assert one_weighted_n([without], {"x"})[0].weighted_n is None


def test_clusters_and_strata_of_those_who_gave_no_answer_are_counted_too():
    """The only person of the fourth cluster, and of the second stratum, is unknown."""
    behind = WeighedPersons(
        np.ones(6), np.array([0, 0, 1, 2, 3, 3]), np.array([0, 0, 0, 0, 1, 1]),
        np.array([3.0, 1.0]), np.array([2, 0, 0, 0, 1, 1]),
    )  # fmt: skip
    figure = replace(SHARE, n_clusters=3, df=2.0)
    assert _of_all_asked(figure, behind) == replace(figure, n_clusters=4, df=2.0)
    one_stratum = replace(behind, stratum=np.zeros(6, dtype=int))
    assert _of_all_asked(figure, one_stratum) == replace(figure, n_clusters=4, df=3.0)
    assert _of_all_asked(replace(figure, df=None), behind).df is None
    assert _of_all_asked(replace(figure, n_clusters=None), behind).df == 2.0
    known = replace(behind, status=np.array([2, 0, 0, 0, 0, 1]))
    assert _of_all_asked(figure, known) is figure


@pytest.mark.parametrize(
    ("value", "before", "bound", "away"),
    [
        (0.04, 0.041, 0.05, 0.06), (0.04, 0.041, 0.03, 0.02), (0.04, 0.041, 0.041, 0.04),
        (0.04, 0.041, 0.001, 0.0), (0.98, 0.97, 0.999, 1.0), (0.04, 0.041, None, None),
        (0.04, 0.041, 0.061, 0.06),
    ],
)  # fmt: skip
def test_a_bound_is_as_many_whole_steps_away_as_it_was(value, before, bound, away):
    assert _away(value, before, bound, 0.02) == away


@pytest.mark.parametrize(
    ("more", "deff"),
    [
        ({}, 0.0004 * 100 / 0.16), ({"se": 0.08}, 0.0064 * 100 / 0.16), ({"se": 0.01}, 1.0),
        ({"se": None}, None), ({"value": 0.0}, None), ({"value": 1.0}, None),
        ({"statistic": "total"}, None), ({"value": None}, None),
    ],
)  # fmt: skip
def test_the_design_effect_behind_limits_is_one_at_least_by_default(more, deff):
    wanted = deff if deff is None else pytest.approx(max(deff, 1.0), rel=1e-12)
    assert own_deff(replace(SHARE, **more)) == wanted
    plain = deff and pytest.approx(0.0625 if more.get("se") == 0.01 else deff, rel=1e-12)
    assert own_deff(replace(SHARE, interval="wald", **more)) == plain


@pytest.mark.parametrize(
    ("more", "share"),
    [
        ({}, 0.2), ({"value": None}, None), ({"statistic": "total", "value": 300.0}, 0.3),
        ({"statistic": "total", "value": 300.0, "n_cases": None}, None),
        ({"statistic": "mean"}, None), ({"statistic": "total", "value": None}, None),
    ],
)  # fmt: skip
def test_the_share_behind_a_figure_is_its_own_or_that_of_its_number_of_cases(more, share):
    assert _share_of(replace(SHARE, **more), SHARE) == share
    bare = replace(SHARE, weighted_n=None)
    assert _share_of(replace(SHARE, statistic="total", value=300.0), bare) is None


@pytest.mark.parametrize(
    ("exact", "released", "ratio"),
    [
        ((0.2, 0.02), (0.2, 0.04), 4.0),
        ((0.2, 0.02), (0.5, 0.02), 0.16 / 0.25),
        ((0.2, None), (0.2, 0.02), 1.0),
        ((0.2, 0.02), (0.2, None), 1.0),
        ((0.2, 0.02), (1.0, 0.04), 4.0),
        ((0.0, 0.02), (0.2, 0.04), 4.0),
    ],
)
def test_a_design_effect_moves_with_the_error_and_the_share(exact, released, ratio):
    figure, other = (replace(SHARE, value=v, se=se) for v, se in (exact, released))
    assert ratio_of_deffs(figure, other) == pytest.approx(ratio, rel=1e-12)


def test_parts_add_up_to_a_whole_in_every_group_that_all_have():
    """Rows are measures, columns groups: the whole first; of the third a group is not counted."""
    counts = np.array(
        [[9.0, 5.0, 4.0], [6.0, 3.0, 3.0], [3.0, 2.0, np.nan], [3.0, 2.0, 2.0], [np.nan] * 3]
    )
    sets = np.array([[1, 2], [1, 3], [1, 4]])
    found = {place: common.tolist() for place, common in _adding_up(counts, 0, sets)}
    assert found == {0: [True, True, False]}


@pytest.mark.parametrize(
    ("sizes", "minimum", "hidden"),
    [
        ({"": 100, "a": 60, "b": 40}, 3, set()),
        ({"": 100, "a": 60, "b": 38}, 3, {"b"}),
        ({"": 100, "a": 60, "b": 37}, 3, set()),
        ({"": 100, "a": 38, "b": 38, "c": 22}, 3, set()),
        ({"": 100, "a": 60, "b": 38}, 1, set()),
        ({"a": 60, "b": 38}, 3, set()),
        ({"": 100}, 3, set()),
        ({"": 65, "a": 63}, 3, {"a"}),
    ],
)
def test_strata_leave_no_one_or_two_of_everybody(sizes, minimum, hidden):
    """22 are fewer than 25 and not shown: 24 are left, who are enough."""
    every = [
        Estimate("size", "size", "chao", n=n, group={"stratum": name} if name else {})
        for name, n in sizes.items()
    ]
    found = of_lists._strata_to_hide(every, replace(RULES, minimum_cases=minimum))
    assert {dict(group)["stratum"] for group in found} == hidden


@pytest.mark.parametrize(
    ("more", "error"),
    [({"se": 4.0}, 4.0), ({"se": 0.0}, 0.0), ({"lower": 10.0, "upper": 50.0}, 10.0),
     ({"lower": 10.0}, np.inf), ({"upper": 10.0}, np.inf), ({}, np.inf)],
)  # fmt: skip
def test_the_error_of_a_size_is_a_quarter_of_its_interval_where_none_is_told(more, error):
    assert of_lists._error_of(Estimate("size", "size", "chao", value=30.0, **more)) == error


def test_what_the_ledger_withholds_is_hidden_and_what_it_changed_protected_in_its_own_cells():
    table = SimpleNamespace(
        cells={name: SimpleNamespace(at=at) for name, at in enumerate([(1, 2), (3,), (4, 5), ()])}
    )
    layer = SimpleNamespace(shown=[True, True, False, True], protected=[False, False, True, False])
    earlier = SimpleNamespace(withheld={2, 7}, changed={3, 2})
    withhold(table, layer, earlier)
    assert layer.shown == [False, True, False, True]
    assert layer.protected == [True, True, True, False]
