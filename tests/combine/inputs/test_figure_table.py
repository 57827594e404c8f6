"""What a table of figures takes and what it refuses."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.combine.inputs import figure_table, joined, report_inputs
from measure87.combine.inputs.figure_checks import with_few_persons
from measure87.study.world.run_warnings import large_errors, small_samples
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.published_figures import PUBLISHED_FIGURES
from tests.combine.inputs.made_figures import figure


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"country": "BGX"}, "no country 'BGX'"),
        ({"country": "bgd"}, "no country 'bgd'"),
        ({"year": 1890}, "year 1890 is out of reach"),
        ({"year": 1969}, "year 1969 is out of reach"),
        ({"year": 2036}, "year 2036 is out of reach"),
        ({"year": 2090}, "year 2090 is out of reach"),
        ({"sex": "all"}, "no sex 'all'"),
        ({"source_type": "poll"}, "no kind of source 'poll'"),
        ({"age_from": 17, "age_to": 5}, "ages from 17 to 5"),
        ({"age_from": -1}, "ages from -1"),
        ({"age_from": None}, "ages are not stated"),
        ({"estimate": 25.9}, "share of 25.9 cannot be"),
        ({"estimate": -0.1}, "share of -0.1 cannot be"),
        ({"estimate": float("nan")}, "share of nan cannot be"),
        ({"estimate": None}, "no value"),
        ({"se": 0.0}, "standard error of 0 cannot be"),
        ({"se": -0.01}, "standard error of -0.01 cannot be"),
        ({"se": float("inf")}, "standard error of inf cannot be"),
        ({"se": 1.2}, "more than a share can have"),
        ({"estimate": 0.3, "se": 0.45}, "beside a share of 0.3 is that of 1.037 persons"),
        ({"estimate": 0.3, "se": 0.145}, "is that of 9.988 persons, fewer than 10"),
        ({"n": 0.0}, "n of 0 cannot be"),
        ({"deff": 0.0}, "deff of 0 cannot be"),
        ({"recall_days": -7.0}, "recall_days of -7 cannot be"),
        ({"included": False}, "left out without a reason"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_and_told_where(changes, message):
    with pytest.raises(DataError, match=message) as caught:
        figure_table([figure(), figure(**{"year": 2018} | changes)])
    assert caught.value.where == "a.csv row 2"
    assert caught.value.hint


def test_the_table_has_the_declared_columns_and_invents_no_precision():
    table = figure_table([figure()])
    assert tuple(table.frame.columns) == PUBLISHED_FIGURES.names
    assert table.frame.select("se", "n", "deff").row(0) == (None, None, None)


@pytest.mark.parametrize(("persons", "few"), [(45.0, True), (55.0, False)])
def test_few_persons_are_fewer_than_fifty(persons, few):
    share = 0.3
    rows = pl.DataFrame({"estimate": [share], "se": [(share * (1 - share) / persons) ** 0.5]})
    assert with_few_persons(rows).height == few


def test_a_large_standard_error_that_can_be_is_taken_and_told():
    # 0.21 / 10 = 0.1449^2: the largest error that is taken beside a share of 0.3.
    table = figure_table([figure(estimate=0.3, se=0.1449), figure(country="KEN", se=0.01)])
    assert with_few_persons(table.included)["country"].to_list() == ["BGD"]
    assert report_inputs(table).few_persons == 1
    assert "1 come with a standard error as of fewer than 50" in report_inputs(table).text()
    (warning,) = large_errors(table.included)
    assert warning.code == "large-errors"
    assert "BGD 2019 child_labour_sdg_a (a share of 0.3 with 0.1449; 10 persons)" in warning.text
    assert large_errors(figure_table([figure(se=0.01)]).included) == []


def test_a_sample_of_few_persons_is_told_where_no_error_is():
    table = figure_table(
        [
            figure(se=None, n=3.0),
            figure(country="KEN", se=0.01, n=3.0),
            figure(country="UGA", se=None, n=50.0),
        ]
    )
    (warning,) = small_samples(table.included)
    assert warning.code == "small-samples"
    assert ": BGD 2019 child_labour_sdg_a (n = 3). " in warning.text
    assert small_samples(figure_table([figure(se=0.01, n=3.0)]).included) == []


def test_a_figure_that_is_left_out_may_have_an_error_that_cannot_be():
    bad = figure(estimate=0.3, se=0.45).leave_out("its error was misprinted")
    assert figure_table([bad]).frame["se"].to_list() == [0.45]


def test_two_rows_for_the_same_figure_that_disagree_are_refused():
    other = figure(estimate=0.070, where="b.csv row 9")
    with pytest.raises(DataError, match=r"disagree: 0.068 and 0.07 for BGD 2019") as caught:
        figure_table([figure(), other])
    assert caught.value.where == "a.csv row 2 and b.csv row 9"


def test_rows_that_agree_within_rounding_are_used_once():
    table = figure_table([figure(), figure(estimate=0.0684, origin="b.csv")])
    assert table.included.height == 1
    assert table.frame.filter(~table.frame["included"])["reason"].to_list() == [
        "the same figure as from a.csv"
    ]


def test_of_rows_that_agree_the_one_with_a_standard_error_is_used():
    precise = figure(estimate=0.06804, se=0.004, origin="own estimates")
    table = figure_table([figure(), precise])
    assert table.included["origin"].to_list() == ["own estimates"]


def test_two_surveys_of_one_year_are_two_figures():
    table = figure_table([figure(source="MICS 2019"), figure(source="LFS 2019", estimate=0.05)])
    assert table.included.height == 2


def test_a_row_without_a_source_repeats_any_survey_that_it_agrees_with():
    surveys = [figure(source="MICS 2019"), figure(source="LFS 2019", estimate=0.05)]
    table = figure_table([figure(estimate=0.05, origin="b.csv"), *surveys])
    assert table.included.height == 2
    with pytest.raises(DataError, match="disagree"):
        figure_table([figure(estimate=0.06), *surveys])


def test_what_is_left_out_may_disagree():
    table = figure_table([figure(), figure(estimate=0.3).leave_out("marked x")])
    assert table.included["estimate"].to_list() == [0.068]


def test_a_share_of_zero_is_used_only_with_a_sample_size():
    table = figure_table([figure(estimate=0.0), figure(estimate=0.0, n=900.0, year=2018)])
    assert table.included["year"].to_list() == [2018]
    assert "no log-odds" in table.frame.filter(~table.frame["included"])["reason"][0]


def test_joining_tables_checks_them_against_each_other():
    one, two = figure_table([figure()]), figure_table([figure(estimate=0.2, origin="b.csv")])
    with pytest.raises(DataError, match="disagree"):
        joined([one, two])
    again = joined([one, figure_table([figure(origin="b.csv")])])
    assert again.included.height == 1


def test_two_files_of_one_name_are_both_told_with_their_hashes():
    tables = [
        figure_table([figure(year=y)], inputs={"a.csv": digest}, passed_over={"a.csv": n})
        for y, digest, n in ((2017, "11", 4), (2018, "22", 4), (2018, "22", 4))
    ]
    got = joined(tables)
    assert got.inputs == {"a.csv": "11", "a.csv (2)": "22"}
    assert got.passed_over == {"a.csv": 4, "a.csv (2)": 4}


@given(order=st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(order):
    rows = [figure(year=2014 + i, se=0.01 * (i + 1)) for i in range(5)]
    rows.append(figure(year=2015, origin="b.csv", source="x"))
    assert figure_table([rows[i] for i in order]).frame.equals(figure_table(rows).frame)


@pytest.mark.parametrize("year", [1970, 2035])
def test_the_first_and_the_last_year_are_within_reach(year):
    assert figure_table([figure(year=year)]).frame["year"].to_list() == [year]


def test_an_error_of_a_share_of_nobody_or_everybody_stands_for_no_number_of_persons():
    """0.3 with an error of 0.45 is of one person, with 0.0145 of 999."""
    rows = pl.DataFrame(
        {"estimate": [0.0, 1.0, 0.3, 0.3, 0.3], "se": [0.01, 0.01, 0.45, 0.0145, None]}
    )
    assert with_few_persons(rows)["se"].to_list() == [0.45]


def test_a_share_of_everybody_is_used_only_with_a_sample_size():
    table = figure_table([figure(estimate=1.0), figure(estimate=1.0, year=2015, n=40.0)])
    assert table.included["year"].to_list() == [2015]
    assert table.frame.filter(year=2019)["reason"].to_list() == [
        "a share of exactly 1 without a sample size has no log-odds"
    ]


# Shares of which an error is exactly that of fifty persons, as far as the machine can tell.
OF_FIFTY = [
    (share, se)
    for share in (n / 100 for n in range(1, 100))
    for se in [(share * (1.0 - share) / 50.0) ** 0.5]
    if share * (1.0 - share) / se**2 == 50.0
]


def test_exactly_fifty_persons_are_not_few():
    assert OF_FIFTY
    shares, errors = zip(*OF_FIFTY, strict=True)
    assert with_few_persons(pl.DataFrame({"estimate": shares, "se": errors})).is_empty()


def test_open_ages_and_figures_without_a_survey_stand_after_the_others():
    ages = [figure(age_from=18, age_to=None), figure(age_from=18, age_to=24)]
    found = figure_table(ages).frame.select("age_from", "age_to").rows()
    assert found == [(18, 24), (18, None)]
    two = [figure(source=None, year=2018).leave_out("r"), figure(source="MICS", year=2018)]
    assert figure_table(two).frame["source"].to_list() == ["MICS", None]


def test_rows_that_differ_in_nothing_but_their_value_keep_their_order():
    rows = [figure(estimate=n / 1000.0).leave_out("r") for n in range(300, 0, -1)]
    assert figure_table(rows).frame["estimate"].to_list() == [n / 1000.0 for n in range(300, 0, -1)]
