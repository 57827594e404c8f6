import numpy as np
import pandas as pd
import polars as pl
import pytest

from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.capture.count_entries import persons_of
from measure87.estimate.multiple_lists.capture.inputs import (
    _code,
    capture_table_from,
    capture_tables_from,
    persons_from,
)
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import MISSING_CATEGORY

COUNTS = pl.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [10, 20, 3]})


def test_counts_of_histories_are_read():
    table = capture_table_from(COUNTS, ["A", "B"], count="count")
    assert table.lists == ("A", "B")
    assert table.counts.tolist() == [10, 20, 3]


@pytest.mark.parametrize(
    "make", [lambda t: t.lazy(), lambda t: t.to_pandas(), lambda t: t.to_arrow()]
)
def test_any_table_that_narwhals_reads_will_do(make):
    assert capture_table_from(make(COUNTS), ["A", "B"], count="count").observed == 33


def test_without_a_count_each_row_is_a_person():
    rows = pl.DataFrame({"A": [True, True, False], "B": ["0", "1", "1"]})
    assert capture_table_from(rows, ["A", "B"]).counts.tolist() == [1, 1, 1]


def test_the_row_on_no_list_may_have_no_count():
    rows = pl.DataFrame({"A": [0, 1, 1], "B": [0, 0, 1], "n": [None, 4, 5]})
    assert capture_table_from(rows, ["A", "B"], count="n").observed == 9


@pytest.mark.parametrize(
    ("entry", "lowest", "persons"),
    [
        (7, 1, (7, 7)),
        (7.0, 1, (7, 7)),
        ("12", 1, (12, 12)),
        ("<5", 1, (1, 4)),
        (" < 5 ", 0, (0, 4)),
        ("<=5", 1, (1, 5)),
        ("≤ 5", 0, (0, 5)),
        ("1-4", 0, (1, 4)),
        ("2–9", 1, (2, 9)),
        ("", 1, None),
        (None, 1, None),
        (float("nan"), 1, None),
    ],
)
def test_entries_of_counts_are_numbers_or_ranges(entry, lowest, persons):
    assert persons_of(entry, 1, "n", lowest) == persons


@pytest.mark.parametrize(
    ("entry", "code"),
    [(1.5, "count-not-whole"), (-1, "count-not-whole"), ("*", "count-not-whole"),
     ("12.5", "count-not-whole"), ("<1", "empty-range"), ("4-2", "empty-range")],
)  # fmt: skip
def test_other_entries_are_refused_with_row_and_remedy_and_without_the_value(entry, code):
    with pytest.raises(DataError) as found:
        persons_of(entry, 17, "n", 1)
    assert found.value.code == code
    assert "row 17" in found.value.text
    assert str(entry) not in found.value.text
    assert found.value.hint


def test_ranges_become_suppressed_cells():
    rows = COUNTS.with_columns(pl.Series("count", ["10", "20", "<5"]))
    assert capture_table_from(rows, ["A", "B"], count="count").suppressed == {3: (1, 4)}
    found = capture_table_from(rows, ["A", "B"], count="count", lowest_suppressed=0)
    assert found.suppressed == {3: (0, 4)}
    assert found.counts.tolist() == [10, 20, 0]


def test_rows_of_one_history_add_up_with_their_ranges():
    rows = pl.DataFrame({"A": [1, 1, 1, 0], "B": [1, 1, 1, 1], "n": ["<5", "7", "2-3", "9"]})
    assert capture_table_from(rows, ["A", "B"], count="n").suppressed == {3: (10, 14)}


def test_tables_by_stratum_or_draw_come_in_the_order_of_their_names():
    rows = pl.DataFrame(
        {"A": [1, 1, 0, 1], "B": [0, 1, 1, 1], "area": ["north", None, "east", "east"]}
    )
    found = capture_tables_from(rows, ["A", "B"], "area")
    assert list(found) == ["_missing", "east", "north"]
    assert [table.observed for table in found.values()] == [1, 2, 1]
    whole = capture_tables_from(
        rows.with_columns(draw=pl.Series([1.0, 1.0, 2.0, 2.0])), ["A", "B"], "draw"
    )
    assert list(whole) == ["1", "2"]


@pytest.mark.parametrize(
    ("rows", "options", "code", "told"),
    [
        ({"A": [1, 2], "B": [0, 1]}, {}, "not-zero-or-one", ["'A'", "a number", "row 2"]),
        ({"A": [1, None], "B": [0, 1]}, {}, "not-zero-or-one", ["an empty cell", "row 2"]),
        ({"A": [1, 0], "B": [0, 0]}, {}, "on-no-list", ["1 person is"]),
        ({"A": [1, 1], "B": [0, 1], "n": [3, None]}, {"count": "n"}, "missing-count", ["row 2"]),
        ({"A": [1, 0], "B": [0, 0], "n": ["3", "<5"]}, {"count": "n"}, "on-no-list", []),
        ({"A": [1], "b": [0]}, {}, "unknown-column", ["'B'"]),
        (
            {"A": [1, 1], "B": [1, 0]},
            {"apart": [("A", "B")]},
            "lists-not-mutually-exclusive",
            ["1 person is"],
        ),
        ({"A": [], "B": []}, {}, "no-rows", []),
    ],
)
def test_bad_tables_are_refused_with_the_row(rows, options, code, told):
    with pytest.raises(DataError) as found:
        capture_table_from(pl.DataFrame(rows), ["A", "B"], **options)
    assert found.value.code == code
    for part in told:
        assert part in found.value.text


def test_persons_keep_strata_and_covariates():
    rows = pl.DataFrame(
        {
            "A": [1, 0, 1],
            "B": [0, 1, 1],
            "age": [30, 20, 41],
            "area": ["town", "field", "camp"],
            "sex": [1, 2, 2],
        }
    )
    found = persons_from(rows, ["A", "B"], strata="sex", covariates=["age", "area"])
    assert found.covariate_names == ("age", "area=field", "area=town")
    assert found.covariates.tolist() == [[30, 0, 1], [20, 1, 0], [41, 0, 0]]
    assert found.table().counts.tolist() == [1, 1, 1]
    parts = found.by_stratum()
    assert list(parts) == ["1", "2"]
    assert parts["2"].on.tolist() == [[0, 1], [1, 1]]
    assert parts["2"].covariates[:, 0].tolist() == [20, 41]


def test_a_person_on_no_list_and_a_missing_covariate_are_refused_with_their_row():
    with pytest.raises(DataError, match="row 2 is on no list"):
        persons_from(pl.DataFrame({"A": [1, 0], "B": [1, 0]}), ["A", "B"])
    rows = pd.DataFrame({"A": [1, 1], "B": [1, 0], "age": [3.0, np.nan]})
    with pytest.raises(DataError, match="'age' is missing at row 2"):
        persons_from(rows, ["A", "B"], covariates=["age"])


def test_the_first_row_is_told_and_what_else_a_column_of_text_may_be():
    """Of several values any one was named, another from run to run."""
    texts = ["1", *(f"C{k:03}" for k in range(200)), "0"]
    rows = pl.DataFrame({"code": texts, "B": [1] * len(texts)})
    with pytest.raises(DataError, match="list 'code' holds text at row 2;") as caught:
        capture_tables_from(rows, ["code", "B"], None)
    assert "`person` and `holder` name the columns of both" in caught.value.hint
    with pytest.raises(DataError, match="at row 2") as caught:
        capture_tables_from(pl.DataFrame({"A": [1, 9, 8], "B": [1, 1, 1]}), ["A", "B"], None)
    assert "holder" not in caught.value.hint


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, MISSING_CATEGORY), ("", MISSING_CATEGORY), (float("nan"), MISSING_CATEGORY),
        (2.0, "2"), (2.5, "2.5"), (2, "2"), (" north ", "north"), (True, "True"),
    ],
)  # fmt: skip
def test_the_code_of_a_stratum_is_its_text(value, code):
    assert _code(value) == code


def test_strata_together_have_the_sums_of_their_cells_and_ranges_of_those_withheld():
    """A and B of 5 and 7 alone, and on both 2 in one stratum and 1 to 4 in the other."""
    one = CaptureTable.from_histories("AB", [[1, 0], [0, 1], [1, 1]], [5, 7, 2])
    other = CaptureTable.from_histories("AB", [[1, 0], [0, 1]], [10, 20], suppressed={3: (1, 4)})
    counted = PopulationCounted("p", "a", "t", "potential", "c")
    whole = ListStudy(counted, {"x": [one], "y": [other]}).together
    assert whole.counts.tolist() == [15, 27, 0]
    assert whole.suppressed == {3: (3, 6)}
    known = ListStudy(counted, {"x": [one], "y": [one]}).together
    assert (known.counts.tolist(), known.suppressed) == ([10, 14, 4], {})
    first = CaptureTable.from_histories("AB", [[0, 1], [1, 1]], [7, 2], suppressed={1: (0, 3)})
    both = ListStudy(counted, {"x": [first], "y": [other]}).together
    assert both.suppressed == {1: (10, 13), 3: (3, 6)}


@pytest.mark.parametrize(
    ("on", "off"),
    [(1, 0), (1.0, 0.0), (True, False), ("1", "0"), (" TRUE ", "false"), ("1.0", "0.0")],
)
def test_who_is_on_a_list_may_be_written_as_a_number_a_truth_or_a_text(on, off):
    rows = pl.DataFrame({"A": [on, off, on], "B": [off, on, on], "count": [10, 20, 3]})
    assert capture_table_from(rows, ["A", "B"], count="count").counts.tolist() == [10, 20, 3]


@pytest.mark.parametrize(
    ("lists", "count"), [(["A", "B", "A"], "count"), (["A", "count"], "count")]
)
def test_a_column_is_one_thing(lists, count):
    with pytest.raises(DataError, match="is asked for twice") as caught:
        capture_table_from(COUNTS, lists, count=count)
    assert caught.value.code == "duplicate-list"


@pytest.mark.parametrize(("entry", "persons"), [("<2", (1, 1)), ("<=1", (1, 1)), ("3-3", (3, 3))])
def test_a_range_may_hold_one_number_alone(entry, persons):
    assert persons_of(entry, 1, "count", 1) == persons
    with pytest.raises(DataError, match="leaves no number of persons"):
        persons_of("<1", 1, "count", 1)


def test_a_table_has_a_list_at_least():
    with pytest.raises(DataError, match="there is no list") as caught:
        capture_table_from(COUNTS, [], count="count")
    assert caught.value.code == "no-lists"
    one = capture_table_from(COUNTS.filter(A=1, B=0), ["A"], count="count")
    assert (one.lists, one.counts.tolist()) == (("A",), [10])


def test_whoever_is_on_some_list_has_a_count():
    rows = pl.DataFrame({"A": [0, 1, 1], "B": [0, 0, 1], "n": [None, None, 5]})
    with pytest.raises(DataError, match="'n' is missing at row 2") as caught:
        capture_table_from(rows, ["A", "B"], count="n")
    assert caught.value.code == "missing-count"
