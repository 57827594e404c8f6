"""The demonstration that runs the examples."""

import pytest

from measure87.study import demonstration


@pytest.fixture(scope="session")
def demo():
    """What `measure87 demo` runs, as a module."""
    return demonstration
