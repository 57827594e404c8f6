"""What follows from regions that lie in areas, or that have other names in a second release."""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.recoded import areas_of_regions, by_places, with_places
from tests.attacks.scenarios import on_stage
from tests.attacks.studies import drawn_study
from tests.attacks.sums import by_sums
from tests.attacks.switched_off import CODES_THAT_LIE_APART, OTHER_CODES_ARE_OTHER_PERSONS
from tests.attacks.truth import truth_of

ONE_WAY = ("region", "area*region")


def plain(seed, by):
    drawn = drawn_study(seed, 600)
    return replace(drawn, by=by, tables=False, differences=False, numbers=False)


def told(study, releases, parts):
    """Counts of regions that are kept back, and follow."""
    evidence = Evidence(releases, parts={"region": parts})
    found = [
        claim
        for claim in by_sums(evidence)
        if not any(("region", code) in claim.group for code in parts)
    ]
    right, wrong = judged(found, truth_of(study))
    assert wrong == []
    return right


def one_release(study, folder):
    release = on_stage(study, folder).first
    rest = tuple(str(code) for code in range(3, study.persons["region"].max() + 1))
    areas = by_places(release, "area", lambda code: f"area {code}")
    return told(study, (areas,), {"area 1": ("1", "2"), "area 2": rest})


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", [9, 14])
def test_regions_that_make_up_an_area_do_not_give_each_other_back(tmp_path, seed):
    study = areas_of_regions(plain(seed, ("region", "area")))
    assert one_release(study, tmp_path) == []


def test_they_do_where_codes_are_taken_to_lie_apart(tmp_path):
    with CODES_THAT_LIE_APART():
        assert one_release(areas_of_regions(plain(9, ("region", "area"))), tmp_path)


def renamed(study):
    regions = study.persons["region"]
    names = np.random.default_rng(study.seed).permutation(regions.max())
    back = {str(11 + name): str(place + 1) for place, name in enumerate(names)}
    return with_places(study, 11 + names[regions - 1]), back.get, {}


def put_together(study):
    regions = study.persons["region"]
    last = regions.max()
    both = {"both": (str(last - 1), str(last))}

    def back(code):
        place = int(code) - 20
        return str(place) if place < last - 1 else "both"

    return with_places(study, 20 + np.minimum(regions, last - 1)), back, both


def two_releases(study, again, folder):
    stage = on_stage(study, folder)
    later, back, parts = again(study)
    second = by_places(stage.with_ledger(later, "later"), "region", back)
    return told(study, (stage.first, second), parts)


@pytest.mark.few(1)
@pytest.mark.parametrize("again", [renamed, put_together])
def test_regions_under_other_names_give_nothing_back(tmp_path, again):
    assert two_releases(plain(3, ONE_WAY), again, tmp_path) == []


@pytest.mark.few(1)
@pytest.mark.parametrize("again", [renamed, put_together])
def test_they_do_where_other_codes_are_taken_for_other_persons(tmp_path, again):
    with OTHER_CODES_ARE_OTHER_PERSONS():
        assert two_releases(plain(3, ONE_WAY), again, tmp_path)
