"""Rows that stand twice are told of where an identifier says that they are no two persons."""

import polars as pl
import pytest

import measure87 as m
from measure87.library import repeated_rows as looked

N = 120


def persons(**columns):
    """Invented persons, each with a number of her own."""
    plain = {
        "id": [f"p{i}" for i in range(N)],
        "x": [float(i % 3 == 0) for i in range(N)],
        "age": [5 + i % 2 for i in range(N)],
        "c": [i // 12 for i in range(N)],
    }
    return pl.DataFrame(plain | columns)


def told(table):
    found = m.Survey(table, clusters="c").prevalence("x").warnings
    return [one for one in found if one.code == "rows-repeated"]


@pytest.mark.parametrize("more", [1, 30, N])
def test_repeated_rows_are_told_with_their_number(more):
    frame = persons()
    twice = pl.concat([frame, frame.head(more)])
    for table in (twice, twice.to_pandas(), twice.to_arrow()):
        (one,) = told(table)
        assert one.values == {"rows": more}
        assert one.text.startswith(
            f"rows that are in all columns what another row is: {more}; id tells all others apart"
        )


def test_persons_who_are_alike_in_a_table_without_an_identifier_are_no_repeats():
    frame = persons().drop("id")
    assert frame.n_unique() < N
    assert told(frame) == []
    assert told(persons()) == []
    assert (
        told(pl.concat([persons(), persons().head(9).with_columns(age=pl.lit(99, pl.Int64))])) == []
    )


def test_rows_that_mostly_stand_several_times_are_of_something_else():
    """A table of children with columns of their households alone, three in each."""
    frame = persons()
    assert told(pl.concat([frame, frame, frame])) == []


def test_a_name_that_may_be_a_cell_is_not_told():
    frame = persons().rename({"id": "Maria Lopez"})
    (one,) = told(pl.concat([frame, frame.head(3)]))
    assert "Maria" not in one.text


def test_a_file_that_was_put_below_itself_is_told_of_in_a_test_too(tmp_path):
    path = tmp_path / "persons.csv"
    pl.concat([persons(), persons().head(40)]).write_csv(path)
    found = m.Survey(m.read(path), clusters="c").test("x", by="age")
    assert [one.values["rows"] for one in found.warnings if one.code == "rows-repeated"] == [40]


def test_a_column_that_nobody_asks_for_stops_no_figure():
    """Of several kinds in one column of pandas; a plan of polars is not run as a whole."""
    twice = pl.concat([persons(), persons().head(9)])
    table = twice.to_pandas().assign(mixed=[1 if i % 2 else "a" for i in range(N + 9)])
    assert told(table) == []
    ran = []
    plan = twice.lazy().with_columns(
        more=pl.col("x").map_elements(lambda x: ran.append(x) or x, return_dtype=pl.Float64)
    )
    assert told(plan) == []
    assert ran == []


def test_a_large_table_is_not_looked_through(monkeypatch):
    twice = pl.concat([persons(), persons().head(9)])
    monkeypatch.setattr(looked, "MOST_CELLS", twice.height * twice.width)
    assert len(told(twice)) == 1
    monkeypatch.setattr(looked, "MOST_CELLS", twice.height * twice.width - 1)
    assert told(twice) == []
