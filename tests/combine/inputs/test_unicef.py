"""UNICEF's tables: marks, layout, and workbooks that nobody vouches for."""

import zipfile

import openpyxl
import pytest

from measure87.combine.inputs import (
    LEAVE_OUT_ALL_MARKED,
    MarkRule,
    UnicefLayout,
    read_unicef,
)
from measure87.combine.inputs.footnote_marks import UNICEF_MARKS, judge_marks, split_marks
from measure87.combine.inputs.unicef import _cell, _check_layout
from measure87.files import workbook_reading as workbook_module
from measure87.vocabulary.errors import DataError, MissingExtraError, UsageError
from tests.combine.inputs.made_figures import write

LAYOUT = UnicefLayout(
    measure="child_labour_sdg_b",
    definition="child_labour/sdg_8_7_1",
    ages=(5, 17),
    values={"both": "B", "male": "D", "female": "F"},
    marks={"both": "C"},
    first_row=4,
    source="G",
    year="H",
)
ROWS = [
    ["Child labour", None, None, None, None, None, None, None],
    ["Countries and areas", "Total", None, "Sex", None, None, "Source", "Year"],
    [None, None, None, "Male", None, "Female", None, None],
    ["Afghanistan", 19, "y", 22, None, "15 x", "LFS 2013", "2013-2014"],
    ["Bangladesh", 6.8, None, 8.8, None, 4.6, "MICS 2019", 2019],
    ["Belize", 3.3, "x,y", "–", None, "–", "MICS 2015-16", "2015-2016"],
    ["Chad", "–", None, "–", None, "–", None, None],
    ["Sub-Saharan Africa", 26, None, 27, None, 25, None, None],
    ["Notes", None, None, None, None, None, None, None],
    ["x about other years", None, None, None, None, None, None, None],
]


def book(path, rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def changed(row, column, value):
    rows = [list(one) for one in ROWS]
    rows[row][column] = value
    return rows


def test_values_marks_years_and_sources_are_read(tmp_path):
    table = read_unicef(book(tmp_path / "u.xlsx", ROWS), LAYOUT)
    got = {(row["country"], row["sex"]): row for row in table.frame.iter_rows(named=True)}
    assert set(got) == {
        *((country, sex) for country in ("AFG", "BGD") for sex in ("both", "male", "female")),
        ("BLZ", "both"),
    }
    assert got["AFG", "both"]["estimate"] == pytest.approx(0.19)
    assert (got["AFG", "both"]["year"], got["AFG", "both"]["marks"]) == (2014, "y")
    assert got["BGD", "female"]["source_type"] == "mics"
    assert table.passed_over == {"u.xlsx": 1}


def test_by_unicefs_own_notes_x_is_left_out_and_y_is_kept_with_its_note(tmp_path):
    table = read_unicef(book(tmp_path / "u.xlsx", ROWS), LAYOUT)
    out = {
        (row["country"], row["sex"]): row["reason"]
        for row in table.frame.iter_rows(named=True)
        if not row["included"]
    }
    assert out == {
        ("AFG", "female"): "marked x: about other years than the table's",
        ("BLZ", "both"): "marked x: about other years than the table's",
    }
    kept = table.included.filter(country="AFG", sex="both")["note"][0]
    assert kept.startswith("y: differs from the standard definition")


def test_a_user_can_leave_out_every_marked_value(tmp_path):
    table = read_unicef(book(tmp_path / "u.xlsx", ROWS), LAYOUT, rules=LEAVE_OUT_ALL_MARKED)
    assert set(table.included.select("country", "sex").rows()) == {
        ("AFG", "male"),
        ("BGD", "both"),
        ("BGD", "male"),
        ("BGD", "female"),
    }


def test_a_mark_without_a_rule_is_refused_until_the_user_says_what_it_means(tmp_path):
    path = book(tmp_path / "u.xlsx", changed(4, 2, "k"))
    with pytest.raises(DataError, match="mark 'k' has no rule"):
        read_unicef(path, LAYOUT)
    rules = {**UNICEF_MARKS, "k": MarkRule("age 5-14 alone", leave_out=True, seen="user")}
    table = read_unicef(path, LAYOUT, rules=rules)
    assert "marked k: age 5-14 alone" in table.frame["reason"].to_list()


def test_the_same_table_as_csv_gives_the_same_figures(tmp_path):
    header = "a,b,c,d,e,f,g,h\n"
    body = "\n".join(
        ",".join("" if cell is None else f'"{cell}"' for cell in row) for row in ROWS[1:]
    )
    text = write(tmp_path / "u.csv", header + body + "\n")
    a = read_unicef(text, LAYOUT).frame
    b = read_unicef(book(tmp_path / "u.xlsx", ROWS), LAYOUT).frame
    assert a.equals(b)


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        (3, 1, 119, "percentage of 119 cannot be"),
        (3, 1, "<5", "value '<5' cannot be read"),
        (3, 0, "Afganistan", "no country 'Afganistan'"),
        (3, 7, "2013-2099", "year '2013-2099' cannot be read"),
        (3, 7, None, "year '' cannot be read"),
        (3, 6, "@SUM(A1)", "begins like a formula"),
        (4, 0, "Afghanistan", None),
    ],
)
def test_bad_cells_are_refused(tmp_path, row, column, value, message):
    path = book(tmp_path / "u.xlsx", changed(row, column, value))
    if message is None:
        # Another year and survey of a country is another figure.
        assert read_unicef(path, LAYOUT).included.filter(country="AFG").height > 2
        return
    with pytest.raises(DataError, match=message):
        read_unicef(path, LAYOUT)


def test_formulas_are_not_run_and_count_as_empty(tmp_path):
    path = book(tmp_path / "u.xlsx", changed(4, 1, "=1+1"))
    table = read_unicef(path, LAYOUT)
    assert table.frame.filter(country="BGD", sex="both").is_empty()


def rezip(path, change):
    """The workbook with its parts changed."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def bomb(parts):
    parts["xl/media/zeros.bin"] = b"\0" * 40_000_000


def entity(parts):
    parts[SHEET] = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + parts[SHEET]


def late_entity(parts):
    parts[SHEET] = (
        b"<!--" + b" " * 5000 + b"--><!DOCTYPE a [<!ENTITY b 'c'>]>" + parts[SHEET].split(b"?>")[-1]
    )


def other_encoding(parts):
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'
    parts[SHEET] = text.encode("utf-16")


def cut(parts):
    parts[SHEET] = parts[SHEET][:200]


def no_sheet(parts):
    del parts["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (bomb, "too large"),
        (entity, "document type"),
        (late_entity, "document type"),
        (other_encoding, "document type"),
        (cut, "cannot be read"),
        (no_sheet, "cannot be read"),
    ],
)
def test_hostile_workbooks_are_refused(tmp_path, change, message):
    path = rezip(book(tmp_path / "u.xlsx", ROWS), change)
    with pytest.raises(DataError, match=message):
        read_unicef(path, LAYOUT)


def test_what_is_no_workbook_is_refused(tmp_path):
    with pytest.raises(DataError, match="not an Excel workbook"):
        read_unicef(write(tmp_path / "u.xlsx", "a,b\n1,2\n"), LAYOUT)
    with pytest.raises(DataError, match=r"no file u2\.xlsx"):
        read_unicef(tmp_path / "u2.xlsx", LAYOUT)


def test_a_sheet_with_too_many_columns_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_module, "MOST_COLUMNS", 7)
    with pytest.raises(DataError, match="too large"):
        read_unicef(book(tmp_path / "u.xlsx", ROWS), LAYOUT)


def test_a_sheet_that_is_not_there_is_refused(tmp_path):
    layout = UnicefLayout(**{**vars(LAYOUT), "sheet": "Data"})
    with pytest.raises(DataError, match="no sheet 'Data'") as caught:
        read_unicef(book(tmp_path / "u.xlsx", ROWS), layout)
    assert "Sheet" in caught.value.hint


def test_without_openpyxl_the_install_line_is_told(tmp_path, monkeypatch):
    path = book(tmp_path / "u.xlsx", ROWS)
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(MissingExtraError) as caught:
        read_unicef(path, LAYOUT)
    assert "measure87[excel]" in caught.value.hint


@pytest.mark.parametrize(
    "change",
    [
        {"country": "1"},
        {"values": {}},
        {"values": {"total": "B"}},
        {"marks": {"girls": "C"}},
        {"year": None},
    ],
)
def test_a_layout_that_cannot_be_is_refused(tmp_path, change):
    with pytest.raises(UsageError):
        read_unicef(tmp_path / "u.xlsx", UnicefLayout(**{**vars(LAYOUT), **change}))


def test_a_layout_that_finds_nothing_is_refused(tmp_path):
    layout = UnicefLayout(**{**vars(LAYOUT), "first_row": 90})
    with pytest.raises(DataError, match="no country with a value"):
        read_unicef(book(tmp_path / "u.xlsx", ROWS), layout)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12.3x", ("12.3", ("x",))),
        ("12 x, y", ("12", ("x", "y"))),
        ("x", ("x", ())),
        ("1.2.3", ("1.2.3", ())),
        ("< 5", ("< 5", ())),
    ],
)
def test_marks_are_split_from_numbers_alone(cell, expected):
    assert split_marks(cell) == expected


def test_no_mark_makes_no_note():
    assert judge_marks((), UNICEF_MARKS, where="t") == (None, None)


def test_ages_are_those_of_the_layout(tmp_path):
    table = read_unicef(book(tmp_path / "u.xlsx", ROWS), LAYOUT)
    assert table.frame.select("age_from", "age_to").unique().rows() == [(5, 17)]


def test_a_table_without_a_column_of_years_is_of_the_year_that_is_told(tmp_path):
    layout = UnicefLayout(**{**vars(LAYOUT), "year": None, "year_of_all": 2018})
    table = read_unicef(book(tmp_path / "u.xlsx", ROWS), layout)
    assert table.frame["year"].unique().to_list() == [2018]


@pytest.mark.parametrize(
    ("letters", "place"), [("A", 1), ("Z", 26), ("AA", 27), ("AZ", 52), ("BA", 53), ("CB", 80)]
)
def test_columns_are_lettered_as_a_spreadsheet_letters_them(letters, place):
    cells = tuple(str(n) for n in range(1, 81))
    assert _cell(cells, letters) == str(place)
    assert _cell(cells[: place - 1], letters) is None, "a row may end before it"


@pytest.mark.parametrize("marks", [{}, {"both": "C"}, {"both": "C", "male": "E", "female": "G"}])
def test_marks_may_stand_beside_no_sex_some_or_all(marks):
    _check_layout(UnicefLayout(**{**vars(LAYOUT), "marks": marks}))


@pytest.mark.parametrize(
    "change",
    [
        {"values": {"both": "B", "total": "B"}, "marks": {}},
        {"values": {}, "marks": {}},
        {"values": {"both": "B"}, "marks": {"male": "C"}},
    ],
)
def test_values_and_marks_go_by_sexes_that_there_are(change):
    with pytest.raises(UsageError, match="values and marks go by sex"):
        _check_layout(UnicefLayout(**{**vars(LAYOUT), **change}))


def test_a_cell_that_cannot_be_read_is_told_as_the_spreadsheet_numbers_its_row(tmp_path):
    with pytest.raises(DataError, match="'about 7'") as caught:
        read_unicef(book(tmp_path / "u.xlsx", changed(4, 1, "about 7")), LAYOUT)
    assert caught.value.where.endswith("row 5")


def test_rows_above_the_first_one_are_not_read(tmp_path):
    """The third row of the sheet holds words; here it holds a country, and is passed over."""
    rows = [list(one) for one in ROWS]
    rows[2] = ["Nepal", 21, None, 22, None, 20, "MICS 2019", 2019]
    table = read_unicef(book(tmp_path / "u.xlsx", rows), LAYOUT)
    assert "NPL" not in table.frame["country"].to_list()
