"""Complementary suppression by tau-argus, which runs within the library."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.subtraction import tau_argus
from measure87.disseminate.gate.subtraction.judging import case_layer
from measure87.disseminate.gate.subtraction.tau_argus import (
    complete_tables,
    suppress_with_tau_argus,
)
from measure87.disseminate.gate.tables.boxes import Box, dimensions
from measure87.disseminate.gate.tables.geometry import geometry
from measure87.disseminate.gate.tables.tables import Cell, Nestings, tables_of
from tests.disseminate.gate.audit.random_tables import figure, table_set

pytest.importorskip("pytauargus")


def test_tables_are_found_where_margins_add_up():
    figures = [
        figure("x", 900, 60),
        figure("x", 500, 40, a="1"),
        figure("x", 400, 20, a="2"),
        figure("x", 300, 30, b="1"),
        figure("x", 300, 20, b="2"),
    ]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    (table,) = tables_of(figures, dims)
    found = list(complete_tables(list(table.cells.values())))
    assert [(one.variables, len(one.places)) for one in found] == [(1, 3)]


CROSSED = {
    (): 60,
    (("a", "1"),): 40,
    (("a", "2"),): 20,
    (("b", "1"),): 25,
    (("b", "2"),): 35,
    (("a", "1"), ("b", "1")): 15,
    (("a", "1"), ("b", "2")): 25,
    (("a", "2"), ("b", "1")): 10,
    (("a", "2"), ("b", "2")): 10,
}


def tables_found(counts):
    """By which variables complete tables are found: cases by group among 900 persons each."""
    figures = [
        replace(figure("x", 900, 0, **dict(group)), n_cases=count, value=None)
        for group, count in counts.items()
    ]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    (table,) = tables_of(figures, dims)
    cells = list(table.cells.values())
    found = set()
    for one in complete_tables(cells):
        sides = [cells[k].box.sides for codes, k in one.places.items() if "Total" not in codes]
        assert len(one.places) == 3**one.variables
        found.add("".join(sorted({name for side in sides for name in side})))
    return found


@pytest.mark.parametrize(
    ("group", "left"),
    [
        ((), set()),
        ((("a", "1"),), {"b"}),
        ((("a", "2"),), {"b"}),
        ((("b", "1"),), {"a"}),
        ((("a", "1"), ("b", "1")), {"a", "b"}),
        ((("a", "2"), ("b", "2")), {"a", "b"}),
    ],
)
def test_a_table_is_complete_where_all_of_its_margins_add_up(group, left):
    assert tables_found(CROSSED) == {"a", "b", "ab"}
    for other in (CROSSED[group] + 1, CROSSED[group] - 1, None):
        assert tables_found(CROSSED | {group: other}) == left
    fewer = {one: count for one, count in CROSSED.items() if one != group}
    assert tables_found(fewer) == left


def test_a_table_of_a_single_case_is_one():
    assert tables_found({(): 1, (("a", "1"),): 1, (("a", "2"),): 0}) == {"a"}


@pytest.mark.parametrize(("times", "there"), [(0, False), (1, True), (3_333, True), (3_334, False)])
def test_a_table_has_some_cases_and_no_more_than_the_engine_counts_one_by_one(times, there):
    """At most 200,000: 60 times 3,333 are 199,980."""
    counts = {group: count * times for group, count in CROSSED.items()}
    assert tables_found(counts) == ({"a", "b", "ab"} if there else set())
    if there:
        whole = {(): 200_000, (("a", "1"),): 150_000, (("a", "2"),): 50_000}
        assert tables_found(whole) == {"a"}
        assert tables_found(whole | {(): 200_001, (("a", "2"),): 50_001}) == set()


def test_groups_that_overlap_are_no_table():
    counts = {(): 60, (("a", "1"),): 40, (("a", "2"),): 20, (("a", "2|1"),): 60}
    figures = [figure("x", 900, count, **dict(group)) for group, count in counts.items()]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    (table,) = tables_of(figures, dims)
    cells = list(table.cells.values())
    assert [len(one.places) for one in complete_tables(cells[:3])] == [3]
    both = Cell(Box({"a": cells[1].box.sides["a"] | cells[2].box.sides["a"]}), cases=60)
    assert list(complete_tables([*cells[:3], both])) == []
    # Nor where they come to as many as everybody, once those of both are counted twice.
    twice = Cell(cells[0].box, cases=120)
    assert list(complete_tables([twice, *cells[1:3], both])) == []


def test_tau_argus_alone_hides_another_cell_in_the_row_and_column_of_a_small_one():
    counts = {("1", "1"): 20, ("1", "2"): 2, ("2", "1"): 15, ("2", "2"): 30}
    figures = [figure("x", 400, 67)]
    for a in "12":
        figures.append(figure("x", 200, sum(counts[a, b] for b in "12"), a=a))
        figures.append(figure("x", 200, sum(counts[b, a] for b in "12"), b=a))
    figures += [figure("x", 100, count, a=a, b=b) for (a, b), count in counts.items()]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    (table,) = tables_of(figures, dims)
    nested = Nestings(dims).of(table.cells)
    layer = case_layer(table, geometry(nested, table.numbers("n")), DisclosureRules(), False)
    assert (~layer.shown).sum() == 1
    suppress_with_tau_argus([table], [layer])
    hidden = [figures[k].group for k in np.flatnonzero(~layer.shown)]
    assert {"a": "1", "b": "2"} in hidden
    assert len(hidden) == 4
    assert layer.shown[0]
    # Its row total is shown, so the other cell of the row goes; likewise of its column.
    assert {"a": "1"} in hidden or {"a": "1", "b": "1"} in hidden
    assert {"b": "2"} in hidden or {"a": "2", "b": "2"} in hidden


def regions(*cases):
    """Three regions beside everybody, by how many are cases; a cell is hidden as the rules say."""
    groups = ({}, {"region": "a"}, {"region": "b"}, {"region": "c"})
    counts = (sum(cases), *cases)
    figures = [figure("x", 300, count, **one) for count, one in zip(counts, groups, strict=True)]
    dims = dimensions(groups, [{}] * 4, {})
    (table,) = tables_of(figures, dims)
    shape = geometry(Nestings(dims).of(table.cells), table.numbers("n"))
    return table, case_layer(table, shape, DisclosureRules(), False)


def test_tau_argus_hides_no_region_of_nobody_to_protect_another():
    """22 less 0 are 2 and 20: of b and c both go."""
    table, layer = regions(0, 2, 20)
    suppress_with_tau_argus([table], [layer])
    assert layer.shown.tolist() == [True, True, False, False]


def test_tau_argus_counts_nobody_in_an_empty_cell():
    """Two rows of three, 0, 20 and 2 above 30, 30 and 0; the 2 is hidden, both of 0 stay."""
    counts = np.array([[0, 20, 2], [30, 30, 0]])
    groups = [{}, {"a": "0"}, {"a": "1"}, {"b": "0"}, {"b": "1"}, {"b": "2"}]
    margins = [counts.sum(), *counts.sum(axis=1), *counts.sum(axis=0)]
    groups += [{"a": str(i), "b": str(j)} for i in range(2) for j in range(3)]
    figures = [
        figure("x", 900, int(count), **group)
        for count, group in zip([*margins, *counts.ravel()], groups, strict=True)
    ]
    dims = dimensions(groups, [{}] * len(groups), {})
    (table,) = tables_of(figures, dims)
    shape = geometry(Nestings(dims).of(table.cells), table.numbers("n"))
    layer = case_layer(table, shape, DisclosureRules(), False)
    suppress_with_tau_argus([table], [layer])
    hidden = [count for count, shown in zip(counts.ravel(), layer.shown[6:], strict=True)
              if not shown]  # fmt: skip
    assert 2 in hidden
    assert 0 not in hidden


def test_tau_argus_hides_nothing_more_where_nobody_is_hidden():
    table, layer = regions(0, 9, 20)
    layer.shown[1] = False
    suppress_with_tau_argus([table], [layer])
    assert layer.shown.tolist() == [True, False, True, True]


def test_the_engine_leaves_no_file_where_the_program_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(11)
    for _ in range(3):
        release(table_set(rng), DisclosureRules(tau_argus=True))
    assert list(tmp_path.iterdir()) == []


def test_after_tau_argus_the_audit_recovers_nothing():
    rng = np.random.default_rng(11)
    rules = DisclosureRules(tau_argus=True)
    for _ in range(10):
        account = release(table_set(rng), rules).diagnostics.disclosure
        assert account.rules.tau_argus is True
        assert account.audit.recovered == 0


@pytest.mark.parametrize(("shown", "asked"), [((True, False), True), ((True, True), False),
                                              ((False, False), True)])  # fmt: skip
def test_tables_of_which_something_is_hidden_alone_are_given_to_it(shown, asked, monkeypatch):
    table = SimpleNamespace(cells={0: "a", 1: "b"})
    layer = SimpleNamespace(shown=np.array([*shown, True]))
    complete = SimpleNamespace(places={("1",): 0, ("2",): 1})
    calls = []
    monkeypatch.setattr(tau_argus, "complete_tables", lambda cells: [complete])
    monkeypatch.setattr(tau_argus, "_secondary", lambda *given: calls.append(given) or [2])
    tau_argus.suppress_with_tau_argus([table], [layer])
    assert bool(calls) is asked
    assert layer.shown.tolist() == [*shown, not asked]
