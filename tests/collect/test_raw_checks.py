"""Bad raw data: each is one clear sentence with the value and the remedy."""

import polars as pl
import pytest

from measure87.vocabulary.errors import DataError, StudyError

_PERSONS = """
[s]
keep = [{ variable = "done", codes = [1] }]
versions = { industry = "ISIC4", occupation = "ISCO08" }
[s.persons.person_id]
variables = ["hh", "ln"]
[s.persons.weight]
variable = "w"
[s.persons.cluster]
variable = "psu"
[s.persons.heavy_loads]
variable = "q1"
yes = [1]
no = [2]
"""
_JOBS = """
[s.jobs.person_id]
variables = ["hh", "ln"]
[s.jobs.job_id]
variable = "job"
[s.jobs.hours]
variable = "hours"
missing = [999]
[s.jobs.occupation]
variable = "isco"
"""
_CIRCUMSTANCES = """
[s.circumstances.person_id]
variables = ["hh", "ln"]
[s.circumstances.job_id]
variable = "job"
[s.circumstances.question]
variable = "q"
[s.circumstances.item]
variable = "item"
[s.circumstances.answer]
variable = "a"
yes = [1]
no = [2]
"""
_SECRET = 73915
"""A household number that no message may show."""


@pytest.fixture
def people():
    return {
        "hh": [_SECRET, _SECRET, 2, 3],
        "ln": [1, 2, 1, 1],
        "w": [1.0, 2.0, 0.5, None],
        "psu": [1, 1, 2, None],
        "q1": [1, 2, None, None],
        "done": [1, 1, 1, 2],
    }


@pytest.fixture
def jobs():
    return {
        "hh": [_SECRET, _SECRET, 2, 3],
        "ln": [1, 1, 1, 1],
        "job": [1, 2, 1, 1],
        "hours": [10.0, 999.0, 40.5, 1],
        "isco": ["2512", "6111", "5", "9629"],
    }


@pytest.fixture
def answers():
    return {
        "hh": [_SECRET, 2],
        "ln": [1, 1],
        "job": [2, 1],
        "q": ["Q1", "Q1"],
        "item": ["CO4", "IN5"],
        "a": [1, 2],
    }


def test_sound_data_pass_and_rows_of_persons_not_kept_go(source, apply, people, jobs, answers):
    collected = apply(
        _PERSONS + _JOBS + _CIRCUMSTANCES,
        persons=source(people), jobs=source(jobs), circumstances=source(answers),
    )  # fmt: skip
    assert collected.persons.collect().height == 3
    assert collected.jobs.collect()["hours"].to_list() == [10.0, None, 40.5]
    assert collected.circumstances.collect()["item"].to_list() == ["CO4", "IN5"]
    assert {"CO4", "IN5", "hours", "heavy_loads"} <= collected.items
    assert collected.report.rows_read == {"persons": 4, "jobs": 4, "circumstances": 2}
    assert collected.report.rows_kept == {"persons": 3, "jobs": 3, "circumstances": 2}


def refused(apply, text, **sources):
    with pytest.raises((DataError, StudyError)) as caught:
        apply(text, **sources)
    error = caught.value
    assert str(_SECRET) not in str(error), "a message shows an identifier"
    assert "\n" not in error.text
    assert error.hint
    assert error.exit_status == 1
    return error


@pytest.mark.parametrize(
    ("column", "values", "sentence"),
    [
        ("w", [1.0, -2.5, 1, 1], "1 row(s) of w break this, first row 2 with a negative number"),
        ("w", [1.0, None, None, 1], "2 row(s) of w break this, first row 2 with an empty cell"),
        ("w", [1.0, float("nan"), 1, 1], "first row 2 with an empty cell"),
        ("w", [1.0, float("inf"), 1, 1], "first row 2 with no finite number"),
        ("w", [1.0, float("inf"), 1, 1], "a weight must be a finite number"),
        ("w", ["1", "?", "1", "1"], "first row 2 with text"),
        ("w", ["1,5", "?", "2,5", "1"], "1 row(s) of w break this, first row 2 with text"),
        ("w", ["1,5", "?", None, "2,5"], "2 row(s) of w break this, first row 2 with text"),
        ("w", ["1,5", "2.5", "1", "1"], "1 row(s) of w break this, first row 1"),
        ("ln", [1, 1, 1, 1], "2 rows share the identifier of another row (person), first rows 1"),
        ("ln", [1, None, 1, 1], "1 rows have no identifier (person), first row 2"),
        ("psu", [1, 1, None, 1], "1 row(s) have no cluster (psu), first row 3"),
        ("q1", [1, 3, 3, 1], "q1 holds a code without a label in 2 row(s), first row 2"),
        ("q1", [1, 5, 3, 1], "q1 holds a code without a label in 2 row(s), first row 2"),
        ("done", [2, 2, 2, 2], "none of the 4 rows of fs.sav is kept"),
    ],
)
def test_bad_persons(source, apply, people, column, values, sentence):
    error = refused(apply, _PERSONS, persons=source({**people, column: values}))
    assert sentence in error.text


@pytest.mark.parametrize(
    ("column", "values", "hint"),
    [
        ("w", [1.0, None, 1, 1], "keep only completed interviews"),
        ("w", [1.0, -2.5, 1, 1], "no weight is below 0"),
        ("w", ["1", "3 478", "1", "1"], "it is no number: take blanks and apostrophes"),
        ("w", ["1", "3'478", "1", "1"], "and the row of a total or a note out of the file"),
        ("ln", [1, None, 1, 1], "map variables that identify every row"),
        ("ln", [None, 1, None, 1], "map variables that identify every row"),
        ("ln", [1, 2, None, 1], "the last row may be a total or a note"),
        ("ln", [1, None, None, 1], "the last row may be a total or a note"),
        ("ln", [None, None, None, 1], "map variables that identify every row"),
    ],
)
def test_the_hint_fits_what_is_wrong(source, apply, people, column, values, hint):
    """The last of the four persons is not kept."""
    error = refused(apply, _PERSONS, persons=source({**people, column: values}))
    assert hint in error.hint
    assert hint.startswith("the last") or "the last row" not in error.hint
    assert "478" not in f"{error.text} {error.hint}"


def test_an_unknown_variable_is_named_with_its_neighbours(source, apply, people):
    people["q_1"] = people.pop("q1")
    error = refused(apply, _PERSONS, persons=source(people))
    assert error.text == "there is no column 'q1'"
    assert "q_1" in error.hint


def test_an_unmapped_code_is_taken_as_unknown_and_reported_where_the_mapping_says_so(
    source, apply, people
):
    people["q1"] = [1, 3, 3, 1]
    text = _PERSONS.replace("[s]", '[s]\nunmapped = "unknown"')
    collected = apply(text, persons=source(people))
    assert collected.persons.collect()["heavy_loads"].to_list() == [2, 1, 1]
    (code,) = collected.report.unmapped
    assert (code.variable, code.code, code.rows) == ("q1", "3", 2)
    assert "fewer than 25 rows" in collected.report.notices[0]


def test_a_code_of_a_column_that_no_measure_uses_does_not_stop(source, people):
    from measure87.collect import apply_mapping, parse_mapping

    people["q1"] = [1, 3, 3, 1]
    section = parse_mapping("schema = 1\n" + _PERSONS)["s"]
    collected = apply_mapping(section, {"persons": source(people)}, needed={"weight"})
    assert collected.report.unmapped[0].code == "3"


@pytest.mark.parametrize(
    ("column", "values", "sentence"),
    [
        ("ln", [1, 1, 9, 1], "1 job(s) without a person, first row 3"),
        ("job", [1, 1, 1, 1], "2 rows share the identifier of another row (job)"),
        ("hours", [10, 169, 1, 1], "must lie between 0 and 168; 1 row(s) do not, first row 2"),
        (
            "hours",
            ["10", "ten", "1", "1"],
            "hours must hold finite numbers; 1 row(s) hold text, first row 2",
        ),
        (
            "hours",
            ["10,5", "ten", "1,5", "1"],
            "hours must hold finite numbers; 1 row(s) hold text, first row 2",
        ),
        (
            "hours",
            ["10", "11 h", "ten", "ten"],
            "hours must hold finite numbers; 3 row(s) hold text, first row 2",
        ),
        (
            "hours",
            ["inf", "11 h", "ten", "inf"],
            "hours must hold finite numbers; 2 row(s) hold no finite number, first row 1",
        ),
        ("isco", ["2512", "3471", "5", "9"], "isco: a code of occupation does not exist in"),
        ("isco", ["2512", "A", "5", "9"], "isco: a code of occupation does not exist in"),
    ],
)
def test_bad_jobs(source, apply, people, jobs, column, values, sentence):
    jobs[column] = values
    error = refused(apply, _PERSONS + _JOBS, persons=source(people), jobs=source(jobs))
    assert sentence in error.text


@pytest.mark.parametrize(
    ("persons", "lines", "hint"),
    [
        (["01", "02", "1", "1"], [1, 2, 1, 1], "2 of them have an identifier that differs"),
        (["A1", "a 2", "1", "1"], ["a1", "A2", "1", "1"], "2 of them have an identifier that"),
        (["10", "100", "1", "1"], [1, 2, 1, 1], "must be made of the same variables"),
    ],
)
def test_identifiers_that_are_written_otherwise_are_told(
    source, apply, people, jobs, persons, lines, hint
):
    people["ln"], jobs["ln"] = persons, lines
    jobs["hh"] = people["hh"]
    error = refused(apply, _PERSONS + _JOBS, persons=source(people), jobs=source(jobs))
    assert "2 job(s) without a person, first row 1" in error.text
    assert hint in error.hint


def test_codes_of_another_version_name_the_version_they_fit(source, apply, people, jobs):
    jobs["isco"] = ["2131", "3471", "6111", "9132"]
    error = refused(apply, _PERSONS + _JOBS, persons=source(people), jobs=source(jobs))
    assert "ISCO-88" in error.hint


@pytest.mark.parametrize(
    ("column", "values", "sentence"),
    [
        ("job", [3, 1], "1 circumstance(s) without a job, first row 1"),
        ("item", ["CO4", "XX"], "item holds a code without a label"),
        ("a", [1, 7], "a holds a code without a label"),
    ],
)
def test_bad_circumstances(source, apply, people, jobs, answers, column, values, sentence):
    answers[column] = values
    error = refused(
        apply, _PERSONS + _JOBS + _CIRCUMSTANCES,
        persons=source(people), jobs=source(jobs), circumstances=source(answers),
    )  # fmt: skip
    assert sentence in error.text


def test_a_file_without_a_mapping_and_a_mapping_without_a_file(source, apply, people, jobs):
    error = refused(apply, _PERSONS, persons=source(people), jobs=source(jobs))
    assert "does not say what its columns are" in error.text
    error = refused(apply, _PERSONS + _JOBS + _CIRCUMSTANCES, persons=source(people | jobs))
    assert "no file of them" in error.text
    error = refused(apply, _PERSONS)
    assert "no file of persons" in error.text


def test_identifiers_of_other_types_still_find_each_other(source, apply):
    text = """
[s.persons.person_id]
variable = "id"
[s.jobs.person_id]
variable = "id"
[s.jobs.job_id]
value = "main"
"""
    persons = source({"id": [1, 2, 3]})
    jobs = source({"id": ["1", "3"]})
    collected = apply(text, persons=persons, jobs=jobs)
    joined = collected.persons.join(collected.jobs, on="person_id").collect()
    assert joined["person_id"].to_list() == [1, 3]
    assert joined.schema["job_id"] == pl.String


@pytest.mark.parametrize("infinite", [float("inf"), float("-inf")])
def test_an_infinite_number_without_a_range_is_refused_or_not_told(source, apply, infinite):
    text = """
[s.persons.person_id]
variable = "id"
[[s.jobs]]
job = 1
days = { variable = "d" }
"""
    people = source({"id": [1, 2], "d": [30.0, infinite]})
    error = refused(apply, text, persons=people)
    assert error.code == "not-a-number"
    assert "d must hold finite numbers; 1 row(s) hold" in error.text
    lenient = apply('[s]\nunmapped = "unknown"\n' + text, persons=people)
    assert lenient.jobs.collect()["days"].to_list() == [30.0, None]


_HOUSEHOLDS = """
[s.persons.person_id]
variable = "id"
[s.persons.household_id]
variable = "hh"
[s.persons.line]
variable = "ln"
"""
_MOTHERS = '[s.persons.mother_line]\nvariable = "ml"\n'


def test_two_persons_on_one_line_of_a_household_would_give_a_child_two_mothers(source, apply):
    people = {
        "id": [1, 2, 3, 4],
        "hh": [_SECRET, _SECRET, 5, None],
        "ln": [1, 1, 1, 1],
        "ml": [0, 1, 0, 0],
    }
    error = refused(apply, _HOUSEHOLDS + _MOTHERS, persons=source(people))
    assert error.code == "duplicate-line"
    assert "2 persons share a line of their household" in error.text
    assert "first rows 1 and 2" in error.text
    assert apply(_HOUSEHOLDS, persons=source(people)).persons.collect().height == 4
    people["hh"] = [1, 2, 5, None]
    assert apply(_HOUSEHOLDS + _MOTHERS, persons=source(people)).persons.collect().height == 4
