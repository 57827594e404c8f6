"""Small invented studies of children of fifteen under hazards at work, and an attack on rules.

Who is in child labour by one measure and not by another is told by the rule that made her a case.
Where the least frequent rules are put together there are two of them at least, so that as many
persons are in them, and nobody's rule among them has more cases than one that is named.
"""

import csv
from itertools import product
from pathlib import Path

import numpy as np

from tests.attacks.reading import Release

QUESTIONS = {
    "abused_at_work": "abuse_at_work",
    "works_in_dangerous_places": "underground_underwater_confined",
    "works_with_dangerous_tools_or_loads": "heavy_loads",
    "works_in_unhealthy_environment": "dust_fumes_gas",
    "works_at_night_or_confined": "night_work",
    "in_other_worst_form": "worst_form_3b",
}
"""Rules of the resolution by the question that each of these studies asks for it."""
ALONE = "child_labour_icls__not__child_labour_sdg_a"
OTHERS = "other_rules"
_WORK = 60
"""Others who work, under no hazard."""
_MOST = 12
"""Persons kept back of whom every way is tried."""


def drawn_rules(seed: int) -> tuple[int, dict[str, int]]:
    """Children, and those of them who are a case by each rule: three by many, three by few."""
    rng = np.random.default_rng([106, seed])
    counts = [*rng.integers(6, 30, 3), *((1, 1, 1), (2, 1, 1))[seed % 2]]
    rules = [list(QUESTIONS)[k] for k in rng.permutation(len(QUESTIONS))]
    return 300, dict(zip(rules, map(int, counts), strict=True))


def write_rules(seed: int, folder: Path) -> None:
    """The study as a folder that `measure87 run` takes."""
    children, counts = drawn_rules(seed)
    rng = np.random.default_rng([107, seed])
    works = [[rule] for rule, count in counts.items() for _ in range(count)] + [[]] * _WORK
    rows = [works[k] if k < len(works) else None for k in rng.permutation(children)]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["id", "weight", "cluster", "age", "work", "hours", *QUESTIONS.values()])
        for k, rules in enumerate(rows):
            told = [1 if rules is not None and rule in rules else 2 for rule in QUESTIONS]
            lines.writerow([k, 100, k // 6, 15, *((2, "") if rules is None else (1, 20)), *told])
    (folder / "study.toml").write_text(
        'schema = 1\ntitle = "Attacked, invented"\ncountry = "ZZZ"\nyear = 2024\n'
        'population = "invented children"\nexplain = false\ninvented = true\n'
        '[inputs.children]\npersons = "persons.csv"\n'
        'definitions = ["child_labour/sdg_8_7_1", "child_labour/icls18_2008_amended_2018"]\n'
        'measures = ["child_labour_sdg_a", "child_labour_icls"]\n'
        'comparison = ["child_labour_sdg_a", "child_labour_icls"]\nby = []\n',
        encoding="utf-8",
    )
    status = "yes = [1]\nno = [2]"
    columns = {"person_id": "id", "weight": "weight", "cluster": "cluster", "age_years": "age"}
    entries = [(standard, name, "") for standard, name in columns.items()]
    entries += [("economic_activity", "work", status)]
    entries += [("economic_hours", "hours", "range = [0, 96]")]
    entries += [(name, name, status) for name in QUESTIONS.values()]
    text = "".join(f'[children.persons.{a}]\nvariable = "{b}"\n{c}\n' for a, b, c in entries)
    (folder / "mapping.toml").write_text("schema = 1\n" + text, encoding="utf-8")


def told(release: Release) -> dict[str, int]:
    """Rules by how many are cases by each, of those that are kept back and can be one number."""
    shares = {name: one for (name, group), one in release.shares.items() if not group}
    whole = shares[ALONE].n_cases
    seen = {
        name.removeprefix(f"{ALONE}__by__"): one.n_cases
        for name, one in shares.items()
        if name.startswith(f"{ALONE}__by__")
    }
    hidden = [rule for rule, cases in seen.items() if cases is None]
    if whole is None or not hidden:
        return {}
    left = whole - sum(cases for cases in seen.values() if cases is not None)
    if left > _MOST:
        return {}
    ways = [
        way
        for way in product(range(1, left + 1), repeat=len(hidden))
        if sum(way) == left and _can_be({**seen, **dict(zip(hidden, way, strict=True))})
    ]
    every = {rule: {way[k] for way in ways} for k, rule in enumerate(hidden)}
    return {rule: min(numbers) for rule, numbers in every.items() if len(numbers) == 1}


def _can_be(counts: dict[str, int]) -> bool:
    """Whether others may be by as many rules as are left, none of more cases than a named one."""
    named = [cases for rule, cases in counts.items() if rule != OTHERS]
    if OTHERS not in counts:
        return True
    rules = len(QUESTIONS) - len(named)
    return 2 <= counts[OTHERS] <= rules * min(named)
