"""What everybody's stock has more than adults', and an earlier release's than a later: no days now.

Persons of one weight, drawn one by one. Three or four children are cases, or four cases leave, for
all of the year or for days. Where an adult and three children gave no answer adults' weight is kept
back, and that of everybody is not.
"""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.co_cases_days import days_of_one_alone
from tests.attacks.days_studies import MEASURE, DaysStudy, public_file
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import STOCKS_OF_MEASURES_APART, STOCKS_OF_SIZES_AS_RELEASED

PERIOD, HALF = 365, 0.5 - 1e-6
ALL = "forced_labour"
RANGES = {"all the year": (365, 366), "days": (1, 8), "any": (100, 260)}
TOLD = (
    ("all the year", 1),
    ("days", 2),
    *(
        pytest.param(days, seed, marks=mark)
        for days in ("all the year", "days")
        for seed, mark in ((3, pytest.mark.slow), (4, pytest.mark.proof), (5, pytest.mark.proof))
    ),
)


def study_of(rng, age, few, many, days):
    """Some rows are cases for so many days, and others for any."""
    n = len(age)
    case = np.zeros(n, dtype=bool)
    case[few] = case[many] = True
    told = np.full(n, 30)
    told[many], told[few] = rng.integers(30, 366, len(many)), rng.integers(*RANGES[days], len(few))
    ones, numbers = np.ones(n, dtype=int), np.arange(n)
    columns = {"id": numbers, "age": age, "sex": rng.integers(1, 3, n), "region": ones}
    columns |= {"cluster": numbers, "weight": np.full(n, 100.0), "days": told, "case": case}
    return DaysStudy(columns, by=())


def with_children(seed, days):
    """30 to 59 children, of whom three or four are cases, and 40 to 89 adults."""
    rng = np.random.default_rng([101, seed])
    adults, children = int(rng.integers(40, 90)), int(rng.integers(30, 60))
    age = np.repeat([12, 30], [children, adults])
    few = rng.permutation(children)[: int(rng.integers(3, 5))]
    many = children + rng.permutation(adults)[: int(rng.integers(11, 16))]
    return replace(study_of(rng, age, few, many, days), measures=(ALL, MEASURE)), few


def with_leavers(seed, days):
    """60 to 139 adults, 15 to 21 of them cases, of whom four leave, and five others."""
    rng = np.random.default_rng([102, seed])
    n, cases = int(rng.integers(60, 140)), int(rng.integers(15, 22))
    order = rng.permutation(n)
    study = study_of(rng, np.full(n, 30), order[:4], order[4:cases], days)
    return study, order[:4], np.sort([*order[:4], *order[cases : cases + 5]])


def stock_of(out, name, number=0):
    found = [one for one in read_release(out, number).figures if one.name == f"{name}_stock"]
    return next(one for one in found if one.statistic == "mean")


def told(study, rows, more, less):
    """Cases whose days are known to within half of the period; the truth is among them."""
    if more[0].is_hidden or less[0].is_hidden:
        return []
    share = study.persons["days"] / PERIOD
    said = [*days_of_one_alone(more, less, public_file(study), rows, share)]
    assert all(one.least - 1e-6 <= share[one.row] <= one.most + 1e-6 for one in said)
    return [one for one in said if one.herself is None and one.most - one.least < HALF]


def by_measures(seed, days, folder):
    study, children = with_children(seed, days)
    out = release_days(study, folder)
    age = study.persons["age"]
    pair = (stock_of(out, ALL), age > 0), (stock_of(out, MEASURE), age > 17)
    return told(study, children, *pair), [one.is_hidden for one, _ in pair]


def by_releases(seed, days, folder):
    study, cases, left = with_leavers(seed, days)
    stayed = np.setdiff1d(np.arange(study.n), left)
    fewer = replace(study, persons={name: one[stayed] for name, one in study.persons.items()})
    first = stock_of(release_days(study, folder / "first"), MEASURE)
    shutil.copytree(folder / "first" / "private", folder / "later" / "private")
    later = stock_of(release_days(fewer, folder / "later"), MEASURE, 1)
    pair = (first, np.ones(study.n, bool)), (later, np.isin(np.arange(study.n), stayed))
    return told(study, cases, *pair), [one.is_hidden for one, _ in pair]


WAYS = (by_measures, by_releases)


@pytest.mark.few(2)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_two_stocks_tell_days_of_the_cases_of_one_alone(days, seed, way, tmp_path):
    with STOCKS_OF_MEASURES_APART():
        assert way(seed, days, tmp_path)[0]


@pytest.mark.few(2)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_and_do_not_where_half_a_case_stays_open(days, seed, way, tmp_path):
    found, hidden = way(seed, days, tmp_path)
    assert found == []
    assert hidden == ([False, True])


@pytest.mark.few(1)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4))]
)
def test_where_days_are_neither_few_nor_all_both_are_shown(seed, way, tmp_path):
    found, hidden = way(seed, "any", tmp_path)
    assert found == []
    assert hidden == [False, False]


def by_measures_of_who_answered(seed, days, folder):
    """Cases whose days follow, and whether either stock is hidden; the truth is within."""
    study, children = with_children(seed, days)
    p, rng = study.persons, np.random.default_rng([109, seed])
    is_adult, silent = p["age"] > 17, np.zeros(study.n, dtype=bool)
    for adult, some in ((True, 1), (False, 3)):
        silent[rng.permutation(np.flatnonzero((is_adult == adult) & ~p["case"]))[:some]] = True
    study = replace(study, persons=p | {"silent": silent})
    out = release_days(study, folder)
    all_of, adults = stock_of(out, ALL), stock_of(out, MEASURE)
    if all_of.is_hidden or adults.is_hidden:
        return [], [all_of.is_hidden, adults.is_hidden]
    answered = study.n - read_release(out).shares[ALL, frozenset()].n_unknown
    of_adults = [int(is_adult.sum()) - unknown for unknown in (1, 2)]
    off, off_adults = all_of.digits / 2, adults.digits / 2
    least = (all_of.value - off) * answered - (adults.value + off_adults) * max(of_adults)
    most = (all_of.value + off) * answered - (adults.value - off_adults) * min(of_adults)
    together = (p["days"][children] / PERIOD).sum()
    assert least - 1e-6 <= together <= most + 1e-6
    each = min(most, 1.0) - max(least - (len(children) - 1), 0.0)
    return [*(children if each < HALF else ())], [False, False]


@pytest.mark.few(1)
@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_days_follow_where_the_weight_of_one_side_is_kept_back(days, seed, tmp_path):
    with STOCKS_OF_SIZES_AS_RELEASED():
        assert by_measures_of_who_answered(seed, days, tmp_path)[0]


@pytest.mark.few(1)
@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_and_do_not_where_it_is_reckoned_with(days, seed, tmp_path):
    assert by_measures_of_who_answered(seed, days, tmp_path) == ([], [False, True])


def test_where_days_are_neither_both_stay_there_too(tmp_path):
    assert by_measures_of_who_answered(2, "any", tmp_path) == ([], [False, False])
