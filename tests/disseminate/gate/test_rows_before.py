"""Figures of earlier releases as rows of the persons of now: which are, and how coarse they are."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.kept_releases import WHO, KeptReleases
from measure87.disseminate.gate.survey.digits import in_digits
from measure87.disseminate.gate.survey.few_cases import _Rows
from measure87.disseminate.gate.survey.rows_before import rows_before, shown_before
from measure87.disseminate.gate.survey.steps import LADDER
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.disseminate.gate.test_rows_together import GROUPS, Sixty

PERSONS = Sixty(3)
EXACT = PERSONS.figure(GROUPS[1])
MEASURE, GROUP = ("child_labour", "", 0), frozenset(GROUPS[1].items())


def rows(figures, kept=None):
    shown = shown_before(figures, kept or KeptReleases())
    return dict(rows_before(shown.get(MEASURE, {}), PERSONS, leaves_out=False))


@pytest.mark.parametrize("rung", range(3))
def test_a_released_row_is_estimated_again_and_its_rung_read(rung):
    (released,) = in_digits([EXACT], rungs={0: rung})
    assert released.value != EXACT.value
    row = rows([released])[GROUP]
    assert row.rung <= rung
    (again,) = in_digits(row.figures, rungs={0: row.rung})
    assert (again.digits, again.value) == (released.digits, released.value)
    assert row.figures[0].value == pytest.approx(EXACT.value)
    assert row.figures[0].se == pytest.approx(EXACT.se)


def test_an_error_that_this_arithmetic_does_not_give_is_taken_as_it_was_released():
    (released,) = in_digits([replace(EXACT, se=EXACT.se * 1.7)])
    assert rows([released])[GROUP].figures[0].se == released.se


def test_a_number_of_persons_stands_beside_its_share():
    total = replace(
        EXACT, statistic="total", value=EXACT.value * EXACT.weighted_n, se=EXACT.se * 3000
    )
    share, number = rows(in_digits([EXACT, total]))[GROUP].figures
    assert (share.statistic, number.statistic) == ("proportion", "total")
    assert number.value == pytest.approx(total.value)
    assert rows(in_digits([total])) == {}


@pytest.mark.parametrize(
    ("figure", "kept"),
    [
        (EXACT.suppress("confidential"), KeptReleases()),
        (replace(EXACT, n=31), KeptReleases()),
        (replace(EXACT, n_cases=4), KeptReleases()),
        (Estimate("child_labour", "proportion", "taylor", n=30, n_cases=3), KeptReleases()),
        (EXACT, KeptReleases(reweighted=frozenset({"child_labour"}))),
        (EXACT, KeptReleases(who={"child_labour": "children 1"})),
        (replace(EXACT, group={**EXACT.group, WHO: "children 2"}), KeptReleases()),
        (EXACT, KeptReleases(withheld={"child_labour": [GROUP]})),
        (EXACT, KeptReleases(moved={"child_labour": [GROUP]})),
    ],
)
def test_figures_of_other_persons_or_weights_are_no_rows(figure, kept):
    assert rows([figure], kept) == {}


def test_those_of_the_same_persons_among_others_are():
    figure = replace(EXACT, group={**EXACT.group, WHO: "children 1"})
    assert [*rows([figure], KeptReleases(who={"child_labour": "children 1"}))] == [GROUP]


@pytest.mark.parametrize(
    ("before", "alone", "released"),
    [(2, 0, 2), (2, 1, 2), (1, 2, 2), (len(LADDER), 0, 0), (len(LADDER), 1, 1), (0, 0, 0)],
)
def test_a_row_of_an_earlier_release_keeps_its_rung_unless_it_is_none_of_the_ladder(
    before, alone, released
):
    """Nobody is known to be behind it, so nothing beside it is tried."""
    nobody = SimpleNamespace(persons=SimpleNamespace(rows=None))
    rows = SimpleNamespace(
        _few={4: SimpleNamespace(known=lambda leaves_out: [nobody])}, _leaves_out=False,
        _cases=lambda k: 5, _rules=SimpleNamespace(minimum_cases=3), _before={4: before},
        _new=lambda some: [], released={}, hidden=[],
    )  # fmt: skip
    _Rows._release(rows, 4, alone)
    assert (rows.released, rows.hidden) == ({4: released}, [])


@pytest.mark.parametrize(
    ("cases", "unknown", "yes", "known_unknown", "minimum", "shown"),
    [
        (10, 0, 10, 0, 3, True),
        (10, 2, 10, 2, 3, True),
        # Of some of the cases it is not known who they are, and no one is too many.
        (10, 0, 6, 0, 3, True),
        (10, 0, 11, 0, 3, False),
        (10, 2, 10, 1, 3, False),
        (None, None, 0, 0, 3, True),
        (None, 0, 5, 0, 3, False),
        # One or two cases, or others, are few.
        (10, 0, 2, 0, 3, False),
        (29, 0, 28, 0, 3, False),
        (10, 0, 2, 0, 2, True),
        (30, 0, 30, 0, 3, True),
    ],
)
def test_a_group_of_thirty_is_shown_if_neither_cases_nor_others_are_few_and_all_are_known(
    cases, unknown, yes, known_unknown, minimum, shown
):
    status = np.repeat([YES, UNKNOWN, NO], [yes, known_unknown, 30 - yes - known_unknown])
    behind = SimpleNamespace(status=status, rows=np.arange(30))
    rules = SimpleNamespace(minimum_respondents=25, minimum_cases=minimum)
    cell = SimpleNamespace(n=30, cases=cases, unknown=unknown)
    rows = SimpleNamespace(cells=[cell], _behind=lambda k: behind, _before={}, _rules=rules)
    assert _Rows._is_shown(rows, 0) is shown
    cell.n = 24
    assert not _Rows._is_shown(rows, 0), "of too few respondents"
    rows._before = {0: 2}
    assert _Rows._is_shown(rows, 0), "shown before"
    behind.rows = None
    assert not _Rows._is_shown(rows, 0), "nobody knows who is in it"
