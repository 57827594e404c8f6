"""One invented country for all tests of this room."""

import pytest

from measure87.simulate import InventedCountry, invent_country, write_study_data
from measure87.simulate.invention import Invention, invent

SEED = 1


@pytest.fixture(scope="session")
def country() -> InventedCountry:
    return invent_country(SEED)


@pytest.fixture(scope="session")
def invention() -> Invention:
    """The whole population behind `country`."""
    return invent(SEED, 40_000)


@pytest.fixture(scope="session")
def folder(country, tmp_path_factory):
    target = tmp_path_factory.mktemp("invented") / "data"
    write_study_data(country, target)
    return target
