"""What must hold: of random small studies nothing that is kept back is told, whoever reads them.

See `leaks` for what is left out, and `leaks_main` for the same of a hundred studies.
"""

import pytest

from tests.attacks.catalogue import ONE
from tests.attacks.claims import judged
from tests.attacks.leaks import ANOTHER_BY, BY_LEDGER, told_of
from tests.attacks.scenarios import SCENARIOS, on_stage
from tests.attacks.studies import drawn_study
from tests.attacks.sums import by_sums


def told(seed, most, folder, scenarios):
    return told_of(on_stage(drawn_study(seed, most), folder), scenarios)


@pytest.mark.parametrize(
    "seed", [8, 24, 25, *(pytest.param(seed, marks=pytest.mark.proof) for seed in (30, 41))]
)
def test_one_release_tells_nothing(tmp_path, seed):
    assert told(seed, 350, tmp_path, (ONE,)) == []


@pytest.mark.parametrize(
    ("seed", "scenarios"),
    [
        (25, ("one leaves, ledger, hidden",)),
        pytest.param(41, (ANOTHER_BY, "one leaves, ledger, hidden"), marks=pytest.mark.slow),
    ],
)
def test_two_releases_that_the_ledger_knows_tell_nothing(tmp_path, seed, scenarios):
    assert told(seed, 400, tmp_path, scenarios) == []


def told_by_a_published_total(scene):
    of_the_total = {count.what for count in scene.evidence.outside}
    return [
        claim.said()
        for claim in judged(by_sums(scene.evidence), scene.truth)[0]
        if claim.what not in of_the_total
    ]


def test_a_total_published_elsewhere_tells_nothing_more_once_the_study_names_it(tmp_path):
    stage = on_stage(drawn_study(8, 400), tmp_path)
    assert told_by_a_published_total(SCENARIOS["one release, a total published elsewhere"](stage))
    scene = SCENARIOS["one release, a total that the study names"](stage)
    assert scene is not None
    assert told_by_a_published_total(scene) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50, 70))
def test_no_release_tells_anything(tmp_path, seed):
    assert told(seed, 500, tmp_path, (ONE, *BY_LEDGER[seed % 6 :: 6])) == []
