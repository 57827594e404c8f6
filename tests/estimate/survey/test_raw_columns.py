"""Raw columns as statuses and numbers, value by value."""

import polars as pl
import pytest

from measure87.estimate.survey.raw_columns import prepare, split_code
from measure87.files import SourceTable, UserMissing
from measure87.vocabulary.errors import DataError, UsageError


def source(frame, **more):
    return SourceTable("t", "frame", frame.lazy(), tuple(frame.columns), **more)


def values(frame, measure, statistic="proportion", statuses=(), **more):
    """What the column of a measure holds."""
    found = prepare(source(frame, **more), [measure], statistic, statuses=statuses)
    (outcome,) = found.outcomes
    return outcome, pl.from_arrow(found.table.collect().to_arrow())[outcome.column].to_list()


NINE = {"missing_codes": {"y": UserMissing(("9",))}}
X = {"missing_codes": {"y": UserMissing(("x",))}}
RANGE = {"missing_codes": {"y": UserMissing(ranges=((7.0, 9.0),))}}


@pytest.mark.parametrize(
    ("column", "more", "status"),
    [
        ([0, 1, None, 1], {}, [0, 2, None, 2]),
        ([0.0, 1.0, None, 1.0], {}, [0, 2, None, 2]),
        ([True, False, None, True], {}, [2, 0, None, 2]),
        ([0, 1, 9, None], NINE, [0, 2, 1, None]),
        ([0, 1, 8, 7], RANGE, [0, 2, 1, 1]),
        ([1, 1, 1, 1], {}, [2, 2, 2, 2]),
        ([0, 0, None, 0], {}, [0, 0, None, 0]),
        (["true", "false", None, "TRUE"], {}, [2, 0, None, 2]),
        (["True", "true", None, "true"], {}, [2, 2, None, 2]),
        (["false", "FALSE", None, "false"], {}, [0, 0, None, 0]),
        (
            ["true", "false", "x", "true"],
            {"missing_codes": {"y": UserMissing(("x",))}},
            [2, 0, 1, 2],
        ),
    ],
)
def test_a_column_of_yes_and_no_is_a_status_and_what_is_declared_missing_unknown(
    column, more, status
):
    outcome, found = values(pl.DataFrame({"y": column}), "y", **more)
    assert found == status
    assert (outcome.kind, outcome.statistic, outcome.coding) == ("status", "proportion", "status")


@pytest.mark.parametrize(
    "column", [[0, 1, 2, 1], [1, 2, 1, 2], ["true", "no", "false", "true"], [0.5, 1.0, 0.0, 1.0]]
)
def test_other_values_have_no_share_of_yes(column):
    with pytest.raises(DataError) as fault:
        values(pl.DataFrame({"y": column}), "y")
    assert fault.value.code == "not-a-status"


@pytest.mark.parametrize(
    ("measure", "status"),
    [
        ("y", [0, 1, 2, None]), ("y=yes", [0, 1, 2, None]), ("y=2", [0, 1, 2, None]),
        ("y=no", [2, 1, 0, None]), ("y=0", [2, 1, 0, None]), ("y=unknown", [0, 2, 0, None]),
    ],
)  # fmt: skip
def test_a_code_of_a_status_is_an_answer_and_the_unknown_may_have_given_either(measure, status):
    frame = pl.DataFrame({"y": pl.Series([0, 1, 2, None], dtype=pl.Int8)})
    assert values(frame, measure, statuses=["y"])[1] == status


@pytest.mark.parametrize(
    ("column", "measure", "more", "status"),
    [
        ([1, 2, 3, None], "y=2", {}, [0, 2, 0, None]),
        (["a", "b", "a", None], "y=a", {}, [2, 0, 2, None]),
        ([1, 2, 9, None], "y=2", NINE, [0, 2, 1, None]),
        ([1, 2, 9, None], "y=9", NINE, [0, 0, 2, None]),
        ([1.0, 2.0, 2.5, None], "y=2", {}, [0, 2, 0, None]),
    ],
)
def test_the_share_of_a_code_is_of_all_who_have_one(column, measure, more, status):
    outcome, found = values(pl.DataFrame({"y": column}), measure, **more)
    assert found == status
    assert outcome.name == measure


def test_a_code_that_nobody_has_is_refused_with_its_label_if_it_is_one():
    frame = pl.DataFrame({"y": [1, 2, 2, 1]})
    with pytest.raises(DataError) as fault:
        values(frame, "y=7")
    assert (fault.value.code, fault.value.hint) == (
        "unknown-code",
        "the column holds 2 different values without a label",
    )
    labels = {"value_labels": {"y": {"1": "Yes", "2": "No"}}}
    with pytest.raises(DataError) as fault:
        values(frame, "y=Yes", **labels)
    assert fault.value.hint == "Yes is the label of 1; write y=1"
    with pytest.raises(DataError) as fault:
        values(frame, "y=7", **labels)
    assert fault.value.hint == "the column holds 1, 2"


@pytest.mark.parametrize("statistic", ["mean", "total"])
def test_a_number_is_without_what_is_declared_missing(statistic):
    frame = pl.DataFrame({"y": [4.0, 9.0, None, 2.5]})
    outcome, found = values(frame, "y", statistic, **NINE)
    assert found == [4.0, None, None, 2.5]
    assert (outcome.kind, outcome.statistic) == ("number", statistic)
    assert values(frame, "y", statistic)[1] == [4.0, 9.0, None, 2.5]


def test_true_and_false_have_a_mean_and_text_has_none():
    assert values(pl.DataFrame({"y": [True, False, None, True]}), "y", "mean")[1] == [1, 0, None, 1]
    with pytest.raises(DataError) as fault:
        values(pl.DataFrame({"y": ["a", "b", "c", "d"]}), "y", "mean")
    assert fault.value.code == "not-a-number"


def test_a_total_of_yes_and_no_counts_persons_and_of_other_numbers_adds_them_up():
    counted, _ = values(pl.DataFrame({"y": [0, 1, 1, 0]}), "y", "total")
    added, _ = values(pl.DataFrame({"y": [0, 1, 5, 0]}), "y", "total")
    assert (counted.kind, added.kind) == ("status", "number")
    with pytest.raises(DataError):
        values(pl.DataFrame({"y": ["a", "b", "c", "d"]}), "y", "total")


def test_the_median_is_the_quantile_that_is_meant_where_none_is_said():
    frame = source(pl.DataFrame({"y": [1.0, 2.0], "x": [1.0, 2.0]}))
    (median,) = prepare(frame, ["y"], "quantile").outcomes
    (other,) = prepare(frame, ["y"], "quantile", quantile=0.9).outcomes
    assert (median.quantile, other.quantile) == (0.5, 0.9)
    (mean,) = prepare(frame, ["y"], "mean").outcomes
    assert mean.quantile is None
    with pytest.raises(UsageError, match=r"a mean has no share of a quantile, and 0\.9 was given"):
        prepare(frame, ["y"], "mean", quantile=0.9)
    with pytest.raises(UsageError, match="a mean has no denominator, and x was given"):
        prepare(frame, ["y"], "mean", denominator="x")
    ratio = prepare(frame, ["y"], "ratio", denominator="x")
    assert ratio.outcomes[0].columns == ("measure: y", "measure: x")


def test_declared_missing_codes_of_a_group_are_missing_and_measures_stand_once():
    frame = pl.DataFrame({"y": [0, 1, 1, 0], "g": [1, 9, 2, None]})
    read = source(frame, missing_codes={"g": UserMissing(("9",))})
    found = prepare(read, ["y", "y"], "proportion", domain_variables=["g"])
    assert len(found.outcomes) == 1
    table = pl.from_arrow(found.table.collect().to_arrow())
    assert table["g"].to_list() == [1, None, 2, None]
    plain = prepare(source(frame), ["y"], "proportion", domain_variables=["g"])
    assert pl.from_arrow(plain.table.collect().to_arrow())["g"].to_list() == [1, 9, 2, None]


def test_a_status_with_other_values_is_refused_and_declared_ones_are_unknown():
    frame = pl.DataFrame({"y": [0, 2, 9, None]})
    with pytest.raises(DataError) as fault:
        values(frame, "y", statuses=["y"])
    assert fault.value.code == "not-a-status"
    assert values(frame, "y", statuses=["y"], **NINE)[1] == [0, 2, 1, None]


def test_a_measure_is_a_column_or_one_of_its_codes():
    assert split_code("y=1=2") == ("y", "1=2")
    assert split_code("y=") == ("y", "")
    assert split_code("y") == ("y", None)
