"""Parts of the cases of forced labour told who gave no answer: named before, and not now."""

import numpy as np
import pytest

from tests.attacks.days_studies import DaysStudy, public_file
from tests.attacks.evidence import Evidence
from tests.attacks.parts_of_cases import fit_together, numbers_told, parts_of, silent
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import PARTS_APART, UNDECIDED_IN_NO_PART

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


ONE_SEX, OTHER = frozenset({("sex", "1")}), frozenset({("sex", "2")})
TELLING = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (5, 14, 21)))
OTHERS = tuple(pytest.param(seed, marks=pytest.mark.proof) for seed in (0, 2, 3, 4, 6, 7, 8))


def by_sex(seed):
    """70 to 159 persons of one weight, half of them cases; of one sex one or two do not answer."""
    rng = np.random.default_rng([1042, seed])
    n = int(rng.integers(70, 160))
    case = rng.random(n) < 0.5
    sex, no_answer = rng.integers(1, 3, n), np.zeros(n, dtype=bool)
    for code, number in ((1, int(rng.integers(1, 3))), (2, int(rng.integers(3, 7)))):
        no_answer[rng.permutation(np.flatnonzero(~case & (sex == code)))[:number]] = True
    columns = {"id": np.arange(n), "age": np.where(np.arange(n) < n // 4, 15, 30), "sex": sex}
    columns |= {"region": np.ones(n, dtype=int), "cluster": np.arange(n)}
    columns |= {"weight": np.full(n, 100.0), "days": rng.integers(10, 366, n)}
    columns |= {"case": case, "silent": no_answer}
    measures = "forced_labour", "forced_labour_adults"
    return DaysStudy(columns, by=("sex",), measures=measures, tables=("forced_labour",))


@pytest.mark.parametrize("seed", [*TELLING, *OTHERS])
def test_no_number_alone_fits_all_shares_of_a_group(seed, tmp_path):
    found = fit_together(read_release(release_days(by_sex(seed), tmp_path)))
    assert found
    assert all(len(fits) > 1 for fits in found.values())


@pytest.mark.parametrize("seed", TELLING)
def test_one_does_where_each_share_is_in_steps_by_itself(seed, tmp_path):
    study = by_sex(seed)
    with PARTS_APART():
        found = fit_together(read_release(release_days(study, tmp_path)))
    persons = study.persons
    assert found[OTHER] == {int(persons["silent"][persons["sex"] == 2].sum())}
    assert {1, 2} <= found[ONE_SEX]
