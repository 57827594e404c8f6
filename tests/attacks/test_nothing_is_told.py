"""What must hold: of random small studies nothing that is kept back is told, whoever reads them.

Left out is what the page on threats says is not defended: a total that somebody else publishes, a
reader of a release that the ledger does not know, that none of those who left was a case, and that
nobody of a group is one. What files beside `estimates.json` print is held to it number for number:
see `written`, and `test_written` for what it finds where something is planted.
"""

from dataclasses import replace

import pytest

from tests.attacks.catalogue import ATTACKS, ONE
from tests.attacks.claims import Claim, Count, Everybody, Person, judged
from tests.attacks.evidence import Evidence
from tests.attacks.known_no import WORKING
from tests.attacks.reading import Release
from tests.attacks.scenarios import SCENARIOS, Scene, on_stage
from tests.attacks.studies import drawn_study
from tests.attacks.sums import by_sums
from tests.attacks.truth import YES, Truth
from tests.attacks.written import told_in_files

ANOTHER_BY = "another by, ledger"
FEW_LEFT_MANY = "five leave, ledger"
BY_LEDGER = (
    ANOTHER_BY,
    "one leaves, ledger, hidden",
    "one leaves, another by, ledger, hidden",
    "two leave, ledger, hidden",
    "one comes, ledger, hidden",
    FEW_LEFT_MANY,
)
AGES = tuple(frozenset({("age", code)}) for code in ("5-17", "5-14", "5-11", "12-14", "15-17"))
MANY = 25
"""Cases of an age from which two measures that are one there are taken to be so by definition."""


def is_by_definition(claim: Claim, truth: Truth) -> bool:
    """Two measures that are one for an age: any work of a child of 5 to 11 is child labour.

    What holds for an age holds for the ages within it.
    """
    if not isinstance(claim, Everybody) or claim.among is None:
        return False
    inside = truth.inside(pair for pair in claim.group if pair[0] == "age")
    return any(
        not (inside & ~truth.inside(age)).any()
        and truth.count("cases", claim.measure, age) >= MANY
        and truth.count("cases", claim.measure, age) == truth.count("cases", claim.among, age)
        for age in AGES
    )


def is_of_nobody(claim: Claim, truth: Truth) -> bool:
    """How many are no cases where nobody is one, and everybody answered: no case is no person."""
    if not isinstance(claim, Count) or claim.kind != "others":
        return False
    return not any(truth.count(kind, claim.measure, claim.group) for kind in ("cases", "unknown"))


def is_not_released(claim: Claim, releases: tuple[Release, ...]) -> bool:
    """Children at work where no figure of them is released: then none is kept back."""
    released = any(WORKING in one.measures for one in releases)
    return isinstance(claim, Count) and claim.measure == WORKING and not released


def known_before(scene: Scene) -> set[object]:
    """What the releases before the last one tell of the groups that it lists.

    Nothing that is hidden now can undo that; the warning `known-from-earlier` says it.
    """
    *before, last = scene.evidence.releases
    silent = tuple(
        replace(
            one, flags=frozenset({"suppressed"}), n=None, n_cases=None, n_unknown=None, value=None
        )
        for one in last.figures
    )
    evidence = Evidence((*before, replace(last, figures=silent, said={})), scene.evidence.public)
    return {claim.what for claim in by_sums(evidence)}


def told(scene: Scene, scenario: str) -> list[str]:
    """Whatever was told that should not be, as sentences."""
    known = known_before(scene) if scenario == ANOTHER_BY else set()
    found = []
    for attack in (one for one in ATTACKS if one.scenario == scenario):
        for claim in judged(attack.find(scene.evidence), scene.truth)[0]:
            left_and_no_case = scenario == FEW_LEFT_MANY and (
                isinstance(claim, Person) and claim.status != YES
            )
            if not (
                is_by_definition(claim, scene.truth)
                or is_of_nobody(claim, scene.truth)
                or is_not_released(claim, scene.evidence.releases)
                or left_and_no_case
                or claim.what in known
            ):
                found.append(f"{attack.name}, {scenario}: {claim.said()}")
    return found


def told_of(seed, most, folder, scenarios):
    """The same of a study that is drawn, over some scenarios; each has to come about."""
    stage = on_stage(drawn_study(seed, most), folder)
    found = told_in_files(stage.first.folder)
    for name in scenarios:
        scene = SCENARIOS[name](stage)
        assert scene is not None
        found += told(scene, name)
        for folder in {one.folder for one in scene.evidence.releases} - {stage.first.folder}:
            found += told_in_files(folder)
    return found


@pytest.mark.parametrize(
    "seed", [8, 24, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (25, 30, 41))]
)
def test_one_release_tells_nothing(tmp_path, seed):
    assert told_of(seed, 350, tmp_path, (ONE,)) == []


@pytest.mark.parametrize(
    ("seed", "scenarios"),
    [
        (25, ("one leaves, ledger, hidden",)),
        pytest.param(41, (ANOTHER_BY, "one leaves, ledger, hidden"), marks=pytest.mark.slow),
    ],
)
def test_two_releases_that_the_ledger_knows_tell_nothing(tmp_path, seed, scenarios):
    assert told_of(seed, 400, tmp_path, scenarios) == []


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
    assert told_of(seed, 500, tmp_path, (ONE, *BY_LEDGER[seed % 3 :: 3])) == []
