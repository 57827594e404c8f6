"""Attack: a child who works is below the hours of her age, at or above them, or did not tell hers.

So with a measure of each, who did not say whether they work and who did not tell their hours follow
from the numbers of the others. Of every cell it is written down how many children there are of each
kind; every figure is a sum over kinds, and integer programmes find the least and the greatest that
a hidden count can be. Made for it are studies of children of 12 to 14 by sex and region.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attacks.claims import Claim, Count, distinct
from tests.attacks.evidence import Evidence
from tests.attacks.studies import NO_HOURS, UNKNOWN, Study
from tests.attacks.truth import Group

Row = np.ndarray
DID_NOT_SAY, ABOVE, BELOW, HOURS_NOT_TOLD = range(4)
KINDS = 5
"""Those four, and who does not work."""
MEASURES = {
    "child_labour_sdg_a": ((ABOVE,), (DID_NOT_SAY, HOURS_NOT_TOLD)),
    "economic_activity_below_threshold": ((BELOW,), (DID_NOT_SAY, HOURS_NOT_TOLD)),
    "children_in_economic_activity": ((ABOVE, BELOW, HOURS_NOT_TOLD), (DID_NOT_SAY,)),
}
"""Which kinds are cases, and which gave no answer."""


def unknown_hours(seed: int) -> Study:
    """A study of 200 to 500 children, some of whom did not say whether they work, or how long."""
    rng = np.random.default_rng([997, seed])
    n = int(rng.integers(200, 500))
    draw, silent = rng.random(n), rng.choice([0.005, 0.01, 0.03])
    activity = np.where(
        draw < silent, UNKNOWN, np.where(draw < silent + rng.choice([0.05, 0.1, 0.2]), 1, 2)
    )
    told = np.where(rng.random(n) < 0.5, 30, 5)
    hours = np.where(rng.random(n) < rng.choice([0.05, 0.15]), NO_HOURS, told)
    region = rng.integers(1, 4, n)
    persons = {
        "id": np.arange(1, n + 1),
        "weight": np.full(n, 1.0),
        "stratum": np.ones(n, dtype=int),
        "cluster": np.arange(n),
        "age": rng.integers(12, 15, n),
        "sex": rng.integers(1, 3, n),
        "area": np.where(region == 1, 1, 2),
        "region": region,
        "activity": activity,
        "hours": np.where(activity == 1, hours, -1),
        "chores": np.full(n, 2),
        "chores_hours": np.full(n, -1),
        "loads": np.where(activity == 1, 2, -1),
        "tools": np.where(activity == 1, 2, -1),
    }
    return Study(
        seed, persons, "equal", ("sex", "region"),
        ("child_labour/sdg_8_7_1", "child_labour/mics6_tables"), measures=tuple(MEASURES),
        without_outer=True,
    )  # fmt: skip


def by_hours(evidence: Evidence) -> list[Claim]:
    """Hidden numbers of cases and of unknown answers that can be one only, and not nought."""
    said = list(_said(evidence))
    rows, numbers = np.array([row for row, _ in said]), np.array([float(x) for _, x in said])
    ways: list[Row] = []
    found: list[Claim] = []
    for what, name, group in evidence.hidden:
        if name not in MEASURES or what not in ("cases", "unknown"):
            continue
        target = _row(evidence, group, MEASURES[name][what == "unknown"])
        for sign in (1, -1):
            if len({round(target @ way) for way in ways}) < 2:
                ways += _way(rows, numbers, sign * target)
        values = {round(target @ way) for way in ways}
        if len(values) == 1 and (number := values.pop()) > 0:
            found.append(Count(what, name, group, number, "by who told her hours"))
    return distinct(found)


def _said(evidence: Evidence) -> Iterator[tuple[Row, int]]:
    """What is shown, as sums of children of some kinds."""
    for figure in evidence.figures:
        if figure.name in MEASURES:
            cases, unknown = MEASURES[figure.name]
            for kinds, number in (
                (range(KINDS), figure.asked),
                (cases, figure.n_cases),
                (unknown, figure.unknown),
            ):
                if number is not None:
                    yield _row(evidence, figure.group, kinds), number


def _row(evidence: Evidence, group: Group, kinds: Iterable[int]) -> Row:
    """(cells x kinds,) 1 for children of a group of some kinds."""
    of_kinds = np.isin(np.arange(KINDS), list(kinds)).astype(float)
    return np.outer(evidence.cells.inside(group), of_kinds).ravel()


def _way(rows: Row, numbers: Row, costs: Row) -> list[Row]:
    """Whole numbers of children of each kind that cost least, if they are found."""
    solved = milp(
        costs,
        constraints=LinearConstraint(rows, numbers, numbers),
        integrality=np.ones(len(costs), dtype=np.int64),
        bounds=Bounds(0, np.inf),
        options={"node_limit": 2000},
    )
    return [np.round(solved.x)] if solved.status == 0 else []
