"""Rows of the file of jobs tell no count of cases that is kept back, and stand there otherwise."""

import pytest

from tests.attacks.jobs_studies import MEASURE, a_third, all_but, one_or_two
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_jobs
from tests.attacks.rows_of_jobs import accounts, rows_of, told_by_rows
from tests.attacks.switched_off import ROWS_OF_TABLES_TOLD

SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4)))


@pytest.mark.parametrize("seed", SEEDS)
def test_of_all_but_one_or_two_no_rows_of_jobs_are_told(seed, tmp_path):
    released = read_release(release_jobs(all_but(seed), tmp_path), 0)
    assert any(one.is_hidden for (_, group), one in released.shares.items() if not group)
    (account,) = accounts(released)
    assert account["rows_kept"] == {"persons": all_but(seed).n, "jobs": "not-shown"}
    assert [*rows_of(account)] == []
    assert [*told_by_rows(released)] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_they_tell_the_cases_where_they_are_told(seed, tmp_path):
    study = all_but(seed)
    with ROWS_OF_TABLES_TOLD():
        found = [*told_by_rows(read_release(release_jobs(study, tmp_path), 0))]
    assert {(one.measure, one.number) for one in found} == {(MEASURE, int(study.works.sum()))}


@pytest.mark.parametrize("seed", SEEDS)
def test_that_they_are_kept_back_does_not_tell_few_from_nearly_all(seed, tmp_path):
    told = [
        [*accounts(read_release(release_jobs(made(seed), tmp_path / made.__name__), 0))]
        for made in (all_but, one_or_two)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_where_the_measure_is_shown_so_are_the_rows(seed, tmp_path):
    study = a_third(seed)
    rows = int(study.works.sum())
    (account,) = accounts(read_release(release_jobs(study, tmp_path), 0))
    assert dict(rows_of(account)) == {"rows_read of jobs": rows, "rows_kept of jobs": rows}
