"""Small invented files."""

import polars as pl
import pytest

from measure87.files import UserMissing, write_sav


@pytest.fixture
def survey() -> pl.DataFrame:
    """Five invented persons with a code, a number, a weight and a text."""
    return pl.DataFrame(
        {
            "HH1": [1, 1, 2, 2, 3],
            "CL4": [1, 2, 9, None, 1],
            "CL3": [5, 97, 98, 99, None],
            "fsweight": [0.5, 1.25, 0.0, 2.0, None],
            "name": ["é", "b  ", "", None, "x y"],
        }
    )


@pytest.fixture
def sav(survey, tmp_path):
    """The same persons as an SPSS file with labels and user-missing values."""
    path = tmp_path / "fs.sav"
    write_sav(
        path,
        survey,
        variable_labels={"CL4": "Carrying heavy loads"},
        value_labels={"CL4": {"1": "YES", "2": "NO", "9": "NO RESPONSE"}, "name": {"é": "É"}},
        missing_codes={"CL4": UserMissing(("9",)), "CL3": UserMissing((), ((97.0, 99.0),))},
        formats={"CL4": "F1.0"},
    )
    return path
