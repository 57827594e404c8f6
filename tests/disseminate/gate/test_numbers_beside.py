"""Numbers beside the figures that equal, or nearly, a count of everybody that is kept back."""

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
    assert found.undetermined == {"hazard_other": {"heavy_loads": NOT_SHOWN}}


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
