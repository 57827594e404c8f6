"""Attack: two readings of a definition, which count the same cases at 5 to 14.

Half an hour more or less makes a case at 15 to 17 alone. So what is shown of one reading tells what
is kept back of the other, beside it or in an earlier release. Of every cell it is written down how
many children are cases by both readings, by the plain one alone, and by none; integer programmes
find the least and the greatest that a hidden count can be. Made for it are studies by age and sex.
"""

from collections.abc import Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attacks.claims import Claim, Count, distinct
from tests.attacks.evidence import Evidence, ages
from tests.attacks.studies import Study
from tests.attacks.truth import Group

Row = np.ndarray
PLAIN, STRICT = "child_labour/sdg_8_7_1", "child_labour/sdg_8_7_1:strict"
BY_KIND = BOTH, PLAIN_ALONE, NONE = range(3)
KINDS = {"child_labour_sdg_a": (BOTH, PLAIN_ALONE), "child_labour_sdg_a_strict": (BOTH,)}
"""Which kinds of children are cases; who is so by the strict reading is so by the plain one."""


def two_readings(seed: int, definitions: tuple[str, ...] = (PLAIN, STRICT)) -> Study:
    """200 to 500 children of 5 to 17 who all answered; at 15 to 17 some work 43 hours."""
    rng = np.random.default_rng([503, seed])
    n = int(rng.integers(200, 500))
    sex, region, age = (rng.integers(low, high, n) for low, high in ((1, 3), (1, 4), (5, 18)))
    works = rng.random(n) < rng.choice([0.03, 0.06, 0.1, 0.15], 4)[region]
    hours = np.where(age >= 15, rng.choice([20, 43, 43, 50], n), 30)
    persons = {
        "id": np.arange(1, n + 1),
        "weight": np.full(n, 10.0),
        "stratum": np.ones(n, dtype=int),
        "cluster": np.arange(n),
        "age": age,
        "sex": sex,
        "area": np.ones(n, dtype=int),
        "region": region,
        "activity": np.where(works, 1, 2),
        "hours": np.where(works, hours, -1),
        "chores": np.full(n, 2),
        "chores_hours": np.full(n, -1),
        "loads": np.where(works, 2, -1),
        "tools": np.where(works, 2, -1),
    }
    names = {PLAIN: "child_labour_sdg_a", STRICT: "child_labour_sdg_a_strict"}
    return Study(
        seed, persons, "equal", ("age", "sex"), definitions,
        measures=tuple(names[one] for one in definitions), without_outer=True,
    )  # fmt: skip


def by_both_readings(evidence: Evidence) -> list[Claim]:
    """Hidden numbers of cases that can be one only, and not nought."""
    said = list(_said(evidence))
    rows, numbers = np.array([row for row, _ in said]), np.array([float(x) for _, x in said])
    most = np.full((evidence.cells.number, len(BY_KIND)), np.inf)
    most[_is_young(evidence), PLAIN_ALONE] = 0
    found: list[Claim] = []
    for what, name, group in evidence.hidden:
        if what == "cases" and name in KINDS:
            target = _row(evidence, group, KINDS[name])
            ways = (_way(rows, numbers, sign * target, most.ravel()) for sign in (1, -1))
            values = {None if way is None else round(target @ way) for way in ways}
            if len(values) == 1 and (number := values.pop()):
                found.append(Count(what, name, group, number, "by another reading"))
    return distinct(found)


def _is_young(evidence: Evidence) -> np.ndarray:
    """(cells,) whether children of a cell are not yet 15."""
    young = [frozenset([("age", code)]) for code in evidence.cells.codes["age"]]
    inside = [evidence.cells.inside(one) for one in young if ages(_code(one))[1] < 15]
    return np.any(inside, axis=0)


def _code(group: Group) -> str:
    ((_, code),) = group
    return code


def _said(evidence: Evidence) -> Iterator[tuple[Row, int]]:
    """What is shown, as sums of children of some kinds."""
    for figure in evidence.figures:
        if figure.name in KINDS and not figure.is_hidden:
            for kinds, number in ((BY_KIND, figure.asked), (KINDS[figure.name], figure.n_cases)):
                if number is not None:
                    yield _row(evidence, figure.group, kinds), number


def _row(evidence: Evidence, group: Group, kinds: tuple[int, ...]) -> Row:
    """(cells x kinds,) 1 for children of a group of some kinds."""
    of_kinds = np.isin(BY_KIND, kinds).astype(float)
    return np.outer(evidence.cells.inside(group), of_kinds).ravel()


def _way(rows: Row, numbers: Row, costs: Row, most: Row) -> Row | None:
    """Whole numbers of children of each kind that cost least, if they are found."""
    solved = milp(
        costs,
        constraints=LinearConstraint(rows, numbers, numbers),
        integrality=np.ones(len(costs), dtype=np.int64),
        bounds=Bounds(0, most),
        options={"node_limit": 2000},
    )
    return np.round(solved.x) if solved.status == 0 else None
