"""A figure of a part of the sample says of which part, wherever it is shown or kept."""

import json

import polars as pl
import pytest

import measure87 as m
from measure87.library.of_whom import condition_text, of_whom
from measure87.library.result_table import result_csv
from measure87.vocabulary.provenance import Provenance

STATUS = pl.Enum(["no", "unknown", "yes"])
FRAME = pl.DataFrame(
    {
        "work": pl.Series(["no", "yes", "unknown", "no"] * 30, dtype=STATUS),
        "hours": [float(i % 40) for i in range(120)],
        "wage": [float(i % 7) for i in range(120)],
        "sex": [1, 1, 2, 2, 2] * 24,
        "age": [5 + i % 10 for i in range(120)],
        "year": [2015, 2020] * 60,
        "village": [i // 6 for i in range(120)],
    }
)  # fmt: skip
SURVEY = m.Survey(FRAME, clusters="village")
WHERE = {"sex": 2, "age": range(5, 12)}
SAID = "Only persons with sex 2; age 5 to 11."


@pytest.mark.parametrize(
    "ask",
    [
        lambda: SURVEY.prevalence("work", where=WHERE),
        lambda: SURVEY.mean("hours", by="year", where=WHERE),
        lambda: SURVEY.quantile("hours", where=WHERE),
        lambda: SURVEY.difference("work", {"year": 2015}, {"year": 2020}, where=WHERE),
        lambda: SURVEY.trend("work", over="year", overlap="clusters", where=WHERE),
        lambda: SURVEY.contrast("work", by="year", where=WHERE),
        lambda: SURVEY.test("work", by="year", where=WHERE),
        lambda: SURVEY.variance("hours", where=WHERE),
        lambda: SURVEY.regress("hours", "year", family="linear", where=WHERE),
    ],
)
def test_a_condition_stands_below_the_figures_and_in_their_record(ask):
    found = ask()
    assert SAID in repr(found)
    assert SAID in found._repr_html_()
    settings = json.loads(found.to_json())["provenance"]["settings"]
    assert settings["where"] == {"sex": ["2"], "age": ["5", "6", "7", "8", "9", "10", "11"]}


def test_a_table_of_figures_that_leaves_says_of_whom_they_are():
    table = SURVEY.prevalence("work", by="year", where={"sex": 2}, unknown="no").to_polars()
    assert table["where"].to_list() == ["sex 2", "sex 2"]
    assert table["unknown"].to_list() == ["no", "no"]
    assert SURVEY.ratio("wage", "hours").to_pandas()["denominator"].to_list() == ["hours"]
    assert not {"where", "unknown", "denominator"} & {
        *SURVEY.prevalence("work").to_polars().columns
    }


def test_what_an_unknown_counts_as_and_what_is_divided_by_are_said():
    assert "Who is unknown counts as a no." in repr(SURVEY.prevalence("work", unknown="no"))
    assert "counts as" not in repr(SURVEY.prevalence("work"))
    assert "Divided by hours." in repr(SURVEY.ratio("wage", "hours"))
    assert "hours (quantile 0.25)" in repr(SURVEY.quantile("hours", 0.25))


def test_a_picture_says_of_whom_it_is():
    picture = SURVEY.prevalence("work", by="year", where=WHERE).plot()
    assert SAID in picture.text
    assert SAID.rstrip(".") in picture.svg.partition("<desc")[0]


def test_a_csv_of_figures_says_of_whom_they_are():
    head, *rows = result_csv(SURVEY.prevalence("work", where={"sex": 2}).result).splitlines()
    assert head.endswith(",where")
    assert [row.endswith(",sex 2") for row in rows] == [True]


def test_conditions_of_the_command_line_read_the_same():
    provenance = Provenance(settings={"where": ["sex=2", "age=5", "age=6"], "unknown": "exclude"})
    assert of_whom(provenance) == ["Only persons with sex 2; age 5 or 6."]
    assert of_whom(None) == []


def test_missing_is_a_code_with_a_name():
    assert condition_text({"sex": ["_missing", "1"]}) == "sex missing or 1"


def test_a_code_that_is_the_word_missing_is_no_empty_cell():
    frame = pl.DataFrame({"work": [0, 1] * 30, "g": [None, "missing", "F"] * 20})
    found = m.Survey(frame).prevalence("work", by="g")
    rows = [line for line in repr(found).splitlines() if line.startswith("work ")]
    assert sum(' g "missing" ' in row for row in rows) == 1
    assert sum(" g missing " in row for row in rows) == 1
    assert condition_text({"g": ["_missing", "missing"]}) == 'g missing or "missing"'
