"""Figures in a file of our own columns."""

from types import SimpleNamespace

import pytest

from measure87.combine.inputs import figure_table, figures_csv, read_figures
from measure87.combine.inputs.reading_words import named_columns, read_ages, read_number, read_year
from measure87.vocabulary.errors import DataError
from tests.combine.inputs.made_figures import figure, write

HEADER = "country,year,sex,age_from,age_to,measure,estimate,se,n\n"
ROW = "BGD,2019,both,5,17,child_labour_sdg_a,0.068,0.004,61234\n"


def test_a_national_report_is_read_with_its_precision(tmp_path):
    row = read_figures(write(tmp_path / "f.csv", HEADER + ROW)).included.row(0, named=True)
    assert (row["estimate"], row["se"], row["n"], row["deff"]) == (0.068, 0.004, 61234.0, None)
    assert (row["origin"], row["source_type"]) == ("f.csv", "unknown")


def test_a_table_that_is_written_is_read_back_the_same(tmp_path):
    table = figure_table(
        [
            figure(note="-a dash, and a comma", source="MICS 2019", se=0.0041, recall_days=7.0),
            figure(year=2012, age_to=None, definition=None, n=812.0),
            figure(country="KEN", marks="x y").leave_out("marked x"),
            figure(country="NPL", estimate=None, age_from=None, age_to=None).leave_out("no value"),
        ]
    )
    again = read_figures(write(tmp_path / "f.csv", figures_csv(table)))
    assert again.frame.equals(table.frame)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER.replace(",se,", ",std_err,") + ROW, "the column 'std_err' is none"),
        (HEADER.replace(",estimate", ",deff") + ROW, "no column 'estimate'"),
        (HEADER + ROW.replace("BGD", "World"), "World is a group of countries"),
        (HEADER + ROW.replace("BGD", "BGX"), "no country 'BGX'"),
        (HEADER + ROW.replace("0.068", "6.8"), "share of 6.8 cannot be"),
        (HEADER + ROW.replace("0.004", "0"), "standard error of 0 cannot be"),
        (HEADER + ROW.replace(",5,", ",5.5,"), "age_from of 5.5 is no age"),
        (HEADER + ROW.replace(",5,", ",1000,"), "age_from of 1000 is no age"),
        (HEADER + ROW.replace("child_labour_sdg_a", ""), "measure is empty"),
        (
            HEADER.replace("\n", ",included\n") + ROW.replace("\n", ",maybe\n"),
            "included is 'maybe'",
        ),
        (HEADER + ROW + ROW.replace("0.068", "0.1"), "disagree"),
    ],
)
def test_bad_files_are_refused(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        read_figures(write(tmp_path / "f.csv", text))


@pytest.mark.parametrize(
    ("written", "year"), [("2010-2013", 2013), ("2010/13", 2013), ("1998/01", 2001), (2016, 2016)]
)
def test_of_a_survey_of_up_to_four_years_the_last_counts(written, year):
    assert read_year(written, where="t") == year


@pytest.mark.parametrize("written", ["2010-2014", "1998/02"])
def test_five_years_are_no_survey(written):
    with pytest.raises(DataError, match="a period of more than four years is no year"):
        read_year(written, where="t")


@pytest.mark.parametrize(
    ("written", "ages"),
    [("15-15", (15, 15)), ("14-15", (14, 15)), ("15+", (15, None)), ("Y15+", (15, None))],
)
def test_ages_are_a_first_and_a_last_which_may_be_one(written, ages):
    assert read_ages(written, where="t") == ages
    with pytest.raises(DataError, match="ages"):
        read_ages("16-15", where="t")


def test_whether_a_figure_is_used_is_written_as_the_files_of_the_package_write_it():
    text = figures_csv(figure_table([figure(), figure(country="KEN").leave_out("marked x")]))
    header, *rows = (line.split(",") for line in text.splitlines())
    at = header.index("included")
    assert [row[at] for row in rows] == ["true", "false"]


def test_a_cell_that_cannot_be_read_is_told_as_a_spreadsheet_numbers_its_row(tmp_path):
    text = HEADER + ROW + ROW.replace("2019", "2015").replace("0.068", "about 7")
    with pytest.raises(DataError, match="'about 7' cannot be read") as caught:
        read_figures(write(tmp_path / "f.csv", text))
    assert caught.value.where == "f.csv row 3"


@pytest.mark.parametrize("name", ["lower", "upper", "CI 95 lower", "ci_low", "uci", "lcl"])
def test_of_limits_it_is_said_which_error_they_are(tmp_path, name):
    path = tmp_path / "f.csv"
    path.write_text(f"country,year,sex,age_from,age_to,measure,estimate,{name}\n")
    with pytest.raises(DataError, match="is none of a table of figures") as caught:
        read_figures(path)
    assert "(upper - lower) / 3.92" in caught.value.hint


def test_a_column_that_is_misspelt_is_no_limit(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("country,year,sex,age_from,age_to,measure,estimate,sourc\n")
    with pytest.raises(DataError) as caught:
        read_figures(path)
    assert caught.value.hint == "did you mean source or source_type?"


def test_a_file_without_a_row_is_refused(tmp_path):
    with pytest.raises(DataError, match="there is no figure under the names of the columns"):
        read_figures(write(tmp_path / "f.csv", HEADER))


@pytest.mark.parametrize("written", ["15", "age_15", "Y15", "age_ge"])
def test_one_age_alone_is_no_ages(written):
    with pytest.raises(DataError, match="cannot be read"):
        read_ages(written, where="t")


@pytest.mark.parametrize("written", ["GE15", "YGE15", "AGE_YTHADULT_YGE15", "age_15+", "15+"])
def test_ages_may_have_no_end(written):
    assert read_ages(written, where="t") == (15, None)


@pytest.mark.parametrize(("written", "year"), [("2015-2015", 2015), ("2015/15", 2015)])
def test_a_period_of_one_year_is_that_year(written, year):
    assert read_year(written, where="t") == year


def test_two_columns_that_could_be_the_same_are_refused():
    table = SimpleNamespace(columns=("Sex", "[Sex]", "Age"), name="a.csv")
    with pytest.raises(DataError, match=r"the columns 'Sex' and '\[Sex\]' could both be sex"):
        named_columns(table, ["age", "sex"], needed=["age"])
    assert named_columns(table, ["age"], needed=["age"]) == {"age": "Age"}


@pytest.mark.parametrize("written", [True, False, "yes"])
def test_what_is_true_or_false_is_no_number(written):
    with pytest.raises(DataError, match=f"value '{written}' cannot be read"):
        read_number(written, what="value", where="t")


@pytest.mark.parametrize(
    ("written", "used"),
    [("true", True), ("1", True), ("yes", True), ("false", False), ("0", False), ("no", False)],
)
def test_whether_a_figure_is_used_may_be_written_in_three_ways(tmp_path, written, used):
    reason = "" if used else "of another age"
    text = HEADER.replace("\n", ",included,reason\n") + ROW.replace("\n", f",{written},{reason}\n")
    table = read_figures(write(tmp_path / "f.csv", text))
    assert table.frame["included"].to_list() == [used]


def test_a_figure_is_the_same_whatever_row_it_was_read_from():
    assert figure(where="a.csv row 2") == figure(where="b.csv row 9")
    assert figure(origin="a.csv") != figure(origin="b.csv")


@pytest.mark.parametrize(
    ("written", "is_told"), [("18.1%", True), ("18.1 %", True), ("18,1", False)]
)
def test_a_sign_for_per_cent_is_said_to_be_too_much(written, is_told):
    with pytest.raises(DataError, match="cannot be read") as caught:
        read_number(written, what="value", where="t")
    assert ("no % sign" in caught.value.hint) is is_told
