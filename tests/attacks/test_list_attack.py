"""Tables that fit, and what is told where a release is of one of them alone."""

from itertools import product

import numpy as np

from tests.attacks.list_attack import attack_lists, margins_of, tables_that_fit
from tests.attacks.list_studies import cells_of, drawn_lists

CELLS = cells_of(3)


def toy_release(table, *, rounding=1):
    """Sizes and overlaps, of 1 or 2 kept back, and a figure that depends on the whole table."""

    def count(on):
        number = sum(n for cell, n in table.items() if all(cell[k] for k in on))
        return "not-shown" if number in (1, 2) else number

    lists = [{"name": f"L{k}", "persons": count([k]), "on_no_other": "not-shown"} for k in range(3)]
    pairs = [
        {"lists": [f"L{j}", f"L{k}"], "both": count([j, k])} for j, k in ((0, 1), (0, 2), (1, 2))
    ]
    squares = sum(number**2 for number in table.values())
    return {
        "estimates": [{"group": {}, "n": sum(table.values()), "value": squares // rounding}],
        "diagnostics": {"lists": {"lists": lists}, "trust": pairs},
    }


def table_of(*numbers):
    return dict(zip(CELLS, numbers, strict=True))


def test_margins_are_read_wherever_they_lie():
    margins = margins_of(toy_release(table_of(40, 30, 2, 20, 5, 6, 1)))
    numbers = {(tuple(sorted(m.on)), tuple(sorted(m.off))): m.number for m in margins}
    assert len(numbers) == 10
    assert numbers[(1, 2), ()] == 3
    assert numbers[(0, 1), ()] == 7
    assert numbers[(0,), (1, 2)] is None
    assert numbers[(), ()] == 104


def test_tables_that_fit_are_those_of_trying_all():
    rng = np.random.default_rng(5)
    every = list(product(range(5), repeat=7))
    for _ in range(6):
        table = table_of(*rng.integers(0, 4, 7).tolist())
        margins = [m for m in margins_of(toy_release(table)) if rng.random() < 0.8]
        small = [m for m in margins if m.number is not None]
        if len(small) < 7:
            continue
        rows = np.array([m.row(CELLS) for m in small])
        fits = np.array(every)[(np.array(every) @ rows.T == [m.number for m in small]).all(axis=1)]
        found = tables_that_fit(margins, 3, most=500)
        inside = [tuple(t.values()) for t in found if max(t.values()) < 5]
        assert sorted(inside) == sorted(map(tuple, fits.tolist()))
        assert len(found) <= 500


def test_a_table_that_alone_would_be_released_so_is_told():
    table = table_of(40, 30, 1, 20, 5, 6, 1)
    said = toy_release(table)
    assert len(tables_that_fit(margins_of(said), 3)) > 1
    told = attack_lists(said, toy_release)
    assert told.left == 1
    assert told.cells == table
    assert told.few == {(0, 1, 1): 1, (1, 1, 1): 1}


def test_nothing_is_told_where_many_would_be_released_so():
    """The same with the one figure left out that tells the tables apart."""
    said = toy_release(table_of(40, 30, 0, 20, 5, 6, 2), rounding=10**9)
    told = attack_lists(said, lambda table: toy_release(table, rounding=10**9))
    assert told.left == 2
    assert told.few == {}


def test_too_many_tables_are_given_up():
    told = attack_lists({**toy_release(table_of(40, 30, 1, 20, 5, 6, 1))}, toy_release)
    assert told.fit < 10
    said = toy_release(table_of(40, 30, 10, 20, 50, 60, 10))
    for one in said["diagnostics"]["trust"]:
        one["both"] = "not-shown"
    told = attack_lists(said, lambda table: said)
    assert told.cells == {}


def test_drawn_lists_are_of_three_or_four():
    drawn = [drawn_lists(seed) for seed in range(12)]
    assert {study.lists for study in drawn} == {3, 4}
    assert all(sum(study.table.values()) > 10 for study in drawn)
    assert drawn_lists(3) == drawn[3]
