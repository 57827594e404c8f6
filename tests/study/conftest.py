"""One invented survey for all tests of studies."""

from pathlib import Path

import pytest

from measure87.simulate import invent_country, write_study_data
from tests.made_once import made_once


@pytest.fixture(scope="session")
def invented_data(tmp_path_factory) -> Path:
    def make(folder: Path) -> None:
        write_study_data(invent_country(7, persons=8_000), folder)

    return made_once(tmp_path_factory, "invented-data", make)[0]
