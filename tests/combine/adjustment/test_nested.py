"""Figures of one measure within another, and back from draws of the part to draws of the whole."""

import numpy as np
import pytest
from scipy import special

from measure87.combine.adjustment.asked import ErrorRules
from measure87.combine.adjustment.nested import (
    contradictions,
    nested_error,
    nested_figures,
    nested_share,
    precision_told,
)
from measure87.combine.inputs import figure_table
from tests.combine.adjustment.test_selection import row

RULES = ErrorRules(effective_n=2000.0, deff=1.5)


def nested(*rows, beyond=False):
    return nested_figures(figure_table(rows), "inner", "base", RULES, beyond=beyond).frame


def base(**other):
    return row(measure="base", **({"se": None} | other))


def inner(**other):
    return row(measure="inner", **({"se": None} | other))


def test_a_part_within_the_base_is_its_share_of_it_among_those_in_the_base():
    frame = nested(base(n=1000.0), inner(estimate=0.05, n=1000.0, deff=2.0))
    assert frame["estimate"].to_list() == pytest.approx([0.25])
    assert frame["n"].to_list() == pytest.approx([200.0])
    assert frame["deff"].to_list() == [2.0]


def test_what_lies_beyond_the_base_is_its_share_of_those_outside_it():
    frame = nested(base(), inner(estimate=0.6, n=1000.0), beyond=True)
    assert frame["estimate"].to_list() == pytest.approx([0.5])
    assert frame["n"].to_list() == pytest.approx([800.0])


def test_a_published_error_tells_how_many_persons_stand_behind_the_part():
    frame = nested(base(), inner(estimate=0.1, se=0.01, n=50_000.0, deff=2.0))
    assert (frame["n"] / frame["deff"]).to_list() == pytest.approx([0.2 * 0.09 / 0.01**2])


def test_without_any_error_the_assumed_number_of_persons_is_shared_out():
    frame = nested(base(), inner(estimate=0.1))
    assert (frame["n"] / frame["deff"]).to_list() == pytest.approx([0.2 * 2000.0])


def test_what_the_error_of_a_part_rests_on_is_what_its_own_figure_tells():
    rows = [
        base(), inner(estimate=0.1),
        base(country="UGA"), inner(country="UGA", estimate=0.1, se=0.01),
        base(country="TZA"), inner(country="TZA", estimate=0.1, n=900.0),
    ]  # fmt: skip
    table = figure_table(rows)
    frame = nested_figures(table, "inner", "base", RULES, beyond=False).frame
    told = dict(zip(frame["country"], precision_told(table, frame, "inner"), strict=True))
    assert told == {"KEN": "assumed", "TZA": "n", "UGA": "published"}


@pytest.mark.parametrize(
    ("of_base", "of_inner", "beyond"),
    [(0.2, 0.3, False), (0.2, 0.1, True), (0.0, 0.0, False), (1.0, 1.0, True)],
)
def test_figures_that_cannot_lie_so_are_left_out_with_the_reason(of_base, of_inner, beyond):
    frame = nested(
        base(estimate=of_base, n=500.0), inner(estimate=of_inner, n=500.0), beyond=beyond
    )
    assert frame["included"].to_list() == [False]
    assert frame["reason"].to_list() == ["inner does not lie as it must beside base"]


def test_surveys_that_have_one_of_the_two_say_nothing_of_the_part():
    assert nested(base(), inner(source="B", estimate=0.1)).height == 0
    assert nested(base(), inner(age_to=14, estimate=0.1)).height == 0


def test_draws_of_a_nested_measure_never_leave_the_base_or_everybody():
    rng = np.random.default_rng(11)
    p, q = rng.random((2, 1000))
    within, beyond = nested_share(p, q, beyond=False), nested_share(p, q, beyond=True)
    assert ((within >= 0.0) & (within <= p)).all()
    assert ((beyond >= p) & (beyond <= 1.0)).all()
    assert within / p == pytest.approx(q, rel=1e-12)
    assert (beyond - p) / (1.0 - p) == pytest.approx(q, abs=1e-9)


@pytest.mark.parametrize("beyond", [False, True])
def test_a_new_survey_errs_in_base_and_part_and_finds_what_the_two_make(beyond):
    """Against a naive loop: both log-odds moved by their errors, then put together by hand."""
    rng = np.random.default_rng(1)
    base, q = rng.uniform(0.05, 0.6, (2, 3, 2, 1, 2, 2))
    of_base, of_q = 0.4 * rng.standard_normal((2, 3, 2))
    found = special.expit(
        special.logit(nested_share(base, q, beyond=beyond))
        + nested_error(base, of_base, q, of_q, beyond=beyond)
    )
    for d, k, y, s, a in np.ndindex(base.shape):
        b = special.expit(special.logit(base[d, k, y, s, a]) + of_base[d, k])
        part = special.expit(special.logit(q[d, k, y, s, a]) + of_q[d, k])
        by_hand = b + (1 - b) * part if beyond else b * part
        assert found[d, k, y, s, a] == pytest.approx(by_hand, rel=1e-10)
        assert (found[d, k, y, s, a] > b) == beyond


def test_errors_of_a_base_that_is_nested_itself_are_taken_cell_by_cell():
    base, q = np.full((2, 1, 1, 1, 2), 0.3), np.full((2, 1, 1, 1, 2), 0.5)
    of_base = np.zeros(base.shape)
    of_base[..., 1] = 1.0
    error = nested_error(base, of_base, q, np.zeros((2, 1)), beyond=False)
    assert error[..., 0] == pytest.approx(np.zeros((2, 1, 1, 1)))
    assert (error[..., 1] > 0.5).all()


def test_where_nobody_or_everybody_is_in_a_part_a_survey_finds_the_same():
    share = np.array([0.0, 1.0]).reshape(2, 1, 1, 1, 1)
    error = nested_error(share, np.ones((2, 1)), share, np.ones((2, 1)), beyond=False)
    assert error.ravel().tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("share", "beyond", "contradicts"),
    [(0.25, False, True), (0.2, False, False), (0.15, True, True), (0.25, True, False)],
)
def test_a_pair_that_cannot_be_is_told(share, beyond, contradicts):
    table = figure_table([base(), inner(estimate=share)])
    found = contradictions(table, "inner", "base", beyond=beyond)
    assert [(one.figure.estimate, one.base.estimate) for one in found] == (
        [(share, 0.2)] if contradicts else []
    )


def test_a_pair_that_agrees_and_is_of_next_to_nobody_has_a_reason_of_its_own():
    frame = nested(base(estimate=0.01), inner(estimate=0.005, n=50.0))
    assert frame["reason"].to_list() == ["fewer than one person tells of inner beside base"]


@pytest.mark.parametrize(("share", "fits"), [(0.0, True), (0.2, True), (0.21, False)])
def test_none_and_all_of_the_base_are_possible_shares_of_it(share, fits):
    (found,) = nested(base(n=1000.0), inner(estimate=share, n=1000.0))["estimate"]
    assert (found is not None) is fits


@pytest.mark.parametrize(
    ("estimate", "beyond", "contradicts"),
    [
        (0.2, False, False),
        (0.0, False, False),
        (0.21, False, True),
        (0.2, True, False),
        (1.0, True, False),
        (0.19, True, True),
    ],
)
def test_a_part_may_be_nobody_of_the_base_or_all_of_it_and_no_more(estimate, beyond, contradicts):
    """The base is 0.2; what lies beyond it is at least the base."""
    table = figure_table([base(estimate=0.2), inner(estimate=estimate)])
    assert bool(contradictions(table, "inner", "base", beyond=beyond)) is contradicts


def test_a_figure_that_was_left_out_makes_no_pair():
    left = inner(estimate=0.1).leave_out("by hand")
    assert nested(base(), left).height == 0
    assert nested(base().leave_out("by hand"), inner(estimate=0.1)).height == 0
    assert contradictions(figure_table([base(), left]), "inner", "base", beyond=True) == []


def test_the_figure_of_the_base_does_not_say_what_the_error_of_the_part_rests_on():
    """Here the base stands after the part in the table, and has a published error."""
    table = figure_table([row(measure="a", se=None, n=900.0), row(measure="b", se=0.01)])
    frame = nested_figures(table, "a", "b", RULES, beyond=False).frame
    assert precision_told(table, frame, "a") == ("n",)


@pytest.mark.parametrize(("of_base", "share", "q"), [(0.2, 0.0, 0.0), (1.0, 1.0, 1.0)])
def test_a_published_error_of_nobody_or_everybody_tells_no_number_of_persons(of_base, share, q):
    """Shares of 0 and 1 have no variance, whatever the error says: those that were asked count."""
    frame = nested(base(estimate=of_base, n=500.0), inner(estimate=share, se=0.01, n=1000.0))
    assert frame["estimate"].to_list() == [q]
    assert frame["n"].to_list() == pytest.approx([1000.0 * of_base])
