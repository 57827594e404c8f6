"""Secrets of study folders that are the same in every run of a test.

What is kept back beside a hidden figure is drawn by the folder's secret, and about one in eight
draws keeps back far more in a small study. A test that holds figures to another computation would
fail now and then by the draw alone, and nobody could see the failure twice. What must hold under
any secret is tried under many stated ones in `tests/attacks` and `tests/disseminate/gate`.

Programs that tests start as processes of their own draw theirs at random.
"""

import os
from collections import Counter
from hashlib import sha256
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from measure87.study import keyed_hash


@pytest.fixture(scope="session", autouse=True)
def stated_keys():
    """The secrets of a test are those of its name: a first, a second and so on, no two alike."""
    drawn: Counter[str] = Counter()

    def stated(n_bytes: int) -> bytes:
        test = os.environ.get("PYTEST_CURRENT_TEST", "").split(" ")[0]
        drawn[test] += 1
        return sha256(f"{test} {drawn[test]}".encode()).digest()[:n_bytes]

    with patch.object(keyed_hash, "secrets", SimpleNamespace(token_bytes=stated)):
        yield
