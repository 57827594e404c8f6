"""The demonstration that runs the examples."""

import pytest

from measure87.study import demonstration
from tests.disseminate.conftest import browser

__all__ = ["browser", "demo"]


@pytest.fixture(scope="session")
def demo():
    """What `measure87 demo` runs, as a module."""
    return demonstration
