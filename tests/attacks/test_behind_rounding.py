"""Behind each small cell of a released study of lists lie three counts; sizes stay shown."""

import pytest

from tests.attacks.behind_main import ENOUGH, attacked, attacked_without, secret_of
from tests.attacks.behind_rounding import counts_behind
from tests.attacks.list_studies import cells_of, drawn_many_lists
from tests.attacks.releasing import lists_rounded_by
from tests.attacks.test_list_attack import table_of


def holds(seed, folder, most_runs):
    study = drawn_many_lists(seed)
    found = attacked(study, folder, most_runs)
    assert found.holds, found
    if found.base is None:
        assert min(study.table.values()) > 3
        return
    rounded = lists_rounded_by(study.table, secret_of(study))
    assert all(abs(study.table[cell] - rounded[cell]) < found.base for cell in study.table)
    assert len(found.behind) == sum(n <= found.base for n in rounded.values())
    assert len(found.same) == min(most_runs, (ENOUGH - 1) * len(found.behind))


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", [101, 102, 103, 104, 105])
def test_each_small_cell_of_a_random_study_keeps_three_counts(seed, tmp_path):
    holds(seed, tmp_path, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed",
    [*range(106, 110), *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(110, 121))],
)
def test_each_small_cell_of_random_studies_keeps_three_counts_in_whole_runs(seed, tmp_path):
    holds(seed, tmp_path, 4)


def test_without_rounding_the_attack_by_all_tables_tells_cells_of_one_or_two(tmp_path):
    study = drawn_many_lists(next(s for s in range(1, 99) if drawn_many_lists(s).lists == 3))
    told = attacked_without(study, tmp_path)
    assert told is not None
    assert told.few
    assert all(study.table[cell] == number for cell, number in told.few.items())


def test_where_nothing_is_rounded_the_count_alone_is_left():
    """So that the attack can fail: a table that is released as it is tells each cell."""
    table = table_of(42, 30, 3, 21, 6, 9, 3)
    found = list(counts_behind(table, lambda other, _: dict(other), lambda n: n <= 3, ENOUGH, 3))
    assert [one.cell for one in found] == [cell for cell in cells_of(3) if table[cell] == 3]
    assert all(one.counts == {3: 0} for one in found)


def test_rounding_to_the_nearest_multiple_leaves_three_counts_of_a_cell_of_three():
    """And two of an empty one, which the secret makes three."""
    table = table_of(42, 30, 3, 21, 6, 9, 0)

    def nearest(other, _):
        return {cell: 3 * round(n / 3) for cell, n in other.items()}

    found = list(counts_behind(table, nearest, lambda n: n <= 3, ENOUGH, 3))
    assert [sorted(one.counts) for one in found] == [[2, 3, 4], [0, 1]]
