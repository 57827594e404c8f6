"""Numbers beside the figures that equal, or nearly, a count of everybody that is kept back."""

from dataclasses import replace

import pytest

from measure87.disseminate import release
from measure87.disseminate.gate.counts import NOT_SHOWN
from measure87.disseminate.gate.survey.beside import KeptBack
from measure87.vocabulary.estimate import Notice, Refusal, Result
from measure87.vocabulary.releases.survey import MappingAccount, SurveyDiagnostics
from measure87.vocabulary.releases.survey import RowsOutOfRange as Odd
from tests.disseminate.gate.audit.random_tables import figure
from tests.disseminate.gate.audit.test_every_count import counted

HIDDEN = counted("hazard_heavy_loads", 521, 2, 497)
"""2 cases, so that nothing of it is shown: 497 gave no answer, 24 answered, 22 of them no."""
ODD = {"table": "persons", "column": "hours", "variable": "h", "minimum": 0.0, "maximum": 96.0}


def mapping(unknown, rows=90):
    return MappingAccount(
        rows_read={"persons": 521}, rows_kept={"persons": 521}, unmapped=[],
        out_of_range=[Odd(rows=rows, **ODD)], unknown=unknown, absent={}, assumed=[],
    )  # fmt: skip


def released(*figures, unknown, rows=90, **more):
    said = SurveyDiagnostics(mapping={"children": mapping(unknown, rows)}, **more)
    return release(Result("run", figures, diagnostics=said)).diagnostics


@pytest.mark.parametrize(
    ("number", "told"),
    [(497, False), (495, False), (494, True), (24, False), (22, False), (500, True), (60, True),
     (0, True)],
)  # fmt: skip
def test_what_gave_no_answer_to_a_question_is_not_told_where_the_measure_is_hidden(number, told):
    found = released(HIDDEN, unknown={"persons.heavy_loads": number, "persons.age_years": 70})
    shown = found.mapping["children"].unknown
    assert shown == {
        "persons.heavy_loads": number if told else NOT_SHOWN,
        "persons.age_years": 70,
    }


def test_where_the_figure_is_shown_so_is_the_number():
    shown = counted("hazard_heavy_loads", 521, 9, 480)
    found = released(shown, unknown={"persons.heavy_loads": 480})
    assert found.mapping["children"].unknown == {"persons.heavy_loads": 480}


def test_of_a_figure_that_hides_its_unknown_alone_its_cases_tell_nothing():
    """100 asked, 87 unknown, 11 cases: 2 are known to be none, so that 87 is not shown."""
    one = counted("hazard_heavy_loads", 100, 11, 87)
    found = released(one, unknown={"persons.a": 87, "persons.b": 11, "persons.c": 40})
    counts = found.mapping["children"].unknown
    assert counts == {"persons.a": NOT_SHOWN, "persons.b": NOT_SHOWN, "persons.c": 40}


def test_rows_with_odd_numbers_and_what_is_undetermined_elsewhere_are_not_told_either():
    found = released(
        HIDDEN,
        counted("hazard_other", 521, 40, 497),
        unknown={},
        rows=496,
        undetermined={"hazard_other": {"5-14: heavy_loads": 497}},
    )
    assert found.mapping["children"].out_of_range[0].rows == NOT_SHOWN
    assert found.undetermined == {"hazard_other": {}}


def rows_told(*figures, read, kept, assumed=()):
    """Rows of each table as they are released, and what was assumed."""
    account = MappingAccount(
        rows_read=read, rows_kept=kept, unmapped=[], out_of_range=[], unknown={}, absent={},
        assumed=[*assumed],
    )  # fmt: skip
    said = SurveyDiagnostics(mapping={"children": account})
    shown = release(Result("run", figures, diagnostics=said)).diagnostics.mapping["children"]
    return shown.rows_read, shown.rows_kept, shown.assumed


@pytest.mark.parametrize("table", ["jobs", "circumstances"])
@pytest.mark.parametrize(
    ("rows", "told"), [(95, True), (96, False), (98, False), (99, False), (101, False), (102, True)]
)
def test_rows_of_who_has_a_job_are_not_told_beside_cases_that_are_hidden(table, rows, told):
    """98 cases of 99 are hidden, as 1 is none; nobody is unknown, so that 99 answered: 96 to 101
    tell of one."""
    rows_by_table = {"persons": 99, table: rows}
    hidden = counted("child_labour", 99, 98, 0)
    read, kept, _ = rows_told(hidden, read=rows_by_table, kept=rows_by_table)
    assert read == kept == {"persons": 99, table: rows if told else NOT_SHOWN}


def test_rows_read_go_with_rows_kept_and_no_table_with_another():
    """Of 110 jobs 12 are of persons who were left out: 110 would give 98 back."""
    read, kept, _ = rows_told(
        counted("child_labour", 99, 98, 0),
        read={"persons": 109, "jobs": 110, "circumstances": 60},
        kept={"persons": 99, "jobs": 98, "circumstances": 50},
    )
    assert read == {"persons": 109, "jobs": NOT_SHOWN, "circumstances": 60}
    assert kept == {"persons": 99, "jobs": NOT_SHOWN, "circumstances": 50}


@pytest.mark.parametrize("cases", [2, 90])
def test_that_all_have_a_row_is_told_neither_beside_few_cases_nor_beside_nearly_all(cases):
    """8 gave no answer, so that 1 of 91 is no case beside 90: no count is near 99 but who was
    asked. Beside 2 cases 97 are none or unknown."""
    rows = {"persons": 99, "jobs": 99, "circumstances": 198}
    read, kept, _ = rows_told(counted("child_labour", 99, cases, 8), read=rows, kept=rows)
    assert read == kept == rows | {"jobs": NOT_SHOWN}


def test_few_rows_look_like_those_of_nearly_all():
    """Without what is kept back 2 rows take a second number with them."""
    shown = [
        rows_told(counted("child_labour", 99, jobs, 0), read=rows, kept=rows)[:2]
        for jobs in (2, 98)
        for rows in [{"persons": 99, "jobs": jobs}]
    ]
    assert shown == 2 * [2 * ({"persons": 99, "jobs": NOT_SHOWN},)]
    few = {"persons": 99, "jobs": 2}
    read, _, _ = rows_told(counted("child_labour", 99, 40, 0), read=few, kept=few)
    assert read == {"persons": NOT_SHOWN, "jobs": NOT_SHOWN}


def test_where_the_measure_is_shown_so_are_rows_of_jobs():
    rows = {"persons": 99, "jobs": 40}
    read, kept, _ = rows_told(counted("child_labour", 99, 40, 0), read=rows, kept=rows)
    assert read == kept == rows


def test_what_was_assumed_tells_no_such_number_of_rows():
    texts = [
        "1,497 rows of adults for whom a proxy answered count as not asked",
        "persons aged 5 to 14: 1500 rows, none with a job",
    ]
    figures = (counted("forced_labour", 1521, 2, 1497), figure("other", 900, 90))
    rows = {"persons": 1521}
    _, _, assumed = rows_told(*figures, read=rows, kept=rows, assumed=texts)
    assert assumed == ["some rows of adults for whom a proxy answered count as not asked", texts[1]]


def test_warnings_and_refusals_tell_no_such_number_in_words_or_values():
    text = "1,497 rows of h are outside 0 to 96; 1497"
    warning = Notice("out-of-range", text, {"rows": 1497, "maximum": 96.0})
    refusal = Refusal("x", "code", "of 1,497 persons", values={"persons": 1497})
    figures = (counted("hazard_heavy_loads", 1521, 2, 1497), figure("other", 900, 90))
    result = Result("run", figures, warnings=(warning,), refused=(refusal,))
    out = release(result)
    assert out.warnings[0].text == "some rows of h are outside 0 to 96; some"
    assert out.warnings[0].values == {"rows": NOT_SHOWN, "maximum": 96.0}
    assert (out.refused[0].text, out.refused[0].values) == (
        "of some persons",
        {"persons": NOT_SHOWN},
    )


def test_a_number_inside_another_stays():
    kept = KeptBack([figure("x", 900, 497)], [figure("x", 900, 497).suppress("confidential")])
    told = kept.in_message(Notice("a", "497 of 1,497 rows, 4970, 497.5, in 497.", {"rows": 497}))
    assert told.text == "some of 1,497 rows, 4970, 497.5, in some."
    assert not kept.tells(500)
    assert kept.tells(499)


def test_groups_by_more_than_age_are_no_reason_to_leave_a_number_out():
    figures = [figure("x", 900, 300), figure("x", 100, 2, sex="1"), figure("x", 800, 298, sex="2")]
    hidden = [figures[0], *(e.suppress("confidential") for e in figures[1:])]
    assert not KeptBack(figures, hidden).tells(298)
    by_age = [figure("x", 900, 300, age="5-17").suppress("confidential")]
    assert KeptBack([figure("x", 900, 300, age="5-17")], by_age).tells(300)


def test_beside_a_number_of_few_a_second_goes_whatever_is_kept_back():
    """2 are few, and near the 2 cases that are hidden: 70 goes with them as it did."""
    found = released(HIDDEN, unknown={"persons.a": 2, "persons.b": 70, "persons.c": 90})
    shown = found.mapping["children"].unknown
    assert shown == {"persons.a": NOT_SHOWN, "persons.b": NOT_SHOWN, "persons.c": 90}


def test_one_person_is_near_three_that_are_kept_back_and_nobody_is_no_number():
    kept = KeptBack([figure("x", 900, 3)], [figure("x", 900, 3).suppress("confidential")])
    assert [kept.tells(number) for number in range(7)] == [False] + 5 * [True] + [False]


def test_rows_of_all_who_were_asked_tell_where_nobody_is_known_to_be_no_case():
    """Of forty asked thirty are cases and ten did not say: no count but these is kept back."""
    forty = replace(figure("x", 40, 30), n_unknown=10)
    kept = KeptBack([forty], [forty.suppress("confidential")])
    assert [kept.tells(number) for number in (40, 30, 10)] == [False, True, True]
    assert [kept.tells_by_rows(rows) for rows in (37, 38, 40, 42, 43)] == [
        False,
        *[True] * 3,
        False,
    ]


def test_no_rows_tell_of_nobody_however_few_were_asked():
    two = figure("x", 2, 1)
    kept = KeptBack([two], [two.suppress("few-respondents")])
    assert [kept.tells_by_rows(rows) for rows in (0, 1)] == [False, True]
