"""Attack: without whom could so many persons not weigh as much as the cases do?

A public-use file gives everybody's weight and groups, without answers. Of many cases there are
too many sets to go through; but where one person outweighs the others, and the heaviest of these
together fall short of the share that is released, she is one of the cases. Where weights are alike
in classes, a notice says that weighted numbers are in steps: the documentation says in which.
"""

from collections.abc import Iterator

import numpy as np

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import in_each_release
from tests.attacks.reading import Release
from tests.attacks.truth import YES

ALIKE = "equal-weights-within-class"
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
            weight = public.weight[inside]
            least = (figure.value or 0.0) - (figure.digits or 0.0) / 2
            least = with_steps(least, weight, release, -1)
            for row in needed(weight, size, least):
                how = f"no {size} of the other {len(inside) - 1} weigh {least:.4f} of all"
                yield Person(int(inside[row]), figure.name, YES, how)


def with_steps(share: float, weight: np.ndarray, release: Release, side: int) -> float:
    """The least share (`side` -1) of the weight of all, or the greatest (1), released as this one.

    Where weighted numbers are in steps, that of the share and that of all are each the nearest.
    """
    everybody, off = float(weight.sum()), side * _step(release, weight) / 2
    return (share * (everybody + off) + off) / everybody


def _step(release: Release, weight: np.ndarray) -> float:
    """In what weighted numbers of a group are: 1, 2 or 5 and noughts, for a few of another class.

    0 where the release has no notice that they are in steps.
    """
    said = {one["code"] for one in release.said.get("warnings", ())}
    spread = float(np.ptp(weight))
    if ALIKE not in said or not spread:
        return 0.0
    rules = release.said["diagnostics"]["disclosure"]["rules"]
    of_few = rules["minimum_cases"] * spread
    power = 10.0 ** np.floor(np.log10(of_few))
    return float(min(one * power for one in (1, 2, 5, 10) if one * power >= of_few * (1 - SAME)))


def needed(weight: np.ndarray, size: int, least: float) -> list[int]:
    """Places of those without whom `size` persons weigh less than a share of all."""
    order = np.argsort(-weight)
    heaviest = weight[order[: size + 1]].sum()
    # The heaviest that leave out one of themselves have the next one in her place.
    without = heaviest - weight[order[:size]]
    return sorted(order[:size][without < (least - SAME) * weight.sum()].tolist())
