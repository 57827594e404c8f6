"""Everybody at the kilns is a case, and nothing but the error says so: by residuals, replicates."""

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence, Public
from tests.attacks.rows_of_classes import rows_of_classes, rows_of_replicates
from tests.attacks.scenarios import on_stage, public_file
from tests.attacks.studies import Study, children_of_ten
from tests.attacks.switched_off import ERRORS_BETWEEN_CLUSTERS_ALONE
from tests.attacks.truth import truth_of

KILNS, ELSEWHERE = 1, 2
REGIONS = 4
MARGINS = {"post-strata": (("area", "region"),), "raked": (("area", "region"), ("sex",))}
"""By which the population is known."""


def persons_of(rng, beside):
    """Children of four regions and a large one, some of each at the kilns, nine of ten at work;
    and who is there. `beside` is the share at work of those who are elsewhere."""
    sizes = [*rng.integers(26, 36, REGIONS), 80]
    region = np.repeat(np.arange(1, REGIONS + 2), sizes)
    n = len(region)
    kilns, works = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for one in range(1, REGIONS + 2):
        inside = rng.permutation(np.flatnonzero(region == one))
        number = int(rng.integers(3, 5)) if one <= REGIONS else 10
        kilns[inside[:number]] = True
        works[inside[:number]] = rng.random(number) < 0.9
        share = beside if one <= REGIONS else 0.2
        works[inside[number:]] = rng.random(len(inside) - number) < share
    persons = children_of_ten(
        works, np.full(n, 10.0), rng.integers(1, 3, n),
        stratum=np.ones(n, dtype=int), cluster=np.arange(1, n + 1), region=region,
    )  # fmt: skip
    persons["area"] = np.where(kilns, KILNS, ELSEWHERE)
    return persons


def study_of(seed, persons, **changes):
    definitions = ("child_labour/sdg_8_7_1",)
    return Study(seed, persons, "equal", ("region",), definitions, **changes)


def benchmarked(seed, margins):
    """The study, and the public-use file of whoever rakes its weights to the printed numbers."""
    rng = np.random.default_rng([43, seed])
    persons = persons_of(rng, 0.03)
    given = persons["weight"]
    population = []
    for margin in margins:
        codes = np.stack([persons[name].astype(str) for name in margin], axis=1)
        classes, asked = np.unique(codes, axis=0, return_counts=True)
        population += [
            (tuple(zip(margin, one, strict=True)), int(1000 * n))
            for one, n in zip(classes.tolist(), asked, strict=True)
        ]
    study = study_of(seed, persons, population=tuple(population))
    # As many stand for each as for the others, so that a benchmark changes no weight but its size.
    columns = public_file(study).columns
    return study, Public(columns, 100 * given, given=given, margins=margins)


def repeated(seed):
    """The study, and its file with bootstrap weights: who is at the kilns was asked in full."""
    rng = np.random.default_rng([44, seed])
    persons = persons_of(rng, 0.02)
    n = len(persons["id"])
    factors = np.ones((n, 40))
    drawn = np.flatnonzero(persons["area"] == ELSEWHERE)
    for r in range(factors.shape[1]):
        times = np.bincount(rng.integers(0, len(drawn), len(drawn) - 1), minlength=len(drawn))
        factors[drawn, r] = times * len(drawn) / (len(drawn) - 1)
    weights = np.round(10.0 * factors, 6)
    persons["area"] = np.full(n, ELSEWHERE)
    study = study_of(seed, persons, replicates=weights)
    public = public_file(study)
    return study, Public(public.columns, public.weight, replicates=weights)


def named(made, attack, folder):
    study, public = made
    evidence = Evidence((on_stage(study, folder).first,), public)
    right, wrong = judged(attack(evidence), truth_of(study))
    assert wrong == []
    return right


def slow(*one):
    return pytest.param(*one, marks=pytest.mark.slow)


BENCHMARKED = (
    ("post-strata", 1),
    *(slow(*one) for one in (("post-strata", 2), ("raked", 1), ("raked", 2), ("raked", 3))),
)
REPEATED = (1, slow(2), slow(3))


@pytest.mark.parametrize(("margins", "seed"), BENCHMARKED)
def test_residuals_name_all_of_a_class_where_rows_are_tried_without_them(margins, seed, tmp_path):
    with ERRORS_BETWEEN_CLUSTERS_ALONE():
        assert named(benchmarked(seed, MARGINS[margins]), rows_of_classes, tmp_path)


@pytest.mark.parametrize(("margins", "seed"), BENCHMARKED)
def test_and_nobody_where_they_are_tried_with_them(margins, seed, tmp_path):
    assert named(benchmarked(seed, MARGINS[margins]), rows_of_classes, tmp_path) == []


@pytest.mark.parametrize("seed", REPEATED)
def test_replicates_name_cases_where_rows_are_tried_without_them(seed, tmp_path):
    with ERRORS_BETWEEN_CLUSTERS_ALONE():
        assert named(repeated(seed), rows_of_replicates, tmp_path)


@pytest.mark.parametrize("seed", REPEATED)
def test_and_nobody_where_they_are_tried_with_replicates(seed, tmp_path):
    assert named(repeated(seed), rows_of_replicates, tmp_path) == []
