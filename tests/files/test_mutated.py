"""Mutated files with the seed of the day; `tests.files.mutated` reads 20,000."""

import sys
from datetime import UTC, datetime

import pytest

from tests.files.mutated import read_mutated


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the worker is waited for as POSIX does")
@pytest.mark.parametrize("files", [100, pytest.param(500, marks=pytest.mark.proof)])
def test_no_mutated_file_is_our_bug_or_takes_long_or_much(tmp_path, files):
    seed = datetime.now(UTC).toordinal()
    found = read_mutated(files, seed, tmp_path)
    assert not found, f"python -m tests.files.mutated --files {files} --seed {seed} --keep DIR"
