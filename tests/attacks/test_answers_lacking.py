"""Two answers that are lacking told of a number of unknowns that it is two, one each; not now."""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.studies import UNKNOWN, Study, children_of_ten
from tests.attacks.switched_off import ANSWERS_LACKING_NAMED

MEASURE = "child_labour_mics_pr34"
KEPT_BACK = (1, 2)
LACKING = (("loads",), ("loads", "loads"), ("loads", "tools"))


def drawn(lacking):
    """150 children of fifteen; of those at work half carry loads, and some gave no answer."""
    rng = np.random.default_rng([108, len(lacking)])
    n = 150
    works = rng.random(n) < 0.4
    ones = np.ones(n, dtype=int)
    persons = children_of_ten(
        works, np.full(n, 100.0), ones, stratum=ones, cluster=np.arange(n) // 8, region=ones
    )
    at_work = rng.permutation(np.flatnonzero(works))
    cases, others = np.split(at_work, [len(at_work) // 2])
    persons |= {"age": np.full(n, 15), "hours": np.where(works, 20, -1)}
    persons["loads"][cases] = 1
    for row, name in zip(others, lacking, strict=False):
        persons[name][row] = UNKNOWN
    study = Study(0, persons, "equal", (), ("child_labour/mics6_pr34",))
    return replace(study, measures=(MEASURE,))


def told(folder):
    """Numbers of unknown answers that there can be: each lacks one of those that are named."""
    found = read_release(folder)
    assert found.shares[MEASURE, frozenset()].hides_unknown
    named = found.said["diagnostics"]["undetermined"].get(MEASURE, {})
    return {number for number in KEPT_BACK if number >= len(named)}


@pytest.mark.parametrize("lacking", LACKING)
def test_which_answers_are_lacking_tells_no_number_that_is_kept_back(tmp_path, lacking):
    assert told(release(drawn(lacking), tmp_path)) == {1, 2}


@pytest.mark.parametrize("lacking", LACKING)
def test_it_is_told_where_each_answer_is_named(tmp_path, lacking):
    with ANSWERS_LACKING_NAMED():
        found = told(release(drawn(lacking), tmp_path))
    assert found == ({2} if len(set(lacking)) == 2 else {1, 2})
