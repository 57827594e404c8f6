"""Attack: who is a case of the wider of two measures alone, by the error of their difference?

Where the cases of one measure are among those of another, the difference is the share of those who
are cases of the wider alone. A public-use file gives everybody's weight; in a sample of persons
each set of so many has a share and an error, and those that do not fit are ruled out.
"""

from collections.abc import Iterator
from math import comb

import numpy as np

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import MOST_SETS, SAME, all_sets, estimated, in_each_release, off_by
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES


def nested_differences(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases of the wider measure."""
    return in_each_release(evidence, _named)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for told in release.said.get("differences", ()):
        group = frozenset(told["group"].items())
        wide, narrow = (
            release.shares.get((name, group)) for name in (told["name"], told["minus"]["name"])
        )
        if "se" not in told or wide is None or narrow is None or wide is narrow:
            continue
        rows = np.flatnonzero(public.inside(group))
        size = (wide.n_cases or 0) - (narrow.n_cases or 0)
        if wide.n != len(rows) or size <= 0 or comb(len(rows), size) > MOST_SETS:
            continue
        steps = [one.digits or 0.0 for one in (wide, narrow)]
        sets = all_sets(len(rows), size)
        share, error, _ = estimated(sets, rows, public)
        error = np.sqrt(error**2 + sum(step**2 for step in steps) / 12)
        row = Figure(
            0, wide.name, "difference", group, frozenset(), se=told["se"], digits=0.1 * told["se"]
        )
        fits = np.abs(share - told["value"]) <= sum(steps) / 2 + SAME
        fits &= np.abs(error - told["se"]) <= off_by(row) + SAME
        if fits.any():
            times = np.bincount(sets[fits].ravel(), minlength=len(rows))
            how = f"all sets of {size} in {len(rows)} that fit a difference"
            for place in np.flatnonzero(times == fits.sum()):
                yield Person(int(rows[place]), wide.name, YES, how)
