"""Lists of case records in HTCDS: found by new, checked by run, labelled in the report."""

import json

import pytest

from measure87.study import run_study
from measure87.vocabulary.errors import DataError, StudyError
from tests.study.test_list_study import change, filled

HEAD = "Police,NGO,Hotline,vic_TypeOfExploitation,persons"
HISTORIES = ("1,0,0", "0,1,0", "0,0,1", "1,1,0", "1,0,1", "0,1,1", "1,1,1")
COUNTS = {
    "ForcedLabour": (220, 190, 160, 31, 18, 12, 4),
    "Sexual exploitation": (120, 90, 60, 21, 14, 15, 5),
    "ForcedLabour;SexualExploitation": (60, 50, 45, 12, 9, 8, 4),
}


def records(**more):
    rows = [
        f"{history},{kind},{persons}"
        for kind, counts in {**COUNTS, **more}.items()
        for history, persons in zip(HISTORIES, counts, strict=True)
    ]
    return "\n".join([HEAD, *rows]) + "\n"


@pytest.fixture
def study(tmp_path):
    return filled(tmp_path, table=records())


def stratified(study):
    change(study, '# strata = "vic_TypeOfExploitation"', 'strata = "vic_TypeOfExploitation"')


def test_new_names_the_fields_of_the_standard_as_strata_to_choose_from(study):
    text = (study / "study.toml").read_text("utf-8")
    assert '\nstandard = "HTCDS-2.0"' in text
    assert '\n# strata = "vic_TypeOfExploitation"' in text


def test_sizes_are_told_by_the_codes_of_the_standard_with_its_labels(study):
    stratified(study)
    run_study(study)
    estimates = json.loads((study / "out" / "estimates.json").read_text("utf-8"))["estimates"]
    strata = {e["group"]["stratum"]: e["labels"]["stratum"] for e in estimates if e["group"]}
    assert strata == {
        "ForcedLabour": "Forced labour",
        "SexualExploitation": "Sexual exploitation",
        "several": "several",
    }
    report = (study / "out" / "report.html").read_text("utf-8")
    assert "Forced labour" in report
    assert "SexualExploitation" not in report


def test_a_cell_without_a_code_stops_the_run_and_is_not_repeated(tmp_path):
    study = filled(tmp_path, table=records(Maria=(1, 2, 3, 4, 5, 6, 7)))
    stratified(study)
    with pytest.raises(DataError, match="first row 22") as caught:
        run_study(study)
    assert "Maria" not in f"{caught.value.text}{caught.value.hint}"
    assert "ForcedLabour" in caught.value.hint


def test_a_column_that_is_no_field_is_refused(study):
    change(study, '# strata = "vic_TypeOfExploitation"', 'strata = "persons"')
    with pytest.raises(DataError, match="no field of HTCDS"):
        run_study(study)


def test_a_standard_whose_codes_were_not_seen_is_refused(study):
    change(study, 'standard = "HTCDS-2.0"', 'standard = "IC-TIP"')
    with pytest.raises(StudyError, match="not seen"):
        run_study(study)
