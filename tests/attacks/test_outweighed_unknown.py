"""Who gave no answer was told by bounds in groups without a case, or by much weight: not now."""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.outweighed_unknown import outweighed_unknown
from tests.attacks.scenarios import SCENARIOS, on_stage
from tests.attacks.studies import UNKNOWN, drawn_persons, drawn_study
from tests.attacks.switched_off import MANY_UNKNOWN, UNKNOWN_WITHOUT_A_CASE

SEEDS = (14, pytest.param(50, marks=pytest.mark.slow))
"""Of sixty drawn studies those in which somebody is told of."""


def drawn(seed):
    """Children of very unequal weights, of whom up to an eighth gave no answer."""
    rng = np.random.default_rng([95, seed])
    n = int(rng.integers(300, 600))
    p = drawn_persons(rng, n, "heavy", "empty")
    silent = rng.random(n) < rng.choice([0.03, 0.06, 0.12])
    if rng.random() < 0.5:  # an interviewer whose clusters did not answer
        clusters = rng.choice(p["cluster"].max() + 1, 3, replace=False)
        silent |= np.isin(p["cluster"], clusters) & (rng.random(n) < 0.9)
    definition = "child_labour/sdg_8_7_1:strict" if seed % 2 else "child_labour/mics6_tables"
    return replace(
        drawn_study(seed, 400),
        persons=silenced(p, silent),
        weights="heavy",
        skip="empty",
        by=("sex", "area*region"),
        definitions=(definition,),
        tables=False,
        numbers=False,
        differences=False,
    )


def silenced(persons, silent):
    """Some persons gave no answer to anything on work."""
    p = dict(persons)
    p["activity"] = np.where(silent, UNKNOWN, p["activity"])
    for name in ("hours", "loads", "tools"):
        p[name] = np.where(silent, -1, p[name])
    return p


def made():
    """Twelve gave no answer, of whom one weighs as much as her whole group."""
    study = drawn(2)
    p = {name: column.copy() for name, column in study.persons.items()}
    p["activity"] = np.where(p["activity"] == UNKNOWN, 2, p["activity"])
    p["weight"] = np.round(np.random.default_rng(1).uniform(40, 250, study.n), 6)
    rows = np.flatnonzero((p["sex"] == 1) & (p["activity"] == 2))[:12]
    p["weight"][rows[0]] = round(p["weight"].sum() / 2, 6)
    silent = np.isin(np.arange(study.n), rows)
    return replace(study, persons=silenced(p, silent), by=("sex",))


def told(study, folder):
    scene = SCENARIOS["one release"](on_stage(study, folder))
    assert scene is not None
    return judged(outweighed_unknown(scene.evidence), scene.truth)


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_of_a_group_without_a_case_name_who_gave_no_answer(seed, tmp_path):
    with UNKNOWN_WITHOUT_A_CASE():
        found, wrong = told(drawn(seed), tmp_path)
    assert found
    assert wrong == []


@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_their_number_goes(seed, tmp_path):
    assert told(drawn(seed), tmp_path) == ([], [])


def test_so_do_bounds_of_many_of_whom_one_outweighs_the_others(tmp_path):
    with MANY_UNKNOWN():
        found, wrong = told(made(), tmp_path)
    assert found
    assert wrong == []


def test_and_not_where_such_rows_are_tried(tmp_path):
    assert told(made(), tmp_path) == ([], [])
