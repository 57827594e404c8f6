"""Is an expression the same, and put into the engine's terms once, within `expressions_once`?"""

import narwhals as nw
import polars as pl
from narwhals import _expression_parsing as parsing

from tests.expressions_once import expressions_once

FRAME = pl.DataFrame({"a": [1, None, 3]})
DEPTH = 8


def filled(depth):
    """An answer that is filled in again and again: each step names the one before twice."""
    answer = nw.col("a")
    for number in range(depth):
        answer = nw.when(answer.is_null()).then(nw.lit(number)).otherwise(answer)
    return answer


def counted(monkeypatch, depth):
    """Values, and how many parts of expressions were put into polars' terms for them."""
    seen = []
    root = parsing.evaluate_root_node
    monkeypatch.setattr(
        parsing, "evaluate_root_node", lambda node, ns: (seen.append(node), root(node, ns))[1]
    )
    found = nw.from_native(FRAME).select(b=filled(depth)).to_native()["b"].to_list()
    monkeypatch.undo()
    return found, len(seen)


def test_a_nest_costs_its_steps_and_not_its_paths(monkeypatch):
    usual, paths = counted(monkeypatch, DEPTH)
    with expressions_once():
        found, steps = counted(monkeypatch, DEPTH)
    assert found == usual == [1, 0, 3]
    assert paths > 2**DEPTH
    assert steps < 8 * DEPTH


def test_afterwards_nothing_is_kept(monkeypatch):
    with expressions_once():
        counted(monkeypatch, 2)
    assert counted(monkeypatch, DEPTH)[1] > 2**DEPTH
