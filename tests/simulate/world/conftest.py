"""Worlds that several tests look at; none of them changes them."""

import pytest

from measure87.simulate.world import invent_world


@pytest.fixture(scope="session")
def children():
    """A world of child labour."""
    return invent_world(5)


@pytest.fixture(scope="session")
def forced():
    """A world of forced labour."""
    return invent_world(5, topic="forced-labour")


@pytest.fixture(scope="session")
def many_surveys():
    """A world with so many surveys that chance averages out."""
    return invent_world(6, surveys=900)
