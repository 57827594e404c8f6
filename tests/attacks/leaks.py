"""What releases of a study tell that should not be told: every attack, less what is not defended.

Left out is what the page on threats says is not defended: a total that somebody else publishes, a
reader of a release that the ledger does not know, that none of those who left was a case, and that
nobody of a group is one. What files beside `estimates.json` print is held to it number for number:
see `written`, and `test_written` for what it finds where something is planted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.attacks.catalogue import ATTACKS, ONE, WEIGHTS
from tests.attacks.claims import Claim, Count, Everybody, Person, judged
from tests.attacks.evidence import Evidence
from tests.attacks.known_no import WORKING
from tests.attacks.reading import Release
from tests.attacks.scenarios import SCENARIOS, Scene, Stage
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
    "one for another, ledger, hidden",
    "one corrected, ledger",
    "one moved, ledger, hidden",
    WEIGHTS,
    "one leaves, weights change, ledger, hidden",
    "one comes back, ledger, hidden",
)
"""What may become of a survey whose ledger is at hand, and is released again."""
AGES = tuple(frozenset({("age", code)}) for code in ("5-17", "5-14", "5-11", "12-14", "15-17"))
MANY = 25
"""Cases of an age from which two measures that are one there are taken to be so by definition."""

type Leak = tuple[str, Claim]
"""The attack, on which scenario, and what it claims rightly."""


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


def leaks_of(scene: Scene, scenario: str) -> Iterator[Leak]:
    """Whatever some attack tells that should not be told."""
    known = known_before(scene) if scenario == ANOTHER_BY else set()
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
                yield f"{attack.name}, {scenario}", claim


def scene_of(stage: Stage, scenario: str) -> Scene:
    """The releases of a scenario, which has to come about."""
    scene = SCENARIOS[scenario](stage)
    assert scene is not None
    return scene


def told_in_all_files(stage: Stage, scenes: Sequence[Scene]) -> list[str]:
    """Numbers in any file of any release that its `estimates.json` has not."""
    releases = {stage.first.folder: None}
    releases |= {one.folder: None for scene in scenes for one in scene.evidence.releases}
    return [line for folder in releases if folder is not None for line in told_in_files(folder)]


def told_of(stage: Stage, scenarios: Sequence[str] = (ONE,)) -> list[str]:
    """The leaks of a study over some scenarios, and those of its files, as sentences."""
    scenes = {name: scene_of(stage, name) for name in scenarios}
    claims = [leak for name, scene in scenes.items() for leak in leaks_of(scene, name)]
    told = [f"{attack}: {claim.said()}" for attack, claim in claims]
    return [*told, *told_in_all_files(stage, [*scenes.values()])]
