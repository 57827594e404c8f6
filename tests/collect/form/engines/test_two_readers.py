"""Interviews that JavaRosa filled, read by the intake and by a second reader that shares no step.

The intake makes a tree, then rows, then typed columns, as it does of a server's JSON; the other
goes from elements to cells. Both follow decision 48.
"""

import pytest
from polars.testing import assert_frame_equal

from measure87.collect.form.engines.simulating import simulate_interviews
from measure87.collect.form.safe_xml import read_xml
from measure87.collect.form.submissions import MAIN, tables_of_submissions
from measure87.collect.intake.columns import frame_of
from measure87.collect.intake.layout import layout_of
from measure87.collect.intake.rows import About, Filling
from measure87.collect.intake.trees import Trees
from tests.collect.form import small_form


@pytest.fixture(scope="module")
def interviews(programs, written):
    path = written(small_form.FORM)
    done = simulate_interviews(path, programs[:1], interviews=40, seed=5, model=small_form.FORM)
    return [one.filled[0].xml.encode() for one in done]


def by_intake(form, xmls):
    layout = layout_of([form])
    filling, trees, unread = Filling(layout), Trees(layout), {}
    for xml in xmls:
        root = read_xml(xml, "an interview")
        told = next(root.iter("{*}instanceID")).text
        about = About(told, "2026-01-01T00:00:00.000Z", None, "1", "", None, 0, False)
        filling.add(about, trees.of_xml(root))
    found = {name: frame_of(answers, unread) for name, answers in filling.answers.items()}
    assert unread == {}
    return found


def test_both_give_the_same_tables(interviews):
    ours = tables_of_submissions(small_form.FORM, interviews)
    theirs = by_intake(small_form.FORM, interviews)
    assert set(ours) == set(theirs)
    assert ours["job"].height > 10
    for name, table in ours.items():
        there = theirs[name].drop(
            [column for column in theirs[name].columns if column not in table.columns]
        )
        if name == MAIN:
            assert {c for c in theirs[name].columns if c not in table.columns} == {
                "_submitted_at", "_updated_at", "_submitter", "_review", "_edits", "_deleted",
            }  # fmt: skip
        assert_frame_equal(table, there.select(table.columns), check_row_order=True)
