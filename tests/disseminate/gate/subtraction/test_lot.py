"""Which further figure goes, drawn by a secret: what went tells nothing of what could have gone.

The reader of these tests knows the gate to the letter, but not the secret. She tries all tables
that add up to the total, and keeps those that show what she sees.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.judging import _turn, case_layer
from measure87.disseminate.gate.subtraction.search import hide_until_safe
from measure87.disseminate.gate.tables.boxes import Box, dimensions
from measure87.disseminate.gate.tables.geometry import geometry
from measure87.disseminate.gate.tables.tables import Cell, Nestings, tables_of
from measure87.study.keyed_hash import HashKey
from tests.disseminate.gate.audit.random_tables import figure

ASKED = {"a": 200, "b": 300, "c": 400}
LOTS = [HashKey(bytes([k]) * 32).lot for k in range(60)]
BY_SIZE = DisclosureRules()


def shown(cases, rules, asked=ASKED, name="x"):
    """What a reader sees of the cases of some regions, beside those of everybody."""
    regions = [figure(name, n, cases[k], region=code) for k, (code, n) in enumerate(asked.items())]
    figures = [figure(name, sum(asked.values()), sum(cases)), *regions]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    (table,) = tables_of(figures, dims)
    shape = geometry(Nestings(dims).of(table.cells), table.numbers("n"))
    layer = case_layer(table, shape, rules, main=True)
    hide_until_safe([layer], [], [], rules.minimum_cases)
    of = [sum(cases), *cases]
    return tuple(of[k] if is_shown else None for k, is_shown in enumerate(layer.shown))


@cache
def drawn(cases):
    """All that a reader may see of a table, whichever the secret."""
    return {shown(cases, replace(BY_SIZE, lot=lot)) for lot in LOTS}


def tables(total):
    return [(a, b, total - a - b) for a in range(total + 1) for b in range(total + 1 - a)]


def may_be(sights, seen, total, at):
    """Of a region the counts of all tables that may look like this."""
    return {cases[at] for cases in tables(total) if seen in sights(cases)}


def test_by_size_a_reader_who_knows_the_rule_is_told_both():
    """Were b alone few, a would have gone and not c: so both are, and 4 is 2 and 2."""
    seen = (12, 8, None, None)
    assert shown((8, 2, 2), BY_SIZE) == seen
    assert may_be(lambda cases: {shown(cases, BY_SIZE)}, seen, 12, 1) == {2}


@pytest.mark.few(2)
@pytest.mark.parametrize("seen", sorted(drawn((8, 2, 2)), key=str), ids=str)
def test_drawn_it_may_be_either_or_both(seen):
    for at in range(3):
        if seen[at + 1] is None:
            assert may_be(drawn, seen, 12, at) >= {1, 2, 3}


@pytest.mark.slow
def test_every_region_may_have_gone_and_the_smallest_mostly_does():
    cases, asked = (2, 20, 20, 20), {"few": 300, "b": 100, "c": 200, "d": 1000}
    keys = [HashKey(k.to_bytes(32, "big")) for k in range(2000)]
    gone = [
        [k for k, count in enumerate(shown(cases, replace(BY_SIZE, lot=key.lot), asked)[2:])
         if count is None]
        for key in keys
    ]  # fmt: skip
    assert all(len(one) == 1 for one in gone)
    shares = np.bincount([one[0] for one in gone], minlength=3) / len(keys)
    odds = 1 / np.array([100, 200, 1000])
    assert shares == pytest.approx(odds / odds.sum(), abs=4 * np.sqrt(0.25 / len(keys)))


def test_the_same_secret_takes_the_same_whatever_stands_beside_it():
    rules = replace(BY_SIZE, lot=LOTS[0])
    turned = shown((20, 2, 20), rules, {"c": 400, "b": 300, "a": 200})
    assert dict(zip("cba", turned[1:], strict=True)) == dict(
        zip("abc", shown((20, 2, 20), rules)[1:], strict=True)
    )


def test_a_lot_lies_evenly_between_nothing_and_one():
    lots = np.sort([HashKey(bytes(32)).lot(str(k)) for k in range(4000)])
    assert lots[0] > 0
    assert lots[-1] < 1
    assert np.abs(lots - (np.arange(4000) + 0.5) / 4000).max() < 1.95 / np.sqrt(4000)
    assert HashKey(bytes(32)).lot("x") != HashKey(bytes([1]) * 32).lot("x")


def test_a_figure_waits_in_the_mean_as_long_as_it_has_respondents():
    """The waiting time of a race: exponential, so that half wait longer than 69 % of the mean."""
    chances = (np.arange(2000) + 0.5) / 2000
    waits = np.array([
        _turn(Cell(Box({}), n=300), replace(BY_SIZE, lot=lambda _, u=u: u)) for u in chances
    ])  # fmt: skip
    assert waits.mean() == pytest.approx(300, rel=0.001)
    assert np.median(waits) == pytest.approx(300 * np.log(2), rel=0.001)
