"""Workbooks that do something, or bring something in, are refused by what they hold."""

import zipfile

import openpyxl
import pytest

from measure87.combine.inputs import UnicefLayout, read_unicef
from measure87.combine.validation.consultation_answers import read_answers
from measure87.files.workbook_reading import read_sheet
from measure87.vocabulary.errors import DataError

_TYPES = "[Content_Types].xml"


def workbook(tmp_path, name="book.xlsx", **parts):
    """A workbook of two sheets with more parts, as another program would put them in."""
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, "text"])
    book.create_sheet("Other").append(["c"])
    path = tmp_path / name
    book.save(path)
    with zipfile.ZipFile(path, "a") as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return path


def readers():
    """Every way in for a workbook."""
    layout = UnicefLayout("a", "d", (5, 17), {"both": "B"}, year="C")
    return [
        read_sheet,
        lambda path: read_unicef(path, layout),
        lambda path: read_answers(path, {}),
    ]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/activeX/activeX1.bin", "macros"),
        ("customUI/customUI14.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "external-links"),
        ("xl/connections.xml", "external-links"),
        ("xl/queryTables/queryTable1.xml", "external-links"),
        ("xl/embeddings/oleObject1.bin", "embedded-objects"),
        ("XL/VBAPROJECT.BIN", "macros"),
    ],
)
def test_parts_that_do_something_are_refused_everywhere(tmp_path, part, code):
    path = workbook(tmp_path, **{part: "<x/>"})
    for read in readers():
        with pytest.raises(DataError) as caught:
            read(path)
        assert caught.value.code == code
        assert part.lower() in caught.value.text
        assert "save it as .xlsx" in caught.value.hint


def test_a_dde_link_is_a_link_to_a_program(tmp_path):
    dde = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'
    path = workbook(tmp_path, **{"xl/externalLinks/externalLink1.xml": dde})
    with pytest.raises(DataError, match="links to other files, databases or programs"):
        read_sheet(path)


def test_a_workbook_that_calls_itself_one_of_macros_is_refused(tmp_path):
    with pytest.raises(DataError) as caught:
        read_sheet(workbook(tmp_path, name="book.xlsm"))
    assert caught.value.code == "macros"
    path = workbook(tmp_path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    plain, macro = b"sheet.main+xml", b"sheet.macroEnabled.main+xml"
    assert plain in parts[_TYPES]
    parts[_TYPES] = parts[_TYPES].replace(plain, macro)
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    with pytest.raises(DataError) as caught:
        read_sheet(path)
    assert caught.value.code == "macros"


def test_a_hidden_sheet_is_not_read(tmp_path):
    path = workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    book["Other"].sheet_state = "hidden"
    book.save(path)
    with pytest.raises(DataError, match="sheet 'Other' is hidden") as caught:
        read_sheet(path, "Other")
    assert caught.value.code == "hidden-sheet"
    assert read_sheet(path).cells[1] == ("1", "text")


def test_a_workbook_of_cells_alone_is_read(tmp_path):
    assert read_sheet(workbook(tmp_path), "Other").cells == (("c",),)
