"""Complementary suppression by tau-argus, which runs within the library."""

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.subtraction.judging import case_layer
from measure87.disseminate.gate.subtraction.tau_argus import (
    complete_tables,
    suppress_with_tau_argus,
)
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.geometry import geometry
from measure87.disseminate.gate.tables.tables import Nestings, tables_of
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
    # Its row total is shown, so the other cell of the row goes; likewise of its column.
    assert {"a": "1"} in hidden or {"a": "1", "b": "1"} in hidden
    assert {"b": "2"} in hidden or {"a": "2", "b": "2"} in hidden


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
