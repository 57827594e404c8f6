"""Attack: without whom could so many persons not weigh as much as the cases do?

A public-use file gives everybody's weight and groups, without answers. Of many cases there are
too many sets to go through; but where one person outweighs the others, and the heaviest of these
together fall short of the share that is released, she is one of the cases.
"""

from collections.abc import Iterator

import numpy as np

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import in_each_release
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES

SAME = 1e-9
"""Of the weight of all: rounding of a computer's arithmetic."""


def outweighed(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, by how much the others weigh."""
    return in_each_release(evidence, _named)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for figure in release.shares.values():
        inside = np.flatnonzero(public.inside(figure.group))
        size = figure.n_cases or 0
        if figure.is_hidden or figure.unknown != 0 or figure.n != len(inside):
            continue
        if 0 < size < len(inside):
            for row in needed(public.weight[inside], size, _least(figure)):
                how = f"no {size} of the other {len(inside) - 1} weigh {_least(figure):.4f} of all"
                yield Person(int(inside[row]), figure.name, YES, how)


def _least(figure: Figure) -> float:
    """The least share that is released as this one."""
    return (figure.value or 0.0) - (figure.digits or 0.0) / 2


def needed(weight: np.ndarray, size: int, least: float) -> list[int]:
    """Places of those without whom `size` persons weigh less than a share of all."""
    order = np.argsort(-weight)
    heaviest = weight[order[: size + 1]].sum()
    # The heaviest that leave out one of themselves have the next one in her place.
    without = heaviest - weight[order[:size]]
    return sorted(order[:size][without < (least - SAME) * weight.sum()].tolist())
