"""Attack: how many cases of a row lie in each stratum, by its error alone?

Where all weigh the same and persons were drawn one by one, sets with as many cases in each stratum
have the same row. So the reader takes one set of each kind, and keeps the kinds that a row does not
rule out. Where in all of them everybody of some stratum is a case, she knows of each of these.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import fitting, in_each_release
from tests.attacks.reading import Release
from tests.attacks.truth import YES

MOST_KINDS = 50_000


def rows_of_strata(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, as everybody of their stratum in a group is."""
    return in_each_release(evidence, _named)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for figure in release.shares.values():
        inside = np.flatnonzero(public.inside(figure.group))
        if figure.is_hidden or figure.unknown != 0 or figure.n != len(inside):
            continue
        strata = public.columns["stratum"][inside]
        names, sizes = np.unique(strata, return_counts=True)
        if not figure.n_cases or np.prod(sizes + 1.0) > MOST_KINDS:
            continue
        kinds = [
            kind
            for kind in product(*(range(size + 1) for size in sizes))
            if sum(kind) == figure.n_cases
        ]
        places = [np.flatnonzero(strata == name) for name in names]
        sets = np.array(
            [
                np.concatenate([of[:number] for of, number in zip(places, kind, strict=True)])
                for kind in kinds
            ]
        )
        left = np.array(kinds)[fitting(sets, figure, inside, public)]
        for of, size, numbers in zip(places, sizes, left.T, strict=True):
            if len(numbers) and (numbers == size).all():
                for row in inside[of]:
                    yield Person(int(row), figure.name, YES, "all of her stratum, by the error")
