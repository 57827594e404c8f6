"""Tables in workbooks: which sheet, where the names stand, what cells hold, and what is refused."""

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from measure87.files import AskedError, TableForm, read_source
from measure87.vocabulary.errors import DataError
from tests.files.office_files import ods_cell, ods_of, ods_with, settings_asked

OLD = Path(__file__).parent / "workbooks" / "old.xls"


@pytest.fixture
def book(tmp_path):
    """Write sheets of rows as an XLSX file."""

    def _book(change=None, name="t.xlsx", **sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        if change is not None:
            change(made)
        path = tmp_path / name
        made.save(path)
        return path

    return _book


def frame_of(path, **form):
    return read_source(path, form=TableForm(**form)).lazy.collect()


NAMES = ("id", "region", "weight")


def test_texts_that_are_numbers_are_numbers_and_codes_keep_their_zeros(book):
    rows = [NAMES, ("1", "007", 0.5), ("2", "010", "12.25")]
    frame = frame_of(book(Data=rows))
    assert frame.rows() == [(1, "007", 0.5), (2, "010", 12.25)]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["1234567890123456789", "1234567890123456788"],) * 2,
        (["20240100100100001815", "20240100100100001816"],) * 2,
    ],
)
def test_keys_held_as_text_keep_every_digit(book, ids, expected):
    frame = frame_of(book(Data=[NAMES, *((one, "a", 1) for one in ids)]))
    assert [str(one) for one in frame["id"]] == expected


def test_keys_held_as_text_beside_numbers_keep_every_digit(book):
    rows = [NAMES, ("1234567890123456789", "9007199254740993", 1), (7, 1.5, 1)]
    frame = frame_of(book(Data=rows))
    assert frame["id"].to_list() == [1234567890123456789, 7]
    assert frame["region"].to_list() == ["9007199254740993", "1.5"]


def test_numbers_whose_last_digits_a_spreadsheet_has_lost_are_refused(book):
    rows = [NAMES, (1, "a", 1), (1234567890123456789, "b", 1), (1234567890123456788, "c", 1)]
    path = book(Data=rows)
    with pytest.raises(DataError) as caught:
        frame_of(path)
    assert caught.value.code == "cut-numbers"
    assert "2 cell(s) of column(s) A hold whole numbers" in caught.value.text
    assert "first in row 3:" in caught.value.text
    assert "format the column as text" in caught.value.hint
    assert read_source(path, ["weight"]).lazy.collect()["weight"].to_list() == [1, 1, 1]


def test_a_number_held_as_text_that_can_be_read_either_way_is_asked_about(book):
    path = book(Data=[NAMES, (1, "a", "1,234"), (2, "b", "2,500")])
    with pytest.raises(AskedError, match="'weight' may stand before decimals") as caught:
        frame_of(path)
    assert 'decimal = ","' in caught.value.hint
    assert frame_of(path, decimal=",")["weight"].to_list() == [1.234, 2.5]
    assert frame_of(path, decimal=".")["weight"].to_list() == [1234, 2500]


def test_which_sheet_and_what_it_leaves_open_are_asked_in_one_line(book):
    path = book(Data=[NAMES, (1, "a", "1,234"), (2, "b", "2,500")], Notes=[("a",)])
    with pytest.raises(AskedError) as caught:
        frame_of(path)
    assert settings_asked(caught.value) == [
        {"sheet": "Data", "decimal": ","},
        {"sheet": "Notes"},
    ]
    assert "(--sheet Data --decimal ,)" in caught.value.hint
    assert frame_of(path, sheet="Data", decimal=",")["weight"].to_list() == [1.234, 2.5]


def test_days_and_yes_or_no_are_as_other_formats_have_them(book):
    day = datetime.date(2024, 1, 2)
    path = book(Data=[("d", "t", "b"), (day, datetime.datetime(2024, 1, 2, 3, 4), True)])
    assert frame_of(path).rows() == [("2024-01-02", "2024-01-02 03:04:00", 1)]


def test_a_column_of_codes_keeps_numbers_among_texts_as_codes(book):
    path = book(Data=[NAMES, (1, 7, 1), (2, "north", 1), (3, 7.5, 1)])
    assert frame_of(path)["region"].to_list() == ["7", "north", "7.5"]


def test_of_several_sheets_the_name_is_asked_for_and_hidden_ones_are_not_named(book):
    def hide(made):
        made["Old"].sheet_state = "hidden"

    path = book(hide, Data=[NAMES, (1, 2, 3)], Notes=[("a",)], Old=[("b",)], Empty=[])
    with pytest.raises(AskedError) as caught:
        frame_of(path)
    assert 'sheet = "Data"    # or "Notes"' in caught.value.hint
    assert "Old" not in str(caught.value)
    assert frame_of(path, sheet="Data").rows() == [(1, 2, 3)]
    with pytest.raises(DataError, match="no sheet 'Dat'") as missing:
        frame_of(path, sheet="Dat")
    assert missing.value.hint == "sheets present: Data, Notes, Empty"


def test_names_below_a_title_are_found_and_said(book):
    path = book(Data=[("Survey of 2024",), (), NAMES, (1, 2, 0.5)])
    source = read_source(path)
    assert source.lazy.collect().rows() == [(1, 2, 0.5)]
    assert source.notices == ("names of columns are read from row 3, below a title",)


def test_joined_cells_above_the_names_are_refused_and_the_row_can_be_said(book):
    def join(made):
        made["Data"].merge_cells("B1:C1")

    path = book(join, Data=[("who", "answers", None), NAMES, (1, 2, 0.5)])
    with pytest.raises(DataError, match=r"column\(s\) C of 3 have no name in row 1") as caught:
        frame_of(path)
    assert "header_row = N" in caught.value.hint
    assert frame_of(path, header_row=2).rows() == [(1, 2, 0.5)]


def test_empty_columns_and_rows_are_left_out_and_said(book):
    rows = [("id", None, "x", None), (1, None, 5, None), (None,) * 4, (2, None, 6, None)]
    source = read_source(book(Data=rows))
    assert source.lazy.collect().rows() == [(1, 5), (2, 6)]
    assert source.notices == (
        "column(s) B are empty and have no name: left out",
        "rows without any cell are left out",
    )
    assert source.remarks == ("1 row(s) are empty, first row 3: left out",)


def test_a_note_below_the_table_is_no_row_of_it(book):
    rows = [NAMES, (1, 2, 0.5), (None,) * 3, ("Source: an office", None, None)]
    with pytest.raises(DataError, match="row 4 holds one cell after an empty row"):
        frame_of(book(Data=rows))


def test_errors_are_counted_and_placed_and_unknown(tmp_path):
    path = tmp_path / "t.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("Data")
    sheet.write_row(0, 0, NAMES)
    sheet.write_row(1, 0, (1, 2, 0.5))
    sheet.write_row(2, 0, (2, 2))
    sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    made.close()
    source = read_source(path)
    assert source.lazy.collect()["weight"].to_list() == [0.5, None]
    assert source.notices == ("cells with an error of the spreadsheet are read as unknown",)
    assert source.remarks == (
        "1 cell(s) hold an error of the spreadsheet, first in C3; read as unknown",
    )


def test_a_formula_gives_the_value_that_was_stored_and_without_one_is_refused(book, tmp_path):
    path = tmp_path / "stored.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("Data")
    sheet.write_row(0, 0, NAMES)
    sheet.write_row(1, 0, (1, 2))
    sheet.write_formula(1, 2, "=A2/2", None, 0.5)
    made.close()
    assert frame_of(path).rows() == [(1, 2, 0.5)]
    with pytest.raises(DataError, match="formula without its value, first in C2"):
        frame_of(book(Data=[NAMES, (1, 2, "=A2/2")]))


def test_old_workbooks_are_read_with_their_errors(tmp_path):
    source = read_source(OLD)
    assert source.format == "xls"
    assert source.lazy.collect().rows() == [(1, "007", None, "2024-01-02"), (2.5, "x", None, "1")]
    assert source.notices == ("cells with an error of the spreadsheet are read as unknown",)
    assert source.remarks == (
        "1 cell(s) hold an error of the spreadsheet, first in C2; read as unknown",
    )


def test_sheets_of_opendocument_are_read_with_their_errors(tmp_path):
    path = tmp_path / "t.ods"
    error = '<table:table-cell office:value-type="string" calcext:value-type="error"/>'
    rows = "".join(
        f"<table:table-row>{''.join(row)}</table:table-row>"
        for row in ([*map(ods_cell, ("id", "x", "y"))], [ods_cell(1), error, ods_cell(2)])
    )
    path.write_bytes(ods_with(f'<table:table table:name="Data">{rows}</table:table>'))
    source = read_source(path)
    assert source.lazy.collect().rows() == [(1, None, 2)]
    assert source.remarks == ("1 cell(s) hold an error of the spreadsheet; read as unknown",)


def test_text_that_a_spreadsheet_would_run_is_refused_as_in_csv(book):
    def spoil(made):
        made["Data"]["B2"].value = "@SUM(A1)"
        made["Data"]["B2"].data_type = "s"

    with pytest.raises(DataError, match="column 'region' hold a formula, first in row 2"):
        frame_of(book(spoil, Data=[NAMES, (1, "x", 2)]))


def test_a_cell_in_the_last_row_and_column_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "sparse.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "b")
    made.close()
    with pytest.raises(DataError, match=r"sparse.xlsx is damaged"):
        frame_of(path)


def test_cells_that_are_repeated_a_million_times_do_not_either(tmp_path):
    path = tmp_path / "bomb.ods"
    cell = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        "</table:table-row>"
    )
    path.write_bytes(ods_with(f'<table:table table:name="Data">{cell}</table:table>'))
    with pytest.raises(DataError, match=r"damaged|more than"):
        frame_of(path)


def test_columns_beyond_the_last_of_any_program_are_damage_and_not_read(tmp_path):
    """A damaged .xls had 65,536 columns of three rows, which took half a minute to be read."""
    content = bytearray(OLD.read_bytes())
    text = content.index(b"\xfd\x00\x0a\x00")  # the record of a text: row, and column
    content[text + 6 : text + 8] = b"\xff\xff"
    path = tmp_path / "wide.xls"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"wide\.xls is damaged"):
        frame_of(path)


def test_entities_are_refused_in_both_formats(tmp_path, book):
    declared = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    for name, content in (("t.xlsx", book(Data=[NAMES]).read_bytes()),
                          ("t.ods", ods_of({"Data": [list(NAMES)]}))):  # fmt: skip
        path, spoilt = tmp_path / name, tmp_path / f"spoilt-{name}"
        path.write_bytes(content)
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(spoilt, "w") as new:
            for part in old.infolist():
                data = old.read(part)
                is_xml = part.filename.endswith("sheet1.xml") or part.filename == "content.xml"
                new.writestr(part.filename, declared + data if is_xml else data)
        with pytest.raises(DataError, match="declares a document type"):
            frame_of(spoilt)


def test_a_workbook_with_a_password_and_text_called_xlsx_say_what_they_are(tmp_path, monkeypatch):
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    with pytest.raises(DataError, match="an old Excel file, or a workbook with a password"):
        frame_of(path)
    path.write_bytes(b"id;x\n1;2\n")
    with pytest.raises(DataError, match="begins like text"):
        frame_of(path)
    path.write_bytes(b"")
    with pytest.raises(DataError, match="is empty"):
        frame_of(path)


@pytest.mark.parametrize("header_row", [7, 99])
def test_a_row_of_names_that_is_not_there_is_said(book, header_row):
    with pytest.raises(DataError, match=f"no row {header_row} with names"):
        frame_of(book(Data=[NAMES, (1, 2, 3)]), header_row=header_row)


def test_only_wanted_columns_come_and_all_are_named(book):
    source = read_source(book(Data=[NAMES, (1, 2, 3)]), ["WEIGHT", "nothing"], skip_absent=True)
    assert source.columns == ("weight",)
    assert source.present == NAMES
    assert len(source.sha256) == 64


def test_many_rows_come_in_their_order(book):
    rows = [NAMES, *((k, k % 7, k / 4) for k in range(5_000))]
    assert frame_of(book(Data=rows)).rows() == rows[1:]


def test_the_first_row_may_stand_further_down(book):
    def move(made):
        made["Data"].insert_rows(1, 4)
        made["Data"].insert_cols(1, 2)

    path = book(move, Data=[NAMES, (1, 2, 3)])
    assert frame_of(path).rows() == [(1, 2, 3)]
    assert frame_of(path, header_row=5).rows() == [(1, 2, 3)]
    with pytest.raises(DataError, match=r"column\(s\) C, D, E of 3 have no name in row 4"):
        frame_of(path, header_row=4)


def test_zeros_that_only_a_format_shows_are_said_to_be_lost(book):
    def show(made):
        made["Data"]["B2"].number_format = "000"

    source = read_source(book(show, Data=[NAMES, (1, 7, 0.5)]))
    assert source.lazy.collect().rows() == [(1, 7, 0.5)]
    assert "(7 for 007)" in source.remarks[0]
    assert not read_source(book(Data=[NAMES, (1, 7, 0.5)])).remarks
