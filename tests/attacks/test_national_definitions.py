"""A national definition beside the standard that it extends told how many are cases of one alone.

It is in a folder named after the country, and was taken for one of another subject: nobody asked
what the one counts more than the other, nor who left between releases by the two; and that both
count the same at some ages was not known.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.national_definitions import MEASURES, drawn, more, told, truth, write
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_written
from tests.attacks.studies import without
from tests.attacks.switched_off import NATIONAL_DEFINITIONS_APART, NATIONAL_READINGS_APART

TOLD = (
    2,
    pytest.param(3, marks=pytest.mark.slow),
    *(pytest.param(seed, marks=pytest.mark.proof) for seed in (1, 5, 6)),
)
SEEDS = (*TOLD, pytest.param(4, marks=pytest.mark.proof))
OF_AGES = (2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (4, 8)))
"""Those of eight studies of which both counts of one age are not hidden anyhow."""


def cases(study, folder):
    write(study, folder)
    return {
        (one.name, frozenset(one.group)): one.n_cases
        for one in read_release(release_written(folder)).figures
        if one.statistic == "proportion" and one.name in MEASURES
    }


def by(study, measure):
    return replace(study, measures=(measure,), definitions=(MEASURES[measure],))


def together(study, folder):
    return cases(study, folder)


def one_after_the_other(study, folder):
    return {
        one: n for name in MEASURES for one, n in cases(by(study, name), folder).items()
    }  # fmt: skip


def the_country_first(study, folder):
    return {
        one: n for name in reversed(MEASURES) for one, n in cases(by(study, name), folder).items()
    }


WAYS = (together, one_after_the_other, the_country_first)


def few_more(seed, way, folder):
    """Groups of which one or two children follow, and how many groups are shown by both."""
    study = drawn(seed, 1 + seed % 2, ("age", "sex"))
    found = more(way(study, folder))
    first, second = MEASURES
    assert all(n == truth(study, second, g) - truth(study, first, g) for g, n in found.items())
    return [group for group, n in found.items() if n in (1, 2)], len(found)


@pytest.mark.few(1)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", TOLD)
def test_one_or_two_whom_the_country_alone_counts_follow(seed, way, tmp_path):
    with NATIONAL_DEFINITIONS_APART():
        few, _ = few_more(seed, way, tmp_path / "study")
    assert few


@pytest.mark.few(1)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_it_is_known_what_a_national_definition_extends(seed, way, tmp_path):
    few, _ = few_more(seed, way, tmp_path / "study")
    assert few == []


def test_where_the_country_counts_many_more_both_are_shown(tmp_path):
    """A protection that hides everything would pass the test above."""
    found = more(together(drawn(2, 12, ("sex",)), tmp_path / "study"))
    assert found[frozenset()] == 12


def hidden_that_follow(seed, way, folder):
    """Hidden counts that follow by what is one at 5 to 14, and how many are shown."""
    study = drawn(seed, 4, ("age", "sex", "sex*age"))
    counts = way(study, folder)
    found = told(counts)
    assert all(n == truth(study, *one) for one, n in found.items())
    return found, sum(n is not None for n in counts.values())


@pytest.mark.few(1)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", OF_AGES)
def test_hidden_counts_follow_from_ages_at_which_both_are_one(seed, way, tmp_path):
    with NATIONAL_READINGS_APART():
        found, _ = hidden_that_follow(seed, way, tmp_path / "study")
    assert any(n in (1, 2) for n in found.values())


@pytest.mark.few(1)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", [*OF_AGES, pytest.param(3, marks=pytest.mark.proof)])
def test_and_do_not_where_persons_are_asked_at_which_ages_they_are(seed, way, tmp_path):
    found, shown = hidden_that_follow(seed, way, tmp_path / "study")
    assert found == {}
    assert shown > 0


def who_left(seed, order, folder, others=0):
    """The cases of everybody, before three of them and some others left, and after."""
    study = drawn(seed, 0, ())
    works = np.flatnonzero(study.persons["activity"] == 1)
    idle = np.flatnonzero(study.persons["activity"] == 2)
    young = works[study.persons["age"][works] < 15]
    leaving = [*young[:3].tolist(), *idle[:others].tolist()]
    found = []
    for name, of in zip(order, (study, without(study, leaving)), strict=True):
        found.append(cases(by(of, name), folder)[name, frozenset()])
    return found


@pytest.mark.few(1)
@pytest.mark.parametrize("order", [tuple(MEASURES), tuple(reversed(MEASURES))])
@pytest.mark.parametrize("seed", SEEDS)
def test_three_who_left_are_named_by_a_release_by_the_other_text(seed, order, tmp_path):
    with NATIONAL_DEFINITIONS_APART():
        before, after = who_left(seed, order, tmp_path / "study")
    assert before - after == 3


@pytest.mark.few(1)
@pytest.mark.parametrize("order", [tuple(MEASURES), tuple(reversed(MEASURES))])
@pytest.mark.parametrize("seed", SEEDS)
def test_and_are_not_where_both_are_known_to_be_of_one_subject(seed, order, tmp_path):
    before, after = who_left(seed, order, tmp_path / "study")
    assert before is not None
    assert after is None


@pytest.mark.slow
@pytest.mark.parametrize("order", [tuple(MEASURES), tuple(reversed(MEASURES))])
def test_where_many_others_left_with_them_both_are_shown(order, tmp_path):
    assert None not in who_left(2, order, tmp_path / "study", others=30)
