"""Of what ages measures of an earlier release are was not known to a later one without them.

All forced labour less that of children is that of adults: the one release has everybody and
adults, of whom one or two women are cases, and the other has children. So women follow from both.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.days_studies import DaysStudy
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import AGES_OF_NOW_ALONE

EVERYBODY, ADULTS = "forced_labour", "forced_labour_adults"
CHILDREN, THIRD_PARTY = "forced_labour_children", "forced_labour_children_third_party"
SEXES = (None, "1", "2")
TOLD = (4, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (18, 38, 47)))
"""Those of fifty studies in which enough is shown by both releases."""
OTHERS = [pytest.param(seed, marks=pytest.mark.proof) for seed in (1, 2, 3, 5, 6, 7, 8)]


def drawn(seed):
    """150 to 249 adults and as many children; one or two women in forced labour, more of others."""
    rng = np.random.default_rng([1109, seed])
    adults, children = int(rng.integers(150, 250)), int(rng.integers(150, 250))
    n = adults + children
    sex, is_adult = rng.integers(1, 3, n), np.arange(n) < adults
    case = np.zeros(n, dtype=bool)
    for grown, code, number in (
        (True, 2, int(rng.integers(1, 3))), (True, 1, int(rng.integers(8, 15))),
        (False, 2, int(rng.integers(8, 15))), (False, 1, int(rng.integers(8, 15))),
    ):  # fmt: skip
        case[rng.permutation(np.flatnonzero((is_adult == grown) & (sex == code)))[:number]] = True
    ones = np.ones(n, dtype=int)
    persons = {
        "id": np.arange(n),
        "age": np.where(is_adult, 30, 15),
        "sex": sex,
        "region": ones,
        "cluster": np.arange(n),
        "weight": np.full(n, 100.0),
        "days": 365 * ones,
        "case": case,
    }
    study = DaysStudy(persons, ("sex",), measures=(EVERYBODY, ADULTS))
    return study, {
        code: int((case & is_adult & (ones == 1 if code is None else sex == int(code))).sum())
        for code in SEXES
    }


def cases(study, folder):
    """Measure and sex to the number of cases, None where it is kept back; of all its ages."""
    return {
        (one.name, dict(one.group).get("sex")): one.n_cases
        for one in read_release(release_days(study, folder)).figures
        if one.statistic == "proportion" and dict(one.group).get("age", "5-17") == "5-17"
    }


def adults_that_follow(seed, folder):
    """Hidden numbers of adults that are everybody less children, and how many the second shows."""
    study, truth = drawn(seed)
    first = cases(study, folder)
    second = cases(replace(study, measures=(CHILDREN, THIRD_PARTY), by=("sex*age",)), folder)
    found = {}
    for sex in SEXES:
        whole, children = first[EVERYBODY, sex], second[CHILDREN, sex]
        if first[ADULTS, sex] is None and None not in (whole, children):
            found[sex] = whole - children
    assert all(number == truth[sex] for sex, number in found.items())
    return found, sum(number is not None for number in second.values())


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", TOLD)
def test_hidden_women_follow_from_children_of_a_later_release(seed, tmp_path):
    with AGES_OF_NOW_ALONE():
        found, _ = adults_that_follow(seed, tmp_path / "study")
    assert found["2"] in (1, 2)


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", [*TOLD, *OTHERS])
def test_and_do_not_where_the_earlier_release_says_of_whom_its_measures_are(seed, tmp_path):
    found, shown = adults_that_follow(seed, tmp_path / "study")
    assert found == {}
    assert shown > 0
