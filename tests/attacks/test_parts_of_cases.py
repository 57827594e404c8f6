"""Parts of the cases of forced labour told who gave no answer: named before, and not now."""

import numpy as np
import pytest

from tests.attacks.days_studies import DaysStudy, public_file
from tests.attacks.evidence import Evidence
from tests.attacks.parts_of_cases import numbers_told, parts_of, silent
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import UNDECIDED_IN_NO_PART

SEEDS = (
    1,
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3)),
    *(pytest.param(seed, marks=pytest.mark.proof) for seed in (4, 5, 6)),
)


def drawn(seed, unknown):
    """60 to 120 persons with weights of their own, half of them children; some do not answer."""
    rng = np.random.default_rng([104, seed])
    n = int(rng.integers(60, 120))
    case = rng.random(n) < 0.2
    no_answer = np.zeros(n, dtype=bool)
    no_answer[rng.permutation(np.flatnonzero(~case))[:unknown]] = True
    columns = {"id": np.arange(n), "age": np.where(np.arange(n) < n // 2, 15, 30)}
    columns |= {"sex": rng.integers(1, 3, n), "region": np.ones(n, dtype=int)}
    columns |= {"cluster": np.arange(n) // 8, "weight": np.round(rng.uniform(40, 250, n), 6)}
    columns |= {"days": rng.integers(10, 366, n), "case": case, "silent": no_answer}
    measures = "forced_labour", "forced_labour_adults"
    return DaysStudy(columns, by=(), measures=measures, tables=("forced_labour",))


def released(seed, unknown, folder):
    study = drawn(seed, unknown)
    evidence = Evidence((read_release(release_days(study, folder)),), public_file(study))
    return set(np.flatnonzero(study.persons["silent"])), evidence


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_who_gave_no_answer_follows_from_parts_of_the_cases(tmp_path, seed):
    _, evidence = released(seed, 1 + seed % 2, tmp_path)
    release = evidence.releases[0]
    assert numbers_told(release) == set()
    assert silent(evidence) == set()
    parts = [part for part, whole in parts_of(release) if not whole.group]
    assert len(parts) > 10
    assert {part.n for part in parts} == {len(evidence.public.weight)}


@pytest.mark.parametrize("seed", SEEDS)
def test_she_is_named_where_parts_leave_out_whom_their_measure_leaves_out(tmp_path, seed):
    with UNDECIDED_IN_NO_PART():
        true, evidence = released(seed, 1 + seed % 2, tmp_path)
    assert numbers_told(evidence.releases[0]) == {len(true)}
    assert silent(evidence) == true


@pytest.mark.slow
def test_where_many_gave_none_their_number_stands_with_each_part(tmp_path):
    true, evidence = released(2, 30, tmp_path)
    found = [one for one in parts_of(evidence.releases[0]) if not one[1].group]
    assert len(found) > 10
    for part, whole in found:
        assert part.n_unknown == whole.n_unknown == len(true)
        assert part.n == whole.n == len(evidence.public.weight) - len(true)
