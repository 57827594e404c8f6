"""How many strata with one cluster there are, in words."""

import pytest

from measure87.estimate.survey.single_cluster import lone_stratum


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (0, "a stratum has one"),
        (1, "a stratum (and 1 other stratum) has"),
        (2, "a stratum (and 2 other strata) has"),
    ],
)
def test_the_other_strata_are_counted(others, said):
    assert lone_stratum(others, "region").text.startswith(said)
