"""Attack: who was asked less of whom a part of the cases is a share are those who did not answer.

A standard table says of forced labour how many are in it by debt, in farming, for less than three
months: parts of the cases, each a share of the persons whose status is known. Where their number is
that of who answered, the n of the whole gives the others back, and weights name them.
"""

from collections.abc import Iterator
from itertools import combinations
from math import floor, log10

import numpy as np

from tests.attacks.evidence import Evidence
from tests.attacks.reading import Figure, Release
from tests.attacks.shares import fitting
from tests.attacks.truth import Group

MOST = 2
"""Persons whose weights are tried together."""
DIGITS = 10
"""Significant digits that a weighted n is told to."""


def parts_of(release: Release) -> Iterator[tuple[Figure, Figure]]:
    """Each part of the cases of a measure, with the measure's figure of the same group."""
    about = release.said["diagnostics"]["measures"]
    for (name, group), figure in release.shares.items():
        whole = release.shares.get((about[name].get("part_of"), group))
        if whole is not None and not figure.is_hidden:
            yield figure, whole


def numbers_told(release: Release) -> set[int]:
    """Numbers of unknown answers of everybody that are kept back, and what parts make of them."""
    return {
        whole.n - part.n
        for part, whole in parts_of(release)
        if not whole.group and whole.hides_unknown and None not in (whole.n, part.n)
    } - {0}


def silent(evidence: Evidence) -> set[int]:
    """Rows of the public-use file whose weights alone are missing in a part of everybody's."""
    weight = evidence.public.weight
    found: set[int] = set()
    for part, whole in parts_of(evidence.releases[0]):
        if whole.group or not whole.hides_unknown or part.weighted_n is None:
            continue
        left = weight.sum() - part.weighted_n
        half = 0.5 * 10.0 ** (floor(log10(part.weighted_n)) + 1 - DIGITS)
        sets = [
            rows
            for size in range(1, MOST + 1)
            for rows in combinations(range(len(weight)), size)
            if np.isclose(weight[list(rows)].sum(), left, rtol=0, atol=half * (1 + 1e-3))
        ]
        found |= set(sets[0]) if len(sets) == 1 else set()
    return found


def fit_together(release: Release) -> dict[Group, set[int]]:
    """Numbers of unknown answers, of each group whose is kept back, that fit all of its shares."""
    found: dict[Group, set[int]] = {}
    for part, whole in parts_of(release):
        for share in (part, whole):
            if fits := fitting(share):
                found[whole.group] = found.get(whole.group, {*fits}) & {*fits}
    return found
