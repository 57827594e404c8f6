"""Invented studies of few persons, tabulated one by one; shares no code with the package's gate."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from measure87.vocabulary.alike_weights import AlikeWeights, WeightClass
from measure87.vocabulary.estimate import Estimate, Result
from tests.disseminate.stated import stated

MISSING = "_missing"
AGES = ("5-11", "12-14", "15-17")
REGIONS = ("north", "south", "east", "west", MISSING)
MEASURES = ("all_work", "by_family", "by_others")
"""The first is the sum of the others."""
WEIGHTS = dict(zip(REGIONS, (103.1, 57.7, 211.3, 31.9, 74.3), strict=True))
"""Of everybody in a region."""


@dataclass(frozen=True)
class Pattern:
    """Regions with their shares of the persons, and by what everybody's weight is alike."""

    regions: tuple
    shares: tuple
    by: tuple
    weights: dict
    """Codes of the variables `by` to the weight."""

    @property
    def has_areas(self):
        return "area" in self.by

    def alike(self):
        """What a study would tell the gate."""
        classes = tuple(
            WeightClass(dict(zip(self.by, codes, strict=True)), weight, weight)
            for codes, weight in self.weights.items()
        )
        keys = product(MEASURES, ("proportion", "total"))
        figures = frozenset((name, DEFINITION, 0, statistic) for name, statistic in keys)
        return AlikeWeights(self.by, classes, figures)


DEFINITION = "child_labour/invented"
FIVE = Pattern(
    REGIONS, (0.35, 0.3, 0.2, 0.12, 0.03), ("region",), {(k,): w for k, w in WEIGHTS.items()}
)


def drawn_pattern(rng, kind):
    """Weights of no particular kind: of `two`, `five` or `eight` regions, or of regions by area."""
    if kind == "area":
        codes = list(product(REGIONS, ("urban", "rural")))
        drawn = zip(codes, rng.uniform(20, 300, len(codes)), strict=True)
        return Pattern(REGIONS, FIVE.shares, ("region", "area"), dict(drawn))
    number = {"two": 2, "five": 5, "eight": 8}[kind]
    regions = tuple(f"r{k}" for k in range(number))
    shares = tuple(float(x) for x in rng.dirichlet(np.full(number, 4.0)))
    drawn = zip(regions, rng.uniform(20, 300, number), strict=True)
    return Pattern(regions, shares, ("region",), {(code,): float(w) for code, w in drawn})


def people(rng, pattern=FIVE):
    """From 300 to 1,500 persons: three variables, two kinds of case, some who gave no answer."""
    n = int(rng.integers(300, 1501))
    answered = rng.random(n) >= rng.choice([0.003, 0.02])
    work = rng.random(n) < rng.choice([0.02, 0.05, 0.12])
    for_family = rng.random(n) < rng.choice([0.5, 0.8])
    found = {
        "age": rng.choice(AGES, n, p=[0.5, 0.3, 0.2]),
        "sex": rng.choice(["1", "2"], n),
        "region": rng.choice(pattern.regions, n, p=pattern.shares),
        "answered": answered,
        "all_work": work & answered,
        "by_family": work & answered & for_family,
        "by_others": work & answered & ~for_family,
    }
    if pattern.has_areas:
        found["area"] = rng.choice(["urban", "rural"], n, p=[0.4, 0.6])
    return found


def groups(*, circle, pattern=FIVE):
    """Everybody, each variable, age x sex, and region x sex; with age x region three crossed
    tables that go round in a circle; with areas region x area as well."""
    yield {}
    yield from ({"age": a} for a in AGES)
    yield from ({"sex": s} for s in "12")
    yield from ({"region": r} for r in pattern.regions)
    yield from ({"age": a, "sex": s} for a in AGES for s in "12")
    yield from ({"region": r, "sex": s} for r in pattern.regions for s in "12")
    yield from ({"age": a, "region": r} for a in AGES for r in pattern.regions if circle)
    if pattern.has_areas:
        yield from ({"area": a} for a in ("urban", "rural"))
        yield from ({"region": r, "area": a} for r in pattern.regions for a in ("urban", "rural"))


def figures(persons, *, circle, pattern=FIVE):
    """Proportions and totals of each measure and group, the unknowns left out."""
    codes = zip(*(persons[variable] for variable in pattern.by), strict=True)
    weight = np.array([pattern.weights[tuple(map(str, one))] for one in codes])
    for name in MEASURES:
        for group in groups(circle=circle, pattern=pattern):
            inside = np.ones(len(persons["age"]), dtype=bool)
            for variable, code in group.items():
                inside &= persons[variable] == code
            asked = int(inside.sum())
            n, cases = (int((inside & persons[what]).sum()) for what in ("answered", name))
            if not n:
                continue
            everybody, told, total = (
                float(weight[who].sum())
                for who in (inside, inside & persons["answered"], inside & persons[name])
            )
            least, most = total, total + everybody - told
            for statistic, value, per in (
                ("proportion", total / told, everybody),
                ("total", total, 1.0),
            ):
                yield Estimate(
                    name, statistic, "taylor", group=group, definition=DEFINITION,
                    value=value, n=n, n_cases=cases, n_unknown=asked - n, weighted_n=told,
                    value_if_no=least / per, value_if_yes=most / per,
                )  # fmt: skip


def study(seed, *, circle, pattern=FIVE):
    """Figures of one invented study, before the gate."""
    persons = people(np.random.default_rng(seed), pattern)
    about = {name: {"unknown": "exclude"} for name in MEASURES}
    every = tuple(figures(persons, circle=circle, pattern=pattern))
    return Result("run", every, diagnostics=stated(measures=about))
