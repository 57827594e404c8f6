"""Interviews that JavaRosa filled, read by our reader and by a naive one that shares no step.

Ours makes a tree, then rows, then typed columns, as it does of a server's JSON; the other goes
from elements to cells. Both follow decision 48.
"""

import pytest
from polars.testing import assert_frame_equal

from measure87.collect.form.engines.simulating import simulate_interviews
from measure87.collect.form.submissions import tables_of_submissions
from tests.collect.form import naive_interviews, small_form


@pytest.fixture(scope="module")
def interviews(programs, written):
    path = written(small_form.FORM)
    done = simulate_interviews(path, programs[:1], interviews=40, seed=5, model=small_form.FORM)
    return [one.filled[0].xml.encode() for one in done]


@pytest.mark.slow
def test_both_give_the_same_tables(interviews):
    ours = tables_of_submissions(small_form.FORM, interviews)
    theirs = naive_interviews.tables_of_submissions(small_form.FORM, interviews)
    assert list(ours) == list(theirs)
    assert ours["job"].height > 10
    for name, table in ours.items():
        assert_frame_equal(table, theirs[name])
