"""Does every line of a rule, and every limit, decide a case? Definitions are found by walking.

Each small mistake that could stand in a rule or a limit is made, one at a time, and a case of
`cases.csv` must come out otherwise, if need be under one of the conditions of
`tests/mutation/other_conditions.toml`. One that no case can notice is listed in
`accepted_rule_mutants.toml`, with the reason. `test_editions.py` holds the dates.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from measure87.define import list_definitions
from measure87.define.cases import read_cases
from tests.mutation.definitions import (
    Mutant,
    loaded,
    mutants_of_limits,
    mutants_of_module,
    own_modules,
    shared_modules,
)
from tests.mutation.noticing import CONDITIONS, condition, is_noticed

pytestmark = pytest.mark.usefixtures("each_expression_once")

IDS = list_definitions()
SHARED = shared_modules()
GROUPS = tomllib.loads(Path(__file__).with_name("accepted_rule_mutants.toml").read_text("utf-8"))[
    "accepted"
]
ACCEPTED = {(group["file"], key) for group in GROUPS for key in group["mutants"]}
EACH_TIME = 12
"""Every so many mutants one is tried each time, two more with the slow tests, the others in the
proof."""


def _own_mutants(identity: str) -> Iterator[Mutant]:
    for module in own_modules(identity):
        yield from mutants_of_module(module)
    yield from mutants_of_limits(identity)


def _unnoticed(mutants: Iterable[Mutant], *identities: str) -> list[str]:
    """Those that change no case of any of some definitions and were not accepted."""
    return [
        f"{mutant.file}, line {mutant.change.line}: {mutant.key}"
        for mutant in mutants
        if (mutant.file, mutant.key) not in ACCEPTED
        and not any(is_noticed(mutant, identity) for identity in identities)
    ]


@pytest.mark.parametrize("identity", IDS)
def test_a_rule_that_is_turned_changes_a_case(identity):
    assert not _unnoticed(islice(_own_mutants(identity), 0, None, EACH_TIME), identity)


@pytest.mark.slow
@pytest.mark.parametrize("identity", IDS)
@pytest.mark.parametrize(
    "which",
    [
        pytest.param({4, 8}, id="two"),
        pytest.param({*range(1, EACH_TIME)} - {4, 8}, id="rest", marks=pytest.mark.proof),
    ],
)
def test_every_other_rule_that_is_turned_changes_a_case(identity, which):
    others = (m for number, m in enumerate(_own_mutants(identity)) if number % EACH_TIME in which)
    assert not _unnoticed(others, identity)


@pytest.mark.parametrize("module", SHARED)
def test_a_step_that_several_definitions_share_changes_a_case_of_one_of_them(module):
    assert not _unnoticed(mutants_of_module(module), *SHARED[module])


@pytest.mark.parametrize("every", [48, pytest.param(6, marks=pytest.mark.proof)])
@pytest.mark.parametrize("identity", IDS)
def test_a_text_that_is_not_changed_changes_no_case(identity, every):
    """So that a mutant is noticed for what it changes, and not for how it is run."""
    one_of_place = {(m.file, m.place): m for m in _own_mutants(identity)}
    for mutant in list(one_of_place.values())[::every]:
        same = replace(mutant.change, after=mutant.change.before)
        assert not is_noticed(replace(mutant, change=same), identity), mutant.place


@pytest.mark.parametrize("told", CONDITIONS, ids=lambda told: told["shows"])
def test_cases_come_to_the_same_under_another_condition(told):
    cases = read_cases(loaded(told["definition"], None).cases, told["definition"])
    rows = (*cases.persons, *cases.jobs, *cases.circumstances)
    other = condition(told)
    assert set(told.get("cases", ())) <= set(cases.stories)
    assert set(told.get("lacks", ())) <= {"jobs", "circumstances"}.union(*rows)
    expected = set().union(*other.expected.values())
    assert expected
    assert set(told.get("cases", ())) <= expected
    assert not other.is_wrong(loaded(told["definition"], other.reading))


def test_every_accepted_mutant_can_be_made_and_has_a_reason():
    made = {(m.file, m.key) for identity in IDS for m in _own_mutants(identity)}
    made |= {(m.file, m.key) for module in SHARED for m in mutants_of_module(module)}
    assert not ACCEPTED - made
    assert all(len(group["reason"]) > 20 for group in GROUPS)
    assert len(ACCEPTED) == sum(len(group["mutants"]) for group in GROUPS)
