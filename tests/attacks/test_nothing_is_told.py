"""What must hold: of random small studies nothing that is kept back is told, whoever reads them.

Left out is what the page on threats says is not defended: a total that somebody else publishes, a
reader of a release that the ledger does not know, that none of those who left was a case, and that
nobody of a group is one.
"""

import pytest

from tests.attacks.__main__ import Tally
from tests.attacks.catalogue import ONE
from tests.attacks.claims import Claim, Count, Everybody, Person, is_of_few
from tests.attacks.known_no import WORKING
from tests.attacks.studies import drawn_study
from tests.attacks.test_scenarios import attacked
from tests.attacks.truth import YES, Truth, truth_of

BY_LEDGER = (
    "another by, ledger",
    "one leaves, ledger, hidden",
    "one leaves, another by, ledger, hidden",
    "two leave, ledger, hidden",
    "one comes, ledger, hidden",
    "five leave, ledger",
)
FEW_LEFT_MANY = "five leave, ledger"
ANOTHER_BY = "another by, ledger"
"""Counts of three or more that shown ones of former releases add up to stay known when a later one
keeps them back: its warning `known-from-earlier` says so. Of one or two none may be told."""


def is_by_definition(claim: Claim) -> bool:
    """Two measures that are one at an age: any work of a child of 5 to 11 is child labour."""
    return (
        isinstance(claim, Everybody)
        and claim.among is not None
        and "age" in {name for name, _ in claim.group}
    )


def is_of_nobody(claim: Claim, truth: Truth) -> bool:
    """How many are no cases where nobody is one, and everybody answered: no case is no person."""
    if not isinstance(claim, Count) or claim.kind != "others":
        return False
    return not any(truth.count(kind, claim.measure, claim.group) for kind in ("cases", "unknown"))


def is_not_released(claim: Claim, seed: int, most: int) -> bool:
    """Children at work where no figure of them is released: then none is kept back."""
    tables = any("mics6_tables" in one for one in drawn_study(seed, most).definitions)
    return isinstance(claim, Count) and claim.measure == WORKING and not tables


def told(tallies: list[Tally], seed: int, most: int) -> list[str]:
    """Whatever was told that should not be, as sentences."""
    found, truth = [], truth_of(drawn_study(seed, most))
    for tally in tallies:
        for claim in tally.told:
            is_no_case = isinstance(claim, Person) and claim.status != YES
            if is_by_definition(claim) or is_of_nobody(claim, truth):
                continue
            if is_not_released(claim, seed, most):
                continue
            if tally.attack.scenario == ANOTHER_BY and not is_of_few(claim):
                continue
            if tally.attack.scenario == FEW_LEFT_MANY and is_no_case:
                continue
            found.append(f"{tally.attack.name}, {tally.attack.scenario}: {claim.said()}")
    return found


@pytest.mark.parametrize("seed", [8, 24, 25, 30, 41])
def test_one_release_tells_nothing(tmp_path, seed):
    tallies = attacked((seed,), tmp_path, 350, (ONE,))
    assert sum(tally.with_stakes for tally in tallies) > 0
    assert told(tallies, seed, 350) == []


def test_two_releases_that_the_ledger_knows_tell_nothing(tmp_path):
    tallies = attacked((41,), tmp_path, 400, ("another by, ledger", "one leaves, ledger, hidden"))
    assert all(tally.tried for tally in tallies)
    assert told(tallies, 41, 400) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50, 70))
def test_no_release_tells_anything(tmp_path, seed):
    tallies = attacked((seed,), tmp_path, 500, (ONE, *BY_LEDGER[seed % 3 :: 3]))
    assert told(tallies, seed, 500) == []
