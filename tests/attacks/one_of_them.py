"""Attack: who else is a case, for one who is one herself?

She has the public-use file, as in `known_rows`, and knows what she said. Of the sets that fit a row
of few cases those without her are not the truth, so that fewer are left for her than for others.
"""

from collections.abc import Iterator
from functools import partial
from math import comb

import numpy as np

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import MOST_SETS, all_sets, fitting, in_each_release
from tests.attacks.reading import Release
from tests.attacks.truth import YES


def one_of_them(evidence: Evidence, herself: int) -> list[Claim]:
    """Other persons who are cases, by every row of a group that she, a case, is in."""
    return in_each_release(evidence, partial(_named, herself))


def _named(herself: int, release: Release, public: Public) -> Iterator[Claim]:
    for (name, group), figure in release.shares.items():
        rows = np.flatnonzero(public.inside(group))
        size, own = figure.n_cases or 0, np.flatnonzero(rows == herself)
        if figure.is_hidden or figure.unknown != 0 or figure.n != len(rows) or not len(own):
            continue
        if size < 2 or comb(len(rows) - 1, size - 1) > MOST_SETS:
            continue
        others = all_sets(len(rows) - 1, size - 1)
        others += others >= own[0]
        sets = np.column_stack([others, np.full(len(others), own[0])])
        sets = sets[fitting(sets, figure, rows, public)]
        times = np.bincount(sets.ravel(), minlength=len(rows))
        for place in np.flatnonzero(times == len(sets)):
            if place != own[0] and len(sets):
                how = f"all sets of {size} in {len(rows)} with person {herself} that fit its row"
                yield Person(int(rows[place]), name, YES, how)
