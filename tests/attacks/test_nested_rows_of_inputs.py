"""Rows of a measure and of a wider one in two inputs named a case, where one has further persons.

The second input lacks thirty children of the large region who stand first in the file; the small
region is the same in both. Its rows are those of one group, whichever input they are of.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.nested_rows import nested_rows, pairs_left
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_written
from tests.attacks.scenarios import public_file
from tests.attacks.studies import write_study
from tests.attacks.switched_off import ROWS_BY_THEIR_PLACE
from tests.attacks.test_nested_rows import (
    ENOUGH,
    NARROW,
    REGIONS,
    WIDE,
    in_tiers,
    of_one_region,
)
from tests.attacks.truth import truth_of

SEEDS = tuple(in_tiers(29, (38,), (32, 58)))
"""The four of five studies in which rows of two measures name somebody by two inputs as well."""
LATE = 30


def drawn(seed):
    """The large region first by its identifiers, and rows of those of it who were late."""
    study = of_one_region(seed)
    ids = np.array([f"{number:04d}" for number in range(study.n, 0, -1)])
    study = replace(study, persons={**study.persons, "id": ids}, measures=(NARROW,))
    large = np.flatnonzero(study.persons["region"] == REGIONS + 1)
    return study, np.random.default_rng(seed).permutation(large)[:LATE]


def released(seed, folder):
    """The release of both inputs, the second of them without those who were late."""
    study, late = drawn(seed)
    write_study(study, folder)
    text = (folder / "study.toml").read_text(encoding="utf-8")
    before, after = text.split("[disclosure]")
    own = before[before.index("[inputs.children]") :]
    other = own.replace("children]", "other]").replace(NARROW, WIDE).replace("persons", "other")
    other = other.replace("other =", "persons =", 1)
    (folder / "study.toml").write_text(f"{before}{other}[disclosure]{after}", encoding="utf-8")
    mapping = (folder / "mapping.toml").read_text(encoding="utf-8")
    more = mapping.removeprefix("schema = 1\n").replace("[children", "[other")
    (folder / "mapping.toml").write_text(mapping + more, encoding="utf-8")
    head, *lines = (folder / "persons.csv").read_text(encoding="utf-8").splitlines()
    stay = [line for row, line in enumerate(lines) if row not in {*late.tolist()}]
    (folder / "other.csv").write_text("\n".join([head, *stay]) + "\n", encoding="utf-8")
    evidence = Evidence((read_release(release_written(folder)),), public_file(study))
    return evidence, truth_of(study)


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_rows_of_two_inputs_name_a_case_where_each_numbers_its_own_persons(seed, tmp_path):
    with ROWS_BY_THEIR_PLACE():
        evidence, truth = released(seed, tmp_path / "study")
    right, wrong = judged(nested_rows(evidence, NARROW, WIDE), truth)
    assert right
    assert wrong == []


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_it_is_known_who_is_in_both(seed, tmp_path):
    evidence, _ = released(seed, tmp_path / "study")
    assert any(one.n_cases for one in evidence.releases[0].figures if one.name == WIDE)
    for found in pairs_left(evidence, NARROW, WIDE):
        assert found.number >= ENOUGH
        assert found.in_all == []
