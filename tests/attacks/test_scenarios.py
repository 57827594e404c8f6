"""Real releases of small studies, attacked: what is claimed is true, and swaps leave no trace."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from tests.attacks.__main__ import Tally, attack, main
from tests.attacks.catalogue import ATTACKS, ONE
from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.known_no import WORKING
from tests.attacks.programmes import by_programmes
from tests.attacks.reading import Release
from tests.attacks.releasing import NoReleaseError, release
from tests.attacks.scenarios import (
    SCENARIOS,
    leave_with_ledger,
    on_stage,
    one_comes_with_ledger,
    other_tables_with_ledger,
)
from tests.attacks.studies import drawn_study
from tests.attacks.sums import by_sums, leavers
from tests.attacks.swapped import ANSWERS, differing, swapped, swapped_unseen
from tests.attacks.test_attacks import share
from tests.attacks.truth import NO, YES, Truth


def attacked(seeds, folder, most, scenarios=tuple(SCENARIOS)):
    tallies = [Tally(one) for one in ATTACKS if one.scenario in scenarios]
    for seed in seeds:
        try:
            attack(drawn_study(seed, most), tallies, folder / str(seed))
        except NoReleaseError:
            continue
    return tallies


def test_every_attack_has_a_scenario():
    assert {one.scenario for one in ATTACKS} == set(SCENARIOS)
    assert len({(one.name, one.scenario) for one in ATTACKS}) == len(ATTACKS)


def test_what_is_claimed_of_one_release_is_true(tmp_path):
    tallies = attacked((10, 19), tmp_path, 500, (ONE,))
    assert all(tally.tried == 2 for tally in tallies)
    assert not [claim.said() for tally in tallies for claim in tally.wrong]


@pytest.mark.slow
def test_what_is_claimed_of_all_releases_of_a_study_is_true(tmp_path):
    """But for children at work, of whom some may have given no answer on hazards."""
    tallies = attacked((10,), tmp_path, 400)
    assert sum(tally.tried for tally in tallies) > len(SCENARIOS)
    wrong = [claim for tally in tallies for claim in tally.wrong]
    assert not [claim.said() for claim in wrong if claim.measure != WORKING]


@pytest.mark.proof
def test_what_is_claimed_of_all_releases_is_true(tmp_path):
    """Of more studies, and each scenario comes about."""
    tallies = attacked((3, 7, 8, 10), tmp_path, 400)
    refused = {"one leaves, ledger"}
    tried = [one for one in tallies if one.attack.name != "bytes"]
    assert {one.attack.scenario for one in tried if not one.tried} <= refused
    wrong = [claim for tally in tallies for claim in tally.wrong]
    assert not [claim.said() for claim in wrong if claim.measure != WORKING]
    assert len(wrong) <= sum(len(tally.told) for tally in tallies) / 3


def test_where_one_leaves_and_the_ledger_is_at_hand_the_first_release_stands(tmp_path):
    stage = on_stage(drawn_study(10, 400), tmp_path)
    with pytest.raises(NoReleaseError, match="fewer than 3 persons"):
        leave_with_ledger(stage, 1, hide=False)


FIVE = "five left"


def of_more_studies(*seeds):
    """The slow tier has one study, and twenty in `test_nothing_is_told`; the proof has these."""
    return (pytest.param(seed, marks=pytest.mark.proof) for seed in seeds)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [72, *of_more_studies(24, 25, 26)])
def test_with_the_ledger_at_hand_nobody_is_told_who_left_or_came(tmp_path, seed):
    """But that none of several is a case, or none answered, which is told of every group."""
    stage = on_stage(drawn_study(seed, 500), tmp_path)
    scenes = {
        "one left": partial(leave_with_ledger, stage, 1),
        "one left, other tables": partial(leave_with_ledger, stage, 1, other=True),
        "two left": partial(leave_with_ledger, stage, 2),
        "one came": partial(one_comes_with_ledger, stage),
        FIVE: partial(leave_with_ledger, stage, 5, hide=False),
    }
    for name, make in scenes.items():
        scene = make()
        told = judged(leavers(scene.evidence), scene.truth)[0]
        assert [claim for claim in told if name != FIVE or claim.status == YES] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [69, *of_more_studies(24, 25, 26)])
def test_three_releases_by_other_tables_tell_no_more_than_each(tmp_path, seed):
    scene = other_tables_with_ledger(on_stage(drawn_study(seed, 500), tmp_path))
    for find in (by_sums, by_programmes):
        alone = {
            (claim.kind, claim.measure, claim.group)
            for one in scene.evidence.releases
            for claim in judged(find(Evidence((one,), scene.evidence.public)), scene.truth)[0]
        }
        told = judged(find(scene.evidence), scene.truth)[0]
        assert {(claim.kind, claim.measure, claim.group) for claim in told} <= alone


def test_the_table_has_a_line_for_each_attack(capsys):
    assert main(["--studies", "1", "--seed", "10", "--most", "400", "--scenario", ONE]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert len(lines) == 2 + sum(one.scenario == ONE for one in ATTACKS)


def test_only_answers_are_swapped_between_two_alike():
    study = replace(drawn_study(3, 600))
    after = swapped(study)
    changed = {
        name: np.flatnonzero(after.persons[name] != study.persons[name]) for name in study.persons
    }
    rows = sorted({int(row) for found in changed.values() for row in found})
    assert len(rows) == 2
    assert {name for name, found in changed.items() if len(found)} <= set(ANSWERS)
    first, other = rows
    for name in ("cluster", "weight", "sex", "area", "region"):
        assert study.persons[name][first] == study.persons[name][other]


def test_a_swap_in_hidden_groups_changes_no_count_that_is_shown():
    """Region by area: two of one cluster, in town and country, both hidden."""
    persons = {
        "cluster": np.zeros(4, dtype=int),
        "weight": np.ones(4),
        "age": np.full(4, 9),
        "area": np.array([1, 1, 2, 2]),
        "activity": np.array([1, 2, 2, 2]),
    }
    persons |= {name: np.full(4, -1) for name in ANSWERS if name != "activity"}
    study = replace(drawn_study(3, 400), persons=persons | {"id": np.arange(4)})
    truth = Truth(study.persons, {"y": np.array([YES, NO, NO, NO])})
    areas = [share(codes={"area": "1"}), share(codes={"area": "2"})]
    after = swapped_unseen(study, Release((share(cases=1, n=4), *areas)), truth)
    assert after.persons["activity"].tolist() == [2, 2, 1, 2]
    one_shown = share(cases=1, n=2, codes={"area": "1"}), areas[1]
    assert swapped_unseen(study, Release((share(cases=1, n=4), *one_shown)), truth) is None


def test_nobody_can_be_swapped_where_all_weigh_differently():
    persons = drawn_study(3, 600).persons
    persons = {**persons, "weight": np.arange(len(persons["id"])) + 1.0}
    assert swapped(replace(drawn_study(3, 600), persons=persons)) is None


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", [3, 8])
def test_nothing_tells_which_of_two_said_what(tmp_path, seed):
    study = drawn_study(seed, 400)
    folders = [release(one, tmp_path / str(k)) for k, one in enumerate((study, swapped(study)))]
    assert differing(*folders) == []


def test_a_byte_that_differs_is_found_and_a_keyed_hash_is_not(tmp_path):
    for name, text in (("a", "n = 41, hmac-sha256:" + "0" * 64), ("b", "n = 42")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.json").write_text(text)
    (trace,) = differing(tmp_path / "a", tmp_path / "b")
    assert trace.file == "x.json"
    (tmp_path / "b" / "x.json").write_text("n = 41, hmac-sha256:" + "1" * 64)
    assert differing(tmp_path / "a", tmp_path / "b") == []
    (tmp_path / "b" / "y.csv").write_text("")
    assert [trace.file for trace in differing(tmp_path / "a", tmp_path / "b")] == ["y.csv"]
