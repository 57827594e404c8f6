"""Persons one by one: their strata and covariates, by hand."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from measure87.estimate.multiple_lists.capture.persons_on_lists import (
    PersonsOnLists,
    numeric_covariates,
)
from measure87.vocabulary.errors import DataError

ON = np.array([[1, 0], [1, 1], [0, 1], [1, 1], [1, 0]])


def persons(strata=None):
    covariates = np.arange(10.0).reshape(5, 2)
    return PersonsOnLists(("A", "B"), ON, covariates, ("age", "days"), strata)


def test_numbers_stay_and_of_texts_and_answers_each_value_but_the_first_is_a_column():
    names, values = numeric_covariates(
        {
            "age": [12, 9.5, 30],
            "area": ["urban", "rural", "island"],
            "works": [True, False, True],
            "code": ["3", 2, "3"],
            "same": ["x", "x", "x"],
        },
        3,
        lambda place: place + 1,
    )
    assert names == ("age", "area=rural", "area=urban", "works=True", "code=3")
    assert values.tolist() == [
        [12.0, 0.0, 1.0, 1.0, 1.0],
        [9.5, 1.0, 0.0, 0.0, 0.0],
        [30.0, 0.0, 0.0, 1.0, 1.0],
    ]


@pytest.mark.parametrize("columns", [{}, {"same": ["x"] * 4}])
def test_without_columns_of_numbers_there_are_persons_all_the_same(columns):
    names, values = numeric_covariates(columns, 4, lambda place: place + 1)
    assert (names, values.shape) == ((), (4, 0))


@pytest.mark.parametrize("missing", [None, float("nan"), ""])
@pytest.mark.parametrize("row", [0, 2])
def test_a_missing_value_is_refused_with_its_row(missing, row):
    values = [1.0, 2.0, 3.0]
    values[row] = missing
    with pytest.raises(DataError, match=f"'age' is missing at row {row + 1}"):
        numeric_covariates({"age": values}, 3, lambda place: place + 1)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (date(2025, 3, 1), "a value of another kind"),
        (timedelta(days=3), "a value of another kind"),
        (float("inf"), "no finite number"),
    ],
)
def test_what_is_no_number_is_refused_with_its_row(value, kind):
    with pytest.raises(DataError, match=f"'known' holds {kind} at row 2") as caught:
        numeric_covariates({"known": [1.0, value, 3.0]}, 3, lambda place: place + 1)
    assert caught.value.code == "covariate-kind"
    assert str(value) not in str(caught.value)


def test_decimals_are_numbers():
    _, values = numeric_covariates({"known": [Decimal("1.5"), 2, True + 1.0]}, 3, int)
    assert values.tolist() == [[1.5], [2.0], [2.0]]


def test_each_stratum_has_its_persons_with_what_is_known_of_them():
    found = persons(("y", "x", "y", "x", "z")).by_stratum()
    assert list(found) == ["x", "y", "z"]
    rows = {"x": [1, 3], "y": [0, 2], "z": [4]}
    for name, one in found.items():
        assert one.on.tolist() == ON[rows[name]].tolist()
        assert one.covariates[:, 0].tolist() == [2.0 * row for row in rows[name]]
        assert one.strata == (name,) * len(rows[name])
        assert (one.lists, one.covariate_names) == (("A", "B"), ("age", "days"))


def test_without_strata_all_are_of_one_without_a_name():
    found = persons().by_stratum()
    assert list(found) == [""]
    assert found[""].on.tolist() == ON.tolist()
    assert persons().taking(np.array([2])).strata is None


def test_the_table_counts_persons_by_history():
    table = persons().table()
    counts = {
        int(history): int(count)
        for history, count in zip(table.histories, table.counts, strict=True)
    }
    assert counts == {1: 2, 2: 1, 3: 2}
