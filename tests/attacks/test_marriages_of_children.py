"""Forced marriages, and those since childhood, are the same ones under 18.

Whoever is under 18 and lives in a forced marriage married before 18, also where she did not tell
at what age. So what is shown of one
measure tells what is hidden of the other, and of the adults with it: equations that any reader can
solve.
"""

import csv

import numpy as np
import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release_written
from tests.attacks.switched_off import MARRIAGES_OF_CHILDREN_APART

MEASURES = ("forced_marriage", "forced_marriage_since_childhood")
BANDS = ("15-17", "18-24", "25+")
OF = {None: BANDS, "5-17": ("15-17",), "18+": ("18-24", "25+"), **{one: (one,) for one in BANDS}}
ANSWERS = ("ever_in_union", "forced_to_marry", "marriage_consent_lacked", "marriage_goes_on")
SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4, 5, 6)))


UNTOLD = (0.0, 0.5)
"""Share of the children in a forced marriage who did not tell at what age they married."""


def write(seed, untold, folder):
    """250 to 499 persons, a twelfth of them in forced marriages; adults told at what age."""
    rng = np.random.default_rng([77, seed])
    n = int(rng.integers(250, 500))
    age = rng.choice([15, 16, 17, 20, 22, 30, 40, 55], n)
    case = rng.random(n) < 0.09
    adult_then = np.where(rng.random(n) < 0.5, 16, 19)
    then = np.where(age < 18, 15, adult_then)
    is_told = case & ~((age < 18) & (rng.random(n) < untold))
    folder.mkdir(parents=True)
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["id", "age", "weight", "then", *ANSWERS])
        for k in range(n):
            answers = ["1" if case[k] else "2"] * len(ANSWERS)
            lines.writerow([k, age[k], 100, then[k] if is_told[k] else "", *answers])
    names = ", ".join(f'"{one}"' for one in MEASURES)
    (folder / "study.toml").write_text(
        'schema = 1\ntitle = "Attacked, invented"\ncountry = "ZZZ"\nyear = 2025\n'
        'population = "invented persons"\ninvented = true\nexplain = false\n'
        '[inputs.fm]\npersons = "persons.csv"\n'
        f'definitions = ["forced_marriage/global_estimates"]\nmeasures = [{names}]\nby = ["age"]\n',
        encoding="utf-8",
    )
    columns = {
        "person_id": "id", "cluster": "id", "age_years": "age", "weight": "weight",
        "age_at_marriage": "then",
    }  # fmt: skip
    mapping = ["schema = 1"]
    for name, variable in columns.items():
        mapping += [f"[fm.persons.{name}]", f'variable = "{variable}"']
    for name in ANSWERS:
        mapping += [f"[fm.persons.{name}]", f'variable = "{name}"', "yes = [1]", "no = [2]"]
    (folder / "mapping.toml").write_text("\n".join(mapping) + "\n", encoding="utf-8")
    return case, age, then


def truth(drawn, name, group):
    case, age, then = drawn
    first = {
        "15-17": (15, 17),
        "5-17": (5, 17),
        "18-24": (18, 24),
        "25+": (25, 99),
        "18+": (18, 99),
    }
    low, high = first.get(group, (0, 99))
    inside = case & (age >= low) & (age <= high)
    return int((inside & (then < 18) if name == MEASURES[1] else inside).sum())


def told(seed, untold, folder):
    """Hidden counts that follow, with what each is in truth, and how many are shown."""
    drawn = write(seed, untold, folder)
    places = {(name, band): k for k, (name, band) in enumerate(_cells())}
    rows, counts, hidden = [], [], {}
    for one in read_release(release_written(folder)).figures:
        if one.statistic == "proportion":
            group = dict(one.group).get("age")
            row = np.zeros(len(places))
            row[[places[one.name, band] for band in OF[group]]] = 1
            if one.n_cases is None:
                hidden[one.name, group] = row
            else:
                rows.append(row)
                counts.append(one.n_cases)
    same = np.zeros(len(places))
    same[[places[name, "15-17"] for name in MEASURES]] = 1, -1
    known, values = np.array([*rows, same]).T, np.array([*counts, 0.0])
    found = []
    for (name, group), row in hidden.items():
        x = np.linalg.lstsq(known, row, rcond=None)[0]
        if np.allclose(known @ x, row, atol=1e-9):
            found.append((round(float(x @ values)), truth(drawn, name, group)))
    return found, len(rows)


def _cells():
    return [(name, band) for name in MEASURES for band in BANDS]


@pytest.mark.parametrize("untold", UNTOLD)
@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_marriages_follow_from_those_since_childhood(seed, untold, tmp_path):
    with MARRIAGES_OF_CHILDREN_APART():
        found, _ = told(seed, untold, tmp_path / "study")
    assert found
    assert all(said == true for said, true in found)


@pytest.mark.parametrize("untold", UNTOLD)
@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_it_is_known_that_children_have_them_since_childhood(
    seed, untold, tmp_path
):
    found, shown = told(seed, untold, tmp_path / "study")
    assert (found, shown > 0) == ([], True)
