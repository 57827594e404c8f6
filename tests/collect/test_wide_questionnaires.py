"""Jobs and circumstances that stand side by side in one row."""

import pytest

from measure87.cli.speech.speaker import speaker
from measure87.collect import apply_mapping, needed_columns, parse_mapping
from measure87.vocabulary.columns import HAZARDS
from measure87.vocabulary.errors import DataError, StudyError

_ONE_JOB = """
[uk]
[uk.persons.person_id]
variable = "id"
[uk.persons.economic_activity]
variable = "work"
yes = [1]
no = [2]
[[uk.jobs]]
job = "main"
hours = { variable = "h1", missing = [99] }
present = { variable = "work", yes = [1], no = [2] }
"""
_QUESTIONS = """
[[uk.circumstances]]
question = "Q42"
variable = "q42"
item = "CO4"
stage = "DURING"
mode = "subjected"
by_whom = "employer"
yes = [0, 1, 2]
no = [3]
unknown = [4]
asked_if = "economic_activity"

[[uk.circumstances]]
question = "Q42"
variable = "q42"
item = "IN5"
yes = [0, 1, 2]
no = [3]
unknown = [4]
asked_if = "economic_activity"
consent_lacked = { variable = "c42", yes = [2], no = [1], blank = "null" }
"""
_PEOPLE = {
    "id": [1, 2, 3, 4],
    "work": [1, 1, 2, 1],
    "h1": [10, 99, None, 5],
    "q42": [0, 4, None, None],
    "c42": [2, None, None, 1],
}


def test_one_answer_says_two_things_in_two_rows_of_one_question(source, apply):
    collected = apply(_ONE_JOB + _QUESTIONS, persons=source(_PEOPLE))
    rows = collected.circumstances.collect().sort("person_id", "item").to_dicts()
    assert [(r["person_id"], r["item"], r["answer"], r["consent_lacked"]) for r in rows] == [
        (1, "CO4", 2, None), (1, "IN5", 2, 2),
        (2, "CO4", 1, None), (2, "IN5", 1, None),
        (4, "CO4", 1, None), (4, "IN5", 1, 0),
    ]  # fmt: skip
    assert {r["job_id"] for r in rows} == {"main"}
    assert {r["question"] for r in rows} == {"Q42"}
    assert rows[0]["by_whom"] == "employer"
    assert rows[1]["by_whom"] is None
    assert collected.items >= {"CO4", "IN5", "consent_lacked"}
    assert collected.labels["item"]["CO4"].startswith("Withholding of wages")


def test_only_persons_who_have_the_job_have_a_row_of_it(source, apply):
    jobs = apply(_ONE_JOB, persons=source(_PEOPLE)).jobs.collect()
    assert jobs["person_id"].to_list() == [1, 2, 4]
    assert jobs["hours"].to_list() == [10.0, None, 5.0]


def test_a_yes_of_a_person_outside_the_job_is_refused_by_question_and_present(source, apply):
    """Person 3 has no job; what she says of Q42 is two circumstances, and one row of the file."""
    people = {**_PEOPLE, "q42": [0, 4, 1, None]}
    with pytest.raises(DataError) as caught:
        apply(_ONE_JOB + _QUESTIONS, persons=source(people))
    error = caught.value
    assert error.text == (
        "1 row(s) have a yes to the question 'Q42' and not the job 'main', first row 3"
    )
    assert error.code == "yes-outside-the-job"
    assert "`present` (work)" in error.hint
    assert "both files" not in error.hint


@pytest.mark.parametrize("language", ["fr", "es", "pt", "ru", "ar"])
def test_it_is_said_whole_in_every_language(source, apply, language):
    people = {**_PEOPLE, "q42": [0, 4, 1, None]}
    with pytest.raises(DataError) as caught:
        apply(_ONE_JOB + _QUESTIONS, persons=source(people))
    text, hint = (speaker(language).known(one) for one in (caught.value.text, caught.value.hint))
    assert text != caught.value.text
    assert hint != caught.value.hint
    assert "'Q42'" in text
    assert "'main'" in text
    assert "`present`" in hint
    assert "work" in hint


def test_several_jobs_in_one_row_become_several_rows(source, apply):
    text = (
        _ONE_JOB
        + """
[[uk.jobs]]
job = "second"
present = { variable = "two", yes = [1], no = [2] }
hours = { variable = "h2" }
heights = { variable = "z2", yes = [1], no = [2] }
"""
    )
    people = {**_PEOPLE, "two": [1, 2, None, 9], "h2": [3, None, None, None], "z2": [1] * 4}
    with pytest.raises(DataError, match="two holds a code without a label"):
        apply(text, persons=source(people))
    jobs = apply(text.replace("[uk]", '[uk]\nunmapped = "unknown"'), persons=source(people))
    rows = jobs.jobs.collect().sort("person_id", "job_id").to_dicts()
    assert [(r["person_id"], r["job_id"], r["hours"], r["heights"]) for r in rows] == [
        (1, "main", 10.0, None), (1, "second", 3.0, 2),
        (2, "main", None, None),
        (4, "main", 5.0, None), (4, "second", None, 2),
    ]  # fmt: skip


def test_the_only_job_can_be_mapped_by_columns_of_the_persons_file(source, apply):
    text = """
[uk.persons.person_id]
variable = "id"
[uk.jobs.person_id]
variable = "id"
[uk.jobs.job_id]
value = 1
[uk.jobs.hours]
variable = "h1"
missing = [99]
[[uk.circumstances]]
question = "Q"
item = "IN1"
variable = "q42"
yes = [0]
no = [3, 4]
"""
    collected = apply(text, persons=source(_PEOPLE))
    assert collected.jobs.collect().height == 4
    rows = collected.circumstances.collect()
    assert rows["answer"].to_list() == [2, 0, 1, 1]
    assert rows["job_id"].to_list() == ["1"] * 4


def test_questions_in_the_file_of_jobs_are_about_the_job_of_the_row(source, apply):
    text = """
[s.persons.person_id]
variable = "id"
[s.jobs.person_id]
variable = "id"
[s.jobs.job_id]
variable = "j"
[[s.circumstances]]
question = "Q"
item = "CO2"
variable = "q"
yes = [1]
no = [2]
"""
    jobs = source({"id": [1, 1, 2], "j": [1, 2, 1], "q": [1, 2, None]})
    rows = apply(text, persons=source({"id": [1, 2]}), jobs=jobs).circumstances.collect()
    assert rows.select("person_id", "job_id", "answer").rows() == [(1, 1, 2), (1, 2, 0), (2, 1, 1)]


def test_optional_columns_that_a_file_lacks_are_left_out_and_reported(source, apply):
    text = """
[s.persons.person_id]
variable = "id"
[s.persons.region]
variable = "region"
optional = true
"""
    collected = apply(text, persons=source({"id": [1]}, name="p.csv"))
    assert collected.items == {"person_id"}
    assert collected.report.notices == ("p.csv does not have region.",)
    (warning,) = collected.report.warnings
    assert warning.code == "absent-columns"
    assert warning.values == {"file": "p.csv", "items": ["region"]}
    assert collected.report.account.assumed == [warning.text]


_OPTIONAL = "".join(
    f'[s.persons.{name}]\nvariable = "{name}"\nyes = [1]\nno = [2]\noptional = true\n'
    for name in HAZARDS
)


def test_of_many_absent_columns_the_number_is_told_and_all_are_in_the_report(source, apply):
    text = f'[s.persons.person_id]\nvariable = "id"\n{_OPTIONAL}'
    report = apply(text, persons=source({"id": [1], "heights": [1]}, name="p.csv")).report
    (notice,) = report.notices
    assert f"p.csv does not have {len(HAZARDS) - 1} optional columns" in notice
    (warning,) = report.warnings
    assert warning.code == "many-absent-columns"
    assert warning.values == {"file": "p.csv", "columns": len(HAZARDS) - 1}
    assert set(HAZARDS) - {"heights"} <= set(report.absent["persons"])


def test_that_a_column_is_absent_which_nothing_uses_is_no_notice(source):
    section = parse_mapping(f'schema = 1\n[s.persons.person_id]\nvariable = "id"\n{_OPTIONAL}')["s"]
    table = source({"id": [1]}, name="p.csv")
    notices = apply_mapping(section, {"persons": table}, needed={"heights"}).report.notices
    assert notices == ("p.csv does not have heights.",)


def test_a_question_whose_gate_is_absent_is_asked_of_everybody(source, apply):
    text = """
[s.persons.person_id]
variable = "id"
[s.persons.economic_activity]
variable = "work"
yes = [1]
no = [2]
optional = true
[s.persons.heights]
variable = "h"
yes = [1]
no = [2]
asked_if = "economic_activity"
"""
    people = {"id": [1, 2], "h": [1, None]}
    assert apply(text, persons=source(people)).persons.collect()["heights"].to_list() == [2, 1]
    people["work"] = [1, 2]
    assert apply(text, persons=source(people)).persons.collect()["heights"].to_list() == [2, None]


def test_a_question_asked_if_something_that_is_not_mapped_is_an_error(source, apply):
    text = _ONE_JOB + _QUESTIONS.replace("economic_activity", "economic_activty")
    with pytest.raises(StudyError, match="'economic_activty', which is not mapped"):
        apply(text, persons=source(_PEOPLE))


def test_an_answer_whose_gate_is_an_absent_column_is_asked_of_everybody(source, apply):
    gate = '[uk.persons.economic_activity]\nvariable = "work"'
    text = (_ONE_JOB + _QUESTIONS).replace(gate, gate.replace("work", "w") + "\noptional = true")
    text = text.replace('present = { variable = "work", yes = [1], no = [2] }', "")
    rows = apply(text, persons=source(_PEOPLE)).circumstances.collect()
    answers = rows.filter(item="CO4").sort("person_id")["answer"].to_list()
    assert answers == [2, 1, 1, 1]


_WHO = _QUESTIONS.replace(
    'by_whom = "employer"',
    'by_whom = { variable = "p42", codes = { 1 = "employer", 2 = "parents" }, missing = [9] }',
).replace('mode = "subjected"', 'mode = { variable = "m42", codes = { 1 = "threatened" } }')
_WITH_WHO = _PEOPLE | {"p42": [2, 9, None, 1], "m42": [1, None, None, None]}


def test_who_did_it_is_told_by_a_variable_of_the_row(source, apply):
    collected = apply(_ONE_JOB + _WHO, persons=source(_WITH_WHO))
    rows = collected.circumstances.filter(item="CO4").collect().sort("person_id")
    found = rows.select("person_id", "by_whom", "mode", "stage").rows()
    assert found == [
        (1, "parents", "threatened", "DURING"), (2, None, None, "DURING"),
        (4, "employer", None, "DURING"),
    ]  # fmt: skip
    assert {"by_whom", "mode"} <= collected.items


def test_a_code_of_who_did_it_that_no_line_names_stops_the_run(source, apply):
    people = _WITH_WHO | {"p42": [2, 3, None, 1]}
    with pytest.raises(DataError, match="p42"):
        apply(_ONE_JOB + _WHO, persons=source(people))


def test_an_optional_variable_of_who_did_it_may_be_absent(source, apply):
    optional = _WHO.replace("missing = [9]", "missing = [9], optional = true")
    people = {name: cells for name, cells in _WITH_WHO.items() if name != "p42"}
    collected = apply(_ONE_JOB + optional, persons=source(people))
    assert "by_whom" not in collected.circumstances.collect_schema().names()
    assert "by_whom" in collected.report.left_out[0].text


def test_the_variables_of_who_did_it_are_read():
    section = parse_mapping("schema = 1\n" + _ONE_JOB + _WHO)["uk"]
    assert {"p42", "m42"} <= set(needed_columns(section, ["persons"])["persons"])


@pytest.mark.parametrize("said", ['"somebody"', '{ variable = "p42", codes = { 1 = "boss" } }'])
def test_who_did_it_is_a_code_of_the_standard(said):
    wrong = _QUESTIONS.replace('by_whom = "employer"', f"by_whom = {said}")
    with pytest.raises(StudyError, match="by_whom"):
        parse_mapping("schema = 1\n" + _ONE_JOB + wrong)
