"""What stands at the margins of a table in CSV text: columns without a name, notes below it."""

import pytest

from measure87.files import read_source
from measure87.vocabulary.errors import DataError

NOTE = "a note below a table is no row of it: remove it, and what follows"


def read(folder, text, **form):
    (folder / "t.csv").write_text(text, "utf-8")
    return read_source(folder / "t.csv", **form)


@pytest.mark.parametrize("cells", [";;", "; ;", ';"";'])
def test_columns_at_the_right_without_name_and_content_are_left_out(tmp_path, cells):
    source = read(tmp_path, f"id;age;sex;;\n1;7;F{cells}\n2;9;M;;\n")
    assert source.columns == ("id", "age", "sex")
    assert source.lazy.collect().rows() == [(1, 7, "F"), (2, 9, "M")]
    assert source.notices == ("column(s) 4, 5 are empty and have no name: left out",)


@pytest.mark.parametrize("row", ["2;9;M;;x", "2;9;M;0;"])
def test_columns_without_name_that_hold_something_are_refused(tmp_path, row):
    with pytest.raises(DataError, match=r"column [45] of 5 has no name") as told:
        read(tmp_path, f"id;age;sex;;\n1;7;F;;\n{row}\n")
    assert told.value.code == "unnamed-column"


@pytest.mark.parametrize("head", ["id;;sex", ";age;sex", "id;;"])
def test_a_column_without_name_before_others_or_beside_one_alone_is_refused(tmp_path, head):
    with pytest.raises(DataError, match="has no name"):
        read(tmp_path, f"{head}\n1;;F\n")


def test_rows_without_the_separators_of_the_names_are_told(tmp_path):
    with pytest.raises(DataError, match=r"row 3 has 3 cell\(s\) and the first line 5"):
        read(tmp_path, "id;age;sex;;\n1;7;F;;\n2;9;M\n")


TABLE = "id,age,sex,work\n1,7,F,1\n2,9,M,2\n"


@pytest.mark.parametrize(
    ("below", "text"),
    [
        ("\nSource: INS 2023\n", "row 5 holds one cell after an empty row"),
        ("\n2023\n", "row 5 holds one cell after an empty row"),
        ("\nSource: INS, 2023\nand others\n", "row 5 has 2 cell(s) and the first line 4"),
        ("Source: INS 2023\n", "row 4 has 1 cell(s) and the first line 4"),
        ("Source: INS 2023", "row 4 has 1 cell(s) and the first line 4"),
        ("Source: INS 2023\n\nmade in June\n", "row 4 has 1 cell(s) and the first line 4"),
    ],
)
def test_a_note_below_a_table_is_told_as_one(tmp_path, below, text):
    with pytest.raises(DataError) as told:
        read(tmp_path, TABLE + below)
    assert (told.value.text, told.value.hint, told.value.code) == (text, NOTE, "note-in-table")


@pytest.mark.parametrize(
    "below", ["3\n", "3,8,F\n", "3,8\n4,7,M,1\n", "North one\n4,7,M,1\n", "\n3,8,F,1,2\n"]
)
def test_rows_that_are_cut_short_or_too_long_are_no_notes(tmp_path, below):
    with pytest.raises(DataError, match="and the first line 4") as told:
        read(tmp_path, TABLE + below)
    assert told.value.code == "uneven-rows"
