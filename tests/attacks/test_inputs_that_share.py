"""Two inputs of one study that have most persons in common: who is in one alone is not told."""

import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.inputs_that_share import inputs_that_share, numbers_of_few
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_two
from tests.attacks.scenarios import public_file
from tests.attacks.switched_off import INPUTS_BY_THEMSELVES
from tests.attacks.truth import truth_of
from tests.attacks.two_inputs import MEASURE, STRICT, drawn_two, numbered_alike

EVERYBODY = frozenset()


def evidence_of(two, folder):
    release = read_release(release_two(two, folder))
    return Evidence((release,), public_file(two.study), (*two.late, *two.early), two.there)


def named(two, folder):
    evidence = evidence_of(two, folder)
    right, wrong = judged(inputs_that_share(evidence), truth_of(two.study))
    assert wrong == []
    return right


def shown(evidence):
    """Measures of which the figure of everybody is shown."""
    (release,) = evidence.releases
    return {
        name
        for (name, group), one in release.shares.items()
        if group == EVERYBODY and not one.is_hidden
    }


SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3, 4)))


@pytest.mark.parametrize("seed", SEEDS)
def test_three_cases_are_named_where_inputs_are_judged_by_themselves(seed, tmp_path):
    with INPUTS_BY_THEMSELVES():
        assert len(named(drawn_two(seed, 3, cases=3, by=()), tmp_path)) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_and_nobody_where_they_are_judged_together(seed, tmp_path):
    two = drawn_two(seed, 3, cases=3, by=())
    evidence = evidence_of(two, tmp_path)
    assert inputs_that_share(evidence) == [*numbers_of_few(evidence)] == []
    assert MEASURE in shown(evidence)


@pytest.mark.few(1)
@pytest.mark.parametrize("cases", [0, 1])
def test_whether_the_one_who_is_in_one_alone_is_a_case_is_not_told(cases, tmp_path):
    """By itself the second figure is shown where she is none, and hidden where she is one."""
    two = drawn_two(0, 1, cases=cases, by=())
    with INPUTS_BY_THEMSELVES():
        assert (STRICT in shown(evidence_of(two, tmp_path / "off"))) is (cases == 0)
    assert shown(evidence_of(two, tmp_path / "on")) == {MEASURE}


@pytest.mark.slow
def test_where_more_are_in_one_alone_both_are_shown(tmp_path):
    """A protection that hides everything would pass the tests above."""
    assert shown(evidence_of(drawn_two(1, 30, cases=8, by=()), tmp_path)) == {MEASURE, STRICT}


@pytest.mark.slow
def test_two_samples_that_number_their_persons_alike_are_released_as_before(tmp_path):
    two = numbered_alike(drawn_two(0, 3, by=()))
    with INPUTS_BY_THEMSELVES():
        before = release_two(two, tmp_path / "off")
    now = release_two(two, tmp_path / "on")
    assert (now / "estimates.json").read_bytes() == (before / "estimates.json").read_bytes()
