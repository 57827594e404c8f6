"""Attack: which persons are in every set that fits all rows of groups that overlap?

By one integer programme, of one unknown for each person who was asked: whether she is a case. Each
row of each group says how many of its persons are, within which limits what they weigh lies, and
where persons were drawn one by one so does the sum of the squares of that, by its error. A first
solution says who could be cases; then as few of these as can be are asked for, until none can be
left out.
"""

from collections.abc import Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import SAME, in_each_release, off_by
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES

SECONDS = 60.0
_DOUBT = 1e-6
"""Of a sum of squares: what the reader's arithmetic may be off by."""
_NEAR_HALF = 0.02
"""A share so near a half that its error does not hang on who the cases are."""

type Limits = tuple[np.ndarray, float, float]


def overlapping_rows(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, by all rows of a measure at once."""
    return in_each_release(evidence, _named)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for name in release.measures:
        shown = [
            one
            for one in release.shares.values()
            if one.name == name and not one.is_hidden and one.n_cases is not None
        ]
        if not shown or any(one.unknown != 0 for one in shown):
            continue
        limits = [found for one in shown for found in _limits(one, public)]
        for row in in_every_solution(limits, len(public.weight)):
            yield Person(row, name, YES, f"every solution of {len(shown)} rows")


def _limits(figure: Figure, public: Public) -> Iterator[Limits]:
    """Sums over the cases, each with the least and the most that it can be."""
    inside, cases, drawn = public.inside(figure.group), figure.n_cases or 0, len(public.weight)
    yield inside.astype(float), cases, cases
    if not 0 < cases < inside.sum():
        return
    weight, heaviest = public.weight * inside, float(public.weight.max())
    everybody, squares = weight.sum(), weight @ weight
    half = (figure.digits or 0.0) / 2 + SAME
    low, high = figure.value - half, figure.value + half
    yield weight / heaviest, low * everybody / heaviest, high * everybody / heaviest
    if not figure.se or abs(1 - 2 * figure.value) < 2 * _NEAR_HALF:
        return
    far = off_by(figure) + SAME
    sums = [
        ((error * everybody) ** 2 * (drawn - 1) / drawn - share**2 * squares) / (1 - 2 * share)
        for error in (max(figure.se - far, SAME), figure.se + far)
        for share in (low, high)
    ]
    slack = _DOUBT * max(map(abs, sums))
    least, most = (min(sums) - slack) / heaviest**2, (max(sums) + slack) / heaviest**2
    yield (weight / heaviest) ** 2, least, most


def in_every_solution(limits: list[Limits], persons: int) -> list[int]:
    """Who is a case in every solution; nobody where there is none, or it is not found in time."""
    sums, least, most = zip(*limits, strict=True)
    constraint = LinearConstraint(np.array(sums), np.array(least), np.array(most))
    in_all: np.ndarray | None = None
    while in_all is None or in_all.any():
        found = milp(
            np.zeros(persons) if in_all is None else in_all.astype(float),
            integrality=np.ones(persons),
            bounds=Bounds(0, 1),
            constraints=constraint,
            options={"time_limit": SECONDS},
        )
        if found.x is None:
            return []
        are_cases = np.round(found.x) > 0
        if in_all is not None and (in_all & ~are_cases).sum() == 0:
            return np.flatnonzero(in_all).tolist() if found.status == 0 else []
        in_all = are_cases if in_all is None else in_all & are_cases
    return []
