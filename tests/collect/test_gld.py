"""The preset of the Global Labor Database, on invented files with the names of its manual."""

import pytest

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.presets import gld_mapping
from measure87.vocabulary.errors import DataError, StudyError


def columns(n=60):
    """Invented persons of 10 to 17; every second works, every sixth in a second job too."""
    works = [i % 2 == 0 for i in range(n)]
    second = [i % 6 == 0 for i in range(n)]
    return {
        "hhid": [f"h{i // 3}" for i in range(n)],
        "pid": [f"h{i // 3}-{i % 3}" for i in range(n)],
        "weight": [1.5] * n,
        "psu": [i // 6 for i in range(n)],
        "strata": ["1 - North" if i < n / 2 else "2 - South" for i in range(n)],
        "urban": [i % 3 % 2 for i in range(n)],
        "subnatid1": ["1 - North" if i < n / 2 else "2 - South" for i in range(n)],
        "age": [float(8 + i % 10) for i in range(n)],
        "male": [i % 2 for i in range(n)],
        "school": [1 - i % 2 for i in range(n)],
        "minlaborage": [10] * n,
        "lstatus": [(1 if w else 3) if 8 + i % 10 >= 10 else None for i, w in enumerate(works)],
        "empstat": [1 + i % 5 if w else None for i, w in enumerate(works)],
        "whours": [20.0 if w else None for w in works],
        "empstat_2": [4 if s else None for s in second],
        "whours_2": [6.0 if s else None for s in second],
        "industrycat_isic": ["0140" if w else None for w in works],
        "occup_isco": ["5000" if w else None for w in works],
        "isic_version": ["isic_4"] * n,
        "isco_version": ["isco_2008"] * n,
        "icls_v": ["ICLS-13"] * n,
    }


def collected(source, table):
    made = source(table, name="ZZZ_2020_LFS_V01_M_V01_A_GLD_ALL.dta")
    return apply_mapping(parse_mapping(gld_mapping(made))["gld"], {"persons": made})


def codes(found):
    return {one.code for one in found.report.assumed}


def test_the_names_and_codes_of_the_manual_become_standard_columns(source):
    table = columns()
    found = collected(source, table)
    persons, jobs = found.persons.collect(), found.jobs.collect()
    assert persons["age_years"].min() == 10
    asked = [i for i, age in enumerate(table["age"]) if age >= 10]
    assert persons.height == len(asked)
    assert persons["sex"].to_list() == ["1" if table["male"][i] else "2" for i in asked]
    assert persons["area"].to_list() == ["1" if table["urban"][i] else "2" for i in asked]
    works = [table["lstatus"][i] == 1 for i in asked]
    assert (persons["economic_activity"] == 2).to_list() == works
    assert jobs.filter(job_id="main").height == sum(works)
    second = sum(table["empstat_2"][i] is not None for i in asked)
    assert jobs.filter(job_id="second").height == second
    assert set(jobs["hours"].drop_nulls()) == {20.0, 6.0}
    assert set(jobs["occupation"].drop_nulls()) == {"5"}
    assert set(jobs["industry"].drop_nulls()) == {"0140"}
    assert "preset-gld-minimum-age" in codes(found)
    assert "preset-gld-hours" in codes(found)


def test_without_the_age_of_the_first_question_nobody_is_taken_for_no(source):
    table = columns() | {"minlaborage": [None] * 60}
    found = collected(source, table)
    persons = found.persons.collect()
    young = persons.filter(persons["age_years"] < 10)
    assert set(young["economic_activity"]) == {1}
    assert "preset-gld-no-minimum-age" in codes(found)


def test_an_empty_part_of_the_design_and_two_versions_are_said(source):
    table = columns() | {"psu": [None] * 60, "isic_version": ["isic_4", "isic_3.1"] * 30}
    found = collected(source, table)
    assert {"preset-gld-no-design", "preset-gld-no-version"} <= codes(found)
    assert "industry" not in found.jobs.collect_schema().names()


def test_a_panel_is_told_by_its_waves(source):
    table = columns()
    twice = {name: [*values, *values] for name, values in table.items()}
    twice["wave"] = ["1"] * 60 + ["2"] * 60
    assert collected(source, twice).persons.collect().height == 2 * 48


def test_repeated_persons_are_asked_for(source):
    twice = {name: [*values, *values] for name, values in columns().items()}
    with pytest.raises(StudyError, match="asks for 1"):
        parse_mapping(gld_mapping(source(twice)))


def test_another_file_is_refused_with_what_it_lacks(source):
    with pytest.raises(DataError, match="lstatus, whours") as caught:
        gld_mapping(source({n: v for n, v in columns().items() if n not in ("lstatus", "whours")}))
    assert "--preset lfs" in caught.value.hint


def of_two_years():
    """Two rounds in one file; the second has another person under each number of the first."""
    first, second = columns(), columns()
    table = {name: [*first[name], *second[name]] for name in first}
    table["year"] = [2019] * 60 + [2020] * 60
    table["age"] = [*first["age"], *([17.0] * 60)]
    return table


@pytest.mark.parametrize(("year", "ages"), [(2020, {17}), (2019, set(range(10, 18)))])
def test_of_a_file_of_several_surveys_one_is_kept(source, year, ages):
    made = source(of_two_years())
    found = apply_mapping(parse_mapping(gld_mapping(made, year))["gld"], {"persons": made})
    persons = found.persons.collect()
    assert set(persons["age_years"]) == ages
    assert persons.height == (60 if year == 2020 else 48)
    assert "preset-gld-one-year" in codes(found)


@pytest.mark.parametrize("year", [2018, None])
def test_several_surveys_are_never_pooled(source, year):
    with pytest.raises(DataError, match="year has 2 different values") as caught:
        gld_mapping(source(of_two_years()), year)
    assert "--year" in caught.value.hint


def test_one_year_of_the_file_need_not_be_that_of_the_study(source):
    made = source(columns() | {"year": [2019] * 60})
    assert gld_mapping(made, 2020) == gld_mapping(made)


def test_hours_that_may_be_codes_for_no_answer_are_told(source):
    table = columns()
    table["whours"] = [
        99.0 if hours and i < 30 else hours for i, hours in enumerate(table["whours"])
    ]
    found = collected(source, table)
    (told,) = found.report.suspected
    assert (told.variable, told.codes) == ("whours", (99,))
    assert not collected(source, columns()).report.suspected


LABELS = {
    "male": {1: "Male", 0: "Female"},
    "urban": {1: "Urban", 0: "Rural"},
    "school": {1: "Yes", 0: "No"},
    "lstatus": {1: "Employed", 2: "Unemployed", 3: "Non-LF"},
    "empstat": {
        1: "Paid employee", 2: "Non-paid employee", 3: "Employer", 4: "Self-employed",
        5: "Other, workers not classifiable by status",
    },
}  # fmt: skip


def in_words():
    """The invented file as a program writes it that puts labels in the place of codes."""
    table = columns()
    for name, labels in (LABELS | {"empstat_2": LABELS["empstat"]}).items():
        table[name] = [labels.get(value) for value in table[name]]
    return table


def test_labels_in_the_place_of_codes_are_read_alike(source):
    words, numbers = collected(source, in_words()), collected(source, columns())
    assert words.persons.collect().equals(numbers.persons.collect())
    assert words.jobs.collect().equals(numbers.jobs.collect())


def test_a_word_that_is_no_label_of_the_manual_stops_the_run(source):
    table = in_words()
    table["lstatus"] = ["On leave" if i == 4 else v for i, v in enumerate(table["lstatus"])]
    with pytest.raises(DataError, match="lstatus holds a code without a label"):
        collected(source, table)


def test_answers_below_the_least_age_are_not_left_out(source):
    table = columns() | {"minlaborage": [15] * 60}
    found = collected(source, table)
    assert found.persons.collect()["age_years"].min() == 8
    assert "preset-gld-no-minimum-age" in codes(found)
    assert "preset-gld-minimum-age" not in codes(found)
