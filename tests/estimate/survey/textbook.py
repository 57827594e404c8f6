"""A second, naive implementation: person by person, plain numpy and dictionaries.

Written from the textbook formulas (Sarndal, Swensson & Wretman 1992, ch. 4 and 5) without a
look at the compiled pass: totals of linearised values by unit, recursively over stages. It
shares no code with the package.
"""

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Person:
    """One row: stratum, units of each stage, weight, corrections, and y and x (None: missing)."""

    stratum: object
    units: tuple
    weight: float
    fpc: tuple
    member: bool
    y: float | None
    x: float | None


def estimate(people: list[Person], statistic: str, rule: str = "adjust"):
    """Value, variance and degrees of freedom of a ratio, mean or total of the members."""
    rows = [p for p in people if p.member and p.weight > 0 and p.y is not None and p.x is not None]
    y_total = sum(p.weight * p.y for p in rows)
    x_total = sum(p.weight * p.x for p in rows)
    value = y_total if statistic == "total" else y_total / x_total
    chosen = {id(p) for p in rows}

    def z(p: Person) -> float:
        if id(p) not in chosen:
            return 0.0
        if statistic == "total":
            return p.weight * p.y
        return p.weight * (p.y - value * p.x) / x_total

    strata = {p.stratum for p in rows}
    clusters = {(p.stratum, p.units[0]) for p in rows}
    first = [_stratum([p for p in people if p.stratum == h], z, chosen) for h in sorted(strata)]
    lone = [s for s in first if s["m"] == 1 and s["f"] < 1]
    grand = sum(sum(s["totals"]) for s in first) / sum(s["m"] for s in first)
    variance = 0.0
    for s in first:
        if s["m"] > 1:
            variance += (1 - s["f"]) * s["m"] * np.var(s["totals"], ddof=1)
        elif s["f"] < 1 and rule == "adjust":
            variance += (1 - s["f"]) * (s["totals"][0] - grand) ** 2
    if rule == "average" and lone:
        others = len(first) - len(lone)
        variance = variance * len(first) / others if others else math.nan
    variance += sum(s["f"] * sum(s["inside"]) for s in first)
    df = len(clusters) - len(strata)
    taken_whole = [s["f"] >= 1 or (rule == "certainty" and s["m"] == 1) for s in first]
    if df < 1 and not all(taken_whole):
        variance = math.nan
    return value, variance, df


def _stratum(people, z, chosen):
    """Cluster totals of one stratum, its fraction sampled, and variances inside clusters."""
    codes = list(dict.fromkeys(p.units[0] for p in people))
    groups = [[p for p in people if p.units[0] == code] for code in codes]
    fraction = _fraction(people[0].fpc, 0, len(groups))
    return {
        "m": len(groups),
        "f": fraction,
        "totals": [sum(z(p) for p in group) for group in groups],
        "inside": [_inside(g, z, 1) for g in groups if any(id(p) in chosen for p in g)],
    }


def _inside(people, z, stage):
    """Variance that arises inside one unit from a stage downwards."""
    if stage >= len(people[0].units):
        return 0.0
    codes = list(dict.fromkeys(p.units[stage] for p in people))
    groups = [[p for p in people if p.units[stage] == code] for code in codes]
    m = len(groups)
    fraction = _fraction(people[0].fpc, stage, m)
    totals = [sum(z(p) for p in group) for group in groups]
    own = (1 - fraction) * m * np.var(totals, ddof=1) if m > 1 else 0.0
    return own + fraction * sum(_inside(g, z, stage + 1) for g in groups)


def _fraction(fpc, stage, m):
    if stage >= len(fpc):
        return 0.0
    return fpc[stage] if fpc[stage] <= 1 else m / fpc[stage]
