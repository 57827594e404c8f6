"""What is wrong with a table is counted and told: by hand, at the ends of what may be."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import Outcome, SurveyDesign, estimate_covariance, estimate_survey
from measure87.estimate.survey.faults import (
    bad_number,
    bad_status,
    bad_weight,
    check_fractions,
    weight_error,
)
from measure87.estimate.survey.raw_columns import _shown
from measure87.numerics.pass_arrays import LARGEST
from measure87.vocabulary.errors import DataError

DESIGN = SurveyDesign("w", "h", ("c",))
STATUS = Outcome("s", "s", coding="status")
MEAN = Outcome("y", "y", kind="number", statistic="mean")
RATIO = Outcome("r", "y", kind="number", statistic="ratio", denominator="x")


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1.0, None, 2.0, -1.0], r"w is missing \(2 such rows, first at row 2\)"),
        ([1.0, float("nan"), 2.0, 0.0], r"w is missing \(1 such rows, first at row 2\)"),
        ([LARGEST, 1.0, 0.0, 0.0], r"w is too large \(1 such rows, first at row 1\)"),
        ([0.0, 0.99 * LARGEST, 1.0, 2 * LARGEST], r"too large \(1 such rows, first at row 4\)"),
    ],
)
def test_weights_that_cannot_be_used_are_counted_with_the_first(weights, said):
    """A weight of 0 can, and one of nearly the largest."""
    with pytest.raises(DataError, match=said) as fault:
        raise bad_weight(pl.LazyFrame({"w": weights}), DESIGN)
    assert (fault.value.code, fault.value.where) == ("bad-weight", "w")


def test_an_infinite_weight_is_no_large_one():
    assert "too large" not in weight_error("w", 1, np.inf).text
    assert "too large" not in weight_error("w", 1, -1.0).text
    assert "first at row" not in weight_error("w", 1, None).text
    assert "first at row 3" in weight_error("w", 1, None, 3).text


FRAME = pl.DataFrame(
    {"w": [1.0] * 8, "h": [1] * 4 + [2] * 4, "c": [1, 1, 2, 2] * 2, "y": [1.0, 2, 3, 4] * 2}
)


@pytest.mark.parametrize(
    ("run", "column", "value"),
    [
        (estimate_survey, "w", LARGEST),
        (estimate_covariance, "w", LARGEST),
        (estimate_covariance, "y", LARGEST),
        (estimate_survey, "y", 100 * LARGEST),
    ],
)
def test_a_weight_or_number_whose_square_leaves_the_range_of_a_float_is_refused(run, column, value):
    """The largest is one of them; a pass over numbers looks at them less their mean."""
    first = pl.int_range(pl.len()) == 0
    large = FRAME.with_columns(pl.when(first).then(value).otherwise(column).alias(column))
    with pytest.raises(DataError) as fault:
        run(large, [MEAN], DESIGN)
    assert fault.value.code == ("bad-weight" if column == "w" else "bad-number")
    below = FRAME.with_columns(pl.when(first).then(0.9e100).otherwise("y").alias("y"))
    run(below, [MEAN], DESIGN)


def test_the_status_or_number_that_is_at_fault_is_named():
    table = pl.LazyFrame({"s": [0, 1, 2, None], "y": [1.0, None, 2.0, 3.0], "x": [1.0] * 4})
    other = Outcome("t", "t", coding="status")
    wrong = table.with_columns(t=pl.Series([0, 3, None, 2]))
    assert bad_status(wrong, (MEAN, STATUS, other)).where == "t"
    with pytest.raises(AssertionError):
        bad_status(table, (STATUS,))
    large = table.with_columns(x=pl.Series([1.0, -LARGEST, 1.0, 1.0]))
    assert bad_number(large, (STATUS, MEAN, RATIO)).where == "x"
    with pytest.raises(AssertionError):
        bad_number(large, (STATUS, MEAN))


@pytest.mark.parametrize(("fraction", "fits"), [(1.0, True), (1.0 + 1e-10, True), (1.001, False)])
def test_no_more_clusters_are_in_the_sample_than_in_the_population(fraction, fits):
    sums = SimpleNamespace(fraction=np.array([0.5, fraction]))
    design = SurveyDesign("w", "h", ("c",), ("n",))
    if fits:
        assert check_fractions(sums, design) is sums
        return
    with pytest.raises(DataError, match="a correction of n says that fewer units") as fault:
        check_fractions(sums, design)
    assert fault.value.code == "correction-too-small"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, 2], "1, 2"),
        ([1, 2, 9], "2 codes with a label and 1 different values without a label"),
        ([8, 9], "2 different values without a label"),
        (list(range(1, 21)), ", ".join(map(str, range(1, 21)))),
        (list(range(1, 22)), "21 codes with a label and 0 different values without a label"),
    ],
)
def test_only_codes_with_a_label_are_told_and_of_others_how_many_there_are(values, said):
    """Labels of 1 and 2, or of up to 21; more than twenty codes are only counted."""
    labelled = [str(v) for v in values] if len(values) > 3 else ["1", "2"]
    source = SimpleNamespace(value_labels={"y": dict.fromkeys(labelled, "a label")})
    assert _shown(source, "y", values) == said
    assert _shown(SimpleNamespace(value_labels={}), "y", [1, 2]).startswith("2 different values")
