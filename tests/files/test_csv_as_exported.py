"""CSV text as programs of offices export it: stray quotation marks, numbered rows, empty rows,
titles, rows that are one cell, totals below."""

import io

import openpyxl
import pytest

from measure87.files import AskedError, TableForm, read_source
from measure87.files.csv_encoding import marked_encoding
from measure87.files.total_row import HOLDS_TOTALS
from measure87.vocabulary.errors import DataError
from tests.files.office_files import settings_asked

HEAD = "id;note;age;sex"
ROWS = [f"{i};ok;{5 + i % 10};F" for i in range(1, 13)]


def read(folder, lines, **form):
    path = folder / "t.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read_source(path, **form)


def with_notes(**notes):
    rows = list(ROWS)
    for place, note in notes.items():
        rows[int(place[1:]) - 1] = rows[int(place[1:]) - 1].replace(";ok;", f";{note};")
    return [HEAD, *rows]


@pytest.mark.parametrize(
    "notes",
    [
        {"r5": '"opened', "r9": 'closed"'},
        {"r5": '"', "r6": '"'},
        {"r5": '"a', "r7": 'x "b" y', "r9": 'z"'},
    ],
)
def test_a_mark_that_is_not_closed_swallows_no_rows(tmp_path, notes):
    """Read as they stand, rows 6 to 9 were text of one cell, and nobody saw it."""
    with pytest.raises(DataError, match="row 6 opens a cell and is not closed in its row") as told:
        read(tmp_path, with_notes(**notes))
    assert told.value.code == "stray-quote"


@pytest.mark.parametrize("note", ['5" pipe', '"he" said', 'inch"'])
def test_a_mark_inside_a_cell_is_told_with_its_row(tmp_path, note):
    with pytest.raises(DataError, match="row 6 stands inside a cell"):
        read(tmp_path, with_notes(r5=note))


@pytest.mark.parametrize("note", ['"two\nlines"', '"a;b;c\nd"', '"he ""said"""', '"\n;;;\n"'])
def test_texts_of_several_lines_are_texts(tmp_path, note):
    frame = read(tmp_path, with_notes(r5=note)).frame
    assert frame.height == len(ROWS)
    assert frame["note"][4] == note[1:-1].replace('""', '"').strip()


def test_rows_without_any_cell_are_left_out_as_in_workbooks(tmp_path):
    source = read(tmp_path, [HEAD, ROWS[0], ";;;", *ROWS[1:], '; ;"";', ";;;"])
    assert source.frame["id"].to_list() == list(range(1, 13))
    assert source.notices == ("rows without any cell are left out",)
    assert source.remarks == ("3 row(s) are empty, first row 3: left out",)


@pytest.mark.parametrize("numbers", [range(12), range(1, 13), range(3, 99, 8)])
def test_a_first_column_without_name_that_numbers_rows_is_left_out(tmp_path, numbers):
    """R and pandas write the numbers of rows under no name."""
    rows = [f'"{k}";{row}' for k, row in zip(numbers, ROWS, strict=True)]
    source = read(tmp_path, [f'"";{HEAD}', *rows])
    assert source.columns == ("id", "note", "age", "sex")
    assert source.frame.height == len(ROWS)
    assert source.notices == ("column 1 has no name and numbers the rows: left out",)


@pytest.mark.parametrize("cells", [("a", "b"), (2, 1), (1, 1), (1.5, 2)])
def test_a_first_column_without_name_that_holds_something_else_is_refused(tmp_path, cells):
    rows = [f"{cell};{row}" for cell, row in zip(cells, ROWS, strict=False)]
    with pytest.raises(DataError, match="column 1 of 5 has no name"):
        read(tmp_path, [f";{HEAD}", *rows])


def book(cells):
    made = openpyxl.Workbook()
    made.active.append([None, "id", "age", "sex"])
    for k, cell in enumerate(cells):
        made.active.append([cell, k, 5 + k, "F"])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_numbers_of_rows_in_a_workbook_are_left_out(tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(book([0, 1, 5]))
    source = read_source(path)
    assert source.columns == ("id", "age", "sex")
    assert source.notices == ("column A has no name and numbers the rows: left out",)
    for cells in ([3, 2, 1], ["a", "b"], [0.5, 1]):
        path.write_bytes(book(cells))
        with pytest.raises(DataError, match="A of 4 have no name"):
            read_source(path)


def test_a_title_right_above_the_names_is_asked_about(tmp_path):
    """The whole table was one column named by the title."""
    lines = ["Survey of 2024", HEAD, *ROWS]
    with pytest.raises(AskedError, match="row 2 may name 4 columns") as told:
        read(tmp_path, lines)
    (line,) = settings_asked(told.value)
    assert line == {"header_row": 2}
    assert read(tmp_path, lines, form=TableForm(**line)).frame.height == len(ROWS)


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (lambda line: f'"{line}"', "a semicolon"),
        (lambda line: line.replace(";", " "), "blanks"),
        (lambda line: "  ".join(line.split(";")), "blanks"),
    ],
)
def test_rows_of_one_cell_that_seem_to_hold_several_are_refused(tmp_path, made, what):
    with pytest.raises(DataError, match=f"it would be 4 if cells were parted by: {what}"):
        read(tmp_path, [made(line) for line in [HEAD, *ROWS]])


@pytest.mark.parametrize(
    "lines", [["key", "a1", "b2", "c3"], ["said", "one two", "three", "x y z"]]
)
def test_a_table_of_one_column_is_one(tmp_path, lines):
    assert read(tmp_path, lines).frame.height == 3


PERSONS = "key,weight,age"
WEIGHTS = [f"p{k},{k}.5,{5 + k}" for k in range(1, 9)]


@pytest.mark.parametrize("word", ["Total", "TOTAL :", "Итого", "الإجمالي", "Total général"])
def test_totals_below_persons_are_told(tmp_path, word):
    source = read(tmp_path, [PERSONS, *WEIGHTS, f"{word},40,9.5"])
    assert source.notices == (HOLDS_TOTALS,)
    assert source.frame.height == 9


@pytest.mark.parametrize("last", ["Total,12,9", "Anna,40,9", "Total,0,0"])
def test_a_last_row_that_does_not_add_up_or_call_itself_total_is_a_row(tmp_path, last):
    assert read(tmp_path, [PERSONS, *WEIGHTS, last]).notices == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("head", ["кластер;дх", "عنقود;اسرة", "âge;sexe"])
def test_utf_16_without_mark_that_begins_beyond_ascii_is_known(tmp_path, encoding, head):
    data = f"{head}\n1;нет\n2;да\n".encode(encoding)
    assert marked_encoding(data) == encoding
    (tmp_path / "t.csv").write_bytes(data)
    assert read_source(tmp_path / "t.csv").columns == tuple(head.split(";"))
