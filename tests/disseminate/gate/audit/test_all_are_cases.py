"""Groups in which all who answered are cases, or all but one or two: nobody need be named there."""

import pytest

from measure87.disseminate.gate.audit.exhaustive import exhaustive_groups
from measure87.disseminate.gate.audit.seen import seen_figures
from measure87.disseminate.gate.subtraction import layers
from measure87.disseminate.gate.tables.boxes import dimensions
from tests.disseminate.gate.audit.random_tables import figure
from tests.disseminate.gate.audit.test_every_count import counted, recovered, released


@pytest.mark.parametrize(
    ("n", "cases", "hidden"),
    [(40, 40, True), (40, 38, True), (40, 37, False), (40, 0, False), (400, 400, True)],
)
def test_a_group_of_cases_alone_is_not_shown_however_large_it_is(n, cases, hidden):
    figures = figure("x", 900, 401), figure("x", n, cases, s="1")
    out = released(*figures)
    assert (out[1].suppressed, out[0].suppressed) == (hidden, False)
    told = {one for one in recovered(figures) if one[0] == "others"}
    assert bool(told) is hidden
    assert {one for one in recovered(figures, out) if one[0] == "others"} == set()


def test_where_others_gave_no_answer_their_number_goes_and_the_figure_stays():
    """11 of 100 are cases, 89 gave no answer: all who answered are cases."""
    (one,) = released(counted("x", 100, 11, 89))
    assert (one.n, one.n_cases, one.n_unknown, one.suppressed) == (100, 11, None, False)
    assert recovered([counted("x", 100, 11, 89)]) == {("no", "")}
    assert recovered([counted("x", 100, 11, 89)], [one]) == set()
    # Where one case may be shown, so may it that all are.
    (one,) = released(counted("x", 100, 11, 89), minimum_cases=1)
    assert one.n_unknown == 89
    # Nobody a case: nobody answered, which tells of nobody.
    assert released(counted("x", 100, 0, 100))[0].n_unknown == 100


def test_what_a_group_leaves_of_another_is_not_of_cases_alone():
    """50 of 100 less 40 of 90 are 10 of 10."""
    figures = [figure("x", 100, 50), figure("x", 90, 40, s="1")]
    assert ("others", "", "1") in recovered(figures)
    assert [e.suppressed for e in released(*figures)] == [False, True]


def test_by_sums_it_is_hidden_before_the_audit(monkeypatch):
    """Of the two steps each finds it alone; without the first the second does."""
    few = layers.is_few
    monkeypatch.setattr(
        "measure87.disseminate.gate.subtraction.judging.is_few",
        lambda counts, others, minimum: few(counts, others, minimum) & (others != 0),
    )
    figures = figure("x", 900, 401), figure("x", 40, 40, s="1")
    assert [e.suppressed for e in released(*figures)] == [False, True]


def test_groups_cut_by_two_variables_at_once_are_known_to_be_all():
    """The sexes by 5-17 are everybody though no group of 5-17 is listed; 5-14 leaves persons."""
    figures = [figure("x", 300, 60)]
    figures += [figure("x", 150, 30, s=s, age="5-17") for s in "12"]
    figures += [figure("x", 100, 20, s=s, age="5-14") for s in "12"]
    seen = seen_figures(figures)
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    found = exhaustive_groups(seen, dims, {k: one.n for k, one in enumerate(seen)})
    (everybody,) = [one for one in found if not one.whole.sides]
    assert {frozenset(box.sides["s"]) for box in everybody.parts} == {
        frozenset("1"),
        frozenset("2"),
    }
    hidden = [*figures[:2], figures[2].suppress("confidential"), *figures[3:]]
    assert ("cases", "25-17") in recovered(figures, hidden)
