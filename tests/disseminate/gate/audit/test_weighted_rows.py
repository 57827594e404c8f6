"""What weighted figures say of counts, by hand: two classes of known weights."""

from itertools import product
from types import SimpleNamespace

import pytest

from measure87.disseminate.gate.audit.weighted_rows import WeightedRows, _scaled
from measure87.disseminate.gate.weighted.coarse import Numbers, Weighted

M = ("work", "d", 0)
PLACES = {
    pair: place
    for place, pair in enumerate(product(("cases", "respondents", "unknown"), ("light", "heavy")))
}


def rows_of(*weighted):
    """Rows of a group with a light class, of weights 2 to 3, and a heavy one, of weight 10."""
    asked = []
    split = SimpleNamespace(
        tells=lambda measure, statistic: measure == M and statistic == "total",
        of=lambda box: [("light", 2.0, 3.0), ("heavy", 10.0, 10.0)] if box == "box" else [],
    )

    def counted(what, measure, cells):
        assert measure == M
        asked.append((what, cells))
        return {PLACES[what, cells]: 1.0}

    rows = WeightedRows([split], ["other", "box"], SimpleNamespace(of=lambda cut: cut), counted)
    seen = SimpleNamespace(measure=M, weighted=weighted)
    found = list(rows.of(1, seen))
    assert list(rows.of(1, seen)) == found
    assert len(asked) == len(set(asked)), "each count is made up once"
    return found


def test_a_weighted_number_lies_within_half_a_step_by_the_least_and_the_greatest_weights():
    """30 cases of weight to 5: 2 x + 10 y is 35 at most, and 3 x + 10 y 25 at least."""
    told = Weighted("total", Numbers(30.0, 100.0, None), 5.0)
    (most, least, most_of_all, least_of_all) = rows_of(told)
    for (form, limit), wanted, bound in (
        (most, {0: 0.2, 1: 1.0}, 3.5),
        (least, {0: -0.3, 1: -1.0}, -2.5),
        (most_of_all, {2: 0.2, 3: 1.0}, 10.5),
        (least_of_all, {2: -0.3, 3: -1.0}, -9.5),
    ):
        assert form == pytest.approx(wanted)
        assert limit == pytest.approx(bound, abs=1e-7)
        assert limit >= bound, "the rounding of the machine tells nothing"


def test_unknowns_are_told_where_they_are_and_figures_of_no_number_tell_nothing():
    assert len(rows_of(Weighted("total", Numbers(30.0, 100.0, 10.0), 5.0))) == 6
    assert rows_of(Weighted("mean", Numbers(30.0, 100.0, 10.0), 5.0)) == []
    assert rows_of() == []


def test_the_same_said_twice_is_one_row_and_said_more_finely_is_another():
    once = Weighted("total", Numbers(30.0, 100.0, None), 5.0)
    finer = Weighted("total", Numbers(30.0, 100.0, None), 0.0)
    assert rows_of(once, once) == rows_of(once)
    assert len(rows_of(once, finer)) == 8


@pytest.mark.parametrize(
    ("form", "most", "scaled", "limit"),
    [
        ({0: 4.0, 3: -8.0}, 16.0, {0: 0.5, 3: -1.0}, 2.0),
        ({0: 0.5}, 1.0, {0: 1.0}, 2.0),
        ({}, 3.0, {}, 3.0),
    ],
)
def test_the_greatest_factor_of_a_row_is_1(form, most, scaled, limit):
    assert _scaled(form, most) == (scaled, limit)
