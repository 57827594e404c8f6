"""Tables with matches undone and added: who is on each list stays, and how many move."""

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.trust.linkage_error import (
    _join,
    with_matches_added,
    with_matches_undone,
)

TABLE = CaptureTable(("A", "B", "C"), np.array([500, 400, 60, 300, 40, 30, 20]))
DRAWS = 400


def moved(change, share):
    rng = np.random.default_rng(87)
    return [change(TABLE, share, rng) for _ in range(DRAWS)]


@pytest.mark.parametrize("change", [with_matches_undone, with_matches_added])
@pytest.mark.parametrize("share", [0.0, 0.25])
def test_lists_keep_their_persons_and_nobody_is_negative(change, share):
    for one in moved(change, share)[:50]:
        assert (one.list_totals == TABLE.list_totals).all()
        assert (one.counts >= 0).all()
        if share == 0.0:
            assert (one.counts == TABLE.counts).all()


def test_as_many_matches_are_undone_as_the_share_says():
    """A quarter of 60 on A and B leave them for one list each: 15 persons more, of 400 draws."""
    found = np.array([one.counts for one in moved(with_matches_undone, 0.25)])
    assert found[:, 6].mean() == pytest.approx(15.0, abs=4.5 * np.sqrt(3.75 / DRAWS))
    more = np.array([one.observed for one in moved(with_matches_undone, 0.25)]) - TABLE.observed
    assert (more > 0).all()
    assert more.mean() == pytest.approx(150 / 4, abs=4.5 * np.sqrt(150 * 3 / 16 / DRAWS))
    # A third of those from all three lists goes to each pair: 5 / 3 more, of a quarter less.
    wanted = 60 * 0.75 + 5 / 3
    error = np.sqrt((60 * 3 / 16 + 5 / 3) / DRAWS)
    assert found[:, 2].mean() == pytest.approx(wanted, abs=4.5 * error)


def test_with_all_matches_undone_nobody_is_on_three_lists():
    rng = np.random.default_rng(1)
    pair = CaptureTable.from_histories("AB", [[1, 0], [0, 1], [1, 1]], [5, 7, 30])
    found = with_matches_undone(pair, 1.0, rng)
    assert found.counts.tolist() == [35, 37, 0]
    whole = with_matches_undone(TABLE, 1.0, rng)
    assert whole.counts[6] == 0


def test_for_matches_found_the_missed_ones_are_added_in_proportion():
    """A quarter missed: a third of those found, 20 of 60, 40 / 3, 10 and 20 / 3 are joined."""
    found = np.array([one.counts for one in moved(with_matches_added, 0.25)])
    less = TABLE.observed - np.array([one.observed for one in moved(with_matches_added, 0.25)])
    assert less.mean() == pytest.approx(50.0, abs=4.5 * np.sqrt(50.0 / DRAWS))
    # Whoever joins all three comes from one list alone and from the pair of the others.
    assert found[:, 6].mean() == pytest.approx(20 + 20 / 3, abs=4.5 * np.sqrt(20 / 3 / DRAWS))


def test_two_persons_are_joined_where_both_are_there():
    rng = np.random.default_rng(1)
    counts = np.array([1, 2, 0, 0, 0, 0, 0])
    _join(counts, 3, 3, rng)
    assert counts.tolist() == [0, 1, 1, 0, 0, 0, 0]
    _join(counts, 3, 3, rng)  # nobody is on the first list alone any more
    assert counts.tolist() == [0, 1, 1, 0, 0, 0, 0]
    alone = np.array([0, 0, 1, 1, 0, 0, 0])  # one on A and B, one on C
    _join(alone, 7, 3, rng)
    assert alone.tolist() == [0, 0, 0, 0, 0, 0, 1]


def test_each_list_gives_its_person_as_often():
    rng = np.random.default_rng(3)
    taken = np.zeros(7)
    for _ in range(600):
        counts = np.full(7, 5)
        _join(counts, 7, 3, rng)
        taken += counts == 4
    for bit, rest in ((1, 6), (2, 5), (4, 3)):
        assert taken[bit - 1] == taken[rest - 1]
        assert taken[bit - 1] == pytest.approx(200, abs=4.5 * np.sqrt(600 * 2 / 9))
