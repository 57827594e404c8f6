"""Numbers beside the figures that moved since a release of the same persons: none is told."""

import pytest
from msgspec.structs import replace

from measure87.disseminate.gate.counts import NOT_SHOWN
from measure87.disseminate.gate.survey.compared.numbers_moved import numbers_moved, without_numbers
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.survey import (
    MappingAccount,
    RowsOutOfRange,
    SurveyDiagnostics,
    UnmappedRows,
)

LOADS, WORK = "persons.heavy_loads", "persons.economic_activity"


def odd_code(rows):
    return UnmappedRows(table="persons", column="sex", variable="HL4", code="9", rows=rows)


def odd_hours(rows):
    return RowsOutOfRange(table="persons", column="hours", variable="CL3", rows=rows)


def account(unknown, jobs=40, absent=(), unmapped=(), out_of_range=(), assumed=()):
    rows = {"persons": 120, "jobs": jobs}
    return MappingAccount(
        rows_read=rows,
        rows_kept=rows,
        unmapped=list(unmapped),
        out_of_range=list(out_of_range),
        unknown=unknown,
        absent={"persons": list(absent)},
        assumed=list(assumed),
    )


def said(one, **undetermined):
    return SurveyDiagnostics(mapping={"fs": one}, undetermined=undetermined)


def released(one, name="fs"):
    return Result("run", (), diagnostics=SurveyDiagnostics(mapping={name: one}), released=True)


FIVE = account({LOADS: 5, WORK: 7})


@pytest.mark.parametrize(
    ("now", "then", "moved"),
    [
        (FIVE, FIVE, False),
        (account({LOADS: 4, WORK: 7}), FIVE, True),
        (account({LOADS: 40, WORK: 7}), FIVE, True),
        # Nobody lacked an answer, or nobody does.
        (account({WORK: 7}), FIVE, True),
        (FIVE, account({WORK: 7}), True),
        # But where the column was not in the file nothing is known of it.
        (FIVE, account({WORK: 7}, absent=["heavy_loads"]), False),
        # What is not shown is some number above 0.
        (account({LOADS: 1}), account({LOADS: NOT_SHOWN}), False),
        (account({}), account({LOADS: NOT_SHOWN}), True),
        (account({LOADS: 5, WORK: 7}, jobs=41), FIVE, True),
        (account({}, unmapped=[odd_code(4)]), account({}, unmapped=[odd_code(3)]), True),
        (account({}, out_of_range=[odd_hours(4)]), account({}), True),
    ],
)
def test_a_number_has_moved_where_it_is_another_now(now, then, moved):
    assert numbers_moved(said(now), [released(then)]) is moved
    assert not numbers_moved(said(now), [])
    assert not numbers_moved(said(now), [released(then, name="other")])


def test_any_earlier_release_counts():
    now = said(account({LOADS: 4}))
    same, other = released(account({LOADS: 4})), released(account({LOADS: 5}))
    assert [numbers_moved(now, two) for two in ([same, other], [other, same])] == [True, True]


def test_none_of_them_is_told_nor_which_answers_are_lacking_now():
    now = account(
        {WORK: 7, LOADS: 4},
        unmapped=[odd_code(4)],
        out_of_range=[odd_hours(3)],
        assumed=["12 rows of no age are left out"],
    )
    before = [released(account({WORK: 6})), released(account({"persons.age": 3, WORK: 6}))]
    safe = without_numbers(said(now, x={"heavy_loads": 4}), before)
    assert safe.undetermined == {"x": {}}
    rows = {"persons": 120, "jobs": NOT_SHOWN}
    assert safe.mapping["fs"] == replace(
        now,
        rows_read=rows,
        rows_kept=rows,
        unknown={WORK: NOT_SHOWN, "persons.age": NOT_SHOWN},
        unmapped=[odd_code(NOT_SHOWN)],
        out_of_range=[odd_hours(NOT_SHOWN)],
        assumed=["some rows of no age are left out"],
    )


def test_of_an_input_that_is_new_its_own_answers_are_named():
    safe = without_numbers(said(FIVE), [released(FIVE, name="other")])
    assert safe.mapping["fs"].unknown == {LOADS: NOT_SHOWN, WORK: NOT_SHOWN}
