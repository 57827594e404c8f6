"""Who left between releases of two subjects, whose cases are the same children by the same answers.

Children in worst forms of child labour are in forced labour by that route. Where three left and all
were cases, the one release has three more cases of the one measure than the other of the other.
And two inputs that weigh few children otherwise name one by their rows.
"""

import csv
from itertools import combinations

import numpy as np
import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release_written
from tests.attacks.switched_off import SUBJECTS_BY_THEIR_TEXTS
from tests.attacks.test_answers_of_inputs import cases
from tests.attacks.worst_forms import FOURTH_ROUTE, WORST_FORMS, write_persons, write_settings

ORDERS = ((WORST_FORMS, FOURTH_ROUTE), (FOURTH_ROUTE, WORST_FORMS))
SEEDS = (
    1,
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3)),
    *(pytest.param(seed, marks=pytest.mark.proof) for seed in (4, 5, 6)),
)


def without(folder, few, more):
    """The file of persons without some cases and some others."""
    with (folder / "persons.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    gone = [row["id"] for row in rows if row["form"] == "1"][:few]
    gone += [row["id"] for row in rows if row["form"] == "2"][:more]
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.DictWriter(file, [*rows[0]])
        lines.writeheader()
        lines.writerows(row for row in rows if row["id"] not in gone)


def everybody(seed, order, folder, few=3, more=0):
    """How many are cases in the first release, and in the second by the other measure."""
    write_persons(seed, folder)
    found = []
    for measure in order:
        write_settings(folder, {"work": (measure, ("sex",))})
        found.append(cases(folder, (measure,))[measure, ()])
        if len(found) == 1:
            without(folder, few, more)
    return found


@pytest.mark.few(1)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_three_who_left_are_named_by_two_subjects(seed, order, tmp_path):
    with SUBJECTS_BY_THEIR_TEXTS():
        before, after = everybody(seed, order, tmp_path / "study")
    assert before - after == 3


@pytest.mark.few(1)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_and_are_not_where_the_cases_of_both_are_known_to_be_one(seed, order, tmp_path):
    before, after = everybody(seed, order, tmp_path / "study")
    assert before is not None
    assert after is None


@pytest.mark.slow
@pytest.mark.parametrize("order", ORDERS)
def test_where_many_left_both_are_shown(order, tmp_path):
    """A protection that hides everything would pass the test above."""
    assert None not in everybody(1, order, tmp_path / "study", few=6, more=24)


def rows_of_few(seed, folder):
    """The rows of three cases of 27 in two inputs that weigh them otherwise; weights and cases."""
    rng = np.random.default_rng([5107, seed])
    n = 27
    weights = [np.round(100 * rng.lognormal(0, 0.5, n), 3) for _ in range(2)]
    who = sorted(rng.permutation(n)[:3].tolist())
    folder.mkdir()
    for name, weight in zip(("persons", "other"), weights, strict=True):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(["id", "age", "sex", "region", "weight", "form", "no", "yes"])
            for k in range(n):
                form = 1 if k in who else 2
                lines.writerow([f"{k:03d}", 12, 1 + k % 2, 1, weight[k], form, 2, 1])
    write_settings(folder, {"work": (WORST_FORMS, ()), "forced": (FOURTH_ROUTE, ())})
    text = (folder / "study.toml").read_text(encoding="utf-8")
    one, other = text.split("[inputs.forced]")
    other = other.replace("persons.csv", "other.csv")
    (folder / "study.toml").write_text(f"{one}[inputs.forced]{other}", encoding="utf-8")
    shown = {
        one.name: one
        for one in read_release(release_written(folder)).figures
        if one.statistic == "proportion"
    }
    return [shown[name] for name in (WORST_FORMS, FOURTH_ROUTE)], weights, who


def step_of(error):
    """The most that an error of one drawn by one is in steps of: 1, 2 or 5 times a power of ten."""
    most = error * 9 / 8 / 4
    power = 10 ** np.floor(np.log10(most))
    return max(times * power for times in (1, 2, 5) if times * power <= most)


def in_all_sets(rows, weights):
    """Who is a case in each set of three that has both values and errors, to their steps."""
    sets = np.array([*combinations(range(27), 3)])
    is_case = np.zeros((len(sets), 27), dtype=bool)
    np.put_along_axis(is_case, sets, values=True, axis=1)
    fits = np.ones(len(sets), dtype=bool)
    for row, weight in zip(rows, weights, strict=True):
        share = weight[sets].sum(axis=1) / weight.sum()
        residual = weight * (is_case - share[:, None]) / weight.sum()
        error = np.sqrt(27 / 26 * (residual**2).sum(axis=1))
        fits &= np.abs(share - row.value) <= row.digits / 2 + 1e-9
        fits &= np.abs(error - row.se) <= step_of(row.se) / 2 + 1e-9
    assert fits.any()
    return set.intersection(*({*one} for one in sets[fits].tolist()))


@pytest.mark.parametrize("seed", [12, pytest.param(10, marks=pytest.mark.slow)])
def test_two_sets_of_weights_name_a_case_by_two_subjects(seed, tmp_path):
    with SUBJECTS_BY_THEIR_TEXTS():
        rows, weights, who = rows_of_few(seed, tmp_path / "study")
    assert all(one.n_cases == 3 for one in rows)
    named = in_all_sets(rows, weights)
    assert named
    assert named <= {*who}


@pytest.mark.parametrize("seed", [12, pytest.param(10, marks=pytest.mark.slow)])
def test_and_do_not_where_the_later_row_gives_way(seed, tmp_path):
    rows, _, _ = rows_of_few(seed, tmp_path / "study")
    assert [one.n_cases for one in rows] == [3, None]
