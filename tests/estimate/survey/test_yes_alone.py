"""A column of yes and empty cells is 100 %, and whoever asks is told that it may be less."""

import polars as pl
import pytest

import measure87 as m
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.yes_alone import _of_one, with_blanks_told
from measure87.vocabulary.estimate import Estimate

FRAME = pl.DataFrame({"y": [1, None, None, None] * 25, "g": ["a", "a", "b", "b"] * 25})


def found(frame, tables=()):
    result = estimate_survey(frame, [Outcome("y", "y")], SurveyDesign(), tables)
    return [one for one in with_blanks_told(result).warnings if one.code == "yes-alone"]


def test_empty_cells_beside_yes_alone_are_counted_and_told():
    (notice,) = found(FRAME)
    assert notice.values == {"measure": "y", "persons": 75}
    assert "if an empty cell means no, write 0 into it" in notice.text


def test_tables_of_groups_are_judged_together():
    assert found(FRAME, [DomainTable(("g",)), DomainTable()])[0].values["persons"] == 75


@pytest.mark.parametrize("values", [[1, 0, None, None], [1, 1, 1, 1], [0, None, None, None]])
def test_a_no_or_no_empty_cell_or_no_yes_says_nothing(values):
    assert found(FRAME.with_columns(y=pl.Series(values * 25))) == []


def test_python_tells_it_and_not_of_a_part_of_the_sample():
    survey = m.Survey(FRAME)
    assert "yes-alone" in {one.code for one in survey.prevalence("y").warnings}
    part = survey.prevalence("y", where={"g": "a"})
    assert "yes-alone" not in {one.code for one in part.warnings}


def of_statuses(values):
    survey = m.Survey(pl.DataFrame({"s": values * 25}), statuses=["s"])
    return [one for one in survey.prevalence("s").warnings if one.code != "no-weight"]


def test_a_column_of_1_and_2_that_is_said_to_hold_statuses_is_told():
    """Offices write 1 for yes and 2 for no; of statuses 1 is unknown and 2 is yes."""
    (notice,) = [one for one in of_statuses([1, 2, 2]) if one.code == "status-without-no"]
    assert notice.values == {"measure": "s", "persons": 50, "unknown": 25}
    assert "leave it out of these and write s=1" in notice.text
    assert "empty" not in notice.text


@pytest.mark.parametrize("values", [[0, 1, 2], [2, 2, 2], [0, 1, 1]])
def test_of_statuses_with_a_no_or_without_unknown_nothing_is_told(values):
    assert "status-without-no" not in {one.code for one in of_statuses(values)}


def test_empty_cells_beside_unknown_answers_are_counted_without_them():
    (notice,) = [one for one in of_statuses([2, 1, None, None]) if one.code == "yes-alone"]
    assert notice.values == {"measure": "s", "persons": 50}


@pytest.mark.parametrize(
    ("sizes", "rows", "blank"),
    [
        ({"a": [60], "b": [20, 20]}, 100, 40),
        ({"a": [None], "b": [20, 20]}, 100, 60),
        ({"a": [100]}, 100, None),
        ({"a": [99]}, 100, 1),
        ({"a": [101]}, 100, None),
    ],
)
def test_the_table_with_the_most_persons_says_how_many_are_blank(sizes, rows, blank):
    figures = [
        Estimate("y", "proportion", "taylor", group={name: str(k)}, n=n, flags=("all-cases",))
        for name, ns in sizes.items()
        for k, n in enumerate(ns)
    ]
    notice = _of_one("y", figures, rows)
    assert (None if notice is None else notice.values["persons"]) == blank
    assert _of_one("y", [*figures, Estimate("y", "proportion", "taylor", n=5)], rows) is None
