"""Every planted fault is found where it lies, with a remedy; the clean form has none."""

import pytest

from measure87.collect.form.lint import FAULTS, check_xlsform
from tests.collect.form.clean_form import Sheets
from tests.collect.form.planted_logic import LOGIC
from tests.collect.form.planted_more import MORE
from tests.collect.form.planted_writing import WRITING

PLANTED = {**LOGIC, **WRITING, **MORE}
OF_A_FOLDER = {"dropped-measure", "unknown-measure", "unlike-form-json"}


def test_the_clean_form_has_no_finding(tmp_path):
    found = check_xlsform(Sheets().write(tmp_path / "form.xlsx"))
    assert [one.lines() for one in found.findings] == []
    assert (found.form_id, found.version, found.questions) == ("hh_work_clean", "2025-01", 21)
    assert len(found.languages) == 6


@pytest.mark.few(60)
@pytest.mark.parametrize("name", PLANTED)
def test_the_planted_fault_is_found_where_it_lies(tmp_path, name):
    code, plant = PLANTED[name]
    sheets = Sheets()
    sheet, row, column = plant(sheets)
    found = check_xlsform(sheets.write(tmp_path / "form.xlsx")).findings
    places = [(one.place.sheet, one.place.row, one.place.header or one.place.letter)
              for one in found if one.code == code]  # fmt: skip
    assert (sheet, row, column or "") in [
        (where, at if row else None, header if column else "") for where, at, header in places
    ], [one.lines() for one in found]
    for one in found:
        assert one.remedy
        assert one.text


def test_every_fault_is_planted():
    assert set(FAULTS) - {code for code, _ in PLANTED.values()} == OF_A_FOLDER
    assert len(PLANTED) == len(LOGIC) + len(WRITING) + len(MORE)
