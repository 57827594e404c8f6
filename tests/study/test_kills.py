"""A few of the trials of `tests.study.kills`; `python -m tests.study.kills` does all of them."""

import sys

import pytest

from tests.study.kills import all_trials, is_mixed, is_whole

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX has them")


@pytest.mark.slow
@pytest.mark.parametrize(("kills", "disks"), [(1, 1), pytest.param(6, 4, marks=pytest.mark.proof)])
def test_no_release_is_lost_or_mixed_by_kills_full_disks_pairs_and_changes(tmp_path, kills, disks):
    found = all_trials(tmp_path, kills=kills, disks=disks, pairs_of_runs=1, changes=1, seed=87)
    assert not found


def test_the_trials_know_a_release_that_is_lost_or_mixed(tmp_path):
    assert not is_whole(tmp_path)
    assert not is_mixed(tmp_path)
    (tmp_path / "manifest.json").write_text('{"files": {"a": {"sha256": "00"}}}')
    assert is_mixed(tmp_path)
    (tmp_path / "a").write_text("x")
    assert is_mixed(tmp_path)
