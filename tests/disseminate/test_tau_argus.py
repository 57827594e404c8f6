"""Complementary suppression by tau-argus, which runs within the library."""

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.boxes import dimensions
from measure87.disseminate.tables import tables_of
from measure87.disseminate.tau_argus import complete_tables
from tests.disseminate.audit.random_tables import figure, table_set

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


def test_what_tau_argus_hides_holds_before_the_audit():
    """Each small cell of a complete table has others hidden in its row and its column."""
    rng = np.random.default_rng(11)
    rules = DisclosureRules(tau_argus=True)
    for _ in range(10):
        result = table_set(rng)
        released = release(result, rules)
        account = released.diagnostics["disclosure"]
        assert account["rules"]["tau_argus"] is True
        assert account["audit"]["recovered"] == 0
        for e, given in zip(released.estimates, result.estimates, strict=True):
            if given.n_cases in (1, 2):
                assert e.suppressed
