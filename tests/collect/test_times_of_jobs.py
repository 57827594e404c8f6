"""Days, ages and answers about jobs that cannot be, or that say nothing. Invented jobs."""

from datetime import date

import pytest

from measure87.collect import impossible_times
from measure87.collect.suspected_codes import suspected_in
from measure87.vocabulary.errors import DataError

MAPPING = """
[fl]
{unmapped}
[fl.persons.person_id]
variable = "id"
[fl.persons.age_years]
variable = "age"
[fl.jobs.person_id]
variable = "id"
[fl.jobs.job_id]
variable = "job"
[fl.jobs.COLUMN]
variable = "told"
{more}
"""


def found(source, apply, column, told, more="", unmapped="", **other):
    """The tables of persons of 20, of whom each has one job."""
    n = len(told)
    persons = source({"id": list(range(n)), "age": [20] * n})
    text = MAPPING.format(more=more, unmapped=unmapped).replace("COLUMN", column)
    text += "".join(f'[fl.jobs.{name}]\nvariable = "{name}"\n' for name in other)
    jobs = {"id": list(range(n)), "job": ["1"] * n, "told": told, **other}
    return apply(text, persons=persons, jobs=source(jobs))


def test_days_below_none_are_refused_as_impossible_ages_are(source, apply):
    with pytest.raises(DataError, match="told must lie between 0 and 47580; 1 row") as error:
        found(source, apply, "days", [30.0, -5.0])
    assert error.value.code == "out-of-range"
    made = found(source, apply, "days", [30.0, -5.0], "range = [0, 366]")
    assert made.jobs.collect()["days"].to_list() == [30.0, None]
    weeks = found(source, apply, "days", [2.0], "scale = 7")
    assert weeks.jobs.collect()["days"].to_list() == [14.0]


def test_more_days_than_the_period_has_are_counted_and_told(source, apply):
    made = found(source, apply, "days", [365.0, 366.0, 367.0, 999.0, None])
    (notice,) = impossible_times(made, 365)
    assert notice.code == "out-of-range"
    assert "fewer than 25 rows outside 0 to 366" in notice.text
    assert (notice.values["maximum"], notice.values["item"]) == (366, "days")
    assert impossible_times(made, 1826) == impossible_times(made, None) == ()


def test_codes_for_no_answer_among_days_are_asked_about(source, apply):
    made = found(source, apply, "days", [30.0, 60.0, 90.0, 999.0])
    (notice,) = [n for n in made.report.warnings if n.code == "perhaps-missing-codes"]
    assert notice.values["named"] == ["999"]
    assert suspected_in({60: 9, 98: 1, 997: 1, 365: 20}, "days") == (997,)
    assert suspected_in({60: 9, 98: 2, 99: 7, 365: 20}, "days") == (98, 99)
    assert suspected_in({90: 9, 98: 2, 365: 20}, "days") == ()
    assert suspected_in({995: 2, 997: 2, 998: 1, 1826: 20}, "days") == ()


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        ("start_date", "end_date", (date(2024, 5, 1), date(2024, 4, 1))),
        ("start_age", "end_age", (18, 17)),
        ("start_age", "age_years", (21, None)),
        ("age_at_episode", "age_years", (97, None)),
        ("end_age", "age_years", (21, None)),
    ],
)
def test_times_that_contradict_each_other_are_counted_and_told(
    source, apply, first, second, values
):
    one, other = values
    more = {} if other is None else {second: [other, None]}
    made = found(source, apply, first, [one, None], **more)
    (notice,) = impossible_times(made, None)
    assert notice.code == "impossible-times"
    assert notice.values == {"first": first, "second": second, "rows": {"below": 25}}
    more = {} if other is None else {second: [one, None]}
    possible = one if other is not None else 20
    assert impossible_times(found(source, apply, first, [possible, None], **more), None) == ()


def test_a_start_more_than_a_year_after_the_survey_is_counted_and_told(source, apply):
    late = [date(2026, 7, 3), date(2026, 7, 2), date(2025, 1, 1), None]
    made = found(source, apply, "start_date", late)
    (notice,) = impossible_times(made, None, date(2025, 7, 1))
    assert (notice.code, notice.values["first"], notice.values["second"]) == (
        "impossible-times", "start_date", "reference_date",
    )  # fmt: skip
    assert impossible_times(made, None, date(2025, 7, 2)) == ()
    assert impossible_times(made, None) == impossible_times(made, None, date.max) == ()


def test_without_jobs_or_times_there_is_nothing_that_cannot_be(source, apply):
    text = '[fl.persons.person_id]\nvariable = "id"\n'
    assert impossible_times(apply(text, persons=source({"id": [1]})), 365) == ()
    assert impossible_times(found(source, apply, "episode_id", ["1"]), 365) == ()


ON_WHOM = """
[fl.circumstances.person_id]
variable = "id"
[fl.circumstances.job_id]
variable = "job"
[fl.circumstances.question]
variable = "q"
[fl.circumstances.item]
value = "CO1"
[fl.circumstances.answer]
variable = "a"
yes = [1]
no = [2]
[fl.circumstances.on_whom]
variable = "on"
"""


def on_whom(source, apply, on, more):
    text = MAPPING.format(more="", unmapped="").replace("COLUMN", "episode_id") + ON_WHOM + more
    n = len(on)
    files = {
        "persons": source({"id": [1], "age": [14]}),
        "jobs": source({"id": [1], "job": ["1"], "told": ["1"]}),
        "circumstances": source(
            {"id": [1] * n, "job": ["1"] * n, "q": [f"q{i}" for i in range(n)], "a": [1] * n}
            | {"on": on}
        ),
    }
    return apply(text, **files).circumstances.collect()["on_whom"].to_list()


def test_to_whom_it_was_done_is_not_known_where_that_was_asked_and_not_told(source, apply):
    codes = 'codes = { 1 = "worker", 3 = "others" }\nmissing = [99]\n'
    assert on_whom(source, apply, [1, 3, 99, None], codes) == ["worker", "others", "unknown", None]
    words = ["worker", "unknown", "parents", None]
    assert on_whom(source, apply, words, "") == words
    assert on_whom(source, apply, ["worker", "-9"], "missing = [-9]\n") == ["worker", "unknown"]


def test_a_code_that_nobody_mapped_is_refused_with_the_word_for_not_known(source, apply):
    with pytest.raises(DataError) as error:
        on_whom(source, apply, [1, 99], 'codes = { 1 = "worker" }\n')
    assert '8 = "unknown"' in str(error.value.hint)


def exclusions(source, apply, told, more, unmapped=""):
    made = found(source, apply, "exclusion", told, more, unmapped)
    notices = [n for n in made.report.warnings if n.code == "missing-as-none"]
    return made.jobs.collect()["exclusion"].to_list(), notices


def test_a_kind_of_work_that_was_not_told_counts_as_none_and_that_is_said(source, apply):
    codes = 'codes = { 1 = "EX_MIL" }\nmissing = [0, 9]\n'
    made, (notice,) = exclusions(source, apply, [1, 0, 9, None], codes)
    assert made == ["EX_MIL", None, None, None]
    assert notice.values["named"] == ["9"]
    assert '"EX_UNKNOWN"' in notice.text
    said = 'codes = { 1 = "EX_MIL", 9 = "EX_UNKNOWN" }\nmissing = [0]\n'
    assert exclusions(source, apply, [1, 0, 9, None], said) == (
        ["EX_MIL", None, "EX_UNKNOWN", None],
        [],
    )
    assert exclusions(source, apply, ["EX_MIL", "none"], 'missing = ["none"]\n')[1] == []


def test_a_kind_of_work_that_nobody_mapped_is_not_known(source, apply):
    codes = 'codes = { 1 = "EX_MIL" }\n'
    with pytest.raises(DataError) as error:
        exclusions(source, apply, [1, 7], codes)
    assert "EX_UNKNOWN" in str(error.value.hint)
    made, _ = exclusions(source, apply, [1, 7, None], codes, 'unmapped = "unknown"')
    assert made == ["EX_MIL", "EX_UNKNOWN", None]
