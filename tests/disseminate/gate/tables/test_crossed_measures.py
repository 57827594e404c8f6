"""What names of figures of a comparison say, without a look at counts."""

from dataclasses import replace

import numpy as np

from measure87.disseminate.gate.survey.measures import release
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.crossed_measures import (
    crossed_measures,
    figures_of,
    leave_out,
    names_of,
    sums_of,
)
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.disseminate.gate.tables.measure_sums import measure_sums
from measure87.disseminate.gate.tables.nested_measures import nested_pairs
from measure87.disseminate.gate.tables.tables import tables_of
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.survey import Comparison, SurveyDiagnostics
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.disseminate.gate.audit.random_tables import figure

PAIR = Comparison(
    first="a",
    second="b",
    group={},
    both="a__and__b",
    first_only="a__not__b",
    second_only="b__not__a",
    first_only_by_rule={"hours": "a__not__b__by__hours"},
    difference=True,
)
OPEN = Comparison(
    first="a",
    second="b",
    group={},
    both="a__and__b",
    first_only="a__not__b",
    second_only="b__not__a",
    first_second_undetermined="a__open__b",
    difference=False,
)


def result(*pairs):
    return Result("run", (), diagnostics=SurveyDiagnostics(comparison=list(pairs)))


def test_pairs_of_several_releases_are_known_once():
    assert crossed_measures([result(PAIR), result(PAIR, OPEN), Result("run", ())]) == (PAIR, OPEN)


def test_who_is_a_case_of_one_is_so_of_the_other_or_is_not_or_is_open():
    assert sums_of(PAIR) == [
        ("a", ("a__and__b", "a__not__b")),
        ("b", ("a__and__b", "b__not__a")),
        ("a__not__b", ("a__not__b__by__hours",)),
    ]
    assert sums_of(OPEN)[0] == ("a", ("a__and__b", "a__not__b", "a__open__b"))
    assert "a__not__b__by__hours" in names_of([PAIR])


def test_who_is_undetermined_under_a_measure_that_leaves_her_out_is_unknown_in_both():
    assert leave_out(OPEN) == (False, True)
    found = {one.name: one for one in figures_of(OPEN)}
    assert found["a__not__b"].cases == {(YES, NO)}
    assert found["a__open__b"].cases == {(YES, UNKNOWN)}
    assert found["a__not__b"].unknown == {(one, UNKNOWN) for one in (NO, UNKNOWN, YES)}
    assert found["a__open__b"].unknown == frozenset()
    assert all(not one.unknown for one in figures_of(PAIR))


def test_nothing_more_is_guessed_of_figures_of_two_measures():
    known = KnownMeasures(crossed=(PAIR,))
    assert known.cannot_nest("a__and__b", "a__not__b")
    assert known.cannot_nest("a", "a__not__b")
    assert not known.cannot_nest("a", "b")


def tables(**cases):
    figures = [
        replace(figure(name, 1000, number), definition="a+b" if "__" in name else "child_labour/x")
        for name, number in cases.items()
    ]
    return tables_of(figures, dimensions([{}] * len(figures), [{}] * len(figures), {}))


def summed(**cases):
    made = tables(**cases)
    known = KnownMeasures(crossed=(PAIR,))
    found = measure_sums(made, nested_pairs(made, (), known=known), None, known)
    return [
        (made[one.whole].names[0], *(made[part].names[0] for part in one.parts)) for one in found
    ]


def test_a_part_without_a_case_is_a_part_and_one_part_may_be_all():
    """Nobody is in both, 29 are in a alone: 29 are in a."""
    found = summed(a=29, b=12, a__and__b=0, a__not__b=29, b__not__a=12)
    assert found == [("a", "a__and__b", "a__not__b"), ("b", "a__and__b", "b__not__a")]
    found = summed(a=9, b=7, a__and__b=4, a__not__b=5, b__not__a=3, a__not__b__by__hours=5)
    assert ("a", "a__and__b", "a__not__b") in found


def test_what_counts_deny_is_no_sum():
    assert summed(a=30, b=12, a__and__b=0, a__not__b=29, b__not__a=11) == []


def test_a_total_goes_with_its_parts():
    """One case in both: the whole or a part alone goes too, and zeros stay."""
    numbers = {"a": 29, "b": 20, "a__and__b": 1, "a__not__b": 28, "b__not__a": 19}
    figures = [
        replace(figure(name, 1000, number), definition="a+b" if "__" in name else "child_labour/x")
        for name, number in numbers.items()
    ]
    released = release(replace(result(PAIR), estimates=tuple(figures))).estimates
    hidden = {one.name for one in released if one.suppressed}
    assert "a__and__b" in hidden
    assert hidden & {"a", "a__not__b"}
    assert hidden & {"b", "b__not__a"}
    assert np.all([one.n_cases is None for one in released if one.name in hidden])
