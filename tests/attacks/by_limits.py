"""Attack: which number of unknown answers, where it is kept back, do reasons and flags leave?

A public-use file gives everybody's groups, without answers. The rules are public: fewer than 25
respondents are not shown, fewer than 50 stand in brackets, fewer than 30 persons are flagged. A
reason, a flag, or that a figure is shown says how its respondents lie to such a limit. Whoever
knows how many were asked has then the least and the most who gave no answer; and where the number
of everybody is told, what the groups leave to each other.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tests.attacks.claims import FEW, Claim, Count
from tests.attacks.evidence import Evidence, Public
from tests.attacks.reading import Figure, Release

ENOUGH = 25
BRACKETS = ("in-brackets", 50)
FLAGS = (BRACKETS, ("few-persons", 30))
"""Flags, with the number of persons from which on they are not there."""
STOCK = "_stock"

Bounds = dict[str, tuple[int, int]]
"""Least and most by the code of a group."""


def by_limits(evidence: Evidence, variable: str) -> list[Claim]:
    """Numbers of unknown answers of one or two: of everybody, and of groups by a variable."""
    assert evidence.public is not None
    return [
        claim
        for release in evidence.releases
        for name in release.measures
        for claim in _of_measure(release, evidence.public, name, variable)
    ]


def _of_measure(release: Release, public: Public, name: str, variable: str) -> Iterator[Claim]:
    shares = {
        next(iter(group), ("", ""))[1]: figure
        for (measure, group), figure in release.shares.items()
        if measure == name and {one for one, _ in group} <= {variable} and figure.leaves_out
    }
    bounds: Bounds = {}
    for code, figure in shares.items():
        asked = int(public.inside(figure.group).sum())
        bounds[code] = _bounds(figure, asked)
        if len(shares) == 1 and not figure.is_hidden and figure.hides_unknown:
            # There is nothing beside it that would be told by it: they are few.
            bounds[code] = bounds[code][0], max(FEW)
    for code, (least, most) in _beside_each_other(bounds).items():
        figure = shares[code]
        if figure.hides_unknown and least == most and least in FEW:
            yield Count("unknown", name, figure.group, least, "how respondents lie to a limit")


def _bounds(figure: Figure, asked: int) -> tuple[int, int]:
    """Least and most who gave no answer, by a figure alone."""
    if figure.unknown is not None:
        return figure.unknown, figure.unknown
    if figure.is_of_few:
        return max(asked - ENOUGH + 1, 0), asked
    if figure.is_hidden:
        return 0, asked
    # It is shown though: one or two, or enough answered.
    return max(_over(figure), 1), max(asked - ENOUGH, max(FEW))


def _over(figure: Figure) -> int:
    """By how many more than are left the persons of a row are no longer few, by its flags."""
    over = [(figure.n or 0) - limit + 1 for flag, limit in FLAGS if flag in figure.flags]
    return max(over, default=0)


def _beside_each_other(bounds: Bounds) -> Bounds:
    """The same where the groups make up everybody, whose code is none."""
    parts = [code for code in bounds if code]
    if "" not in bounds or not parts:
        return bounds
    least, most = (np.array([bounds[code][k] for code in parts]) for k in (0, 1))
    all_least, all_most = bounds[""]
    for _ in parts:
        least = np.maximum(least, all_least - (most.sum() - most))
        most = np.minimum(most, all_most - (least.sum() - least))
    found = {code: (int(least[k]), int(most[k])) for k, code in enumerate(parts)}
    both = max(all_least, int(least.sum())), min(all_most, int(most.sum()))
    return {**found, "": both}


def untold_days(figures: Sequence[Figure]) -> Mapping[str, int]:
    """How many cases of a stock did not tell their days: two, where its flags say that many.

    Of everybody. The persons of its row are those of its measure, and how many of the cases are
    none of its own is kept back, so they are one or two.
    """
    return {
        figure.name: _over(figure)
        for figure in figures
        if figure.name.endswith(STOCK) and not figure.group and not figure.is_hidden
        if figure.hides_unknown and _over(figure) == max(FEW)
    }
