"""The validator: what the UN's structure does not allow is refused with a sentence."""

import pytest

from measure87.define.classifications.countries import m49_codes
from measure87.disseminate.formats.sdmx import problems_of, require_valid, sdg_structure
from measure87.disseminate.formats.sdmx.observations import observations_of
from measure87.vocabulary.errors import DataError
from tests.disseminate.sdmx.release_of_8_7_1 import release_of

GOOD = dict(observations_of(release_of())[0][0])
SUPPRESSED = next(o for o in observations_of(release_of())[0] if o["OBS_STATUS"] == "Q")


def changed(**changes):
    """A valid observation with changes; None takes an entry away."""
    return {name: text for name, text in {**GOOD, **changes}.items() if text is not None}


# Counted in the UN's own message (sdg_dsd.xml), not by the code under test.
def test_the_structure_is_that_of_the_un():
    structure = sdg_structure()
    assert structure.reference == "IAEG-SDGs:SDG(1.14)"
    assert len(structure.dimensions) == 16
    assert list(structure.dimensions)[-1] == "TIME_PERIOD"
    mandatory = [a.id for a in structure.attributes.values() if a.mandatory]
    assert mandatory == ["OBS_STATUS", "UNIT_MULT", "UNIT_MEASURE"]
    ages = structure.dimensions["AGE"]
    assert ages.code_list == "CL_AGE(1.12)"
    assert {"Y5T17", "Y5T14", "Y15T17", "Y12T14"} < ages.codes
    assert "Y5T11" not in ages.codes
    assert len(structure.constraints) == 4


def test_every_country_with_a_numeric_code_is_an_area_of_the_un():
    assert set(m49_codes().values()) == sdg_structure().dimensions["REF_AREA"].codes


def test_what_a_release_becomes_is_valid():
    require_valid(observations_of(release_of())[0])


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"AGE": "Y5T11"}, r"AGE 'Y5T11' is not in CL_AGE\(1.12\); did you mean Y5T1"),
        ({"UNIT_MEASURE": None}, "UNIT_MEASURE is missing, and the structure demands it"),
        ({"OBS_VALUE": "118.01", "UPPER_BOUND": None}, "OBS_VALUE 118.01 is over 100 percent"),
        ({"UPPER_BOUND": "100.2"}, "UPPER_BOUND 100.2 is over 100 percent"),
        ({"OBS_VALUE": "-1", "LOWER_BOUND": None}, "OBS_VALUE -1 is under 0"),
        ({"OBS_VALUE": "many"}, "OBS_VALUE 'many' is no number"),
        ({"OBS_VALUE": "nan"}, "OBS_VALUE 'nan' is no number"),
        ({"UPPER_BOUND": "x"}, "UPPER_BOUND 'x' is no number"),
        ({"OBS_VALUE": "1_8"}, "OBS_VALUE '1_8' is no number"),
        ({"OBS_VALUE": "\u0661\u0668"}, "is no number"),
        ({"OBS_VALUE": "18,01"}, "OBS_VALUE '18,01' is no number"),
        ({"TIME_PERIOD": "1\u06609\u0669"}, "is no year"),
        ({"OBS_VALUE": None, "LOWER_BOUND": None, "UPPER_BOUND": None}, "OBS_VALUE is missing"),
        ({"OBS_STATUS": "Q"}, "OBS_STATUS Q says that there is no value"),
        ({"OBS_STATUS": None}, "OBS_STATUS is missing"),
        ({"OBS_STATUS": "Z"}, r"OBS_STATUS 'Z' is not in CL_OBS_STATUS\(2.1\)"),
        ({"UNIT_MULT": "3"}, "UNIT_MULT '3' is not allowed for SL_TLF_CHLDEC: 0"),
        ({"UNIT_MEASURE": "NUMBER"}, "UNIT_MEASURE 'NUMBER' is not allowed for SL_TLF_CHLDEC: PT"),
        ({"ACTIVITY": "ISIC4_A"}, "ACTIVITY 'ISIC4_A' is not allowed for SL_TLF_CHLDEC: _T"),
        ({"REF_AREA": "BGD"}, r"REF_AREA 'BGD' is not in CL_AREA\(1.14\)"),
        ({"SERIES": "SL_TLF_CHLD"}, r"SERIES 'SL_TLF_CHLD' is not in CL_SERIES\(1.14\)"),
        ({"TIME_PERIOD": "2019-Q1"}, "TIME_PERIOD '2019-Q1' is no year"),
        ({"SEX": None}, "SEX is missing"),
        ({"NATURE": "?"}, "NATURE '\\?' is not in CL_NATURE"),
        ({"OBS_VALEU": "1"}, "'OBS_VALEU' is no dimension or attribute"),
        ({"LOWER_BOUND": "19"}, "LOWER_BOUND 19.0 is over OBS_VALUE 18.0"),
        ({"UPPER_BOUND": "17"}, "UPPER_BOUND 17.0 is under OBS_VALUE 18.0"),
    ],
)
def test_a_fault_is_refused_with_a_sentence(changes, text):
    with pytest.raises(DataError, match=text):
        require_valid([changed(**changes)])


def test_a_bound_beside_a_suppressed_value_is_refused():
    with pytest.raises(DataError, match="bounds stand without a value"):
        require_valid([{**SUPPRESSED, "LOWER_BOUND": "1"}])


def test_a_key_that_stands_twice_is_refused():
    found = problems_of([GOOD, changed(SEX="F"), changed(OBS_VALUE="18.1")])
    assert len(found) == 1
    assert "observation 3" in found[0]
    assert found[0].endswith("has the key of observation 1")


def test_a_million_children_is_no_percentage():
    number = changed(
        SERIES="SL_TLF_CHLDECN",
        UNIT_MEASURE="NUMBER",
        OBS_VALUE="2345678.0",
        UPPER_BOUND=None,
        LOWER_BOUND=None,
    )
    require_valid([number])
