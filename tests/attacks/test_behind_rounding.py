"""Behind each small cell of a released study of lists lie three counts; sizes stay shown."""

import pytest

from tests.attacks.behind_main import ENOUGH, attacked
from tests.attacks.behind_rounding import counts_behind, rounded_tables
from tests.attacks.list_studies import cells_of, drawn_lists
from tests.attacks.test_list_attack import table_of, toy_release


def holds(seed, folder, most_cells):
    study = drawn_lists(seed)
    found = attacked(study, folder, most_cells)
    assert found.figures >= 2
    assert found.verdict != "not-shown"
    if found.base is None:
        assert min(study.table.values()) > 3
        return
    (rounded,) = found.tables
    assert all(abs(study.table[cell] - rounded[cell]) < found.base for cell in study.table)
    assert found.behind or min(rounded.values()) > found.base
    assert found.least >= ENOUGH, found.behind


@pytest.mark.parametrize("seed", [101, 102, 103, 104, 105])
def test_a_small_cell_of_a_random_study_keeps_three_counts(seed, tmp_path):
    holds(seed, tmp_path, 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_three_small_cells_of_random_studies_keep_three_counts(seed, tmp_path):
    """All of them: `python -m tests.attacks.behind_main --studies 40`."""
    holds(seed, tmp_path, 3)


def test_without_a_secret_the_rounded_count_alone_is_left():
    """Rounded to the nearest multiple, and released only as it is: the attack tells the cell."""
    table = table_of(42, 30, 3, 21, 6, 9, 3)
    said = toy_release(table)
    said["diagnostics"]["lists"]["cells_rounded_to"] = 3

    def rerun(other):
        released = toy_release(other)
        released["diagnostics"]["lists"]["cells_rounded_to"] = 3
        return released

    assert rounded_tables(said, rerun) == [table]
    found = list(counts_behind(said, table, rerun, lambda n: n <= 3, ENOUGH))
    assert [one.cell for one in found] == [cell for cell in cells_of(3) if table[cell] == 3]
    assert all(one.counts == (3,) for one in found)
