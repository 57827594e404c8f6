"""Controlled rounding."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.survey.precision.controlled_rounding import round_together
from measure87.disseminate.gate.survey.precision.rounding import _Pair, _rounded
from measure87.disseminate.gate.tables.geometry import Nesting
from measure87.disseminate.gate.tables.spans import Line
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Result
from tests.disseminate.gate.audit.random_tables import table_set

SUMS = [(0, (1, 2, 3))]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_the_nearest_multiples_that_add_up_are_taken(parts):
    """Naive second implementation: every choice of the multiple below or above."""
    numbers = np.array([sum(parts), *parts], dtype=float)
    got = round_together(numbers, 5, SUMS)
    assert got[0] == got[1:].sum()
    assert (got % 5 == 0).all()
    assert got[numbers == 0].sum() == 0
    choices = [{5 * np.floor(x / 5), 5 * np.ceil(x / 5)} for x in numbers]
    fitting = [c for c in product(*choices) if c[0] == sum(c[1:])]
    if fitting:
        best = min(np.abs(np.array(c) - numbers).sum() for c in fitting)
        assert np.abs(got - numbers).sum() == pytest.approx(best)


def test_numbers_that_do_not_add_up_are_rounded_by_themselves():
    got = round_together(np.array([100.0, 31.0, 32.0, np.nan]), 5, SUMS)
    assert got[:3].tolist() == [100.0, 30.0, 30.0]
    assert np.isnan(got[3])


def test_released_counts_are_multiples_and_margins_still_add_up():
    rng = np.random.default_rng(5)
    for _ in range(10):
        result = table_set(rng)
        exact = {(e.name, *sorted(e.group.items())): e for e in release(result).estimates}
        rounded = release(result, DisclosureRules(rounding=5))
        assert rounded.diagnostics.disclosure.rules.rounding == 5
        shown = {(e.name, *sorted(e.group.items())): e for e in rounded.estimates}
        for key, e in shown.items():
            assert e.suppressed == exact[key].suppressed
            if not e.suppressed:
                assert e.n % 5 == e.n_cases % 5 == 0
                assert e.n_cases <= e.n
                assert abs(e.n - exact[key].n) < 10
                assert e.se == exact[key].se
        for name in ("narrow", "wide"):
            rows = [e for k, e in shown.items() if k[0] == name and {*e.group} == {"a"}]
            everybody = shown[name,]
            if not any(e.suppressed for e in (everybody, *rows)):
                assert sum(e.n_cases for e in rows) == everybody.n_cases
                assert sum(e.n for e in rows) == everybody.n


def test_a_base_that_rounds_nothing_is_refused():
    with pytest.raises(UsageError, match="rounding"):
        DisclosureRules(rounding=1)


def test_rounding_nothing_is_an_empty_result():
    assert release(Result("run", ()), DisclosureRules(rounding=5)).estimates == ()


def test_parts_stay_within_their_wholes_where_sums_move_both():
    """By themselves 8 and 8 of three groups that add up to 19 and 17 would become 5 and 10."""
    whole, part = (19, 8, 8, 3), (17, 8, 8, 1)
    pairs = [_Pair(one, other) for one, other in zip(whole, part, strict=True)]
    split = Nesting(np.zeros((4, 4), dtype=bool), (Line(0, (1, 2, 3)),), np.eye(4))
    found = _rounded([[k] for k in range(4)], split, 5, pairs)
    assert all(one.part <= one.whole for one in found)
    for name in ("whole", "part"):
        total, *parts = (getattr(one, name) for one in found)
        assert total == sum(parts)
