"""Of one whose answers were corrected two releases told that she is no case, or works; not now.

The reader knows who she is, and that nothing else has changed. Whoever works is asked whether she
carries heavy loads; five did not say. In the second edition one of them has an answer.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.studies import UNKNOWN, Study, children_of_ten
from tests.attacks.switched_off import (
    CASES_BESIDE_HIDDEN_UNKNOWN,
    CORRECTED_ANSWERS_TOLD,
    MOVES_OF_MEASURES_APART,
)

YES, NO = 1, 2
MEASURE = "child_labour_mics_pr34"
LOADS = "persons.heavy_loads"
OF_LOADS, OF_WORK = "child_labour/mics6_pr34", "child_labour/sdg_8_7_1"
SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 9)))


def of_one_weight(rng, works):
    """Children of one weight and stratum, each a cluster of her own, of whom some work."""
    n, ones = len(works), np.ones(len(works), dtype=int)
    return children_of_ten(
        works,
        np.full(n, 100.0),
        rng.integers(1, 3, n),
        stratum=ones,
        cluster=np.arange(n),
        region=ones,
    )


def drawn(seed, definition):
    """120 children of thirteen, of whom two in five work, and which of them is corrected."""
    rng = np.random.default_rng([109, seed])
    n = 120
    works = rng.random(n) < 0.4
    persons = of_one_weight(rng, works)
    loads = np.where(works, rng.integers(1, 3, n), -1)
    silent = rng.permutation(np.flatnonzero(works))[:5]
    loads[silent] = UNKNOWN
    persons |= {"age": np.full(n, 13), "hours": np.where(works, 10, -1), "loads": loads}
    return Study(seed, persons, "equal", ("sex",), (definition,)), silent[0]


def answering(study, who, answer):
    """The study where she has this answer."""
    loads = study.persons["loads"].copy()
    loads[who] = answer
    return replace(study, persons={**study.persons, "loads": loads})


def two_releases(folder, seed, definition, then, now):
    study, who = drawn(seed, definition)
    return [
        read_release(release(answering(study, who, answer), folder), k)
        for k, answer in enumerate((then, now))
    ]


def told(then, now):
    """What the two say of her."""
    found = set()
    for key, figure in now.shares.items():
        before = then.shares[key]
        if before.unknown is None or figure.unknown is None or before.n_cases != figure.n_cases:
            continue
        more = figure.unknown - before.unknown
        found |= {-1: {"is no case"}, 1: {"was no case"}}.get(more, set())
    silent = [
        one.said["diagnostics"]["mapping"]["children"]["unknown"].get(LOADS, 0)
        for one in (then, now)
    ]
    if all(isinstance(number, int) for number in silent) and silent[0] != silent[1]:
        found.add("works")
    return found


ALL = (
    (OF_LOADS, UNKNOWN, NO, {"is no case", "works"}),
    (OF_LOADS, NO, UNKNOWN, {"was no case", "works"}),
    (OF_WORK, UNKNOWN, NO, {"works"}),
    (OF_WORK, UNKNOWN, YES, {"works"}),
)


@pytest.mark.few(2)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("definition", "before", "after", "_"), ALL)
def test_nothing_is_told_of_whose_answers_were_corrected(
    seed, definition, before, after, _, tmp_path
):
    then, now = two_releases(tmp_path, seed, definition, before, after)
    assert told(then, now) == set()


@pytest.mark.few(2)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("definition", "before", "after", "what"), ALL)
def test_it_is_where_missing_answers_are_not_compared(
    seed, definition, before, after, what, tmp_path
):
    with CORRECTED_ANSWERS_TOLD():
        then, now = two_releases(tmp_path, seed, definition, before, after)
    assert told(then, now) == what


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_back_does_not_tell_which_answer_she_has(seed, tmp_path):
    said = []
    for answer in (YES, NO):
        folder = tmp_path / str(answer)
        _, now = two_releases(folder, seed, OF_LOADS, UNKNOWN, answer)
        said.append({name: part for name, part in now.said.items() if name != "provenance"})
    assert json.dumps(said[0], sort_keys=True) == json.dumps(said[1], sort_keys=True)
    assert any(figure["name"] == MEASURE for figure in said[0]["estimates"])


READINGS = (OF_WORK, f"{OF_WORK}:strict")


def taken_back(seed, reading, cases, folder):
    """Two editions: one or two gave no answer, and in the second four more, some of them cases."""
    rng = np.random.default_rng([1099, seed])
    n = int(rng.integers(150, 260))
    works = rng.random(n) < 0.35
    persons = of_one_weight(rng, works)
    others, at_work = (rng.permutation(np.flatnonzero(one)) for one in (~works, works))
    silent = 1 + seed % 2
    persons["activity"][others[:silent]] = UNKNOWN
    study = Study(seed, persons, "equal", (), (reading,))
    activity = persons["activity"].copy()
    activity[[*at_work[:cases], *others[silent : silent + 4 - cases]]] = UNKNOWN
    second = replace(study, persons={**persons, "activity": activity})
    then, now = (read_release(release(one, folder), k) for k, one in enumerate((study, second)))
    return then, now


def cases_less(then, now):
    """By how many cases each figure has less, where both are shown and how many answered is not."""
    pairs = [(then.shares[key], one) for key, one in now.shares.items()]
    return {
        before.n_cases - one.n_cases
        for before, one in pairs
        if before.hides_unknown and not (before.is_hidden or one.is_hidden)
    }


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("cases", [3, 4])
@pytest.mark.parametrize("seed", SEEDS)
def test_of_four_who_took_their_answers_back_it_is_not_told_that_all_were_cases(
    seed, cases, reading, tmp_path
):
    assert cases_less(*taken_back(seed, reading, cases, tmp_path)) == set()


@pytest.mark.parametrize("cases", [3, 4])
@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_where_the_number_of_unknown_that_was_kept_back_is_not_asked_about(
    seed, cases, tmp_path
):
    with CASES_BESIDE_HIDDEN_UNKNOWN():
        assert cases_less(*taken_back(seed, OF_WORK, cases, tmp_path)) == {cases}


def test_of_four_who_were_no_cases_the_figures_stay(tmp_path):
    assert cases_less(*taken_back(1, OF_WORK, 0, tmp_path)) == {0}


NARROW, WIDE = "child_labour_sdg_a", "child_labour_sdg_b"


def both_taken_back(seed, at_work, by_chores, others, folder):
    """Two editions: in the second some told neither of work nor of chores, who had told of both."""
    rng = np.random.default_rng([2201, seed])
    n = int(rng.integers(150, 260))
    works = rng.random(n) < 0.3
    chores = ~works & (rng.random(n) < 0.3)
    persons = of_one_weight(rng, works)
    persons |= {"chores": np.where(chores, YES, NO), "chores_hours": np.where(chores, 30, -1)}
    silent, (workers, at_home) = (
        rng.permutation(np.flatnonzero(~works & ~chores)),
        (rng.permutation(np.flatnonzero(one)) for one in (works, chores)),
    )
    persons["activity"][silent[:12]] = UNKNOWN
    study = Study(seed, persons, "equal", (), (OF_WORK,))
    gone = [*workers[:at_work], *at_home[:by_chores], *silent[12 : 12 + others]]
    now = {name: column.copy() for name, column in persons.items()}
    for name in ("activity", "chores"):
        now[name][gone] = UNKNOWN
    for name in ("hours", "chores_hours", "loads", "tools"):
        now[name][gone] = -1
    both = (study, replace(study, persons=now))
    return tuple(read_release(release(one, folder), k) for k, one in enumerate(both))


def of_the_wide_alone(then, now):
    """How many of those who took their answers back are cases of the wide measure alone."""
    figures = [one.shares[name, frozenset()] for one in (then, now) for name in (WIDE, NARROW)]
    if any(one.is_hidden for one in figures):
        return None
    wide, narrow, wide_now, narrow_now = (one.n_cases for one in figures)
    return (wide - narrow) - (wide_now - narrow_now)


@pytest.mark.parametrize("alone", [1, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_of_eight_it_is_not_told_that_one_is_a_case_by_the_rest_of_a_measure(seed, alone, tmp_path):
    then, now = both_taken_back(seed, 4 - alone + 1, alone, 3, tmp_path)
    assert of_the_wide_alone(then, now) is None
    assert not now.shares[NARROW, frozenset()].is_hidden


@pytest.mark.parametrize("alone", [1, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_where_measures_are_asked_about_one_by_one(seed, alone, tmp_path):
    with MOVES_OF_MEASURES_APART():
        then, now = both_taken_back(seed, 4 - alone + 1, alone, 3, tmp_path)
    assert of_the_wide_alone(then, now) == alone


def test_where_four_are_by_the_rest_or_nobody_both_figures_stay(tmp_path):
    assert of_the_wide_alone(*both_taken_back(1, 4, 4, 3, tmp_path / "four")) == 4
    assert of_the_wide_alone(*both_taken_back(1, 4, 0, 4, tmp_path / "none")) == 0
