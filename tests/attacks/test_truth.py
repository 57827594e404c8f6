"""The truth that claims are judged by is what the program counts when nothing is hidden."""

from dataclasses import replace

import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.studies import drawn_study
from tests.attacks.truth import truth_of

ALL = ("child_labour/sdg_8_7_1", "child_labour/mics6_pr34", "child_labour/mics6_tables")
STRICT = ("child_labour/sdg_8_7_1:strict", "child_labour/mics6_pr34:strict")


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("seed", "definitions", "tables"), [(1, STRICT, False), (4, ALL, False), (7, ALL, True)]
)
def test_counts_are_those_of_a_release_that_hides_nothing(tmp_path, seed, definitions, tables):
    study = replace(
        drawn_study(seed, 500),
        definitions=definitions,
        by=("sex", "region*age"),
        tables=tables,
        numbers=False,
        minimum_cases=1,
        minimum_respondents=0,
    )
    found, truth = read_release(release(study, tmp_path)), truth_of(study)
    assert len(found.shares) > 100
    assert not found.hidden
    for (name, group), figure in found.shares.items():
        counted = {kind: truth.count(kind, name, group) for kind in ("asked", "cases", "unknown")}
        assert counted == {
            "asked": figure.asked,
            "cases": figure.n_cases,
            "unknown": figure.unknown,
        }, (name, group)


def test_both_ways_of_skipping_hazards_are_among_the_studies():
    drawn = [drawn_study(seed, 400) for seed in range(30)]
    assert {study.skip for study in drawn} == {"empty", "coded"}
    assert {study.weights for study in drawn} == {"equal", "stratum", "cluster", "person", "heavy"}
    assert any(study.tables for study in drawn)
    assert any(study.numbers for study in drawn)
    assert any(study.differences for study in drawn)
    assert all(300 <= study.n <= 400 for study in drawn)
