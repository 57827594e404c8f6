"""A workbook of whoever it is: refused in one sentence, or read; never run, never a traceback."""

import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from tests.collect.form.clean_form import Sheets


def told(path):
    done = CliRunner().invoke(main, ["form", "check", str(path)])
    assert "Traceback" not in done.output
    assert done.exit_code == 1
    return done.stderr


def test_a_formula_is_refused_with_its_cell(tmp_path):
    sheets = Sheets()
    sheets.set("hours", constraint='=HYPERLINK("http://example.org")')
    assert "has a formula" in told(sheets.write(tmp_path / "form.xlsx"))


@pytest.mark.parametrize(
    ("part", "said"),
    [("xl/vbaProject.bin", "macros"), ("xl/externalLinks/externalLink1.xml", "links to other"),
     ("xl/embeddings/oleObject1.bin", "objects of other programs")],
)  # fmt: skip
def test_what_acts_is_refused(tmp_path, part, said):
    path = Sheets().write(tmp_path / "form.xlsx")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(part, "<x/>")
    assert said in told(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = Sheets().write(tmp_path / "form.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet9.xml", b" " * 50_000_000)
    assert "too large" in told(path)


def test_declared_entities_are_refused(tmp_path):
    path = Sheets().write(tmp_path / "form.xlsx")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/extra.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    assert "document type" in told(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0" * 100])
def test_what_is_no_workbook_is_told(tmp_path, content):
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    assert "Error:" in told(path)


def test_an_empty_workbook_is_no_form(tmp_path):
    path = tmp_path / "form.xlsx"
    openpyxl.Workbook().save(path)
    done = CliRunner().invoke(main, ["form", "check", str(path)])
    assert done.exit_code == 1
    assert "no-sheet" in done.stdout


def test_a_sheet_of_rubbish_ends_in_findings(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "survey"
    rows = [
        ["type", None, "name", "name", "label::", "::"],
        [1, 2.5, True, "${", "}", "(("],
        ["begin group", None, "a"],
        ["begin_repeat"],
        ["end"],
        ["select_one"],
        ["end group x y z"],
        [None, "x"],
        ["calculate", None, "b", None, "?"],
    ]
    for row in rows:
        book.active.append(row)
    path = tmp_path / "form.xlsx"
    book.save(path)
    done = CliRunner().invoke(main, ["form", "check", str(path)])
    assert done.exit_code == 1
    assert done.stdout


def test_signs_that_turn_the_direction_of_text_are_written_out(tmp_path):
    sheets = Sheets()
    sheets.set("worked", relevant="${a\u202eb} = 1")
    done = CliRunner().invoke(main, ["form", "check", str(sheets.write(tmp_path / "form.xlsx"))])
    assert "\u202e" not in done.output
