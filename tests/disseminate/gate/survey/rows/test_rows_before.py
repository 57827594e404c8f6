"""Figures of earlier releases as rows of the persons of now: which are, and how coarse they are."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.kept_releases import WHO, KeptReleases
from measure87.disseminate.gate.survey.precision.digits import in_digits
from measure87.disseminate.gate.survey.precision.steps import LADDER, RUNGS
from measure87.disseminate.gate.survey.rows import cell_row, few_cases, measure_rows
from measure87.disseminate.gate.survey.rows.cell_row import (
    CellRow,
    _one_stands_out,
    _stands_out,
    _unknown_stands_out,
)
from measure87.disseminate.gate.survey.rows.measure_rows import MeasureRows
from measure87.disseminate.gate.survey.rows.rows_before import (
    _is_released_as,
    as_counted,
    rows_before,
    shown_before,
)
from measure87.disseminate.gate.tables.tables import Cell
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.disseminate.gate.survey.rows.test_rows_together import GROUPS, Sixty

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
        (replace(EXACT, value=None), KeptReleases()),
        (replace(EXACT, n_cases=None), KeptReleases()),
        (replace(EXACT, statistic="mean", n_cases=None), KeptReleases()),
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
    MeasureRows._release(rows, 4, alone)
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
    cell = Cell(SimpleNamespace(sides={}), n=30, cases=cases, unknown=unknown)
    rows = SimpleNamespace(
        cells=[cell], _behind=lambda k: behind, _before={}, _rules=rules, _leaves_out=False
    )
    assert MeasureRows._is_shown(rows, 0) is shown
    cell.n = 25
    assert MeasureRows._is_shown(rows, 0) is shown, "of as many respondents as are needed"
    cell.n = 24
    assert not MeasureRows._is_shown(rows, 0), "of too few respondents"
    rows._before = {0: 2}
    assert MeasureRows._is_shown(rows, 0), "shown before"
    behind.rows = None
    assert not MeasureRows._is_shown(rows, 0), "nobody knows who is in it"


def cells(*cases, n=30):
    return [SimpleNamespace(cases=one, n=n, at=[k]) for k, one in enumerate(cases)]


@pytest.mark.parametrize(
    ("cases", "few_open", "least", "tried"),
    [
        (10, False, 3, True),
        (11, False, 3, False),
        (11, True, 3, True),
        (3, False, 3, True),
        (2, False, 3, False),
    ],
)
def test_parts_are_tried_beside_a_row_of_few_cases_or_of_few_who_could_be_one(
    cases, few_open, least, tried
):
    """Ten cases are few; of more it is asked whether few could be a case and are none."""
    asked = []
    behind = SimpleNamespace(persons=SimpleNamespace(rows=np.arange(30)))
    rows = SimpleNamespace(
        _few={0: SimpleNamespace(known=lambda leaves_out: [behind])}, _leaves_out=False,
        _cases=lambda k: cases, _rules=SimpleNamespace(minimum_cases=least), _before={},
        _few_open=lambda k: few_open, _parts=lambda k: asked.append(k) or [], hidden=[],
        _new=list, _together=lambda k, *more: 1, released={},
    )  # fmt: skip
    MeasureRows._release(rows, 0, 0)
    assert asked == [0] * tried
    assert rows.released == {0: 1 if tried else 0}


def test_a_row_without_a_rung_of_its_own_is_hidden_and_released_only_if_it_was_before():
    """By cases and persons; of two that are hidden an earlier release has the second."""
    alone = {0: 1, 1: 0, 2: None, 3: None}
    released = []
    rows = SimpleNamespace(
        _few=dict.fromkeys(alone), cells=cells(9, 4, 5, 5), _now=9, _before={3: 2}, _gone=[],
        _cases=lambda k: rows.cells[k].cases, _alone=alone.get,
        _release=lambda k, rung: released.append((k, rung)),
    )  # fmt: skip
    MeasureRows._audit_few(rows)
    assert (released, rows.hidden) == ([(1, 0), (3, 0), (0, 1)], [2, 3])


def test_parts_go_by_their_number_of_variables_and_of_those_the_smallest_goes_first():
    """Of ten cases: one by two variables, three by one; one leaves one case, one has none."""
    variables = [0, 2, 1, 1, 1, 1, 1, 1]
    rows = SimpleNamespace(
        cells=cells(10, 4, 4, 4, 10, 9, 0, 4), released=dict.fromkeys(range(1, 8)),
        _variables=variables.__getitem__, _rules=SimpleNamespace(minimum_cases=3),
        _cases=lambda k: rows.cells[k].cases,
        _open=lambda k: np.arange(40) if k == 7 else np.arange(30),
    )  # fmt: skip
    for k, n in ((2, 12), (3, 25), (4, 20)):
        rows.cells[k].n = n
    assert MeasureRows._parts(rows, 0) == [3, 4, 2, 1]


@pytest.mark.parametrize("behind", [None, SimpleNamespace(rows=None)])
def test_where_nobody_knows_who_is_in_a_row_everybody_may_be_unknown(behind):
    asked = []
    few = SimpleNamespace(rung_for_unknown=lambda *said, leaves_out: asked.append(said) or 1)
    rows = SimpleNamespace(
        _behind=lambda k: behind, _few={0: few}, _rules=SimpleNamespace(minimum_cases=3),
        _leaves_out=True,
    )  # fmt: skip
    assert MeasureRows.rung_for_unknown(rows, 0, 2) == 1
    assert asked == [(3, 2, None)]


def test_who_could_be_unknown_is_in_no_other_group_of_which_it_is_said_that_nobody_is():
    asked = []
    few = SimpleNamespace(rung_for_unknown=lambda *said, leaves_out: asked.append(said) or 1)
    of = {0: np.array([0, 1, 2, 3]), 1: np.array([1, 3, 5]), 2: np.array([7])}
    rows = SimpleNamespace(
        _behind=lambda k: SimpleNamespace(rows=of[k]), _few={0: few}, _of=of.get,
        _without_unknown=[0, 1, 2], _rules=SimpleNamespace(minimum_cases=3), _leaves_out=True,
    )  # fmt: skip
    MeasureRows.rung_for_unknown(rows, 0, 2)
    assert asked[0][2].tolist() == [True, False, True, False]


def nested(narrow=(0, 1, 2), wide=(0, 1, 2, 3, 4, 5), **given):
    """Whether cases of a narrower row, by place, are few among those of a row of ten persons."""

    def row(cases, rows, released):
        status = np.where(np.isin(np.arange(10), cases), YES, NO)
        who = SimpleNamespace(rows=rows, status=status)
        return SimpleNamespace(
            released=released, _rules=SimpleNamespace(minimum_cases=3),
            _cases=lambda k: len(cases), _shown_row=lambda k: [SimpleNamespace(persons=who)],
        )  # fmt: skip

    above = row(wide, given.get("above", np.arange(10)), given.get("released", {0: 0}))
    below = row(narrow, given.get("below", np.arange(10)), given.get("narrow_released", {4: 0}))
    return MeasureRows._are_nested(above, 0, below, 4)


@pytest.mark.parametrize(
    ("given", "are"),
    [
        ({}, True),
        ({"released": {}}, False),
        ({"narrow_released": {}}, False),
        ({"released": {}, "narrow_released": {}}, False),
        ({"above": None}, False),
        ({"below": None}, False),
        # One or two cases more would be told apart; none, or three, would not.
        ({"wide": (0, 1, 2)}, True),
        ({"wide": tuple(range(10))}, True),
        ({"narrow": tuple(range(10)), "wide": tuple(range(10))}, True),
        ({"wide": (0, 1, 2, 3)}, False),
        ({"wide": (0, 1, 2, 3, 4)}, False),
        ({"narrow": (0, 1), "wide": (0, 1, 5, 6, 7)}, False),
        # A case that is none of the wide row's, and persons whom it does not have.
        ({"narrow": (0, 1, 9)}, False),
        ({"below": np.arange(1, 11)}, False),
    ],
)
def test_few_cases_of_a_narrower_row_are_judged_with_those_they_are_among(given, are):
    assert nested(**given) is are


@pytest.mark.parametrize(
    ("of", "could_be", "cases", "few"),
    [
        (30, 29, 19, True),
        (30, 29, 18, False),
        (30, 25, 20, True),
        # Where everybody could be a case nothing beside the row says less.
        (30, 30, 25, False),
    ],
)
def test_few_can_be_open_only_where_somebody_is_known_to_be_no_case(of, could_be, cases, few):
    rows = SimpleNamespace(
        _of=lambda k: np.arange(of), _open=lambda k: np.arange(could_be), _cases=lambda k: cases
    )
    assert MeasureRows._few_open(rows, 0) is few


def test_groups_without_anybody_unknown_count_where_that_is_shown():
    unknown, shown = [0, 0, 4, 4, None], [True, False, True, False, True]
    rows = SimpleNamespace(
        cells=[SimpleNamespace(unknown=one) for one in unknown], _is_shown=shown.__getitem__
    )
    assert MeasureRows._without_unknown.func(rows) == [0, 4]


def test_somebody_stands_out_by_any_of_the_weights_of_a_row():
    def weighing(heaviest):
        weight = np.array([heaviest, *[1.0] * 59])
        status = np.where(np.arange(60) < 20, YES, NO)
        value = float(weight[:20].sum() / weight.sum())
        persons = SimpleNamespace(weight=weight, status=status)
        return SimpleNamespace(persons=persons, row=SimpleNamespace(value=value))

    alike, heavy = weighing(1.0), weighing(500.0)
    assert not _one_stands_out([alike, alike])
    assert _one_stands_out([heavy, heavy])
    assert _one_stands_out([alike, heavy])
    assert _one_stands_out([heavy, alike])


def test_an_error_is_as_it_was_released_where_both_tell_one():
    (released,) = in_digits([EXACT])
    assert _is_released_as(EXACT.se, released)
    assert not _is_released_as(EXACT.se * 1.7, released)
    assert not _is_released_as(0.0, released)
    assert not _is_released_as(EXACT.se, replace(released, se=None))
    assert not _is_released_as(0.0, replace(released, se=None))


@pytest.mark.parametrize(
    ("cases", "heaviest", "found"),
    [(10, 1.0, False), (10, 500.0, True), (30, 1.0, False), (30, 500.0, False)],
)
def test_somebody_stands_out_only_where_not_everybody_is_a_case(cases, heaviest, found):
    persons = SimpleNamespace(weight=np.array([heaviest, *[1.0] * 29]))
    assert _stands_out(replace(EXACT, n_cases=cases, value=cases / 30), persons) is found


@pytest.mark.parametrize(("value", "found"), [(0.666, True), (0.5, False), (None, False)])
def test_cases_that_weigh_what_no_others_do_stand_out_by_their_share(value, found):
    """Thirty weigh 2 and thirty 1: 60 of 90 are the heavy ones."""
    persons = SimpleNamespace(weight=np.array([1.0, 2.0] * 30))
    assert _stands_out(replace(EXACT, n_cases=30, value=value), persons) is found


@pytest.mark.parametrize(
    "rules",
    [
        {"persons": None},
        {"digits": False},
        {"minimum_cases": 1},
        {"persons": None, "digits": False},
    ],
)
def test_no_row_is_audited_without_persons_or_digits_or_where_one_case_may_be_told(rules):
    told = {"persons": PERSONS, "digits": True, "minimum_cases": 3} | rules
    found = few_cases.few_cases([EXACT], None, SimpleNamespace(**told), ())
    assert found == few_cases.FewCases()


@pytest.mark.parametrize(
    ("n", "before", "audited"),
    [(25, False, True), (24, False, False), (None, False, False), (24, True, True)],
)
def test_a_row_is_audited_from_the_respondents_it_needs_or_if_it_was_shown(
    monkeypatch, n, before, audited
):
    monkeypatch.setattr(measure_rows, "cell_row", lambda cell, *about, few: (cell.n, few))
    rows = SimpleNamespace(
        _rules=SimpleNamespace(minimum_respondents=25, persons=PERSONS), _figures=[], _measures=[],
        _behind=lambda k: None, _few_open=lambda k: True, _before={0: 1} if before else {},
        cells=[Cell(SimpleNamespace(sides={}), n=n)], _leaves_out=True,
    )  # fmt: skip
    rows._rules.minimum_cases = 3
    assert MeasureRows._few.func(rows) == ({0: (n, True)} if audited else {})


@pytest.mark.parametrize(
    ("statistic", "known", "found"),
    [("proportion", True, True), ("proportion", False, False), ("total", True, False)],
)
def test_who_is_behind_a_group_is_known_of_its_share_where_persons_are(statistic, known, found):
    asked = []
    persons = SimpleNamespace(of=lambda *about: asked.append(about) or "behind")
    figure = replace(EXACT, statistic=statistic, group={"s": "1", WHO: "children 1"})
    rows = SimpleNamespace(
        _known={}, cells=[SimpleNamespace(at=[0])], _figures=[figure], _measures=[MEASURE],
        _rules=SimpleNamespace(persons=persons if known else None),
    )  # fmt: skip
    rows._is_share = lambda at: MeasureRows._is_share(rows, at)
    assert MeasureRows._behind(rows, 0) == ("behind" if found else None)
    assert asked == [(MEASURE, "proportion", {"s": "1"})] * found


@pytest.mark.parametrize(
    ("of_cases", "of_others", "cases", "n", "rung"),
    [
        (2, 1, 5, 12, 2),
        (1, 2, 5, 12, 2),
        (None, 1, 5, 12, None),
        (1, None, 5, 12, None),
        # Only few are asked about: of three to ten cases or others.
        (2, 1, 10, 30, 2),
        (2, 1, 11, 30, 0),
        (2, 1, 20, 30, 1),
        (2, 1, 19, 30, 0),
        (2, 1, 2, 12, 1),
        (2, 1, 3, 13, 2),
        (2, 1, 10, 12, 2),
        (2, 1, 5, 5, 0),
    ],
)
def test_the_coarser_rung_counts_of_few_cases_and_of_few_others(
    monkeypatch, of_cases, of_others, cases, n, rung
):
    monkeypatch.setattr(
        cell_row, "rung_of",
        lambda known, chosen, *, are_cases, from_rung: of_cases if are_cases else of_others,
    )  # fmt: skip
    monkeypatch.setattr(cell_row, "_one_stands_out", lambda known: False)
    monkeypatch.setattr(cell_row, "has_an_error_of_none", lambda known: False)
    monkeypatch.setattr(cell_row, "names_a_stratum", lambda known, rung: False)
    status = np.where(np.arange(n) < cases, YES, NO)
    known = [SimpleNamespace(persons=SimpleNamespace(status=status))]
    cell = SimpleNamespace(known=lambda *, leaves_out: known)
    assert CellRow.rung(cell, 3, leaves_out=False) == rung


@pytest.mark.parametrize(("cases", "rung"), [(11, None), (10, 1), (25, None)])
def test_of_more_than_ten_cases_a_row_that_names_a_stratum_is_not_shown(monkeypatch, cases, rung):
    monkeypatch.setattr(
        cell_row, "rung_of", lambda known, chosen, *, are_cases, from_rung: int(are_cases)
    )
    monkeypatch.setattr(cell_row, "_one_stands_out", lambda known: False)
    monkeypatch.setattr(cell_row, "has_an_error_of_none", lambda known: False)
    monkeypatch.setattr(cell_row, "names_a_stratum", lambda known, rung: True)
    status = np.where(np.arange(40) < cases, YES, NO)
    known = [SimpleNamespace(persons=SimpleNamespace(status=status))]
    cell = SimpleNamespace(known=lambda *, leaves_out: known)
    assert CellRow.rung(cell, 3, leaves_out=False) == rung


def test_groups_of_this_release_that_are_shown_are_those_before_the_first_of_another():
    rows = SimpleNamespace(released={0: 1, 1: 0, 2: 2, 3: 1, 4: 0}, hidden=[1], _now=3)
    assert MeasureRows.of_now(rows) == [(0, 1), (2, 2)]


@pytest.mark.parametrize(
    ("before", "narrow_before", "rungs", "released"),
    [
        (False, False, (2, 1), (2, 1)),
        # Where there is no rung the narrower goes, unless it was shown before.
        (False, False, None, (0, None)),
        (False, True, None, (None, 0)),
        (True, False, None, (0, None)),
        # Both were shown before: nothing can become coarser.
        (True, True, (2, 1), (0, 0)),
        (True, False, (0, 2), (0, 2)),
        (False, True, (2, 0), (2, 0)),
    ],
)
def test_of_a_row_and_a_narrower_one_what_was_shown_before_stays(
    before, narrow_before, rungs, released
):
    def row(place, was_before):
        found = SimpleNamespace(
            _places={GROUP: place, frozenset(): 9}, _before={place: 0} if was_before else {},
            released={place: 0, 9: 0}, hidden=[], beside={},
        )  # fmt: skip
        found._hide = lambda k: MeasureRows._hide(found, k)
        return found

    wide, narrow = row(0, before), row(4, narrow_before)
    wide._are_nested = lambda k, other, j: (k, j) == (0, 4)
    wide._rungs_beside = lambda k, other, j: rungs
    MeasureRows.stand_over(wide, narrow)
    assert (wide.released.get(0), narrow.released.get(4)) == released
    assert (wide.released[9], narrow.released[9]) == (0, 0)


@pytest.mark.parametrize(
    ("unknown", "heaviest", "found"),
    [(20, 500.0, True), (20, 1.0, False), (11, 500.0, True), (10, 500.0, False),
     (30, 500.0, False), (29, 500.0, True)],
)  # fmt: skip
def test_an_unknown_person_stands_out_of_many_who_are_not_all_that_are_no_cases(
    unknown, heaviest, found
):
    """Thirty are no cases; the heaviest is unknown. Ten cases are left aside."""
    status = np.repeat([UNKNOWN, NO, YES], [unknown, 30 - unknown, 10])
    weight = np.array([heaviest, *[1.0] * 39])
    assert _unknown_stands_out(SimpleNamespace(weight=weight, status=status)) is found


def test_a_cell_that_counts_nobody_or_of_whom_nobody_is_known_is_not_audited():
    behind = SimpleNamespace(weight=np.ones(30), status=np.repeat([YES, NO], [5, 25]))
    cell = SimpleNamespace(at=[0])

    def audited(figure, persons):
        return cell_row.cell_row(cell, [figure], [MEASURE], PERSONS, persons, few=True) is not None

    assert audited(EXACT, behind)
    assert not audited(EXACT, None)
    assert not audited(EXACT, SimpleNamespace(weight=np.ones(0), status=np.zeros(0)))
    assert not audited(replace(EXACT, n_cases=None), behind)
    assert not audited(replace(EXACT, statistic="mean"), behind)


@pytest.mark.parametrize(
    ("unknown", "told", "asked"),
    [(4, True, True), (3, True, True), (2, True, False), (4, False, False), (11, True, False)],
)
def test_a_row_is_audited_for_a_few_unknown_whose_number_is_shown(
    monkeypatch, unknown, told, asked
):
    """By the step of the row's error, or of what stands for it, in the unit of the weights."""
    steps = []
    monkeypatch.setattr(
        cell_row, "unknown_rung_of", lambda persons, row, step, **more: steps.append(step) or 2
    )
    monkeypatch.setattr(cell_row, "share_of_step", lambda figure, step: step)
    status = np.repeat([YES, UNKNOWN, NO], [10, unknown, 30 - unknown])
    persons = SimpleNamespace(status=status, weight=np.ones(40))
    figure = replace(EXACT, value_if_no=0.3 if told else None, weighted_n=3000.0)
    for error, fallback, weighted_n in (
        (0.05, 0.4, 3000.0),
        (None, 0.05, 3000.0),
        (0.05, 0.4, None),
    ):
        row = SimpleNamespace(error=error, fallback=fallback)
        weighing = SimpleNamespace(persons=persons, row=row)
        cell = CellRow(replace(figure, weighted_n=weighted_n), (weighing,))
        found = cell.rung_for_unknown(3, 1, None, leaves_out=True)
        assert found == (2 if asked else 1)
    # A tenth of an error of 0.05 is a step of 0.005, which is 15 of 3,000: steps of 10.
    assert steps == ([10.0, 10.0, 0.0] if asked else [])


@pytest.mark.parametrize(
    ("cases", "n", "rung"), [(11, 30, 2), (15, 30, 2), (11, 22, 2), (20, 30, 1), (10, 30, 2)]
)
def test_where_neither_are_few_cases_are_asked_about_if_somebody_stands_out(
    monkeypatch, cases, n, rung
):
    """Of ten others these alone are asked about, by a rung of 1; by the cases it is 2."""
    monkeypatch.setattr(
        cell_row, "rung_of", lambda known, chosen, *, are_cases, from_rung: 2 if are_cases else 1
    )
    monkeypatch.setattr(cell_row, "has_an_error_of_none", lambda known: False)
    monkeypatch.setattr(cell_row, "names_a_stratum", lambda known, rung: False)
    monkeypatch.setattr(cell_row, "_one_stands_out", lambda known: True)
    known = [
        SimpleNamespace(persons=SimpleNamespace(status=np.repeat([YES, NO], [cases, n - cases])))
    ]
    cell = SimpleNamespace(known=lambda *, leaves_out: known)
    assert CellRow.rung(cell, 3, leaves_out=False) == rung


def test_rows_that_only_an_earlier_release_has_are_released_as_they_were():
    """Those of this release are before the third; of none of them there is a rung."""
    released = []
    rows = SimpleNamespace(
        _few=dict.fromkeys(range(4)), cells=cells(4, 5, 6, 7), _now=2, _before={2: 1, 3: 1},
        _gone=[], _cases=lambda k: rows.cells[k].cases, _alone=lambda k: None,
        _release=lambda k, rung: released.append((k, rung)),
    )  # fmt: skip
    MeasureRows._audit_few(rows)
    assert (released, rows.hidden) == ([(2, 0), (3, 0)], [0, 1])


def test_groups_that_this_release_does_not_list_stand_beside_its_own(monkeypatch):
    """The first group is listed, and shown before; the second an earlier release alone has."""
    others = frozenset({("region", "9")})
    row = SimpleNamespace(figures=(EXACT, EXACT), rung=2, unknown=3)
    monkeypatch.setattr(
        measure_rows,
        "rows_before",
        lambda shown, persons, *, leaves_out: [(GROUP, row), (others, row)],
    )
    rows = SimpleNamespace(
        _rules=SimpleNamespace(persons=PERSONS), _leaves_out=False, cells=cells(5), _before={},
        _figures=[EXACT], _measures=[MEASURE], _places={GROUP: 0},
    )  # fmt: skip
    MeasureRows.stand_beside(rows, {})
    assert rows._before == {0: 2, 1: 2}
    assert rows._measures == [MEASURE] * 3
    assert (rows.cells[1].at, rows.cells[1].cases, rows.cells[1].unknown) == ([1, 2], 3, 3)
    nobody = SimpleNamespace(_rules=SimpleNamespace(persons=None))
    MeasureRows.stand_beside(nobody, {})


@pytest.mark.parametrize("nested", [None, (("a", "b"),)])
def test_measures_that_the_study_says_are_nested_are_so_beside_earlier_releases_too(
    monkeypatch, nested
):
    asked = []
    nothing = few_cases.MeasuresBefore({}, ())
    monkeypatch.setattr(few_cases, "measures_before", lambda *about: asked.append(about) or nothing)
    extends = {"zz/code": "child_labour/sdg_8_7_1"}
    rules = SimpleNamespace(
        persons=PERSONS, digits=True, minimum_cases=3, nested=nested, kept=KeptReleases(),
        extends=extends,
    )  # fmt: skip
    assert few_cases.few_cases([], [], rules, ()) == few_cases.FewCases()
    assert asked == [((), [], 3, nested or (), extends)]


@pytest.mark.parametrize(
    ("cases", "released", "before", "names", "goes"),
    [
        (5, True, False, {"held"}, True),
        (3, True, False, {"held"}, True),
        (10, True, False, {"held"}, True),
        (2, True, False, {"held"}, False),
        (11, True, False, {"held"}, False),
        # What is not shown, or was shown before, stays as it is; so does what nothing is beside.
        (5, False, False, {"held"}, False),
        (5, True, True, {"held"}, False),
        (5, False, True, {"held"}, False),
        (5, True, False, set(), False),
    ],
)
def test_a_new_row_of_few_gives_way_to_measures_that_only_earlier_releases_have(
    cases, released, before, names, goes
):
    rows = SimpleNamespace(
        _places={GROUP: 0, frozenset(): 1}, released={1: 0} | ({0: 0} if released else {}),
        _before={0: 0} if before else {}, hidden=[], _rules=SimpleNamespace(minimum_cases=3),
        _cases=lambda k: cases if k == 0 else 0, beside={},
    )  # fmt: skip
    rows._hide = lambda k: MeasureRows._hide(rows, k)
    elsewhere = SimpleNamespace(beside=lambda table, group: names if group == GROUP else {"other"})
    found = MeasureRows.give_way(rows, "table", elsewhere)
    assert found == (names if goes else set())
    assert rows.hidden == [0] * goes
    assert set(MeasureRows.groups.fget(rows)) == {frozenset()} | (
        {GROUP} if released and not goes else set()
    )


def beside(monkeypatch, needed, *, own=0, least=0, before=None, narrow_before=None):
    """Rungs of a row and a narrower one, where at each of its steps the row needs some rung."""
    tried = []

    def rung(above, is_case, below, shown):
        tried.append(shown)
        return needed[len(tried) - 1]

    def is_safe(above, is_case, kept, below, shown):
        tried.append(shown)
        return needed[len(tried) - 1] is not None and kept == RUNGS[before]

    monkeypatch.setattr(measure_rows, "rung_beside_narrower", rung)
    monkeypatch.setattr(measure_rows, "is_safe_beside_narrower", is_safe)
    row = [SimpleNamespace(persons=SimpleNamespace(status=np.array([YES, NO])))]

    def rows(place, finest, was):
        found = SimpleNamespace(
            released={place: finest}, _before={} if was is None else {place: was},
            _shown_row=lambda k: row,
        )  # fmt: skip
        found._rung = lambda k: MeasureRows._rung(found, k)
        return found

    found = MeasureRows._rungs_beside(rows(0, own, before), 0, rows(4, least, narrow_before), 4)
    return found, tried


def test_of_two_rows_the_narrower_becomes_coarser_step_by_step(monkeypatch):
    assert beside(monkeypatch, [0])[0] == (0, 0)
    assert beside(monkeypatch, [2]) == ((2, 0), [LADDER[0]])
    assert beside(monkeypatch, [None, 1]) == ((1, 1), [*LADDER[:2]])
    assert beside(monkeypatch, [1], own=2)[0] == (2, 0)
    assert beside(monkeypatch, [None, 0], least=1, own=1) == ((1, 2), [*LADDER[1:3]])
    assert beside(monkeypatch, [None] * len(LADDER)) == (None, [*LADDER])


def test_a_row_that_was_shown_before_keeps_its_rung_beside_another(monkeypatch):
    assert beside(monkeypatch, [None, 0], own=1, before=1) == ((1, 1), [*LADDER[:2]])
    assert beside(monkeypatch, [2], least=3, narrow_before=2) == ((2, 3), [RUNGS[2]])
    assert beside(monkeypatch, [None], least=3, narrow_before=2) == (None, [RUNGS[2]])


@pytest.mark.parametrize(("cases", "most"), [((3, 9, 0), 9), ((None, 2), 2), ((), 0)])
def test_measures_are_tried_in_the_order_of_the_most_cases_of_a_group(cases, most):
    rows = SimpleNamespace(cells=cells(*cases))
    rows._cases = lambda k: MeasureRows._cases(rows, k)
    assert MeasureRows.all_cases.fget(rows) == most


@pytest.mark.parametrize(
    ("behind", "rows"),
    [
        (None, []),
        (SimpleNamespace(rows=None), []),
        (SimpleNamespace(rows=np.array([2, 5])), [2, 5]),
    ],
)
def test_of_a_group_whose_persons_are_not_known_there_are_no_rows(behind, rows):
    assert MeasureRows._of(SimpleNamespace(_behind=lambda k: behind), 0).tolist() == rows


@pytest.mark.parametrize(
    ("total", "others", "values"),
    [
        (None, None, [EXACT.value]),
        # Of the same weights the number follows from the share.
        ({"weighted_n": EXACT.weighted_n}, None, [EXACT.value]),
        # Of weights of its own it is a row of its own: 600 of the 3,000 that all weigh.
        ({"weighted_n": 3 * EXACT.weighted_n}, "same", [EXACT.value, 600 / 3000]),
        ({"weighted_n": 3 * EXACT.weighted_n}, "other", None),
        ({"weighted_n": 3 * EXACT.weighted_n}, None, None),
    ],
)
def test_a_number_of_persons_with_weights_of_its_own_is_a_row_of_its_own(total, others, values):
    status = np.repeat([YES, NO], [5, 25])
    behind = SimpleNamespace(weight=np.ones(30), status=status)
    told = {None: None, "same": status, "other": status[::-1]}[others]
    known = SimpleNamespace(
        of=lambda *about: None if told is None
        else SimpleNamespace(weight=np.full(30, 100.0), status=told)
    )  # fmt: skip
    figures = [EXACT]
    if total is not None:
        figures.append(replace(EXACT, statistic="total", value=600.0, se=90.0, **total))
    cell = SimpleNamespace(at=[*range(len(figures))])
    found = cell_row.cell_row(cell, figures, [MEASURE] * 2, known, behind, few=True)
    rows = None if found is None else [one.row.value for one in found.weighings]
    assert rows == (None if values is None else pytest.approx(values))
    if found is not None:
        assert found.weighings[0].row.error == EXACT.se
        assert [one.row.error for one in found.weighings[1:]] == [90 / 3000] * (len(values) - 1)


def test_a_group_whose_persons_nobody_knows_has_no_row():
    nobody = SimpleNamespace(of=lambda *about: None)
    assert list(rows_before({GROUP: [EXACT]}, nobody, leaves_out=False)) == []


def test_measures_of_earlier_releases_are_tried_where_persons_are_the_same():
    """One of two is shown with its cases; the other is only known to have few."""
    shown, hidden = ("a", "", 0), ("b", "", 0)
    elsewhere = few_cases.MeasuresBefore({GROUP: {shown, hidden}}, (("a", "work"),))
    tried = []
    own = SimpleNamespace(stand_over=lambda other: tried.append("own"))
    earlier = SimpleNamespace(stand_over=lambda other: tried.append("earlier"), groups={GROUP})
    audit = SimpleNamespace(
        shown={shown: {GROUP: [EXACT]}}, rules=SimpleNamespace(kept=KeptReleases(), extends={}),
        rows=lambda table, of, measures: earlier,
    )  # fmt: skip
    table = SimpleNamespace(names=["work"], family="another")
    left = few_cases._Audit.beside_earlier(audit, [(table, own)], elsewhere)
    assert left.of == {GROUP: {hidden}}
    assert tried == ["own", "earlier"]
    audit.rules.kept = KeptReleases(persons_differ=True)
    assert few_cases._Audit.beside_earlier(audit, [(table, own)], elsewhere) == elsewhere


FIVE = WeighedPersons(
    np.ones(30), np.arange(30), np.zeros(30, np.int64), np.array([40.0]),
    np.repeat([YES, UNKNOWN, NO], [5, 2, 23]),
)  # fmt: skip
"""Five are cases and two unknown, each in a cluster of her own."""


def one_row(*figures, total=FIVE):
    """The row before of a group of these, whose number of persons may have others behind it."""
    known = SimpleNamespace(of=lambda _, kind, group: {"proportion": FIVE, "total": total}[kind])
    ((_, row),) = rows_before({GROUP: figures}, known, leaves_out=False)
    return row


@pytest.mark.parametrize(("cases", "yes"), [(5, 5), (7, 7), (6, 5), (28, 5)])
def test_unknown_persons_are_cases_where_a_figure_counts_them(cases, yes):
    found = as_counted(FIVE, cases, leaves_out=False)
    assert int((found.status == YES).sum()) == yes
    assert not (found.status == UNKNOWN).any()
    assert len(as_counted(FIVE, cases, leaves_out=True).status) == 28


def test_a_row_before_tells_its_unknown_and_has_no_error_where_none_was_released():
    share = Estimate("y", "proportion", "taylor", value=0.17, n=30, n_cases=5, n_unknown=2)
    row = one_row(share)
    assert (row.unknown, row.rung) == (2, 0)
    assert (row.figures[0].value, row.figures[0].se) == (pytest.approx(5 / 30), None)
    assert row.figures[0].weighted_n == 30.0


def test_a_number_whose_persons_are_not_known_is_no_part_of_a_row_before():
    share = Estimate("y", "proportion", "taylor", value=0.17, n=30, n_cases=5, n_unknown=2)
    number = replace(share, statistic="total", value=5.0)
    assert [one.statistic for one in one_row(share, number).figures] == ["proportion", "total"]
    found = one_row(share, number, total=None).figures
    assert [one.statistic for one in found] == ["proportion"]


def test_rows_are_tried_again_where_others_beside_them_need_coarser_ones():
    """Those that went stay hidden, and are asked no more; the others start from their rung."""
    asked, changes = [], [True, True, False]
    rows = SimpleNamespace(
        _few=dict.fromkeys(range(2)), cells=cells(4, 5), _now=2, _before={}, _gone=[],
        _cases=lambda k: rows.cells[k].cases, released={},
        _alone=lambda k: asked.append(k) or 1,
    )  # fmt: skip

    def stand():
        rows._gone = [0]
        return changes.pop(0)

    rows._release = lambda k, rung: rows.released.update({k: rung})
    rows._audit_few = lambda: MeasureRows._audit_few(rows)
    rows._stand_beside_each_other = stand
    MeasureRows.audit(rows)
    assert asked == [0, 1, 1, 1]
    assert (rows.released, rows.hidden, rows._tried_at) == ({1: 1}, [0], {1: 1})


@pytest.mark.parametrize("from_rung", [0, 1, 2])
def test_a_row_is_tried_from_the_rung_that_others_need(monkeypatch, from_rung):
    asked = []
    monkeypatch.setattr(
        cell_row, "rung_of",
        lambda known, chosen, *, are_cases, from_rung: asked.append(from_rung) or from_rung,
    )  # fmt: skip
    monkeypatch.setattr(cell_row, "_one_stands_out", lambda known: False)
    monkeypatch.setattr(cell_row, "has_an_error_of_none", lambda known: False)
    monkeypatch.setattr(
        cell_row, "names_a_stratum", lambda known, rung: asked.append(LADDER.index(rung))
    )
    for cases, number in ((5, 1), (15, 1)):
        status = np.where(np.arange(40) < cases, YES, NO)
        known = [SimpleNamespace(persons=SimpleNamespace(status=status))]
        cell = SimpleNamespace(known=lambda *, leaves_out, known=known: known)
        assert CellRow.rung(cell, 3, leaves_out=False, from_rung=from_rung) == from_rung
        assert asked == [from_rung] * number
        asked.clear()
