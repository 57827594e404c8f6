"""What a user leaves out."""

import pytest

from measure87.combine.inputs import (
    Exclusion,
    exclude,
    figure_table,
    joined,
    read_figures,
    require_excluded,
)
from measure87.vocabulary.errors import DataError, UsageError
from tests.combine.inputs.made_figures import figure, write

TABLE = figure_table([figure(), figure(year=2015), figure(country="KEN", source="LFS 2019")])


def test_what_is_named_is_left_out_with_the_reason_and_the_rest_stays():
    got = exclude(TABLE, [Exclusion("fieldwork cut short", country="BGD", year=2015)])
    assert got.included.select("country", "year").rows() == [("BGD", 2019), ("KEN", 2019)]
    assert got.frame.filter(year=2015)["reason"].to_list() == ["fieldwork cut short"]
    assert got.frame.columns == TABLE.frame.columns
    assert TABLE.included.height == 3


@pytest.mark.parametrize("name", ["Kenya", "kenya", "404"])
def test_a_country_is_left_out_by_whichever_of_its_names(name, tmp_path):
    got = exclude(TABLE, [Exclusion("in court", country=name)])
    assert got.included["country"].to_list() == ["BGD", "BGD"]
    path = write(tmp_path / "a.csv", "country,year,sex,age_from,age_to,measure,estimate\n"
                 "KEN,2019,both,5,17,child_labour_sdg_a,0.1\n")  # fmt: skip
    asked = [Exclusion("in court", country=name)]
    table = read_figures(path, exclusions=asked)
    assert table.included.is_empty()
    require_excluded(table, asked)


def test_a_country_that_is_none_is_told_with_those_that_come_near():
    with pytest.raises(DataError, match="there is no country 'Kenia'") as caught:
        exclude(TABLE, [Exclusion("in court", country="Kenia")])
    assert "Kenya (KEN)" in str(caught.value.hint)


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


DISAGREEING = """country,year,sex,age_from,age_to,measure,source,source_type,estimate
KEN,2019,both,5,17,a,Survey,mics,0.10
KEN,2019,both,5,17,a,Survey,household_survey,0.20
"""


def test_of_two_rows_that_disagree_one_can_be_left_out_while_the_file_is_read(tmp_path):
    file = write(tmp_path / "a.csv", DISAGREEING)
    with pytest.raises(DataError, match=r"disagree: 0\.1 and 0\.2"):
        read_figures(file)
    one = Exclusion("a misprint, says the office", source_type="household_survey")
    got = read_figures(file, exclusions=[one])
    assert got.included["estimate"].to_list() == [0.1]
    assert got.frame.filter(estimate=0.2)["reason"].to_list() == ["a misprint, says the office"]
    require_excluded(got, [one])


def test_what_is_left_out_takes_no_figure_with_it_that_said_the_same():
    """The more precise of two agreeing rows is used; left out, the other one is."""
    precise = figure(se=0.002, origin="b.csv")
    one = Exclusion("no permission", origin="b.csv")
    settled_first = exclude(figure_table([figure(), precise]), [one])
    assert settled_first.included.height == 0
    left_out_first = figure_table([figure(), precise], exclusions=[one])
    assert left_out_first.included["origin"].to_list() == ["a.csv"]


def test_an_exclusion_made_while_reading_must_have_left_something_out():
    asked = [Exclusion("x", country="KEN"), Exclusion("y", country="KEN")]
    table = figure_table([figure(), figure(country="KEN")], exclusions=asked)
    require_excluded(table, asked[:1])
    with pytest.raises(DataError, match="no included figure has country KEN"):
        require_excluded(table, asked)
    with pytest.raises(UsageError):
        figure_table([figure()], exclusions=[Exclusion("x")])


def test_while_reading_a_figure_is_left_out_that_has_all_that_is_named():
    one = Exclusion("fieldwork cut short", country="BGD", year=2015)
    rows = [figure(), figure(year=2015), figure(country="KEN", year=2015)]
    got = figure_table(rows, exclusions=[one])
    assert got.included.select("country", "year").rows() == [("BGD", 2019), ("KEN", 2015)]
    require_excluded(got, [one])
