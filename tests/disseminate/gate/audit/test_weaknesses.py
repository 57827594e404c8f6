"""What a reader could once do, one test each."""

from dataclasses import replace

import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.vocabulary.estimate import Minus, Notice, Result
from tests.disseminate.gate.audit.random_tables import figure
from tests.disseminate.stated import stated


def test_n_of_two_measures_does_not_tell_who_gave_no_answer():
    """85 were asked, 84 answered one of the questions: n of that one is 85 too."""
    result = Result("run", (figure("one", 85, 20, 0), figure("other", 84, 30, 1)))
    one, other = release(result).estimates
    assert (one.n, other.n) == (85, 85)
    assert (other.value, other.digits) == (0.36, 0.02), "as 30 of 82 to 85 were"
    assert (other.n_unknown, other.value_if_no, other.deff, other.n_effective) == (None,) * 4
    assert other.flags == ("unknown-not-shown",)


def test_without_a_case_n_does_not_tell_who_gave_no_answer_either():
    """The bounds of 0 cases do not say what becomes of the unknown; the measure does."""
    figures = (figure("one", 85, 20, 0), figure("other", 84, 0, 1))
    measures = {"other": {"unknown": "exclude"}}
    released = release(Result("run", figures, diagnostics=stated(measures=measures))).estimates
    assert [(e.n, e.value) for e in released] == [(85, 0.235), (85, 0.0)]
    counted = {"other": {"unknown": "no"}}
    released = release(Result("run", figures, diagnostics=stated(measures=counted))).estimates
    assert [e.n for e in released] == [85, 84]


@pytest.mark.parametrize("without", [0, 1])
def test_a_stock_does_not_tell_who_gave_no_answer_to_the_measure_that_it_rests_on(without):
    """The stock is of the 84 who answered, or of those less one whose days are not known."""
    flow = figure("forced", 84, 30, 1)
    stock = replace(
        flow, name="forced_stock", statistic="mean", n=84 - without, n_cases=None, value=0.2,
        n_unknown=1 + without, n_clusters=84 - without, df=83.0 - without,
    )  # fmt: skip
    released = release(Result("run", (figure("one", 85, 40, 0), flow, stock))).estimates
    assert [e.n for e in released] == [85, 85, 85]
    assert (released[2].n_clusters, released[2].df, released[2].n_unknown) == (None, None, None)


def test_rounded_persons_are_not_told_by_the_number_of_persons_drawn():
    drawn = replace(figure("x", 84, 30, 0), n_clusters=84, df=83.0)
    drawn_in_clusters = replace(figure("y", 84, 30, 0), n_clusters=12, df=11.0)
    rules = DisclosureRules(rounding=5, nested_complete=True)
    one, other = release(Result("run", (drawn, drawn_in_clusters)), rules).estimates
    assert (one.n, one.n_clusters, one.df) == (85, None, None)
    assert (other.n, other.n_clusters, other.df) == (85, 12, 11.0)


def test_hidden_unknowns_are_not_had_from_the_n_of_other_groups():
    figures = [
        figure("one", 900, 90, 0),
        figure("one", 400, 40, 0, sex="1"),
        figure("one", 500, 50, 0, sex="2"),
        figure("other", 888, 80, 12),
        figure("other", 399, 35, 1, sex="1"),
        figure("other", 489, 45, 11, sex="2"),
    ]
    released = release(Result("run", tuple(figures))).estimates
    assert [e.n for e in released[3:]] == [888, 400, 500]
    assert [e.n_unknown for e in released[3:]] == [12, None, None]


def test_a_warning_does_not_tell_the_unknowns_that_are_hidden():
    notice = Notice("unknowns-not-in-total", "other: 2 unknown persons are not in the total")
    result = Result("run", (figure("other", 84, 30, 2),), warnings=(notice,))
    assert release(result).warnings[0].text == "other: some unknown persons are not in the total"


def test_two_measures_that_make_up_a_third_do_not_tell_who_is_in_both():
    """20 and 15 make up 34: one person is in both."""
    counts = {"all": (100, 34, 66), "one": (60, 20, 40), "two": (60, 15, 45)}
    figures = [
        figure(name, n, cases, **group)
        for name, row in counts.items()
        for n, cases, group in zip(
            (900, 400, 500), row, ({}, {"sex": "1"}, {"sex": "2"}), strict=True
        )
    ]
    released = release(Result("run", tuple(figures))).estimates
    shown = {(e.name, e.group.get("sex")): e.n_cases for e in released if not e.suppressed}
    for sex in ("1", None, "2"):
        three = [shown.get((name, sex)) for name in ("one", "two", "all")]
        assert None in three or three[0] + three[1] - three[2] not in (1, 2)


def test_a_declared_pair_adds_to_those_that_are_found():
    figures = (
        figure("a", 900, 40),
        figure("b", 900, 41),
        figure("c", 900, 60),
        figure("c", 400, 20, sex="1"),
        figure("a", 400, 30, sex="1"),
    )
    rules = DisclosureRules(nested=(("c", "d"),))
    assert any(e.suppressed for e in release(Result("run", figures), rules).estimates)


@pytest.mark.parametrize(
    ("variable", "are_ranges"), [("age", True), ("hours_per_week", True), ("region", False)]
)
def test_only_codes_of_ages_and_the_like_are_ranges(variable, are_ranges):
    groups = [{variable: "1-2"}, {variable: "1-1"}, {variable: "2-2"}]
    dims = dimensions(groups, [{}] * 3, {})
    whole, part, _ = (dims.box(group) for group in groups)
    assert whole.contains(part) is are_ranges


def test_a_total_is_hidden_with_its_proportion():
    share = [figure("x", 500, 40), figure("x", 200, 2, sex="1"), figure("x", 300, 38, sex="2")]
    totals = [replace(e, statistic="total", value=e.value * 10_000) for e in share]
    released = release(Result("run", (*share, *totals))).estimates
    assert [e.suppressed for e in released] == [False, True, True] * 2


def test_a_difference_needs_both_sides():
    share = [figure("x", 500, 40), figure("x", 200, 2, sex="1"), figure("x", 300, 38, sex="2")]
    difference = replace(
        figure("x", 200, 2, sex="1"),
        statistic="difference",
        minus=Minus("x", "proportion", {"sex": "2"}),
    )
    assert release(Result("run", tuple(share), differences=(difference,))).differences == ()
    large = [share[0], figure("x", 200, 20, sex="1"), figure("x", 300, 20, sex="2")]
    assert len(release(Result("run", tuple(large), differences=(difference,))).differences) == 1
