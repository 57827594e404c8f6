"""Guards of two conditions and ends of ranges in small functions of the gate, by hand."""

from dataclasses import replace
from math import inf, sqrt
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_array

from measure87.disseminate.gate import rounds
from measure87.disseminate.gate.audit import nearby, ranges, relations, system
from measure87.disseminate.gate.audit.audit import Auditor
from measure87.disseminate.gate.audit.constraints import limits_of
from measure87.disseminate.gate.audit.relaxation import Side
from measure87.disseminate.gate.audit.relaxation import _told_by as _told_by_sides
from measure87.disseminate.gate.audit.seen import Seen
from measure87.disseminate.gate.audit.solver import ContradictionError, Sums
from measure87.disseminate.gate.audit.solver import _whole as whole_solution
from measure87.disseminate.gate.counts import safe_diagnostics
from measure87.disseminate.gate.judged import Figures
from measure87.disseminate.gate.lists import gate as lists_gate
from measure87.disseminate.gate.lists.small_strata import without_small_strata
from measure87.disseminate.gate.lists.trust import TrustGate
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey import thin_labels
from measure87.disseminate.gate.survey.answers import answered
from measure87.disseminate.gate.survey.answers.answered import (
    ENOUGH,
    MOST_TRIED,
    _keep_company,
    _told_by,
)
from measure87.disseminate.gate.survey.precision.steps import LADDER, RUNGS, stepped_error
from measure87.disseminate.gate.survey.rows import (
    cell_row,
    measure_rows,
    nested_sets,
    possible_sets,
    row_audit,
    rows_together,
)
from measure87.disseminate.gate.survey.rows.measure_rows import MeasureRows
from measure87.disseminate.gate.survey.rows.possible_sets import has_few_beside_herself
from measure87.disseminate.gate.survey.rows.row_audit import (
    Row,
    _bounds_codes,
    _packed,
    _tells_nothing,
)
from measure87.disseminate.gate.survey.rows.rows_together import Narrowed
from measure87.disseminate.gate.tables import boxes, geometry, nested_measures
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.disseminate.gate.tables.tables import Cell
from measure87.disseminate.gate.weight_classes import WeightClasses
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Notice, Refusal, Result
from measure87.vocabulary.releases.lists import ListCount, StatedOverlap
from measure87.vocabulary.releases.survey import SampleVariable
from tests.disseminate.gate.audit.random_tables import figure
from tests.disseminate.gate.survey.answers.test_answered import with_error
from tests.disseminate.gate.survey.rows.test_row_audit import by_hand, group
from tests.disseminate.stated import stated

X, Y, Z = (("x", "a", 0), ("y", "a", 0), ("z", "a", 0))
WOMEN = frozenset({("sex", "2")})


@pytest.mark.parametrize(
    ("persons", "size", "few"),
    [(110, 3, True), (111, 3, True), (112, 3, False), (700, 2, True), (20, 10, False)],
)
def test_all_sets_of_others_are_tried_where_they_are_few(persons, size, few, monkeypatch):
    """C(109, 2) = 5,886, C(110, 2) = 5,995, C(111, 2) = 6,105 and C(19, 9) = 92,378 of 6,000."""
    monkeypatch.setattr(possible_sets, "MOST_WITH_HERSELF", 10**9)
    assert has_few_beside_herself(persons, size) is few


@pytest.mark.parametrize(("persons", "few"), [(707, True), (708, False)])
def test_all_sets_of_cases_are_tried_where_they_are_few(persons, few):
    """C(707, 2) = 249,571 and C(708, 2) = 250,278 of 250,000, with a few hundred others."""
    assert has_few_beside_herself(persons, 2) is few


def test_as_many_sets_as_may_be_are_few(monkeypatch):
    monkeypatch.setattr(possible_sets, "MOST_OF_OTHERS", 9)
    monkeypatch.setattr(possible_sets, "MOST_WITH_HERSELF", 45)
    assert has_few_beside_herself(10, 2)
    assert not has_few_beside_herself(11, 2)
    monkeypatch.setattr(possible_sets, "MOST_OF_OTHERS", 10)
    assert not has_few_beside_herself(11, 2)


@pytest.mark.parametrize(
    ("weight", "nothing"),
    [
        ([1e6, 1e6, 1e6 + 1e-4], True),
        ([1e6, 1e6, 1e6 + 1e-2], False),
        ([1e-6, 1e-6, 1.1e-6], False),
        ([1e-6, 1e-6, 1e-6 * (1 + 1e-10)], True),
    ],
)
def test_weights_are_alike_by_a_share_of_themselves(weight, nothing):
    persons = WeighedPersons(
        np.array(weight), np.arange(3), np.zeros(3, int), np.array([9.0]), np.array([2, 0, 0])
    )
    assert _tells_nothing(persons) is nothing


@pytest.mark.parametrize(("wide", "largest"), [(10_000, 2**62), (1, 2**62), (10_000, 20), (1, 20)])
def test_numbers_packed_into_one_are_apart_where_any_of_them_is(wide, largest, monkeypatch):
    """A column of ten values before one of two: 2 and 0 is another than 0 and 1."""
    monkeypatch.setattr(row_audit, "_WIDE", wide)
    monkeypatch.setattr(row_audit, "_LARGEST", largest)
    every = np.array([(a, b, c) for a in range(10) for b in range(2) for c in range(3)])
    found = _packed([column.astype(float) for column in every.T])
    assert len(set(found.tolist())) == len(every)
    twice = _packed([np.tile(column, 2).astype(float) for column in every.T])
    assert twice[:60].tolist() == twice[60:].tolist()


@pytest.mark.parametrize("leaves_out", [False, True])
def test_bounds_are_whole_steps_from_the_share_to_where_all_unknown_are_no_and_yes(leaves_out):
    """Of 1,000 persons' weight 200 are cases and 100 unknown; a set of unknown weighs 150.

    An error of 0.02 has a step of 0.002. Left out, the share is 200 of 900, 0.2 to 0.3; or 200 of
    850, 0.2 to 0.35. Where they are not it stays what was released.
    """
    row = Row(0.25, 0.02, None, 0.5)
    codes = _bounds_codes(row, 200.0, 1000.0, 100.0, 50.0, leaves_out, np.array([150.0]), LADDER[0])
    if leaves_out:
        wanted = [
            [round(200 / 850 / 0.002), round(200 / 900 / 0.002)],
            [18, 12],  # 0.0353 and 0.0222 below
            [58, 39],  # 0.1147 and 0.0778 above
            [17, 18],  # of 50 each
        ]
    else:
        wanted = [[125, 125], [25, 25], [50, 25]]
    assert [code.tolist() for code in codes] == wanted


def test_the_weight_of_respondents_tells_nothing_where_it_has_no_step_or_unknown_are_among_them():
    row = Row(0.25, None, None, 0.02)
    asked = (row, 200.0, 1000.0, 100.0)
    sums = np.array([150.0])
    assert len(_bounds_codes(*asked, 0.0, True, sums, LADDER[0])) == 3
    assert len(_bounds_codes(*asked, 50.0, False, sums, LADDER[0])) == 3
    assert len(_bounds_codes(*asked, 50.0, True, sums, LADDER[0])) == 4


@pytest.mark.parametrize(
    ("rows", "left", "enough", "found"),
    [
        ([0, 0, 1, 2, 3, 3], "111111", "110111", "110011"),  # the next row waits too
        ([0, 1, 2], "111", "110", "100"),  # at the end the one before
        ([0, 1], "11", "10", "00"),
        ([0, 1, 2, 3], "1101", "1001", "0001"),  # the next is settled already
        ([0, 1, 1, 2], "1111", "1001", "1001"),  # two are no one alone
        ([0], "1", "0", "0"),
        ([5, 1, 5], "111", "101", "000"),
    ],
)
def test_a_number_that_would_wait_alone_takes_a_row_beside_it_along(rows, left, enough, found):
    still, settled = (np.array([one == "1" for one in told]) for told in (left, enough))
    _keep_company(np.array(rows), still, settled)
    assert settled.tolist() == [one == "1" for one in found]


def told_by_hand(share, start):
    """Number by number: what is released of a share and an error if so many did not answer."""
    asked, cases = share.n + (share.n_unknown or 0), share.n_cases
    true = share.n_unknown or 1
    unknown = list(range(1, max(min(asked - max(cases, 1), MOST_TRIED), true) + 1))
    left = set(unknown)
    for k in range(start, len(RUNGS)):
        rows = {u: released(share, cases / (asked - u), asked - u, RUNGS[k]) for u in unknown}
        with_row = {u: [v for v in left if rows[v] == rows[u]] for u in left}
        settled = {u for u in left if len(with_row[u]) >= ENOUGH}
        if {1, 2} <= left and len(unknown) > 1:
            both = rows[1] == rows[2]
            of_either = {u for u in left if rows[u] in (rows[1], rows[2])}
            settled = settled | of_either if both else settled - of_either
        waiting = left - settled
        for u in sorted(waiting):
            if not {u - 1, u + 1} & waiting:
                beside = [v for v in (u + 1, u - 1) if v in left]
                settled -= {v for v in left if beside and rows[v] == rows[beside[0]]}
        if true in settled or k == len(RUNGS) - 1:
            break
        left -= settled
    same = [u for u in sorted(left) if rows[u] == rows[true]]
    of_all = released(share, cases / asked, asked, RUNGS[k]) == rows[1] and same[0] == 1
    return k, 0 if of_all or not share.n_unknown else same[0], same[-1]


def released(share, value, n, rung):
    """The error goes by p (1 - p) / n; the value is not shown as 0 or 1 where it is not."""
    p = share.n_cases / share.n
    spread = value * (1 - value) / n or p * (1 - p) / share.n
    error, step = stepped_error(share.se * sqrt(spread / (p * (1 - p) / share.n)), rung)
    shown = round(value / step) * step
    shown = step if shown <= 0 else 1 - step if value < 1 <= shown else shown
    return round(shown, 12), round(error, 12), step


@pytest.mark.parametrize("start", [0, 2])
@pytest.mark.parametrize("seed", range(40))
def test_how_many_could_be_unknown_by_a_share_is_found_number_by_number(seed, start):
    rng = np.random.default_rng([3, seed])
    n, unknown = int(rng.integers(30, 400)), int(rng.integers(0, 5))
    cases = int(rng.integers(3, n - 2))
    share = with_error(figure("y", n, cases, unknown or None), float(rng.uniform(0.5, 3)))
    found = _told_by(share, start)
    assert tuple(vars(found).values()) == told_by_hand(share, start)


def test_counts_of_an_account_that_are_no_whole_numbers_are_left_out():
    told = {"undetermined": {"work": {"rule_1: hours": 1.5, "rule_2: age": 4}}}
    kept, left_out = safe_diagnostics(told)
    assert kept == {"undetermined": {"work": {"rule_2: age": 4}}}
    assert left_out == ["undetermined.work.rule_1: hours"]


def test_answers_that_are_missing_are_counted_over_the_rules_that_ask_for_them():
    told = {"undetermined": {"work": {"rule_1: hours": 5, "rule_2: hours": 4.0, "rule_2: age": 0}}}
    assert safe_diagnostics(told)[0] == {"undetermined": {"work": {"hours": 9, "age": 0}}}
    hidden = safe_diagnostics(told, unknown_hidden={"work"})[0]
    assert hidden == {"undetermined": {"work": {"age": 0}}}


@pytest.mark.parametrize(("minimum", "named"), [(1, {"a", "b"}), (2, {"a"}), (3, {"a"})])
def test_strata_of_which_nothing_is_shown_are_named_where_counts_are_public_alone(minimum, named):
    shown = Estimate("size", "size", "chao", group={"stratum": "a"}, value=100.0)
    hidden = replace(shown, group={"stratum": "b"}).suppress("few-respondents")
    refused = Refusal("size", "none", "none", {"stratum": "b"})
    result = Result("lists", (shown, hidden), refused=(refused,))
    found = without_small_strata(result, DisclosureRules(minimum_cases=minimum))
    names = {one.group["stratum"] for one in (*found.estimates, *found.refused)}
    assert names == named


@pytest.mark.parametrize(
    ("counts", "rounded_to", "few"),
    [
        ({("both", 0, 1): 3}, 3, True),
        ({("both", 0, 1): 4}, 3, False),
        ({("both", 0, 1): 3}, None, False),
        ({("both", 0, 2): 3}, 3, False),
        ({("both", 1, 2): 3, ("both", 0, 1): 30}, 3, False),
    ],
)
def test_an_overlap_of_two_lists_that_says_more_of_its_rounding_is_of_few(counts, rounded_to, few):
    assert lists_gate._few_on_both(SimpleNamespace(counts=counts), rounded_to) is few


def test_persons_observed_are_those_told_or_the_fewest_that_a_size_of_everybody_rests_on():
    size = Estimate("size", "size", "chao", value=1.0, n=40)
    every = [size, replace(size, n=30), replace(size, n=None), replace(size, n=5, group={"s": "a"})]
    result = Result("lists", tuple(every))
    assert lists_gate._observed(result, SimpleNamespace(counts={lists_gate.OBSERVED: 70})) == 70
    assert lists_gate._observed(result, SimpleNamespace(counts={})) == 30
    assert lists_gate._observed(Result("lists", ()), SimpleNamespace(counts={})) == 1


def sums_of_one(least, most, lower, upper):
    return Sums(csr_array(np.ones((1, 1))), *(np.array([float(x)]) for x in (least, most)),
                *(np.array([float(x)]) for x in (lower, upper)))  # fmt: skip


@pytest.mark.parametrize(
    ("least", "most", "change"), [(0, 2, -1.0), (0, 1, None), (5, 9, 2.0), (6, 9, None), (3, 3, 0)]
)
def test_the_least_change_stays_within_the_bounds_of_each_number(least, most, change):
    """Of 2 to 5, from 3: it can become less by one and more by two."""
    found = nearby._least_change(sums_of_one(least, most, 2, 5), np.array([3.0]))
    assert (None if found is None else found.tolist()) == (None if change is None else [change])


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_what_is_held_counts_in_the_sums_of_what_is_free(sign):
    """x + y is 5 to 6 and y stays 2, so that x is 3 or 4; so it is where both are taken away."""
    matrix = csr_array(sign * np.array([[1.0, 1.0], [0.0, 1.0]]))
    free = np.array([True, False])

    def found(least, most):
        ends = sorted((sign * least, sign * most))
        known = Sums(
            matrix,
            np.array([ends[0], sign * 2.0]),
            np.array([ends[1], sign * 2.0]),
            np.zeros(2),
            np.full(2, 9.0),
        )
        return nearby._restricted(known, np.array([0.0, 2.0]), free)

    assert found(5.0, 5.0).tolist() == [3.0, 2.0]
    assert found(5.0, 6.0)[0] in (3.0, 4.0)
    assert found(1.0, 1.0) is None  # less than is held
    assert found(12.0, 12.0) is None  # more than may be free


@pytest.mark.parametrize("weighted", [False, True])
def test_measures_whose_weighted_figures_fit_nowhere_are_named_and_others_judged_by_one(weighted):
    def fits_nowhere(*_, **__):
        raise ContradictionError

    auditor = SimpleNamespace(
        _set=lambda *_: SimpleNamespace(recovered=fits_nowhere),
        _one_by_one=lambda members, seen: [seen[k].measure[0] for k in members],
        _relations=None, _minimum_cases=3, _minimum_respondents=25, _tells=False, _to_be_open=None,
        _hides=None, _known=frozenset(), _every_unknown=False,
    )  # fmt: skip
    seen = [Seen(X, {}), Seen(Y, {}, weighted=("a figure",) if weighted else ()), Seen(Z, {})]
    found = Auditor._judge(auditor, [0, 1], seen, None)
    if weighted:
        assert found.contradictory == {"x", "y"}
    else:
        assert found == ["x", "y"]


def test_whole_numbers_are_a_solution_where_all_are_near_and_fit():
    two = Sums(
        csr_array(np.ones((1, 2))), np.array([3.0]), np.array([3.0]), np.zeros(2), np.full(2, 9.0)
    )
    assert whole_solution(two, None) is None
    assert whole_solution(two, np.array([1.0, 2.0 + 1e-9])).tolist() == [1.0, 2.0]
    assert whole_solution(two, np.array([0.5, 2.5])) is None
    assert whole_solution(two, np.array([1.0, 2.4])) is None  # one is near, and the other not
    assert whole_solution(two, np.array([1.0, 1.0])) is None


def test_a_sum_is_of_some_where_it_was_never_0_or_was_not_tried():
    found = ranges.Ranges(4)
    found.take(np.array([1.0, 0.0, 2.0, np.nan]))
    found.take(np.array([3.0, 4.0, 2.0, np.nan]))
    assert found.is_some(np.arange(4)).tolist() == [True, False, True, True]
    assert found.tried(np.arange(4)).tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("what", "one", "some"),
    [
        ("unknown", Seen(X, {"sex": "2"}, n=30, cases=4, hides_unknown=True), True),
        ("unknown", Seen(X, {"sex": "2"}, n=30, cases=4), False),
        ("unknown", Seen(X, {"sex": "2"}, hides_unknown=True), False),
        ("cases", Seen(X, {"sex": "2"}), True),
        ("cases", Seen(X, {"sex": "2"}, few=True), False),
        ("cases", Seen(X, {"sex": "2"}, n=30, cases=4, hides_unknown=True), False),
        ("cases", Seen(X, {"sex": "1"}), False),
    ],
)
def test_a_count_that_is_not_shown_and_not_0_is_of_one_at_least(what, one, some):
    known = SimpleNamespace(_relations=SimpleNamespace(some={(what, X, WOMEN)}))
    assert system.System._is_some(known, what, one) is some


def test_where_a_number_was_published_earlier_nothing_is_to_be_hidden():
    places = {7: (1, 2)}
    free = Seen(X, {}, at=[3, 7])
    assert rounds._unknown_place(free, places) == (1, 2)
    assert rounds._place(free, places) == (1, 2)
    assert rounds._unknown_place(replace(free, unknown_is_before=True), places) is None
    assert rounds._place(replace(free, unknown_is_before=True), places) == (1, 2)
    assert rounds._place(replace(free, is_before=True), places) is None
    assert rounds._unknown_place(replace(free, is_before=True), places) == (1, 2)
    assert rounds._place(replace(free, at=[3]), places) is None
    assert rounds._table(free, places) == 1
    assert rounds._table(replace(free, is_before=True), places) is None


@pytest.mark.parametrize(
    ("answers", "lies"),
    [([True, False], True), ([False, None], False), ([None, None], None), ([None, True], True)],
)
def test_a_declared_part_lies_in_a_measure_if_any_of_its_names_does(answers, lies, monkeypatch):
    told = dict(zip("ab", answers, strict=True))
    monkeypatch.setattr(nested_measures, "nested_by_parts", lambda one, other, parts: told[one])
    one, other = SimpleNamespace(names=["a", "b"]), SimpleNamespace(names=["c"])
    assert nested_measures._nested_by_parts(one, other, {}) is lies


@pytest.mark.parametrize(
    ("cases", "sums", "overlaps"),
    [
        ({"w": 5, "x": 2, "y": 3}, {("w", ("x", "y"))}, set()),
        ({"w": 5, "x": 2, "y": 2}, set(), set()),
        ({"w": 5, "x": 4, "y": 3}, set(), {("w", "x", "y")}),
        ({"w": 6, "x": 1, "y": 2, "z": 3}, {("w", ("x", "y", "z"))}, set()),
        ({"w": 6, "x": 2, "y": 2, "z": 3}, set(), set()),
    ],
)
def test_measures_add_up_or_overlap_by_the_counts_of_their_groups(cases, sums, overlaps):
    """Two parts that are more than the whole together overlap; of three that is not asked."""
    measures = {name: (name, "a", 0) for name in cases}
    counts = {
        measures[name]: {WOMEN: Seen(measures[name], {"sex": "2"}, n=90, cases=count)}
        for name, count in cases.items()
    }
    nested = frozenset((measures[one], measures["w"]) for one in cases if one != "w")
    nobody = KnownMeasures()
    found, overlapping = relations._together(counts, nested, {}, nobody)
    assert {(whole[0], tuple(one[0] for one in parts)) for whole, parts in found} == sums
    assert {(whole[0], *(one[0] for one in parts)) for whole, parts in overlapping} == overlaps


def test_of_persons_who_answered_the_weights_differ_by_a_share_of_one_at_least():
    """Where n is not told the heaviest cases weigh 21 times the lightest, or they are alike."""
    assert answered.BY_WEIGHTS == 20
    for heavy, differ in ((20.9, False), (21.0, True)):
        persons = SimpleNamespace(
            of=lambda *_, heavy=heavy: SimpleNamespace(weight=np.array([1.0, heavy]))
        )
        share = replace(figure("y", 100, 1), n=None)
        assert answered.Answered([share], {}, (), persons)._weights_differ(0) is differ


def test_of_a_list_the_counts_are_told_that_may_be():
    told = {("size", 0): 70, ("alone", 1): 30}
    gate = SimpleNamespace(margins=SimpleNamespace(counts=told), count=told.__getitem__)
    first = lists_gate._list(0, ListCount(name="A", persons=71, on_no_other=9), gate)
    assert (first.name, first.persons, first.on_no_other) == ("A", 70, "not-shown")
    second = lists_gate._list(1, ListCount(name="B", persons=80, on_no_other=31), gate)
    assert (second.name, second.persons, second.on_no_other) == ("B", "not-shown", 30)


def test_what_is_said_of_a_method_is_told_unless_all_of_its_figures_are_kept_back(monkeypatch):
    """A method of which one figure is shown and another is not stays."""
    monkeypatch.setattr(lists_gate, "safe_method", lambda said, rounding: said)
    about = SimpleNamespace(
        counted="c", lists=[], methods={"shown": 1, "partly": 2, "hidden": 3, "none": 4},
        mutually_exclusive=[], stepwise_path=["step"], robustness_checks=None, cells_rounded_to=3,
    )  # fmt: skip
    gate = SimpleNamespace(
        figures={"shown", "partly"}, rounding=None, margins=SimpleNamespace(counts={})
    )
    found = lists_gate._about(about, "verdict", gate, {"partly", "hidden"})
    assert found.methods == {"shown": 1, "partly": 2, "none": 4}
    assert (found.observed, found.stepwise_path, found.robustness_checks) == (None, None, None)
    gate.margins.counts[lists_gate.OBSERVED] = 70
    gate.count = lambda margin: 70
    assert lists_gate._about(about, "verdict", gate, ()).observed == 70


@pytest.mark.parametrize(
    ("minimum", "least", "fits"),
    [(1, 0, True), (0, 0, False), (1, -1, False), (0, -1, False), (10, 50, True)],
)
def test_rules_of_sensitive_groups_protect_somebody(minimum, least, fits):
    given = {"sensitive_minimum_cases": minimum, "sensitive_minimum_respondents": least}
    if fits:
        assert DisclosureRules(**given).sensitive_minimum_cases == minimum
        return
    with pytest.raises(UsageError, match="sensitive_minimum_cases must be at least 1"):
        DisclosureRules(**given)


def test_a_sum_of_no_more_groups_than_two_are_shown_may_add_up_where_the_largest_is_not():
    """z has no figure of everybody; among women its 20 and the 10 of x are the 30 of w."""
    everybody = frozenset()
    w, x, z = (("w", "a", 0), ("x", "a", 0), ("z", "a", 0))
    counts = {
        w: {everybody: Seen(w, {}, n=90, cases=60), WOMEN: Seen(w, {}, n=45, cases=30)},
        x: {everybody: Seen(x, {}, n=90, cases=40), WOMEN: Seen(x, {}, n=45, cases=10)},
        z: {WOMEN: Seen(z, {}, n=45, cases=20)},
    }
    nobody = KnownMeasures()
    found, _ = relations._together(counts, frozenset({(x, w), (z, w)}), {}, nobody)
    assert found == ((w, (x, z)),)


@pytest.mark.parametrize(
    ("statistic", "step", "steps"),
    [("proportion", 0.5, True), ("total", 20.0, True), ("proportion", 0.0, False),
     ("mean", 20.0, False)],
)  # fmt: skip
def test_figures_of_counts_are_in_steps_however_small_these_are(statistic, step, steps):
    """Weights of a mean of 1 have steps of less than one."""
    classes = SimpleNamespace(_step=lambda measure, one: step)
    one = Estimate("x", statistic, "taylor", value=0.2)
    assert WeightClasses.steps(classes, X, one) is steps


@pytest.mark.parametrize("seed", range(3))
def test_shares_and_errors_of_two_clusters_in_a_stratum_are_those_of_loops(seed):
    """Two clusters of one stratum in the sample and three of the other."""
    persons = group(seed, persons=8, cases=2, clusters=2)
    assert persons.units.tolist() == [2.0, 3.0]
    sets = possible_sets.sets_of(8, 2, 1)
    rows = possible_sets.rows_of(persons, sets)
    for k, one in enumerate(sets.tolist()):
        share, error, _ = by_hand(persons, one)
        assert (rows.value[k], rows.error[k]) == (pytest.approx(share), pytest.approx(error))


@pytest.mark.parametrize(
    ("lists", "hidden", "pair", "shown"),
    [
        (4, [("both", 0, 1)], (0, 2), False),
        (4, [("both", 0, 1)], (1, 3), False),
        (4, [("both", 0, 1)], (2, 3), True),
        (4, [("size", 2)], (0, 2), False),
        (4, [("observed",)], (0, 2), True),
        (3, [("both", 0, 1)], (1, 2), False),
        (3, [], (1, 2), True),
    ],
)
def test_an_odds_ratio_is_not_shown_near_a_count_that_is_hidden(lists, hidden, pair, shown):
    """Of three lists any two are near; of more those of which one has a hidden count."""
    every = [("both", *pair), ("size", 3), *hidden]
    margins = SimpleNamespace(
        counts=dict.fromkeys(every, 9), lists="ABCD"[:lists], pair=lambda names: ("both", *pair)
    )
    gate = SimpleNamespace(
        margins=margins,
        shown=set(every) - set(hidden),
        rounding=SimpleNamespace(digits=lambda ratio: round(ratio, 1)),
        count=lambda margin: 9,
    )
    entry = StatedOverlap(lists=["A", "B"], both=9, odds_ratio=2.34)
    found = TrustGate._overlap(gate, entry)
    assert (found.both, found.odds_ratio) == (9, 2.3 if shown else "not-shown")
    none = TrustGate._overlap(gate, StatedOverlap(lists=["A", "B"], both=9, odds_ratio=None))
    assert none.odds_ratio is None


def test_a_relation_is_sure_that_a_definition_says_or_any_counts_of_the_same_persons():
    same = tuple(
        SimpleNamespace(one=one, other="w", ages="5-11", no_more=one == "y") for one in "xy"
    )
    known = relations.Relations(
        frozenset(), (), (), {}, (), frozenset(), same=same, sure=frozenset({("z", "w")})
    )
    told = [
        ("z", "w"),
        ("x", "w", "5-11", False),
        ("y", "w", "5-11", True),
        ("v", "w", "5-11", False),
    ]
    assert [known.is_sure(one) for one in told] == [True, True, True, False]


def test_the_largest_group_is_that_of_the_most_cases():
    men = frozenset({("sex", "1")})
    groups = {
        WOMEN: Seen(X, {}, n=90, cases=4), men: Seen(X, {}, n=90, cases=9),
        frozenset(): Seen(X, {}, n=90),
    }  # fmt: skip
    assert relations._largest(groups) == (9, men)


def test_of_those_who_are_no_cases_everybody_is_asked_for_where_all_sets_are_tried():
    """Of 45 persons all pairs are tried; of 300 persons the heaviest and lightest twenty each."""
    persons = group(1, persons=45, cases=2, clusters=6)
    sets, somewhere = row_audit._sets(persons, 2, 2_000, are_cases=False)
    assert (len(sets), somewhere.tolist()) == (990, list(range(45)))
    many = group(1, persons=300, cases=2, clusters=6)
    assert len(row_audit._sets(many, 5, 2_000, are_cases=False)[1]) == 40
    assert len(row_audit._sets(persons, 2, 2_000, are_cases=True)[1]) == 0


def test_the_set_of_nobody_is_one_however_often_it_stands():
    assert possible_sets.each_once(np.zeros((3, 0), dtype=np.int64)).shape == (1, 0)
    assert possible_sets.each_once(np.zeros((0, 2), dtype=np.int64)).shape == (0, 2)


@pytest.mark.parametrize(
    ("cases", "n", "unknown", "few", "audited"),
    [
        (100, 300, 0, False, False), (100, 300, 0, True, True), (5, 300, 0, False, True),
        (100, 300, 4, False, True), (0, 300, 0, True, False), (0, 300, 4, False, True),
    ],
)  # fmt: skip
def test_rows_of_many_persons_of_whom_nobody_stands_out_are_not_audited(
    cases, n, unknown, few, audited
):
    status = np.zeros(n, dtype=np.int64)
    status[:cases] = 2
    status[cases : cases + unknown] = 1
    persons = WeighedPersons(
        np.ones(n), np.arange(n), np.zeros(n, np.int64), np.array([float(n)]), status
    )
    share = Estimate("x", "proportion", "taylor", value=cases / n, n=n, n_cases=cases,
                     n_unknown=unknown, se=0.02)  # fmt: skip
    found = cell_row.cell_row(SimpleNamespace(at=[0]), [share], [X], None, persons, few=few)
    assert (found is not None) is audited


@pytest.mark.parametrize(
    ("cases", "parts"),
    [((5, 1, 5, 0, 6), [1, 2]), ((5, 3, 2, 1, 0), [2, 3]), ((5, 4, 3, 2, 1), [3, 4])],
)
def test_parts_of_a_row_have_its_cases_or_so_many_fewer_that_the_rest_are_enough(cases, parts):
    """Of 5 all, or 2 and fewer where 3 are enough; one is a part too, and nobody is none."""
    rows = SimpleNamespace(
        cells=[SimpleNamespace(n=50 - k) for k in range(5)],
        released=dict.fromkeys(range(1, 5), 0),
        _rules=DisclosureRules(minimum_cases=3),
        _cases=lambda k: cases[k],
        _open=lambda k: np.arange(40),
        _variables=lambda k: 1,
    )
    assert MeasureRows._parts(rows, 0) == parts


@pytest.mark.parametrize("start", [0, 2])
@pytest.mark.parametrize("seed", range(60))
def test_of_few_persons_it_is_found_number_by_number_down_to_the_last_rung(seed, start):
    """Ten to forty answers, of whom one or nearly all may be cases: some end at the coarsest."""
    rng = np.random.default_rng([5, seed])
    n, unknown = int(rng.integers(8, 40)), int(rng.integers(1, 4))
    cases = int(rng.choice([1, 2, 3, n // 2, n - 2, n - 1]))
    share = with_error(figure("y", n, cases, unknown), float(rng.uniform(0.2, 3)))
    found = _told_by(share, start)
    assert tuple(vars(found).values()) == told_by_hand(share, start)


def test_how_many_programmes_it_takes_to_tell_who_says_something_is_counted():
    """x is 3: with what says so it is above 2, and without it not: then no other side is asked."""
    side = Side(np.array([1.0]), 2.0)
    one, nothing = sums_of_one(3, 3, 0, 9), np.array([False])
    for sides in ([side], [side, side]):
        told = _told_by_sides(one, np.array([limits_of(5)]), sides, nothing)
        assert (told.figures, told.solved) == (frozenset({limits_of(5)}), len(sides) + 1)
    figure_says = _told_by_sides(one, np.array([5]), [side], nothing)
    assert (figure_says.figures, figure_says.is_above) == (frozenset({5}), True)
    assert figure_says.solved == 1  # only limits are tried to be done without
    low = Side(np.array([1.0]), 3.5)  # it is not above that, so that nothing is left out
    said = _told_by_sides(one, np.array([limits_of(5)]), [low], nothing)
    assert (said.is_above, said.solved) == (False, 1)
    for only_above, solved in ((True, 1), (False, 2)):  # after one that is not no more are asked
        said = _told_by_sides(one, np.array([5]), [low, side], nothing, only_above=only_above)
        assert (said.is_above, said.solved) == (False, solved)
    without = _told_by_sides(one, np.array([5]), [side], ~nothing)
    assert (without.figures, without.is_above) == (frozenset(), False)


@pytest.mark.parametrize(
    ("hidden", "said"), [(False, "of north only the "), (True, "of a stratum")]
)
def test_a_warning_keeps_the_names_of_strata_that_are_all_shown(hidden, said):
    shown = Estimate("size", "size", "chao", group={"stratum": "north"}, value=100.0)
    other = replace(shown, group={"stratum": "south"})
    south = other.suppress("few-respondents") if hidden else other
    text = "the sum leaves strata out: of north only the persons observed count"
    notice = Notice("strata-not-estimable", text)
    found = without_small_strata(Result("lists", (shown, south), warnings=(notice,)),
                                 DisclosureRules())  # fmt: skip
    assert said in found.warnings[0].text
    assert len(found.estimates) == (1 if hidden else 2)


@pytest.mark.parametrize(
    ("shown", "what", "whole", "again"),
    [
        (True, "unknown", set(), "unknown"),
        (False, "cases", set(), "cases"),
        (False, "unknown", set(), None),
        (True, "unknown", {0}, None),
        (False, "cases", {0}, None),
    ],
)
@pytest.mark.parametrize("tells", [False, True])
def test_what_is_known_all_the_same_is_shown_again_unless_more_is_told(
    shown, what, whole, again, tells
):
    """Of a figure that is shown its unknowns come back, of another its cases."""
    layers = SimpleNamespace(
        cases=[SimpleNamespace(shown=np.array([False]))],
        unknown=[SimpleNamespace(shown=np.array([False]))],
        kept_whole=lambda: frozenset(whole),
    )
    one = Seen(X, {}, at=[0], n=30, cases=4) if shown else Seen(X, {}, at=[0])
    judged = SimpleNamespace(
        _layers=layers, _places={0: (0, 0)}, _needed=set(), _seen=lambda: [one],
        _audit=lambda seen, enough: None, _new=lambda audit: tells, until_safe=lambda: "safe",
    )  # fmt: skip
    recovered = SimpleNamespace(of=(0,), what=what)
    assert rounds.Rounds.without_needless(judged, [recovered]) == "safe"
    back = {name for name in ("cases", "unknown") if getattr(layers, name)[0].shown[0]}
    assert back == ({again} if again and not tells else set())
    assert judged._needed == {(0, 0)}
    layers.cases[0].shown[:] = layers.unknown[0].shown[:] = False
    rounds.Rounds.without_needless(judged, [recovered])  # a second time nothing comes back
    assert not layers.cases[0].shown[0]
    assert not layers.unknown[0].shown[0]


@pytest.mark.parametrize(
    ("possible", "parts", "nothing"),
    [
        ([True, True], (), True), ([True, False], (), False), ([False, False], (), False),
        ([True, True], ("a part",), False), ([True, False], ("a part",), False),
    ],
)  # fmt: skip
def test_groups_beside_a_row_say_nothing_where_all_may_be_cases_and_no_part_is_shown(
    possible, parts, nothing
):
    assert Narrowed(np.array(possible), parts).says_nothing is nothing


@pytest.mark.parametrize(
    ("minimum", "thin"),
    [(1, {"c"}), (9, {"c"}), (30, {"b", "c"}), (10, {"b", "c"}), (31, {"a", "b", "c"})],
)
def test_codes_are_thin_of_which_every_figure_has_too_few(minimum, thin):
    """Of a 30 at most, of b 9, and of c nobody; of d no figure says how many."""
    sizes = [("a", 30), ("a", 4), ("b", 9), ("c", 0), ("d", None)]
    found = [Estimate("x", "proportion", "taylor", group={"area": code}, n=n) for code, n in sizes]
    assert thin_labels.thin_codes(found, minimum) == {("area", code) for code in thin}


@pytest.mark.parametrize(("unknown", "is_thin"), [(0, True), (1, False), (2, False), (None, True)])
def test_a_code_is_thin_by_who_was_asked_and_not_by_who_answered(unknown, is_thin):
    one = Estimate("x", "proportion", "taylor", group={"area": "a"}, n=24, n_unknown=unknown)
    assert thin_labels.thin_codes([one], 25, {"x"}) == ({("area", "a")} if is_thin else set())
    assert thin_labels.thin_codes([one], 25) == {("area", "a")}


def test_figures_lose_the_labels_of_thin_codes_and_keep_all_others():
    found = Estimate("x", "proportion", "taylor", group={"area": "a", "sex": "1"},
                     labels={"area": "North", "sex": "men"})  # fmt: skip
    thin = frozenset({("area", "a"), ("sex", "2")})
    (left,) = thin_labels.without_thin_labels([found], thin)
    assert left == replace(found, labels={"sex": "men"})
    (same,) = thin_labels.without_thin_labels([found], frozenset({("area", "b")}))
    assert same is found


def test_the_account_of_a_run_loses_thin_categories_where_there_are_any():
    variable = {"name": "HH7", "table": "hh", "stands_for": ["area"], "kind": "code",
                "categories": {"a": "North", "b": "South"}}  # fmt: skip
    sample = {"name": "s", "files": {}, "design": {}, "variables": [variable]}
    said = stated(study={"samples": [sample]})

    def categories(thin):
        found = thin_labels.without_thin_categories(said, frozenset(thin))
        return found.study.samples[0].variables[0].categories

    assert categories({("area", "b")}) == {"a": "North"}
    assert categories({}) == {"a": "North", "b": "South"}
    nothing = stated()
    assert thin_labels.without_thin_categories(nothing, frozenset({("area", "b")})) is nothing


def test_a_variable_loses_the_categories_that_are_thin_in_what_it_stands_for():
    given = SampleVariable(
        name="HH7", table="hh", stands_for=["area", "region"], kind="code",
        categories={"a": "North", "b": "South", "c": "East"},
    )  # fmt: skip
    thin = frozenset({("region", "b"), ("sex", "a"), ("area", "c")})
    assert thin_labels._thinned(given, thin).categories == {"a": "North"}
    bare = SampleVariable(name="w", table="hh", stands_for=["area"], kind="number")
    assert thin_labels._thinned(bare, thin) is bare


@pytest.mark.parametrize(
    ("bounds", "smallest"),
    [
        ([(5, 11), (12, 17)], [(5, 11), (12, 17), (18, inf)]),
        ([(5, 17), (5, 11)], [(5, 11), (12, 17), (18, inf)]),
        ([(0, 4), (5, inf)], [(0, 4), (5, inf)]),
        ([(5, inf)], [(5, inf)]),
    ],
)
def test_the_smallest_ranges_end_where_the_next_begins_and_the_last_never(bounds, smallest):
    assert boxes._smallest(bounds) == smallest


def test_remainders_that_hold_nobody_are_wholes_less_their_parts_and_groups_as_large():
    """30 less 10 and 20 is nobody; 25 less 10 and 14 is one; a group of 20 inside one of 20."""
    nested = SimpleNamespace(
        lines=[
            SimpleNamespace(parent=0, children=(1, 2)),
            SimpleNamespace(parent=3, children=(1, 4)),
        ],
        inside=np.array([[False] * 5] * 2 + [[False] * 5] + [[False] * 5] * 2),
    )
    n = np.array([30.0, 10.0, 20.0, 25.0, 14.0])
    assert [v.tolist() for v in geometry._known_empty(nested, n)] == [[1, -1, -1, 0, 0]]
    nested.inside[2, 0] = nested.inside[1, 4] = True
    n = np.array([20.0, 10.0, 20.0, 25.0, 14.0])
    assert [v.tolist() for v in geometry._known_empty(nested, n)] == [[-1, 0, 1, 0, 0]]
    n = np.array([np.nan, 10.0, 20.0, 25.0, 14.0])
    assert [v.tolist() for v in geometry._known_empty(nested, n)] == [[1, -1, -1, 0, 0]]


def test_figures_are_judged_by_as_many_cases_as_the_rules_have_where_none_are_given():
    assert Figures((), (), ()).minimum_cases == DisclosureRules().minimum_cases == 3


def test_nineteen_sets_are_too_few_for_a_row_of_few_and_twenty_are_enough():
    """Pairs of seven persons: nobody is in all."""
    pairs = possible_sets.every_choice(7, 2)
    assert row_audit._is_safe(pairs[:20], 7, row_audit.NOBODY)
    assert not row_audit._is_safe(pairs[:19], 7, row_audit.NOBODY)
    assert row_audit._have_safe_rows(pairs[:20], np.zeros(20), 7, row_audit.NOBODY).all()
    assert not row_audit._have_safe_rows(pairs[:19], np.zeros(19), 7, row_audit.NOBODY).any()


@pytest.mark.parametrize(
    ("size", "number", "safe"), [(11, 2, True), (11, 1, False), (10, 2, False)]
)
def test_two_sets_of_more_than_ten_persons_are_enough(size, number, safe):
    sets = np.arange(size * number).reshape(number, size)
    assert row_audit._is_safe(sets, size * number, row_audit.NOBODY) is safe


def test_five_columns_of_8192_values_are_more_than_a_machine_has_and_stay_apart():
    """8,192 to the fifth is 2**65: 4,096 times 2**52 would come round to 0."""
    columns = [np.array([0.0, 4096.0, 8191.0])] + [np.array([0.0, 0.0, 8191.0])] * 4
    assert len(set(_packed(columns).tolist())) == 3


def test_of_up_to_ten_times_as_many_sets_as_are_drawn_none_is_drawn_twice():
    """26 persons have 14,950 sets of four."""
    once, often = possible_sets.sets_of(26, 4, 1495), possible_sets.sets_of(26, 4, 1494)
    assert len(once) < 1495
    assert len({frozenset(one) for one in once.tolist()}) == len(once)
    assert len(often) == 1494
    assert len({frozenset(one) for one in often.tolist()}) < 1494


def test_each_of_the_twenty_heaviest_and_lightest_is_put_into_a_hundred_sets():
    """Of 200 sets of those in the middle, who come one after the other."""
    sets = np.arange(100, 700).reshape(200, 3)
    found, extremes = possible_sets.with_extremes(sets, np.arange(1000.0))
    assert extremes.tolist() == [*range(20), *range(980, 1000)]
    assert len(found) == 200 + 40 * 100
    assert np.bincount(found.ravel())[extremes].tolist() == [100] * 40


def test_beside_other_groups_as_many_sets_are_drawn_first_as_of_a_row_alone():
    assert rows_together.DRAWN[:2] == possible_sets.DRAWN


def rows_as_given(**given):
    """Rows of a measure of which only so much is there."""
    rows = object.__new__(MeasureRows)
    for name, value in given.items():
        rows.__dict__[name] = value
    return rows


def test_rows_are_audited_by_cases_then_by_respondents():
    cells = [SimpleNamespace(cases=4, n=60), SimpleNamespace(cases=4, n=30),
             SimpleNamespace(cases=3, n=90)]  # fmt: skip
    tried = []
    rows = rows_as_given(cells=cells, _few=dict.fromkeys(range(3)), _now=3, _gone=[], _before={})
    rows._alone, rows._stand_beside_each_other = tried.append, lambda: False
    rows.audit()
    assert tried == rows.hidden == [2, 1, 0]


def test_groups_that_are_shown_to_have_no_case_are_those_of_0_that_are_shown():
    cells = [SimpleNamespace(cases=cases) for cases in (0, 3, None, 0)]
    rows = rows_as_given(cells=cells)
    rows._is_shown = lambda k: k < 3
    assert rows._without_case == [0]


@pytest.mark.parametrize(("safe", "rung"), [(True, 0), (False, None)])
def test_a_row_that_was_shown_before_stays_or_nothing_does_beside_it(safe, rung, monkeypatch):
    monkeypatch.setattr(
        measure_rows, "narrowed", lambda *_: SimpleNamespace(says_nothing=False, parts=())
    )
    monkeypatch.setattr(measure_rows, "are_safe_within", lambda *_: safe)
    rows = rows_as_given(_before={0: 1}, _few={}, _without_case=[])
    known = [SimpleNamespace(persons=SimpleNamespace(status=np.array([2, 0])))]
    assert rows._together(0, np.arange(2), known, [], 2) == rung


def test_a_row_beside_a_narrower_one_is_tried_by_its_own_cases(monkeypatch):
    asked = []
    monkeypatch.setattr(
        measure_rows, "rung_beside_narrower", lambda _, is_case, *__: asked.append(is_case.tolist())
    )
    row = [SimpleNamespace(persons=SimpleNamespace(status=np.array([2, 0, 1])))]
    wide, narrow = (rows_as_given(_before={}, released={0: 2}) for _ in range(2))
    wide._shown_row = narrow._shown_row = lambda k: row
    assert wide._rungs_beside(0, narrow, 0) is None
    assert asked == [[True, False, False]]


@pytest.mark.parametrize(
    ("yes", "unknown", "cell", "shown"),
    [
        (0, 0, {"cases": 0}, True),
        (3, 0, {"cases": 3}, True),
        (2, 0, {"cases": 2}, False),
        (1, 0, {"cases": 1}, False),
        (3, 4, {"cases": 3, "unknown": 4}, True),
        (3, 4, {"cases": 3}, False),  # it says that nobody is unknown
        (1, 0, {"cases": None}, False),
        (3, 0, {"cases": 2}, False),  # fewer than there are
        (29, 0, {"cases": 29}, False),  # one is no case
        (24, 5, {"cases": 24, "unknown": 5}, False),  # and here too
        (22, 5, {"cases": 22, "unknown": 5}, True),
        (0, 0, {"cases": 0, "n": 24}, False),
    ],
)
def test_a_group_is_shown_where_neither_cases_nor_others_are_one_or_two(yes, unknown, cell, shown):
    """Thirty persons in all."""
    status = np.repeat([2, 1, 0], [yes, unknown, 30 - yes - unknown])
    told = {"n": 30, "unknown": None} | cell
    rows = rows_as_given(
        cells=[Cell(SimpleNamespace(sides={}), **told)],
        _before={},
        _leaves_out=False,
        _rules=SimpleNamespace(minimum_respondents=25, minimum_cases=3),
    )
    rows._behind = lambda k: SimpleNamespace(rows=np.arange(30), status=status)
    assert rows._is_shown(0) is shown


def test_of_exactly_as_many_sets_as_are_looked_at_all_are():
    """12,000 sets of one of 12,000 persons, and 200,000 of a narrower measure."""
    assert len(possible_sets.sets_of(12_000, 1, 5)) == 12_000
    assert possible_sets.is_all(12_000, 1)
    assert not possible_sets.is_all(12_001, 1)
    assert len(nested_sets.sets_of_narrow(200_000, 1)) == 200_000
    assert 50_000 < len(nested_sets.sets_of_narrow(200_001, 1)) <= 60_000
