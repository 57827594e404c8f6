"""Rows of groups that overlap, beside each other, named all cases; now they name nobody.

Children are of six variables of two codes each that are not crossed, so that each has twelve rows
and that of everybody to be in.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence, Public
from tests.attacks.overlapping_rows import in_every_solution, overlapping_rows
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_written
from tests.attacks.studies import Study, children_of_ten, write_study
from tests.attacks.switched_off import OVERLAPPING_ROWS_APART
from tests.attacks.truth import truth_of

VARIABLES = ("sex", "area", "region", "wealth_quintile", "mothers_education", "migrant_status")
MEASURE = "child_labour_sdg_a"


def marked(mark, *values):
    return [pytest.param(one, marks=mark) for one in values]


NAMED = (
    (2, 50, 11, 6),
    *marked(pytest.mark.slow, (0, 50, 11, 6), (3, 50, 11, 6)),
    *marked(pytest.mark.proof, (0, 60, 14, 6), (1, 60, 14, 6), (2, 60, 14, 4)),
)
"""Seed, children, cases and variables of studies whose rows name somebody."""


def drawn(seed, children, cases, variables):
    """Children of ten drawn one by one, half of them of each code of each variable."""
    rng = np.random.default_rng([4011, seed, children, cases, variables])
    weight, works = np.round(rng.uniform(40, 250, children), 6), np.zeros(children, dtype=bool)
    works[rng.permutation(children)[:cases]] = True
    codes = {name: rng.permutation(np.arange(children) % 2 + 1) for name in VARIABLES}
    p = children_of_ten(
        works, weight, codes["sex"],
        stratum=np.ones(children, dtype=int), cluster=np.arange(children), region=codes["region"],
    )  # fmt: skip
    by = VARIABLES[:variables]
    study = Study(seed, p | codes, "person", by, ("child_labour/sdg_8_7_1",))
    return replace(study, measures=(MEASURE,))


def released(study, folder):
    write_study(study, folder)
    with (folder / "mapping.toml").open("a", encoding="utf-8") as file:
        for name in VARIABLES[3:]:
            codes = "codes = { 1 = '1', 2 = '2' }"
            file.write(f'[children.persons.{name}]\nvariable = "{name}"\n{codes}\n')
    columns = {name: study.persons[name] for name in (*VARIABLES, "stratum", "cluster")}
    public = Public(columns, study.persons["weight"])
    return Evidence((read_release(release_written(folder), 0),), public)


@pytest.mark.parametrize("which", NAMED)
def test_rows_of_groups_that_overlap_name_cases(which, tmp_path):
    study = drawn(*which)
    with OVERLAPPING_ROWS_APART():
        evidence = released(study, tmp_path)
    right, wrong = judged(overlapping_rows(evidence), truth_of(study))
    assert right
    assert wrong == []


@pytest.mark.parametrize("which", NAMED)
def test_and_name_nobody_where_they_are_asked_of_together(which, tmp_path):
    evidence = released(drawn(*which), tmp_path)
    assert overlapping_rows(evidence) == []


def test_by_two_variables_everything_is_shown_as_before(tmp_path):
    """A protection that makes everything coarser would pass the tests above."""
    study = drawn(0, 60, 14, 2)
    with OVERLAPPING_ROWS_APART():
        before = released(study, tmp_path / "before")
    now = released(study, tmp_path / "now")
    assert now.figures == before.figures
    assert not any(one.is_hidden for one in now.figures)


def test_a_programme_written_by_hand_names_who_is_in_every_solution():
    """Of 1, 2, 4 and 8 two weigh 9 or 10: the heaviest with one of the first two."""
    weight, everybody = np.array([1.0, 2.0, 4.0, 8.0]), np.ones(4)
    assert in_every_solution([(everybody, 2, 2), (weight, 9, 10)], 4) == [3]
    assert in_every_solution([(everybody, 2, 2), (weight, 9, 9)], 4) == [0, 3]
    assert in_every_solution([(everybody, 2, 2), (weight, 6, 9)], 4) == []
