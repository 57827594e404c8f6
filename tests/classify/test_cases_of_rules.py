"""Which cases of a table a rule says yes in, or gives more than nothing of: row by row."""

from types import SimpleNamespace

import narwhals as nw
import polars as pl
import pytest

from measure87.classify.cases import _cases_with
from measure87.vocabulary.status import NO, UNKNOWN, YES

ROWS = {
    "person_id": ["10", "9", "2", "1", "1"],
    "answer": [YES, UNKNOWN, NO, None, YES],
    "hours": [14.0, 0.0, 0.5, None, 0.0],
}


def cases(name, gives, least=YES):
    levels = SimpleNamespace(frames={"job": nw.from_native(pl.LazyFrame(ROWS))})
    return _cases_with(levels, SimpleNamespace(name=name, gives=gives, level="job"), least)


@pytest.mark.parametrize(
    ("least", "found"),
    [(YES, ("1", "10")), (UNKNOWN, ("1", "9", "10")), (NO, ("1", "2", "9", "10"))],
)
def test_a_case_is_one_of_whose_jobs_has_the_status_or_a_higher_one(least, found):
    """Cases come once each, in the order of their numbers."""
    assert cases("answer", "status", least) == found


@pytest.mark.parametrize("least", [NO, UNKNOWN, YES])
def test_of_a_number_a_case_is_one_with_more_than_nothing(least):
    assert cases("hours", "number", least) == ("2", "10")
