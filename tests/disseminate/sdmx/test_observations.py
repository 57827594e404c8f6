"""Which observations a release becomes, and what is left out."""

import pytest

from measure87.disseminate.formats.sdmx.codes import BREAKDOWNS
from measure87.disseminate.formats.sdmx.observations import observations_of
from measure87.vocabulary.columns.persons import PERSONS
from measure87.vocabulary.errors import DataError, RefusedError
from tests.disseminate.sdmx.release_of_8_7_1 import FIGURES, figure, release_of


def found(result):
    """Observations by series, sex, age, urbanisation and quintile."""
    names = ("SERIES", "SEX", "AGE", "URBANISATION", "INCOME_WEALTH_QUANTILE")
    return {tuple(o[n] for n in names): o for o in observations_of(result)[0]}


def test_an_observation_is_as_one_would_write_it_by_hand():
    got = found(release_of())["SL_TLF_CHLDEC", "F", "Y5T17", "_T", "_T"]
    assert got == {
        "FREQ": "A",
        "REPORTING_TYPE": "N",
        "SERIES": "SL_TLF_CHLDEC",
        "REF_AREA": "50",
        "SEX": "F",
        "AGE": "Y5T17",
        "URBANISATION": "_T",
        "INCOME_WEALTH_QUANTILE": "_T",
        "EDUCATION_LEV": "_T",
        "OCCUPATION": "_T",
        "CUST_BREAKDOWN": "_T",
        "COMPOSITE_BREAKDOWN": "_T",
        "DISABILITY_STATUS": "_T",
        "ACTIVITY": "_T",
        "PRODUCT": "_T",
        "TIME_PERIOD": "2019",
        "OBS_VALUE": "16.25",
        "LOWER_BOUND": "14.6",
        "UPPER_BOUND": "17.9",
        "OBS_STATUS": "A",
        "UNIT_MULT": "0",
        "UNIT_MEASURE": "PT",
        "NATURE": "C",
        "TIME_DETAIL": "2019-03-01",
        "COMMENT_OBS": "Definition child_labour/sdg_8_7_1@2018-10-19; bounds are a 95% interval "
        "(korn-graubard); 3401 respondents",
        "SOURCE_DETAIL": "Survey: Enquête de l’Office, ”tour 2” <2019> & suite",
    }


def test_every_figure_that_has_a_place_is_there_and_no_other():
    assert set(found(release_of())) == {
        ("SL_TLF_CHLDEC", "_T", "Y5T17", "_T", "_T"),
        ("SL_TLF_CHLDEC", "F", "Y5T17", "_T", "_T"),
        ("SL_TLF_CHLDEC", "M", "Y5T17", "_T", "_T"),
        ("SL_TLF_CHLDEC", "F", "Y12T14", "_T", "_T"),
        ("SL_TLF_CHLDEC", "_T", "Y15T17", "R", "_T"),
        ("SL_TLF_CHLDEC", "_T", "Y5T17", "_T", "Q1"),
        ("SL_TLF_CHLDEA", "_T", "Y5T17", "_T", "_T"),
        ("SL_TLF_CHLDECN", "_T", "Y5T17", "_T", "_T"),
    }


def test_a_number_of_children_is_in_whole_persons():
    got = found(release_of())["SL_TLF_CHLDECN", "_T", "Y5T17", "_T", "_T"]
    assert (float(got["OBS_VALUE"]), got["UNIT_MEASURE"]) == (2_340_000.0, "NUMBER")


def test_the_level_of_the_bounds_is_told_as_it_was_asked():
    (got,) = observations_of(release_of([figure(level=0.975)]))[0]
    assert "bounds are a 97.5% interval" in got["COMMENT_OBS"]


def test_a_suppressed_figure_has_a_status_and_no_number():
    got = found(release_of())["SL_TLF_CHLDEC", "_T", "Y5T17", "_T", "Q1"]
    assert got["OBS_STATUS"] == "Q"
    assert not {"OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND"} & set(got)
    assert "respondents" not in got["COMMENT_OBS"]


def test_a_figure_in_brackets_is_of_low_reliability():
    assert found(release_of())["SL_TLF_CHLDEC", "_T", "Y15T17", "R", "_T"]["OBS_STATUS"] == "U"
    flagged = figure(flags=("wide-interval",))
    assert observations_of(release_of([flagged]))[0][0]["OBS_STATUS"] == "U"
    harmless = figure(flags=("borrowed-design-effect",))
    assert observations_of(release_of([harmless]))[0][0]["OBS_STATUS"] == "A"


def test_what_has_no_place_is_left_out_with_a_notice():
    texts = [notice.text for notice in observations_of(release_of())[1]]
    assert texts == [
        "age 5-11 has no code there; 1 figure is left out",
        "region has no dimension there for this indicator; 1 figure is left out",
        "area _missing has no code there; 1 figure is left out",
    ]
    shares = [one for one in FIGURES if one.statistic == "proportion"]
    texts = [notice.text for notice in observations_of(release_of(shares))[1]]
    assert "no numbers of children" in texts[-1]


def test_ages_5_to_17_and_everybody_are_one_observation():
    twice = release_of([figure(), figure(group={"age": "5-17"})])
    assert len(observations_of(twice)[0]) == 1
    differs = release_of([figure(), figure(group={"age": "5-17"}, value=0.2)])
    with pytest.raises(DataError, match=r"18\.0 and 20\.0"):
        observations_of(differs)


@pytest.mark.parametrize(
    ("figures", "study", "text"),
    [
        (FIGURES, {"country": "ZZZ"}, "'ZZZ' has no code in the UN's list"),
        (FIGURES, {"country": None}, "has no code in the UN's list"),
        (FIGURES, {"year": None}, "has no year"),
        (FIGURES[-1:], {}, "no figure is of SDG indicator 8.7.1"),
        ([figure(flags=("not-a-probability-sample",))], {}, "no probability sample"),
        ([figure(definition="child_labour/sdg_8_7_1:strict@2018-10-19")], {}, "no figure is of"),
        ([figure(definition=None)], {}, "no figure is of"),
    ],
)
def test_a_release_that_cannot_be_sent_is_refused(figures, study, text):
    with pytest.raises(RefusedError, match=text):
        observations_of(release_of(figures, **study))


@pytest.mark.parametrize("unit", [None, "percent", "persons"])
def test_a_figure_of_another_unit_is_refused(unit):
    """16.2 of unit "percent" would go out as 1,620 per cent, and 0.9 of it as 90."""
    wrong = figure(value=0.9, lower=0.8, upper=1.0, unit=unit, group={"sex": "1"})
    with pytest.raises(DataError) as fault:
        observations_of(release_of([wrong]))
    assert (fault.value.code, fault.value.where) == ("wrong-unit", "sex=1")


def test_every_breakdown_is_of_a_standard_variable_and_its_codes():
    """A variable that no study can have would be left out of every file, unseen."""
    standard = {column.name: column for column in PERSONS.columns}
    for variable, (_, codes) in BREAKDOWNS.items():
        if variable == "age":
            continue
        levels = standard[variable].levels
        assert not levels or set(codes) == {code for code, _ in levels}


def test_functional_difficulties_are_the_disability_status():
    figures = [figure(group={"functional_difficulties": code}) for code in "12"]
    got = observations_of(release_of(figures))[0]
    assert [o["DISABILITY_STATUS"] for o in got] == ["PD", "PWD"]
