"""Whatever the table, these methods answer with finite numbers or say why they do not."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from measure87.estimate.multiple_lists import (
    CaptureTable,
    NotEstimableError,
    SizeEstimate,
    chao,
    chapman,
    heterogeneity,
    sample_coverage,
    with_suppressed_cells,
)
from measure87.estimate.multiple_lists.methods import METHODS as EVERY_METHOD
from measure87.estimate.multiple_lists.methods import MethodOptions

ALL = [lambda table, one=one: one.run(table, MethodOptions()) for one in EVERY_METHOD.values()]
METHODS = {
    "chao": chao,
    "counts": lambda table: chao(table, form="counts"),
    "bias-corrected": lambda table: chao(table, form="bias-corrected"),
    "classic": lambda table: chao(table, form="classic"),
    "occasions": lambda table: chao(table, form="occasions"),
    "chapman": chapman,
    "darroch": heterogeneity,
    "gamma": lambda table: heterogeneity(table, form="gamma3.5", lists_differ=False),
    "coverage": lambda table: sample_coverage(table, replicates=60),
    "one-step": lambda table: sample_coverage(table, form="one-step", replicates=60),
}


@st.composite
def tables(draw) -> CaptureTable:
    """Two to four lists, most cells empty, some large, at times two lists apart."""
    k = draw(st.integers(2, 4))
    cell = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 5_000))
    counts = draw(hnp.arrays(np.int64, (1 << k) - 1, elements=cell))
    apart = frozenset({(0, 1)}) if k > 2 and draw(st.booleans()) else frozenset()
    table = CaptureTable(tuple("abcd"[:k]), counts, apart)
    return CaptureTable(table.lists, np.where(table.possible, counts, 0), apart)


def answer(method, table) -> SizeEstimate | None:
    """The estimate, or None where the method declines; any other error is a failure."""
    try:
        return method(table)
    except NotEstimableError:
        return None


@pytest.mark.few(4)
@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=60, deadline=None)
@given(table=tables())
def test_a_method_answers_in_finite_numbers_or_says_why_not(name, table):
    found = answer(METHODS[name], table)
    if found is None:
        return
    assert found.observed == table.observed
    assert math.isfinite(found.value)
    assert found.value >= found.observed
    for limit in (found.lower, found.upper, found.se):
        assert limit is None or math.isfinite(limit)
    assert found.observed <= found.lower <= found.value
    assert found.upper is None or found.value <= found.upper
    moved = METHODS[name](table.reordered(range(table.n_lists)[::-1]))
    assert (moved.value, moved.lower, moved.upper) == (found.value, found.lower, found.upper)


@settings(max_examples=25, deadline=None)
@given(table=tables(), data=st.data())
def test_suppressed_cells_are_filled_in_any_table(table, data):
    histories = [int(h) for h in table.histories[table.possible & (table.counts < 5)]]
    hidden = data.draw(st.lists(st.sampled_from(histories), unique=True)) if histories else []
    counts = table.counts.copy()
    counts[[h - 1 for h in hidden]] = 0
    withheld = CaptureTable(table.lists, counts, table.apart, dict.fromkeys(hidden, (1, 4)))
    found = answer(lambda one: with_suppressed_cells(one, chao, imputations=3), withheld)
    if found is None:
        return
    assert math.isfinite(found.value)
    assert found.lower <= found.value


@pytest.mark.parametrize(
    "method",
    [
        *ALL,
        lambda table: chapman(table.without_list("c")),
    ],
)
def test_no_method_guesses_at_those_missing_from_a_list_of_everybody(method):
    # b and c hold persons of a alone: whoever a misses, they miss too
    table = CaptureTable.from_histories(
        "abc", [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]], [100, 20, 10, 3]
    )
    with pytest.raises(NotEstimableError) as found:
        method(table)
    assert found.value.code == "list-of-everybody"
