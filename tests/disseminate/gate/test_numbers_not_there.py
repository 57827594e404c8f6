"""A number that a figure does not have counts as none, and none is not one. By hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.audit import linked_set, relations
from measure87.disseminate.gate.audit.seen import Seen
from measure87.disseminate.gate.kept_releases import WHO, as_released
from measure87.disseminate.gate.lists import figures as of_lists
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN, DisclosureRules
from measure87.disseminate.gate.subtraction import judging, tau_argus
from measure87.disseminate.gate.survey import beside
from measure87.disseminate.gate.survey.answers import clusters_with_cases, days_of_few
from measure87.disseminate.gate.survey.compared import earlier, other_weights, published_elsewhere
from measure87.disseminate.gate.survey.precision import digits, hidden_everybody, limits, rounding
from measure87.disseminate.gate.survey.precision.steps import LADDER, RUNGS
from measure87.disseminate.gate.survey.rows import cell_row
from measure87.disseminate.gate.survey.rows.measure_rows import MeasureRows
from measure87.disseminate.gate.tables import known_measures, measure_sums, nested_measures
from measure87.disseminate.gate.tables.tables import Cell
from measure87.disseminate.gate.weighted import coarse
from measure87.numerics.proportion_intervals import exact_limits, wilson
from measure87.vocabulary.estimate import Alternative, Estimate
from measure87.vocabulary.published_count import PublishedCount

SHARE = Estimate("x", "proportion", "taylor", definition="child_labour/x")
X, Y = ("x", "child_labour/x", 0), ("y", "child_labour/x", 0)
WOMEN = frozenset({("sex", "2")})


def seen(n=None, cases=None, unknown=None, **more):
    return Seen(X, {"sex": "2"}, n=n, cases=cases, unknown=unknown, **more)


@pytest.mark.parametrize(
    ("n", "cases", "others"), [(None, None, 0), (10, None, 10), (10, 0, 10), (10, 4, 6)]
)
def test_those_who_are_no_cases_are_all_but_the_cases(n, cases, others):
    assert linked_set._others(seen(n, cases)) == others
    told = {what for what, *_ in relations._some(seen(n, cases))}
    assert told == ({"others"} if others else set()) | ({"cases"} if cases else set())


@pytest.mark.parametrize(
    ("what", "one", "left_out", "as_cases", "count"),
    [
        ("cases", seen(30, 0, 2), True, False, 0),
        ("cases", seen(30, 4, 2), True, False, 4),
        ("others", seen(30, 0, 2), True, False, 30),
        ("others", seen(30, 4, 2), True, False, 26),
        ("others", seen(30, 4, hides_unknown=True), True, False, None),
        ("others", seen(30, 4, hides_unknown=True), False, False, 26),
        ("unknown", seen(30, 4, 2), True, False, 2),
        ("unknown", seen(30, 4), True, False, None),
        ("unknown", seen(30, 4, 2, hides_unknown=True), True, False, None),
        ("answered", seen(30, 4, 2), True, False, 28),
        ("no", seen(30, 4, 2), True, False, 24),
        ("no", seen(30, 4, 2), True, True, 26),
        ("no", seen(30, None, 2), True, True, None),
    ],
)
def test_what_a_figure_says_of_each_kind_of_count(what, one, left_out, as_cases, count):
    known = SimpleNamespace(
        left_out={X} if left_out else set(), as_cases={X} if as_cases else set()
    )
    found = linked_set.LinkedSet._count(SimpleNamespace(_relations=known), what, one)
    assert (None if np.isnan(found) else found) == count


def test_measures_without_a_number_of_cases_have_none_of_them():
    counts = {X: {WOMEN: seen(30)}, Y: {WOMEN: seen(30, 0)}}
    assert relations._rows(counts, X, [Y]) == [(0, [0])]
    assert relations._rows(counts, Y, [X]) == [(0, [0])]
    assert relations._is_nested(counts, X, Y, (), {}, denied=False)
    one = {X: {WOMEN: seen(30, 1)}, Y: {WOMEN: seen(30)}}
    assert not relations._is_nested(one, X, Y, (), {}, denied=False)
    assert relations._is_nested(one, Y, X, (), {}, denied=False)
    assert relations._largest({WOMEN: seen(30)}) == (0, WOMEN)
    assert relations._cases(seen(30), 7) == 0
    assert relations._cases(None, 7) == 7


def test_persons_asked_are_the_respondents_and_the_unknown_whom_they_leave_out():
    assert relations._size(seen(None, None, 2), frozenset()) == 0
    assert relations._size(seen(30, 4, None), frozenset({X})) == 30
    assert relations._size(seen(30, 4, 2), frozenset({X})) == 32
    assert relations._size(seen(30, 4, 2), frozenset()) == 30


@pytest.mark.parametrize(("unknown", "n", "no_more"), [(None, 30, True), (None, 31, False),
                                                       (2, 32, True), (2, 31, False)])  # fmt: skip
def test_a_number_asked_says_no_more_than_respondents_and_unknown_together(unknown, n, no_more):
    before = seen(30, 4, unknown)
    assert seen(n, 4, hides_unknown=True).tells_no_more_than(before) is no_more


@pytest.mark.parametrize(("minimum", "few"), [(1, False), (2, True), (3, True)])
def test_a_group_of_few_respondents_is_kept_back_where_one_case_may_not_be_told(minimum, few):
    rules = DisclosureRules(minimum_respondents=25, minimum_cases=minimum)
    found = judging._of_few_respondents(np.array([24.0, 25.0]), rules)
    assert found.tolist() == [few, False]


def test_of_figures_that_would_do_the_one_of_fewest_respondents_goes_first():
    cells = [Cell(SimpleNamespace(sides={}), n=n) for n in (None, 0, 30)]
    assert [judging._turn(one, DisclosureRules()) for one in cells] == [0.0, 0.0, 30.0]


@pytest.mark.parametrize(("cells", "adds_up"), [
    ((3, 0, 2, 4), True), ((3, 1, 2, 4), False), ((0, 0, 0, 0), False), ((3, None, 2, 4), False),
])  # fmt: skip
def test_a_table_with_nobody_in_a_cell_is_complete_and_one_with_nobody_at_all_is_no_table(
    cells, adds_up
):
    """Margins 3, 6, 5, 4 and 9 of the first; of nobody all are 0."""
    names = [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")]
    names += [("1", "Total"), ("2", "Total"), ("Total", "1"), ("Total", "2"), ("Total", "Total")]
    margins = (3, 6, 5, 4, 9) if any(cells) else (0, 0, 0, 0, 0)
    counts = [SimpleNamespace(cases=count) for count in (*cells, *margins)]
    places = {name: k for k, name in enumerate(names)}
    assert tau_argus._adds_up(places, counts, 2) is adds_up


def test_cases_of_groups_without_a_number_are_none():
    table = SimpleNamespace(
        cells={k: SimpleNamespace(cases=count) for k, count in enumerate((0, None, 1))}
    )
    assert measure_sums._cases(table, [0, 1, 2]).tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("whole", "parts", "found"),
    [
        (0, (0, 0, 0), []),
        (1, (1, 0, 0), [(1, 2), (1, 3), (1, 2, 3)]),
        (5, (2, 2, 1), [(1, 2, 3)]),
        (5, (3, 2, 1), [(1, 2), (1, 2, 3)]),
    ],
)
def test_parts_are_tried_whose_greatest_counts_could_make_up_the_whole(whole, parts, found):
    tables = [
        SimpleNamespace(cells={0: SimpleNamespace(cases=count)}, common=lambda other: [0])
        for count in (whole, *parts)
    ]
    assert list(measure_sums._candidates(tables, tables[0], [1, 2, 3])) == found


@pytest.mark.parametrize(("cannot", "never"), [
    ({("a", "c"), ("b", "c")}, True), ({("a", "c")}, False), (set(), False),
])  # fmt: skip
def test_measures_that_count_the_same_nest_if_any_of_them_can(cannot, never):
    known = SimpleNamespace(cannot_nest=lambda one, other: (one, other) in cannot)
    one, other = SimpleNamespace(names=["a", "b"]), SimpleNamespace(names=["c"])
    assert nested_measures._cannot_nest(one, other, known) is never


@pytest.mark.parametrize(
    ("ages", "apart"),
    [
        ({"x": (5, 11), "y": (12, 14)}, True),
        ({"x": (12, 14), "y": (5, 11)}, True),
        ({"x": (5, 12), "y": (12, 14)}, False),
        ({"x": (5, None), "y": (12, 14)}, False),
        ({"x": (5, 11), "y": (12, None)}, True),
        ({"x": (5, 11)}, False),
        ({"y": (5, 11)}, False),
    ],
)
def test_measures_are_of_other_ages_where_one_ends_before_the_other_begins(ages, apart):
    assert known_measures._of_other_ages("x", "y", ages) is apart


@pytest.mark.parametrize(("cases", "number", "clusters", "told"), [
    (35, 35, 40, 35), (35, 34, 39, None), (None, 35, 39, 35), (35, None, 40, None),
    (35, 12, None, None), (35, 20, 39, None),
])  # fmt: skip
def test_the_number_of_clusters_with_a_case_is_safe_of_persons_drawn_and_of_few_cases(
    cases, number, clusters, told
):
    """Of 40 persons in 40 clusters, each cluster is a person."""
    figure = replace(SHARE, n=40, n_cases=cases, n_clusters=clusters, n_clusters_with_cases=number)
    (found,) = clusters_with_cases.with_safe_clusters([figure], DisclosureRules())
    assert found.n_clusters_with_cases == told


def test_released_figures_have_no_mark_of_whom_they_are():
    plain, marked = replace(SHARE, group={"sex": "2"}), replace(SHARE, group={"sex": "2", WHO: "w"})
    assert [one.group for one in as_released([plain, marked])] == [{"sex": "2"}, {"sex": "2"}]


def test_how_fine_a_figure_is_goes_before_how_coarse():
    """All digits, then a step of 0.01, then of 0.1; without unknowns, and not shown."""
    every = [replace(SHARE, digits=step) for step in (None, 0.01, 0.1)]
    every += [SHARE.with_flags(UNKNOWN_NOT_SHOWN), SHARE.suppress("confidential")]
    said = [earlier._says(one) for one in every]
    assert said == [(2, 0.0), (2, -0.01), (2, -0.1), (1, 0.0), (0, 0.0)]


@pytest.mark.parametrize(
    ("n", "cases", "few"),
    [(100, 10, True), (100, 11, False), (100, 90, True), (100, 89, False), (100, 0, False),
     (100, 100, False), (100, 1, True), (100, 99, True), (None, 5, False), (100, None, False)],
)  # fmt: skip
def test_ten_cases_or_others_are_few_under_two_sets_of_weights(n, cases, few):
    assert other_weights.is_of_few(replace(SHARE, n=n, n_cases=cases)) is few


@pytest.mark.parametrize(
    ("cases", "n", "unknown", "few"),
    [(10, 100, None, True), (11, 100, None, False), (90, 100, None, True), (50, 100, 0, False),
     (89, 100, 10, True), (89, 100, 11, False), (89, 100, 1, True), (None, 100, None, True)],
)  # fmt: skip
def test_rows_of_ten_cases_others_or_unknown_are_audited(cases, n, unknown, few):
    assert cell_row._is_few(replace(SHARE, n=n, n_cases=cases, n_unknown=unknown)) is few


@pytest.mark.parametrize(
    ("counted", "unknown", "numbers"),
    [
        ("exclude", None, [5, 95, 0, 100, 95]),
        ("exclude", 3, [5, 98, 3, 100, 95]),
        ("no", 3, [5, 95, 3, 97, 92]),
        ("yes", 3, [5, 95, 3, 97, 95]),
    ],
)
def test_counts_that_follow_from_a_figure_that_is_not_shown(counted, unknown, numbers):
    figure = replace(SHARE, n=100, n_cases=5, n_unknown=unknown)
    hidden = figure.suppress("confidential")
    assert list(beside._kept_back(figure, hidden, counted)) == numbers
    without = figure.with_flags(UNKNOWN_NOT_SHOWN)
    assert list(beside._kept_back(figure, without, counted)) == numbers[2:]
    assert list(beside._kept_back(figure, figure, counted)) == []
    assert list(beside._kept_back(replace(figure, group={"sex": "2"}), hidden, counted)) == []


@pytest.mark.parametrize(
    ("value", "step", "shown"),
    [(0.0, 0.01, True), (0.0001, None, False), (0.003, None, True), (0.1999, None, False),
     (0.197, None, True), (0.2, 0.01, True)],
)  # fmt: skip
def test_a_stock_of_many_cases_leaves_half_of_ones_days_open_on_either_side(value, step, shown):
    """Of 40 cases of 0.2 half of one is 0.0025; a step leaves half of itself open."""
    stock = replace(SHARE, statistic="mean", value=value, digits=step)
    status = replace(SHARE, value=0.2, n_cases=40)
    assert days_of_few.safe_stock(stock, status).suppressed is not shown


def test_a_figure_without_a_step_gets_one():
    found = days_of_few.in_wider_steps(replace(SHARE, value=0.041), 0.015)
    assert (found.value, found.digits) == (0.04, 0.02)


def test_a_published_count_without_its_unknown_is_of_all_who_were_asked():
    count = PublishedCount("x", {}, 100, 5)
    bare = published_elsewhere._figure(count, SHARE, left_out=True)
    assert (bare.n, bare.n_unknown, bare.flags) == (100, None, (UNKNOWN_NOT_SHOWN,))
    told = published_elsewhere._figure(replace(count, unknown=3), SHARE, left_out=True)
    assert (told.n, told.n_unknown, told.flags) == (97, 3, ())
    assert published_elsewhere._figure(replace(count, unknown=3), SHARE, left_out=False).n == 100


def test_limits_of_nobody_go_outwards_from_0():
    nobody = replace(SHARE, value=0.0, lower=0.0, upper=0.13)
    assert limits.outwards((0.0, 0.13), nobody, 0.05, nobody) == (0.0, 0.15)
    number = replace(nobody, statistic="mean", lower=-0.13)
    assert limits.outwards((-0.13, 0.13), number, 0.05, number) == (-0.15, 0.15)


def test_limits_of_a_mean_without_an_error_are_the_mean_itself():
    mean = replace(
        SHARE, statistic="mean", value=2.0, lower=2.0, upper=2.0, level=0.95, df=5.0,
        interval="wald",
    )  # fmt: skip
    assert limits.limits_by_formula(mean, None)(3.0, 0.0) == (3.0, 3.0)
    assert limits.limits_by_formula(replace(mean, upper=2.5), None) is None


def test_wilson_limits_of_nobody_are_those_of_one_person_where_no_number_is_told():
    share = replace(SHARE, value=0.0, level=0.95, df=9.0, interval="wilson", n=30)
    found = limits.formula_of(share, None)(0.0, 0.0)
    wanted = wilson(0.0, 9.0, n_effective=1.0, level=0.95)
    assert found == (float(wanted.lower), float(wanted.upper))


def test_the_error_of_a_mean_of_0_without_limits_is_0():
    assert digits.error_of(replace(SHARE, statistic="mean", value=0.0, n=100)) == 0.0
    assert digits.error_of(replace(SHARE, statistic="mean", value=None, n=100)) == 0.0
    assert digits.error_of(replace(SHARE, statistic="mean", value=3.0, n=100)) == 0.3


def test_limits_of_a_figure_without_a_step_are_not_widened():
    shown = replace(SHARE, value=0.2)
    assert digits._with_rounding(0.1, 0.3, shown, RUNGS[-1]) == (0.1, 0.3)
    stepped = replace(shown, digits=0.04)
    assert digits._with_rounding(0.1, 0.3, stepped, RUNGS[-1]) == (0.08, 0.32)
    assert digits._with_rounding(0.01, 0.99, stepped, RUNGS[-1]) == (0.0, 1.0)
    assert digits._with_rounding(-0.01, None, stepped, RUNGS[-1]) == (-0.03, None)
    assert digits._with_rounding(0.1, 0.3, stepped, LADDER[-1]) == (0.1, 0.3)
    number = replace(stepped, statistic="mean")
    assert digits._with_rounding(None, 0.99, number, RUNGS[-1]) == (None, 1.01)


def test_a_total_of_nobody_beside_a_share_of_nobody_is_0():
    share = replace(SHARE, value=0.0, n=100, n_cases=0, lower=0.0, upper=0.04, level=0.95)
    total = replace(share, statistic="total", upper=400.0)
    beside_it = digits._Share(share, replace(share, digits=0.001))
    found = digits._in_digits(total, LADDER[0], beside_it)
    assert (found.value, found.lower) == (0.0, 0.0)
    assert found.upper >= 400.0


def test_another_interval_that_begins_at_0_does_so_when_it_is_released():
    """The error of 0.01 has a step of 0.001; the alternative reaches down to 0."""
    other = Alternative("korn-graubard", 0.0, 0.05, 1.3, "")
    share = replace(
        SHARE, value=0.02, se=0.01, n=200, n_cases=4, lower=0.004, upper=0.05, level=0.95,
        alternatives=(other,),
    )  # fmt: skip
    (released,) = digits.in_digits([share])[0].alternatives
    assert released.lower == 0.0
    assert 0.05 <= released.upper < 0.06


def test_weighted_figures_move_an_interval_that_begins_at_0_no_further_down():
    share = replace(
        SHARE, value=0.02, se=0.01, lower=0.004, upper=0.05, level=0.95,
        alternatives=(Alternative("korn-graubard", 0.0, 0.05, 1.3, ""),),
    )  # fmt: skip
    (moved,) = coarse.with_coarse_errors(share, 0.015).alternatives
    assert moved.lower == 0.0
    assert moved.upper == pytest.approx(0.045)


def test_how_far_a_released_figure_may_be_off():
    """Three steps of the respondents' weight, and as much of that as a step is of the value."""
    numbers = coarse.Numbers(0.0, 1000.0, None)
    share = replace(SHARE, value=0.02, digits=0.001)
    assert coarse.off_by_digits(share, numbers) == pytest.approx(3.0 + 50.0)
    assert coarse.off_by_digits(replace(share, value=0.0, upper=0.1), numbers) == 3.0 + 10.0
    assert coarse.off_by_digits(replace(share, value=0.0), numbers) == 3.0 + 1000.0
    assert coarse.off_by_digits(replace(share, digits=None), numbers) == 0.0
    assert coarse.off_by_digits(replace(share, digits=0.05), numbers) == 150.0 + 1000.0
    total = replace(share, statistic="total", value=200.0, digits=10.0)
    assert coarse.off_by_digits(total, numbers) == pytest.approx(30.0 + 50.0)


def test_a_share_whose_error_is_not_told_is_assumed_to_have_none():
    assert hidden_everybody._share_error(replace(SHARE, se=None)) == 0.0
    assert hidden_everybody._share_error(replace(SHARE, se=0.02, weighted_n=50.0)) == 0.02
    total = replace(SHARE, statistic="total", se=20.0, weighted_n=50.0)
    assert hidden_everybody._share_error(total) == 0.4
    assert hidden_everybody._share_error(replace(total, weighted_n=None)) == 20.0


def test_the_number_of_nobody_has_the_limits_of_its_share_with_another_size():
    """Of a weight of 1,000 nobody: the upper limit is the size times that of 40 persons."""
    nobody = replace(
        SHARE, statistic="total", value=0.0, lower=0.0, level=0.95, weighted_n=1000.0,
        n_effective=80.0, interval="korn-graubard",
        upper=1000.0 * float(exact_limits(0.0, 80.0, level=0.95).upper),
    )  # fmt: skip
    lower, upper = hidden_everybody._total_limits(nobody, 40.0)
    assert lower == 0.0
    assert upper == pytest.approx(1000.0 * (1 - 0.025 ** (1 / 40)), rel=1e-9)


def test_what_was_not_counted_is_not_rounded():
    assert [rounding._whole(one) for one in (None, 0.0, 9.0)] == [None, 0, 9]


def test_persons_observed_in_a_group_are_the_most_that_a_method_says():
    size = replace(SHARE, statistic="size", n=None)
    every = [size, replace(size, n=40), replace(size, n=30), replace(size, group={"stratum": "a"})]
    assert of_lists._observed_by_group(every) == {
        frozenset(): 40,
        frozenset({("stratum", "a")}): 0,
    }


def test_cells_without_a_number_of_cases_have_none():
    rows = SimpleNamespace(cells=[SimpleNamespace(cases=one) for one in (None, 0, 4)])
    assert [MeasureRows._cases(rows, k) for k in range(3)] == [0, 0, 4]


@pytest.mark.parametrize(
    ("n", "cases", "unknown", "status", "shown"),
    [
        (30, 0, None, [0] * 30, True),
        (None, 0, 0, [0] * 30, False),
        (24, 0, 0, [0] * 24, False),
        (25, 0, 0, [0] * 25, True),
        (30, 0, 1, [0] * 30, False),
        (30, 0, None, [0] * 29 + [1], False),
        (30, None, 0, [0] * 27 + [2] * 3, False),
        (30, 3, 0, [0] * 27 + [2] * 3, True),
        (30, 2, 0, [0] * 28 + [2] * 2, False),
        (30, 28, 0, [0] * 2 + [2] * 28, False),
        (30, 30, 0, [2] * 30, True),
        (30, 4, 0, [0] * 27 + [2] * 3, True),
    ],
)
def test_a_group_is_shown_that_is_known_and_none_of_few(n, cases, unknown, status, shown):
    behind = SimpleNamespace(status=np.array(status), rows=np.arange(len(status)))
    rows = SimpleNamespace(
        cells=[Cell(SimpleNamespace(sides={}), n=n, cases=cases, unknown=unknown)],
        _leaves_out=False,
        _behind=lambda _: behind,
        _before={},
        _rules=DisclosureRules(minimum_respondents=25, minimum_cases=3),
    )
    assert MeasureRows._is_shown(rows, 0) is shown
    rows._before = {0: 1}
    assert MeasureRows._is_shown(rows, 0) is True
    rows._behind = lambda _: None
    assert MeasureRows._is_shown(rows, 0) is False


def test_exact_limits_have_no_formula_without_effective_persons():
    share = replace(SHARE, level=0.95, df=9.0, interval="korn-graubard", n=30)
    assert limits.formula_of(share, None) is None
    assert limits.formula_of(replace(share, level=None), 30.0) is None
    lower, upper = limits.formula_of(share, 3.0)(0.0, 0.0)
    assert (lower, upper) == (0.0, pytest.approx(1.0 - 0.025 ** (1 / 3)))
