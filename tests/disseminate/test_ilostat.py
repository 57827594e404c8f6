"""The ILOSTAT file: codes, layout, and what is left out."""

import csv
import io

import pytest

from measure87.disseminate.formats.ilostat import NAME, ilostat_csv
from measure87.vocabulary.errors import DataError, RefusedError
from tests.disseminate.sdmx.release_of_8_7_1 import FIGURES, figure, release_of


def rows_of(output):
    (file,) = output.files
    assert file.path == NAME
    return list(csv.DictReader(io.StringIO(file.content, newline="")))


# The columns as a public description of ILOSTAT's own file for SDG 8.5.2 lists them.
def test_the_columns_are_those_of_ilostat():
    header = ilostat_csv(release_of()).files[0].content.splitlines()[0]
    assert header == (
        "ref_area,source,indicator,sex,classif1,time,obs_value,obs_status,"
        "note_classif,note_indicator,note_source"
    )


def test_every_rate_by_sex_and_age_has_a_row():
    rows = rows_of(ilostat_csv(release_of()))
    found = [(r["indicator"], r["sex"], r["classif1"], float(r["obs_value"])) for r in rows]
    assert found == [
        ("SDG_B871_SEX_AGE_RT", "SEX_T", "AGE_CLDVERSION_Y05-17", 18.0),
        ("SDG_B871_SEX_AGE_RT", "SEX_F", "AGE_CLDVERSION_Y05-17", 16.25),
        ("SDG_B871_SEX_AGE_RT", "SEX_M", "AGE_CLDVERSION_Y05-17", 19.7),
        ("SDG_B871_SEX_AGE_RT", "SEX_T", "AGE_CLDVERSION_Y05-11", 15.0),
        ("SDG_B871_SEX_AGE_RT", "SEX_F", "AGE_CLDVERSION_Y12-14", 20.0),
        ("SDG_A871_SEX_AGE_RT", "SEX_T", "AGE_CLDVERSION_Y05-17", 10.75),
    ]
    assert {(r["ref_area"], r["time"], r["source"]) for r in rows} == {("BGD", "2019", "")}


def test_what_has_no_code_is_left_out_with_a_notice():
    more = [*FIGURES, figure(group={"age": "5-14"}, value=0.16)]
    texts = [notice.text for notice in ilostat_csv(release_of(more)).notices]
    assert "no code was seen for age 5-14 (1 left out)" in texts
    assert "no code was seen for numbers of children (1 left out)" in texts
    assert any("not by region" in text for text in texts)


def test_a_sex_without_a_code_is_told_as_such_beside_every_age():
    more = [figure(group={"sex": "_missing"}), figure(group={"sex": "_missing", "age": "5-11"})]
    texts = [notice.text for notice in ilostat_csv(release_of([*FIGURES, *more])).notices]
    assert "no code was seen for sex _missing (2 left out)" in texts
    assert not any("sex 5-" in text for text in texts)


def test_a_suppressed_figure_has_no_row_and_an_unreliable_one_says_so():
    figures = [
        figure(),
        figure(group={"sex": "1"}, n=20, n_cases=6),
        figure(group={"sex": "2"}, n=40, n_cases=12),
    ]
    output = ilostat_csv(release_of(figures))
    rows = {row["sex"]: row for row in rows_of(output)}
    assert set(rows) == {"SEX_T", "SEX_F"}
    assert rows["SEX_F"]["obs_status"] == "U"
    assert rows["SEX_T"]["obs_status"] == ""
    assert any("not shown" in notice.text for notice in output.notices)


@pytest.mark.parametrize(
    ("figures", "study"),
    [
        (FIGURES, {"country": "ZZZ"}),
        (FIGURES, {"year": None}),
        (FIGURES[-1:], {}),
        ([figure(flags=("not-a-probability-sample",))], {}),
    ],
)
def test_a_release_that_is_no_national_estimate_is_refused(figures, study):
    with pytest.raises(RefusedError):
        ilostat_csv(release_of(figures, **study))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"value": 1.2}, "no-proportion"),
        ({"value": -0.1}, "no-proportion"),
        ({"value": float("nan")}, "no-proportion"),
        ({"unit": None}, "wrong-unit"),
        ({"unit": "percent"}, "wrong-unit"),
    ],
)
def test_what_is_no_proportion_is_refused(changes, code):
    with pytest.raises(DataError) as fault:
        ilostat_csv(release_of([figure(lower=0.1, upper=0.3, **changes)]))
    assert fault.value.code == code


def test_two_figures_that_would_be_one_row_are_refused():
    twice = [figure(), figure(group={"age": "5-17"})]
    assert len(rows_of(ilostat_csv(release_of(twice)))) == 1
    differs = [figure(), figure(group={"age": "5-17"}, value=0.2)]
    with pytest.raises(DataError, match="AGE_CLDVERSION_Y05-17"):
        ilostat_csv(release_of(differs))
