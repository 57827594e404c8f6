"""Whoever reads a table passes on what its reader concluded, and no door is forgotten."""

import ast
from pathlib import Path

import pytest

import measure87
from measure87.collect.linkage.link_settings import RawList
from measure87.collect.linkage.record_forms import read_records
from measure87.combine.inputs import read_figures
from measure87.study.new import new_study
from measure87.vocabulary.errors import ReadingWarning

ROOT = Path(measure87.__file__).parent
TELL = {"with_notices_told", "with_remarks_told"}
OWN_FILES = {
    ("collect/linkage/hashed_lists.py", "read_hashed"),
    ("collect/linkage/named_strata.py", "named_strata"),
}
"""Of files that this program alone writes, in functions that say so."""


def silent_in(path: Path) -> list[tuple[str, str]]:
    """Functions that read a table and tell nothing of what was met."""
    place = path.relative_to(ROOT).as_posix()
    found = []
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
        told = {
            id(argument)
            for one in calls
            if isinstance(one.func, ast.Name) and one.func.id in TELL
            for argument in one.args
        }
        found += [
            (place, function.name)
            for one in calls
            if isinstance(one.func, ast.Name)
            and one.func.id == "read_source"
            and id(one) not in told
        ]
    return found


def test_every_reader_of_a_table_passes_on_its_notices():
    paths = [path for path in ROOT.rglob("*.py") if ROOT / "files" not in path.parents]
    silent = {one for path in paths for one in silent_in(path)}
    assert silent == OWN_FILES


def test_a_list_to_be_linked(tmp_path):
    path = tmp_path / "police.csv"
    path.write_text("given,family,born\nA,B,1990-01-02\n,,\nC,D,1991-01-02\n")
    fields = {"given_name": "given", "family_name": "family", "birth_date": "born"}
    with pytest.warns(ReadingWarning, match=r"police.csv: (1 row|rows without)"):
        assert read_records(RawList("police", path, fields), None).frame.height == 2


def test_published_figures(tmp_path):
    path = tmp_path / "figures.csv"
    head = "country,year,sex,age_from,age_to,measure,estimate,se,n\n"
    path.write_text(f"{head},,,,,,,,\nBGD,2019,both,5,17,child_labour_sdg_a,0.068,0.004,61234\n")
    with pytest.warns(ReadingWarning, match=r"figures.csv: (1 row|rows without)"):
        assert read_figures(path).included.height == 1


def test_the_table_of_a_new_study(tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text("police,ngo\n1,0\n,\n0,1\n1,1\n1,0\n")
    with pytest.warns(ReadingWarning, match=r"lists.csv: (1 row|rows without)"):
        new_study(tmp_path / "study", "lists", data=path)
