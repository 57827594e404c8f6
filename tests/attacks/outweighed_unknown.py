"""Attack: who is in each set of so many persons that weighs what those without an answer do?

The two bounds of a figure are apart by what unknown answers weigh, as a share of all; each is
rounded away from the figure by up to a step. A public-use file gives everybody's weight and groups,
without answers. Few sets are gone through; of many there is who outweighs the others, as in
`outweighed`.
"""

from collections.abc import Iterator
from math import comb

import numpy as np

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import MOST_SETS, all_sets, in_each_release
from tests.attacks.outweighed import SAME, needed, with_steps
from tests.attacks.reading import Release
from tests.attacks.truth import UNSURE


def outweighed_unknown(evidence: Evidence) -> list[Claim]:
    """Single persons who gave no answer, by how much the others weigh."""
    return in_each_release(evidence, _named)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for figure in release.shares.values():
        rows = np.flatnonzero(public.inside(figure.group))
        size = figure.unknown or 0
        bounds = figure.value_if_no, figure.value_if_yes
        if None in bounds or figure.asked != len(rows) or not 0 < size < len(rows):
            continue
        most = bounds[1] - bounds[0]
        sides = sum(1 for bound in bounds if bound != figure.value)
        least = most - sides * (figure.digits or 0.0)
        weight = public.weight[rows]
        least = with_steps(least, weight, release, -1)
        most = with_steps(most, weight, release, 1)
        found = {*needed(weight, size, least)}
        if comb(len(rows), size) <= MOST_SETS:
            found |= {*_in_every_set(weight, size, least, most)}
        how = f"no {size} of the other {len(rows) - 1} weigh {least:.4f} to {most:.4f} of all"
        for place in sorted(found):
            yield Person(int(rows[place]), figure.name, UNSURE, how)


def _in_every_set(weight: np.ndarray, size: int, least: float, most: float) -> list[int]:
    """Places of those who are in each set that weighs so much of all; none where no set does."""
    sets = all_sets(len(weight), size)
    share = weight[sets].sum(axis=1) / weight.sum()
    sets = sets[(share >= least - SAME) & (share <= most + SAME)]
    times = np.bincount(sets.ravel(), minlength=len(weight))
    return np.flatnonzero(times == len(sets)).tolist() if len(sets) else []
