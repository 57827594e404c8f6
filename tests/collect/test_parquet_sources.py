"""Parquet files, whose values are read only while the mapping is applied."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from measure87.files import read_source
from measure87.vocabulary.errors import DataError

_TEXT = """
[s.persons.person_id]
variable = "id"
[s.persons.weight]
variable = "w"
[s.persons.heights]
variable = "q"
yes = [1]
no = [2]
"""


def test_types_that_only_parquet_has_are_read(tmp_path, apply):
    path = tmp_path / "p.parquet"
    pl.DataFrame(
        {
            "id": pl.Series(["a", "b", "c"], dtype=pl.Categorical),
            "w": [Decimal("0.50"), Decimal("1.00"), Decimal("2.25")],
            "q": pl.Series([Decimal("1.00"), Decimal("2.00"), None]),
            "day": [date(2025, 1, 1)] * 3,
        }
    ).write_parquet(path)
    persons = apply(_TEXT, persons=read_source(path)).persons.collect()
    assert persons.rows() == [("a", 0.5, 2), ("b", 1.0, 0), ("c", 2.25, 1)]


def test_yes_and_no_may_be_true_and_false(tmp_path, apply):
    path = tmp_path / "p.parquet"
    pl.DataFrame({"id": [1, 2], "w": [1, 1], "q": [True, False]}).write_parquet(path)
    text = _TEXT.replace("no = [2]", "no = [0]")
    assert apply(text, persons=read_source(path)).persons.collect()["heights"].to_list() == [2, 0]


def test_several_values_in_one_cell_are_refused(tmp_path, apply):
    path = tmp_path / "p.parquet"
    pl.DataFrame({"id": [1], "w": [1.0], "q": [[1, 2]]}).write_parquet(path)
    with pytest.raises(DataError, match="q holds several values in one cell"):
        apply(_TEXT, persons=read_source(path))


def test_damage_inside_a_parquet_file_is_one_sentence(tmp_path, apply):
    path = tmp_path / "p.parquet"
    rows = 5000
    frame = pl.DataFrame({"id": range(rows), "w": [1.5] * rows, "q": [1, 2] * (rows // 2)})
    frame.write_parquet(path, compression="zstd")
    data = bytearray(path.read_bytes())
    data[60:400] = bytes(340)
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"p\.parquet is damaged"):
        apply(_TEXT, persons=read_source(path))
