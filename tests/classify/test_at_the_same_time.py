"""A reference period of a month or less is one time. Everybody here is invented."""

from dataclasses import replace

import pytest

from measure87.classify import case_tables, classify
from measure87.define import Limits, load_definition
from measure87.define.cases import read_cases

ICLS = load_definition("forced_labour/icls20_2018")
ROUTE = "forced_labour_children_of_forced_parents"


def _found(days: float) -> dict:
    """Status on the third route of all cases, under a reference period of so many days."""
    period = replace(ICLS.limits["reference_period"], bound=days)
    limits = Limits({**ICLS.limits.entries, "reference_period": period})
    tables = case_tables(read_cases(ICLS.cases, ICLS.id))
    frame = classify(tables, [(replace(ICLS, limits=limits), [ROUTE])]).collect()
    return dict(zip(frame["person_id"], frame[ROUTE], strict=True))


def _case(story: str) -> str:
    stories = read_cases(ICLS.cases, ICLS.id).stories
    return next(number for number, told in stories.items() if story in told)


@pytest.mark.parametrize(("days", "status"), [(31, 2), (32, 1), (1826, 1)])
def test_in_a_period_of_a_month_work_is_at_the_same_time_without_being_told(days, status):
    assert _found(days)[_case("worked with him and does so no more")] == status
