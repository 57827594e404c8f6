"""Columns of lists that say yes and no in words, as offices keep them."""

import polars as pl
import pytest

from measure87.files import read_source
from measure87.study.lists.inputs import ListColumns, list_study
from measure87.study.lists.new import columns_found
from measure87.vocabulary.errors import DataError

ON = [
    (1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1),
]  # fmt: skip
LISTS = ("police", "ngo", "hotline")
WORDS = [("oui", "non"), ("Sí", "No"), ("Да", "Нет"), ("نعم", "لا"), ("YES", "no"), ("sim", "NÃO")]


def read(folder, yes, no, change=lambda rows: rows):
    rows = [[yes if one else no for one in row] for row in ON]
    table = pl.DataFrame(change(rows), schema=LISTS, orient="row")
    table = table.with_columns(pl.Series("id", [f"P{i}" for i in range(len(ON))]))
    table.write_csv(folder / "lists.csv")
    return read_source(folder / "lists.csv")


def counts(source):
    study = list_study(source, ListColumns(lists=LISTS), None)
    (table,) = study.tables[""]
    return table


@pytest.mark.parametrize(("yes", "no"), WORDS)
def test_yes_and_no_in_words_are_the_table_that_1_and_0_are(tmp_path, yes, no):
    (tmp_path / "numbers").mkdir()
    numbers = counts(read(tmp_path / "numbers", "1", "0"))
    source = read(tmp_path, yes, no)
    assert columns_found(source).lists == LISTS
    assert columns_found(source).others == ("id",)
    words = counts(source)
    assert words.counts.tolist() == numbers.counts.tolist()


def _with(cell):
    def change(rows):
        rows[3][1] = cell
        return rows

    return change


@pytest.mark.parametrize("cell", ["ne sait pas", "peut-être", None, "1"])
def test_one_cell_that_is_neither_leaves_the_column_and_refuses_it(tmp_path, cell):
    """About that person it is not known whether she is on the list; and nothing is mixed."""
    source = read(tmp_path, "oui", "non", _with(cell))
    assert columns_found(source).lists == ("police", "hotline")
    with pytest.raises(DataError, match="holds 1 \\(on the list\\) or 0 \\(not\\)") as told:
        counts(source)
    assert told.value.code == "not-zero-or-one"
    assert "peut" not in str(told.value)
