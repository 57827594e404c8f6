"""Invented studies of few persons, tabulated one by one; shares no code with the package's gate."""

import numpy as np

from measure87.vocabulary.estimate import Estimate, Result

MISSING = "_missing"
AGES = ("5-11", "12-14", "15-17")
REGIONS = ("north", "south", "east", "west", MISSING)
MEASURES = ("all_work", "by_family", "by_others")
"""The first is the sum of the others."""
WEIGHTS = dict(zip(REGIONS, (103.1, 57.7, 211.3, 31.9, 74.3), strict=True))
"""Of everybody in a region."""


def people(rng):
    """From 300 to 1,500 persons: three variables, two kinds of case, some who gave no answer."""
    n = int(rng.integers(300, 1501))
    answered = rng.random(n) >= rng.choice([0.003, 0.02])
    work = rng.random(n) < rng.choice([0.02, 0.05, 0.12])
    for_family = rng.random(n) < rng.choice([0.5, 0.8])
    return {
        "age": rng.choice(AGES, n, p=[0.5, 0.3, 0.2]),
        "sex": rng.choice(["1", "2"], n),
        "region": rng.choice(REGIONS, n, p=[0.35, 0.3, 0.2, 0.12, 0.03]),
        "answered": answered,
        "all_work": work & answered,
        "by_family": work & answered & for_family,
        "by_others": work & answered & ~for_family,
    }


def groups(*, circle):
    """Everybody, each variable, age x sex, and region x sex; with age x region three crossed
    tables that go round in a circle."""
    yield {}
    yield from ({"age": a} for a in AGES)
    yield from ({"sex": s} for s in "12")
    yield from ({"region": r} for r in REGIONS)
    yield from ({"age": a, "sex": s} for a in AGES for s in "12")
    yield from ({"region": r, "sex": s} for r in REGIONS for s in "12")
    yield from ({"age": a, "region": r} for a in AGES for r in REGIONS if circle)


def figures(persons, *, circle):
    """Proportions and totals of each measure and group, the unknowns left out."""
    weight = np.array([WEIGHTS[code] for code in persons["region"]])
    for name in MEASURES:
        for group in groups(circle=circle):
            inside = np.ones(len(persons["age"]), dtype=bool)
            for variable, code in group.items():
                inside &= persons[variable] == code
            asked = int(inside.sum())
            n, cases = (int((inside & persons[what]).sum()) for what in ("answered", name))
            if not n:
                continue
            total = float((weight * (inside & persons[name])).sum())
            rate = total / float((weight * (inside & persons["answered"])).sum())
            for statistic, value in (("proportion", rate), ("total", total)):
                yield Estimate(
                    name, statistic, "taylor", group=group, definition="child_labour/invented",
                    value=value, n=n, n_cases=cases, n_unknown=asked - n,
                    value_if_no=cases / asked, value_if_yes=(cases + asked - n) / asked,
                )  # fmt: skip


def study(seed, *, circle):
    """Figures of one invented study, before the gate."""
    persons = people(np.random.default_rng(seed))
    about = {name: {"unknown": "exclude"} for name in MEASURES}
    every = tuple(figures(persons, circle=circle))
    return Result("run", every, diagnostics={"measures": about})
