"""Rows that stand twice are told of where an identifier says that they are no two persons."""

import polars as pl
import pytest

import measure87 as m

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
    for table in (pl.concat([frame, frame.head(more)]),
                  pl.concat([frame, frame.head(more)]).to_pandas(),
                  pl.concat([frame, frame.head(more)]).lazy()):  # fmt: skip
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
