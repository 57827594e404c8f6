"""A second row of headings is refused, and rows that look like one a little are not."""

import openpyxl
import polars as pl
import pytest

from measure87.files import read_source
from measure87.files.table_form import TableForm
from measure87.vocabulary.errors import DataError

NAMES = ["id", "age", "work", "hours", "region"]
LABELS = ["Number of the interview", "Age in years", "Worked last week", "Hours", "Region"]
IDS = ['{"ImportId":"recordId"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}', "QID3", "QID4"]
ROWS = [["1", "12", "1", "20", "North"], ["2", "9", "2", "", "South"], ["3", "15", "1", "7.5", ""]]


def csv_of(tmp_path, *rows):
    path = tmp_path / "t.csv"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path.write_text("\n".join(quoted), encoding="utf-8")
    return path


def workbook_of(tmp_path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        cells = [float(cell) if cell.replace(".", "").isdigit() else cell or None for cell in row]
        book.active.append(cells)
    path = tmp_path / "t.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("made", [csv_of, workbook_of])
@pytest.mark.parametrize(
    ("heads", "said"),
    [([LABELS], "row 2 holds words in 4 columns"), ([LABELS, IDS], "rows 2 to 3 hold words in 4")],
)
def test_a_second_heading_is_refused_by_its_row(made, heads, said, tmp_path):
    with pytest.raises(DataError, match=said) as found:
        read_source(made(tmp_path, NAMES, *heads, *ROWS))
    assert found.value.code == "second-header"
    assert "header_row = 2" in str(found.value.hint)
    assert not any(word in str(found.value) for word in (*LABELS[:3], *IDS))


@pytest.mark.parametrize("made", [csv_of, workbook_of])
def test_its_words_can_be_the_names(made, tmp_path):
    source = read_source(made(tmp_path, NAMES, LABELS, *ROWS), form=TableForm(header_row=2))
    assert source.columns == tuple(LABELS)
    assert source.lazy.collect()["Age in years"].to_list() == [12, 9, 15]


@pytest.mark.parametrize(
    "first",
    [
        ["4", "refused", "refused", "refused", "North"],  # an answer, the same three times
        ["4", "do not know", "never", "30", "North"],  # two columns
        ["4", "do not know", "never", "varies", "North"],  # beside as many that are numbers: below
    ],
)
def test_answers_in_words_of_the_first_person_are_none(first, tmp_path):
    more = [["7", "8", "9"] for _ in range(4)]
    names, rows = [*NAMES, "a", "b", "c"], [[*row, *more[0]] for row in (first, *ROWS)]
    assert read_source(csv_of(tmp_path, names, *rows)).lazy.collect().height == 4


def test_columns_of_words_and_empty_columns_are_none(tmp_path):
    rows = [["north", "yes", "farm", ""], ["south", "no", "shop", ""], ["1", "2", "3", ""]]
    assert read_source(csv_of(tmp_path, ["a", "b", "c", "d"], *rows)).lazy.collect().height == 3


def test_words_further_down_are_for_whoever_reads_the_column(tmp_path):
    """One word among the numbers: a mark for no answer, or a note; not every row is a number."""
    rows = [LABELS[:4], *[[str(k)] * 4 for k in range(9)], ["x", "y", "z", "w"]]
    found = read_source(csv_of(tmp_path, NAMES[:4], *rows)).lazy.collect()
    assert found.height == 11
    assert set(found.dtypes) == {pl.String}
