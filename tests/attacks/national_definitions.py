"""Studies by a standard and by a national definition that extends it, with another limit of hours.

At 15 to 17 the country counts from 40 hours on, the standard from 43. So the country counts a few
children more, and at 5 to 14 both count the same, as any reader of the two texts knows.
"""

from itertools import product
from pathlib import Path

import numpy as np

from tests.attacks import cells_by_age
from tests.attacks.cells_by_age import BANDS, Counts, Group
from tests.attacks.studies import Study, write_study

STANDARD, NATIONAL = "child_labour/sdg_8_7_1", "zz/code"
"""The folder of the second tells nobody what it is about."""
MEASURES = {"child_labour_sdg_a": STANDARD, "zz_child_labour_sdg_a": NATIONAL}
_LIMITS = {"child_labour_sdg_a": 43, "zz_child_labour_sdg_a": 40}


def drawn(seed: int, between: int, by: tuple[str, ...]) -> Study:
    """200 to 499 children who all answered; some of 15 to 17 work 41 hours."""
    rng = np.random.default_rng([1101, seed])
    n = int(rng.integers(200, 500))
    sex, region, age = (rng.integers(low, high, n) for low, high in ((1, 3), (1, 4), (5, 18)))
    works = rng.random(n) < rng.choice([0.03, 0.06, 0.1, 0.15], 4)[region]
    hours = np.where(age >= 15, rng.choice([20, 50, 50], n), 30)
    some = rng.permutation(np.flatnonzero(age >= 15))[:between]
    works[some], hours[some] = True, 41
    ones = np.ones(n, dtype=int)
    persons = {
        "id": np.arange(1, n + 1),
        "weight": 10.0 * ones,
        "stratum": ones,
        "cluster": np.arange(n),
        "age": age,
        "sex": sex,
        "area": ones,
        "region": region,
        "activity": np.where(works, 1, 2),
        "hours": np.where(works, hours, -1),
        "chores": 2 * ones,
        "chores_hours": -ones,
        "loads": np.where(works, 2, -1),
        "tools": np.where(works, 2, -1),
    }
    return Study(
        seed, persons, "equal", by, tuple(MEASURES.values()), measures=tuple(MEASURES),
        without_outer=True,
    )  # fmt: skip


def write(study: Study, folder: Path) -> None:
    """The study, with the country's definition in its folder."""
    write_study(study, folder)
    place = folder / "definitions" / NATIONAL
    place.mkdir(parents=True, exist_ok=True)
    for name, text in (
        (
            "definition.toml",
            f'schema = 1\nextends = "{STANDARD}"\ntitle = "Labour code of Z (invented)"\n'
            'prefix = "zz"\n',
        ),
        (
            "thresholds.toml",
            '[economic_activity_at_15_to_17]\nat_least = 40\nunit = "hours per week"\n'
            'ages = [15, 17]\nfrom = 2010-01-01\ncite = { key = "ZZ-CODE", '
            'title = "Labour code of Z (invented)", at = "section 1", seen = "printed" }\n',
        ),
        (
            "cases.csv",
            "case,who,tests,age_years,economic_activity,economic_hours,household_chores,"
            "expect.zz_child_labour_sdg_a\n1,Boy of 16,hours,16,yes,40,no,yes\n",
        ),
    ):
        (place / name).write_text(text, encoding="utf-8")


def truth(study: Study, measure: str, group: Group) -> int:
    """How many of a group are cases."""
    persons, codes = study.persons, dict(group)
    age = persons["age"]
    low, high = (int(one) for one in codes.pop("age", "5-17").split("-"))
    inside = (persons["activity"] == 1) & (age >= low) & (age <= high)
    inside &= (age < 15) | (persons["hours"] >= _LIMITS[measure])
    for name, code in codes.items():
        inside &= persons[name] == int(code)
    return int(inside.sum())


def more(counts: Counts) -> dict[Group, int]:
    """How many children more the country counts, of each group of which both are shown."""
    first, second = MEASURES
    found = {}
    for (name, group), number in counts.items():
        other = counts.get((second, group))
        if name == first and number is not None and other is not None:
            found[group] = other - number
    return found


def told(counts: Counts) -> dict[tuple[str, Group], int]:
    """What is kept back and follows, both being one at 5 to 14; of tables by age and sex."""
    first, second = MEASURES
    equal = [((first, *one), (second, *one)) for one in product(BANDS[:2], "12")]
    return cells_by_age.told(counts, tuple(MEASURES), equal)
