"""Corrections of a finite population: fractions or numbers, and never a mixture."""

import narwhals as nw
import polars as pl
import pytest

from measure87.estimate.survey.corrections import check_corrections, judge_correction
from measure87.estimate.survey.group_sums import check_corrections_of
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.survey_design import SurveyDesign


@pytest.mark.parametrize(
    ("lowest", "highest", "is_fraction"),
    [
        (0.1, 0.5, True),
        (0.1, 1.0, True),
        (1.0, 1.0, True),
        (1.0, 40.0, False),
        (5.0, 40.0, False),
        (None, None, False),
        (None, 1.0, False),
        (1.0, None, False),
    ],
)
def test_what_is_at_most_1_is_a_fraction(lowest, highest, is_fraction):
    assert judge_correction("n", 0, lowest, highest) is is_fraction


@pytest.mark.parametrize(
    ("missing", "lowest", "highest", "code"),
    [
        (1, 0.1, 0.5, "correction-missing"),
        (0, 0.0, 0.5, "correction-not-positive"),
        (0, -1.0, 40.0, "correction-not-positive"),
        (0, 0.5, 1.5, "correction-mixed"),
        (0, 0.99, 40.0, "correction-mixed"),
    ],
)
def test_what_is_neither_is_refused(missing, lowest, highest, code):
    with pytest.raises(DataError) as fault:
        judge_correction("n", missing, lowest, highest)
    assert (fault.value.code, fault.value.where) == (code, "n")


def of_any_engine(table, design):
    return check_corrections_of(nw.from_native(table), design)


CHECKS = pytest.mark.parametrize("check", [check_corrections, of_any_engine])
"""Of polars alone, and of every engine."""


@CHECKS
def test_each_stage_is_judged_by_its_own_column(check):
    table = pl.LazyFrame({"n": [4, 5, 5], "f": [0.5, 0.25, 1.0]})
    design = SurveyDesign("w", "h", ("a", "b", "c"), ("n", "f"))
    assert check(table, design).tolist() == [False, True, False]
    alone = SurveyDesign("w", "h", (), ("f",))
    assert check(table, alone).tolist() == [True]
    assert check(table, SurveyDesign("w", "h", ("a", "b"))).tolist() == [False, False]
    assert check(table, SurveyDesign("w")).tolist() == [False]


@CHECKS
@pytest.mark.parametrize(
    ("values", "rows"),
    [
        ([0.5, float("nan"), 0.5], 1),
        ([0.5, None, None], 2),
        ([float("nan"), None, float("nan")], 3),
        ([None, None, None], 3),
    ],
)
def test_rows_without_a_correction_are_counted(values, rows, check):
    table = pl.LazyFrame({"f": pl.Series(values, dtype=pl.Float64)})
    with pytest.raises(DataError, match=f"the correction f is missing in {rows} rows"):
        check(table, SurveyDesign("w", "h", ("a",), ("f",)))
