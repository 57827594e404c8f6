"""What may change in a survey between two releases, beside who is in it.

A person whose answers or codes were corrected is as one who left and another who came: both stand
in one study, under one identifier, so that the truth of either is known. Each release has one.
"""

from dataclasses import replace

import numpy as np

from tests.attacks.studies import Study
from tests.attacks.swapped import ANSWERS


def with_corrected(study: Study, row: int) -> Study:
    """The study with a last row: the person with the answers that somebody else gave.

    Somebody who answered otherwise on work, so that the two are not alike in everything.
    """
    p, rng = study.persons, np.random.default_rng([93, study.seed])
    others = np.flatnonzero(p["activity"] != p["activity"][row])
    other = int(rng.choice(others)) if len(others) else row
    return _with_another(study, row, {name: p[name][other] for name in ANSWERS})


def with_moved(study: Study, row: int) -> Study:
    """The study with a last row: the person with another area and sex, and the same answers."""
    p = study.persons
    return _with_another(study, row, {name: 3 - p[name][row] for name in ("area", "sex")})


def with_other_weights(study: Study) -> Study:
    """The same persons, with weights that were made to meet another population by sex and area."""
    p, rng = study.persons, np.random.default_rng([94, study.seed])
    factor = rng.uniform(0.8, 1.25, (2, 2))[p["sex"] - 1, p["area"] - 1]
    return replace(study, persons={**p, "weight": np.round(p["weight"] * factor, 6)})


def _with_another(study: Study, row: int, other: dict[str, np.generic]) -> Study:
    persons = {
        name: np.append(column, other.get(name, column[row]))
        for name, column in study.persons.items()
    }
    return replace(study, persons=persons)
