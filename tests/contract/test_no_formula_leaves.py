"""Every table for spreadsheets is written by one of few writers, each of which guards formulas."""

import ast
import csv
import io
from pathlib import Path

import measure87
from measure87.files import FORMULA_STARTS, csv_text

HERE = Path(measure87.__file__).parent
WRITES = {"write_csv", "writer", "DictWriter", "write_excel", "to_csv", "to_excel", "Workbook"}
GUARDED = {
    "files/writing.py": "csv_text, of all CSV files but those of a world estimate",
    "disseminate/pages/world/written_tables.py": "table_csv, column by column",
    "disseminate/standard_tables/as_xlsx.py": "texts by `sheet_writer`",
    "files/workbook_writing.py": "texts by `CellWriter`",
    "disseminate/pages/evening/workbook.py": "texts by its own writer",
}
KEPT = {"collect/ethics/traces.py": "a file of the study without some of its rows, as they were"}
INVENTED = {"simulate/world/world_files.py": "codes and numbers of an invented world"}


def writers(path: Path) -> set[str]:
    """Calls in a module by which a table is written for a spreadsheet."""
    tree = ast.parse(path.read_text("utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {one.attr for one in called if isinstance(one, ast.Attribute) and one.attr in WRITES}


def test_nothing_else_writes_a_table_for_spreadsheets():
    found = {path.relative_to(HERE).as_posix() for path in HERE.rglob("*.py") if writers(path)}
    assert found == {*GUARDED, *KEPT, *INVENTED}


def test_workbooks_make_no_formula_of_a_text():
    for path in HERE.rglob("*.py"):
        assert "write_formula" not in path.read_text("utf-8"), path.name
    for name in GUARDED:
        text = (HERE / name).read_text("utf-8")
        if "Workbook(" in text:
            assert '"strings_to_formulas": False' in text, name
            assert ".write_url(" not in text or "internal:" in text, name


def test_csv_guards_every_sign_with_which_a_formula_begins_and_leaves_numbers():
    cells = [f"{blanks}{sign}cmd|' /C calc'!A0" for sign in FORMULA_STARTS for blanks in ("", " ")]
    (row,) = csv.reader(io.StringIO(csv_text([cells])))
    assert row == [f"'{cell}" for cell in cells]
    assert csv_text([(-5, -0.5, "a=1", "1-2")]) == "-5,-0.5,a=1,1-2\n"
