"""Five hundred mutated files with the seed of the day; `tests.files.mutated` reads 20,000."""

import sys
from datetime import UTC, datetime

import pytest

from tests.files.mutated import read_mutated


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the worker is waited for as POSIX does")
def test_no_mutated_file_is_our_bug_or_takes_long_or_much(tmp_path):
    seed = datetime.now(UTC).toordinal()
    found = read_mutated(500, seed, tmp_path)
    assert not found, f"python -m tests.files.mutated --files 500 --seed {seed} --keep DIR"
