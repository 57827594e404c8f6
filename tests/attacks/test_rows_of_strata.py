"""Everybody of a small stratum is a case, and nothing but the error says so."""

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.rows_of_strata import rows_of_strata
from tests.attacks.scenarios import on_stage, public_file
from tests.attacks.studies import Study, children_of_ten
from tests.attacks.switched_off import STRATA_ARE_ALIKE
from tests.attacks.truth import truth_of

FEW, MANY = 4, 13
"""About how many of each region were asked in the kilns, nearly all of whom are cases."""


def drawn(seed, in_kilns):
    """Children of four regions with one weight, some of each in a stratum of brick kilns."""
    rng = np.random.default_rng([41, seed])
    sizes = [*rng.integers(26, 50, 4), 80]
    region = np.repeat(np.arange(1, 6), sizes)
    n = len(region)
    kilns, works = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for one in range(1, 6):
        inside = rng.permutation(np.flatnonzero(region == one))
        number = in_kilns + int(rng.integers(-1, 3))
        kilns[inside[:number]] = True
        works[inside[:number]] = rng.random(number) < 0.9
        works[inside[number:]] = rng.random(len(inside) - number) < 0.04
    persons = children_of_ten(
        works, np.full(n, 10.0), rng.integers(1, 3, n),
        stratum=np.where(kilns, 1, 2), cluster=np.arange(1, n + 1), region=region,
    )  # fmt: skip
    return Study(seed, persons, "equal", ("region",), ("child_labour/sdg_8_7_1",))


def named(study, folder):
    evidence = Evidence((on_stage(study, folder).first,), public_file(study))
    right, wrong = judged(rows_of_strata(evidence), truth_of(study))
    assert wrong == []
    return right


STUDIES = (
    (3, FEW),
    (1, MANY),
    *(
        pytest.param(*one, marks=pytest.mark.slow)
        for one in ((5, FEW), (7, FEW), (8, FEW), (4, MANY))
    ),
)
"""Of a dozen drawn studies each those in which somebody is named where rows are not tried."""


@pytest.mark.few(1)
@pytest.mark.parametrize(("seed", "in_kilns"), STUDIES)
def test_an_error_names_all_of_a_stratum_where_rows_of_one_weight_are_not_tried(
    seed, in_kilns, tmp_path
):
    with STRATA_ARE_ALIKE():
        assert named(drawn(seed, in_kilns), tmp_path)


@pytest.mark.few(1)
@pytest.mark.parametrize(("seed", "in_kilns"), STUDIES)
def test_and_nobody_where_they_are(seed, in_kilns, tmp_path):
    assert named(drawn(seed, in_kilns), tmp_path) == []
