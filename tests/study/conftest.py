"""One invented survey for all tests of studies."""

from pathlib import Path

import pytest

from measure87.simulate import invent_country, write_study_data


@pytest.fixture(scope="session")
def invented_data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("invented")
    write_study_data(invent_country(7, persons=8_000), folder)
    return folder
