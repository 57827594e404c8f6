"""The auditor who is asked again and again finds what one finds who comes new."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.audit import Auditor, audit_figures, relations_of, seen_figures
from measure87.disseminate.gate.tables.boxes import dimensions
from tests.disseminate.gate.audit.random_tables import figure, table_set


def found(audit):
    return {(one.what, one.names, tuple(map(str, one.groups))) for one in audit.recovered}


@pytest.mark.slow
@pytest.mark.parametrize("sets", [4, pytest.param(12, marks=pytest.mark.proof)])
def test_while_less_and_less_is_shown_she_finds_what_a_new_auditor_finds(sets):
    rng = np.random.default_rng(5)
    some = 0
    for _ in range(sets):
        figures = list(table_set(rng).estimates)
        dims = dimensions([e.group for e in figures], [e.labels for e in figures], {})
        at_first = seen_figures(figures)
        relations = relations_of(at_first, figures, dims)
        auditor = Auditor(at_first, dims, relations, 3, 25)
        for _ in range(6):
            k = int(rng.integers(len(figures)))
            figures[k] = figures[k].suppress("confidential")
            seen = seen_figures(figures)
            audit = auditor.audit(seen)
            assert found(audit) == found(audit_figures(seen, dims, relations))
            some += bool(audit.recovered)
    assert some > sets / 2


def test_a_figure_that_is_shown_again_is_not_taken_for_hidden():
    figures = [figure("x", 69, 6), figure("x", 33, 4, b="b0"), figure("x", 36, 2, b="b1")]
    dims = dimensions([e.group for e in figures], [{}] * 3, {})
    hidden = [figures[0], *(e.suppress("confidential") for e in figures[1:])]
    relations = relations_of(seen_figures(figures), figures, dims)
    auditor = Auditor(seen_figures(figures), dims, relations, 3, 25)
    assert auditor.audit(seen_figures(hidden)).recovered == ()
    again = auditor.audit(seen_figures([*figures[:2], hidden[2]]))
    assert ({"b": "b1"},) in [one.groups for one in again.recovered]


def test_asked_for_one_count_she_stops_at_the_first():
    rng = np.random.default_rng(870)
    figures = table_set(rng).estimates
    estimates = [e.suppress("confidential") if e.n_cases in (1, 2) else e for e in figures]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    relations = relations_of(seen_figures(figures), figures, dims)
    seen = seen_figures(estimates)
    every = audit_figures(seen, dims, relations)
    one = Auditor(seen, dims, relations, 3, 25).audit(seen, 1)
    told = len(every.recovered) - len(one.recovered)
    assert len(every.recovered) > 1
    assert told > 0
    assert found(one) <= found(every)
    assert one.linear < every.linear


@pytest.mark.parametrize(
    ("change", "no_more"),
    [
        ({}, True),
        ({"n": None, "cases": None, "unknown": None}, True),
        ({"n": 103, "unknown": None, "hides_unknown": True}, True),
        ({"unknown": None}, True),
        ({"n": 104, "unknown": None, "hides_unknown": True}, False),
        ({"cases": 8}, False),
        ({"unknown": 4}, False),
        ({"few": True}, False),
    ],
)
def test_what_tells_no_more(change, no_more):
    (one,) = seen_figures([figure("x", 100, 7, 3)])
    assert replace(one, **change).tells_no_more_than(one) is no_more


def test_a_count_that_was_put_aside_is_asked_again():
    """She who was not to ask of it found nothing; asked of it she finds it."""
    figures = [figure("x", 69, 6), figure("x", 33, 4, b="b0"), figure("x", 36, 2, b="b1")]
    dims = dimensions([e.group for e in figures], [{}] * 3, {})
    seen = seen_figures([*figures[:2], figures[2].suppress("confidential")])
    relations = relations_of(seen_figures(figures), figures, dims)
    auditor = Auditor(seen_figures(figures), dims, relations, 3, 25)
    every = auditor.audit(seen).recovered
    aside = frozenset(one.count for one in every)
    assert every
    assert auditor.audit(seen, known=aside).recovered == ()
    assert auditor.audit(seen).recovered == every
