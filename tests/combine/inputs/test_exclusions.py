"""What a user leaves out."""

import pytest

from measure87.combine.inputs import Exclusion, exclude, figure_table, joined
from measure87.vocabulary.errors import DataError, UsageError
from tests.combine.inputs.made_figures import figure

TABLE = figure_table([figure(), figure(year=2015), figure(country="KEN", source="LFS 2019")])


def test_what_is_named_is_left_out_with_the_reason_and_the_rest_stays():
    got = exclude(TABLE, [Exclusion("fieldwork cut short", country="BGD", year=2015)])
    assert got.included.select("country", "year").rows() == [("BGD", 2019), ("KEN", 2019)]
    assert got.frame.filter(year=2015)["reason"].to_list() == ["fieldwork cut short"]
    assert got.frame.columns == TABLE.frame.columns
    assert TABLE.included.height == 3


def test_a_figure_without_a_source_is_not_left_out_by_one():
    got = exclude(TABLE, [Exclusion("in court", source="LFS 2019")])
    assert got.included["country"].to_list() == ["BGD", "BGD"]


def test_what_contradicts_another_table_can_be_left_out_before_joining():
    other = figure_table([figure(estimate=0.09, origin="b.csv")])
    with pytest.raises(DataError, match="disagree"):
        joined([TABLE, other])
    one = exclude(TABLE, [Exclusion("our re-analysis stands", country="BGD", year=2019)])
    assert joined([one, other]).included.height == 3


def test_an_exclusion_that_fits_nothing_is_refused():
    with pytest.raises(DataError, match="no included figure has country NPL"):
        exclude(TABLE, [Exclusion("x", country="NPL")])
    twice = [Exclusion("x", country="KEN"), Exclusion("y", country="KEN")]
    with pytest.raises(DataError, match="no included figure has country KEN"):
        exclude(TABLE, twice)


@pytest.mark.parametrize("one", [Exclusion("x"), Exclusion(" ", country="KEN")])
def test_an_exclusion_names_something_and_a_reason(one):
    with pytest.raises(UsageError):
        exclude(TABLE, [one])
