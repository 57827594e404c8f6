"""Attack: which sets of persons fit the rows of one group by two sets of weights, or of replicates?

As `known_rows`, by a reader who has the weights and replicate weights of every row. Of two inputs
of one study the second is read strictly, and every question was answered: both count the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from tests.attacks.claims import Claim, Person, distinct
from tests.attacks.evidence import Evidence
from tests.attacks.inputs_that_share import as_two_releases
from tests.attacks.known_rows import SAME, all_sets, off_by, rows_by_two_weights
from tests.attacks.reading import Figure
from tests.attacks.truth import YES


def rows_of_inputs(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, by the rows of two inputs with other weights."""
    if evidence.public is None or evidence.public.later is None:
        return []
    return rows_by_two_weights(as_two_releases(evidence))


def rows_of_designs(evidence: Evidence, replicates: Sequence[np.ndarray]) -> list[Claim]:
    """The same by the rows of everybody in releases with replicates, (n, R), of their own each."""
    return distinct(
        Person(row, name, YES, "all sets that fit rows by several sets of replicates")
        for name, sets in sets_of_designs(evidence, replicates)
        for row in range(int(sets.max(initial=-1)) + 1)
        if len(sets) and (sets == row).any(axis=1).all()
    )


def sets_of_designs(
    evidence: Evidence, replicates: Sequence[np.ndarray]
) -> Iterator[tuple[str, np.ndarray]]:
    """Measures, and the sets that all rows of everybody leave which are shown."""
    names = {name for one in evidence.releases for name, group in one.shares if not group}
    for name in sorted(names):
        rows = [
            (one.shares[name, frozenset()], factors)
            for one, factors in zip(evidence.releases, replicates, strict=True)
            if (name, frozenset()) in one.shares
        ]
        shown = [one for one in rows if not one[0].is_hidden]
        if shown and evidence.public is not None:
            weight = evidence.public.weight
            sets = all_sets(len(weight), shown[0][0].n_cases or 0)
            for figure, factors in shown:
                sets = sets[_fitting(sets, figure, weight, factors)]
            yield name, sets


def _fitting(
    sets: np.ndarray, figure: Figure, weight: np.ndarray, replicates: np.ndarray
) -> np.ndarray:
    """(sets,) which of them a row with an error of a bootstrap does not rule out."""
    share = weight[sets].sum(axis=1) / weight.sum()
    each = replicates[sets].sum(axis=1) / replicates.sum(axis=0)
    error = each.std(axis=1, ddof=1)
    fits = np.abs(share - figure.value) <= (figure.digits or 0.0) / 2 + SAME
    if figure.se:
        fits &= np.abs(error - figure.se) <= off_by(figure) + SAME
    return np.asarray(fits)


def by_other_weights(evidence: Evidence, later: Sequence[float]) -> Evidence:
    """The same where the file tells the weights of the second input too."""
    if evidence.public is None:
        return evidence
    return replace(evidence, public=replace(evidence.public, later=np.array(later)))
